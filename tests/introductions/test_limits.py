"""What stands against introducing two people, and that private reasons stay private."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from introductions import services
from introductions.barred import barred_among
from introductions.models import DoNotIntroduce, Party, Request, Suggestion
from introductions.services.do_not_introduce import allow_again, keep_apart
from introductions.services.limits import NOT_FROM_HERE, ask_first_by_default, obstacles
from introductions.suggesting.asking import best_partners
from introductions.suggesting.cards import cards_for, load_cards
from introductions.suggesting.refreshing import stale
from members.deliveries.bounces import HARD, note_bounce
from members.models import Membership, Person
from tests.factories import GroupFactory, IntroductionFactory, PersonFactory, member_of
from tests.introductions.suggesting.world import World, pair

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world(now):
    return World(now)


def ended(world, state="declined", days_ago=100, answers=("no", ""), **fields):
    """Marta and Tom were asked, and nothing came of it."""
    at = world.now - days_ago * DAY
    fields = {"mode": "asked", "made_at": None, "created_at": at, "ended_at": at + DAY} | fields
    introduction = IntroductionFactory(
        introducer=world.priya, a=world.marta, b=world.tom, state=state, **fields
    )
    for side, answer in zip("ab", answers, strict=True):
        Party.objects.create(
            introduction=introduction,
            side=side,
            asked_at=at,
            answer=answer,
            answered_at=at + DAY if answer else None,
        )
    return introduction


def apart(person, other, now):
    return DoNotIntroduce.objects.create(person=person, other=other, created_at=now)


def against(world, request=None):
    return obstacles(world.dana, world.marta, world.tom, world.now, request=request)


class TestOnceAYear:
    @pytest.mark.parametrize(
        ("state", "fields", "bars"),
        [
            ("declined", {}, True),
            ("expired", {}, True),
            ("withdrawn", {}, False),  # nobody had been written to
            ("expired", {"mode": "direct"}, True),
            ("expired", {"mode": "recorded"}, False),
            ("declined", {"days_ago": 364}, True),
            ("declined", {"days_ago": 366}, False),
        ],
    )
    def test_the_same_two_are_not_asked_twice(self, world, state, fields, bars):
        if fields.get("mode") in ("direct", "recorded"):
            fields = fields | {"made_at": world.now, "answers": ("", "")}
        ended(world, state, **fields)

        assert against(world) == ([NOT_FROM_HERE] if bars else [])
        assert (frozenset({world.marta.pk, world.tom.pk}) in everybody_barred(world)) is bars

    @pytest.mark.parametrize(("minutes", "bars"), [(-1, False), (0, True), (60, True)])
    def test_what_was_withdrawn_after_the_mails_had_left_counts(self, world, minutes, bars):
        sends_at = world.now - 50 * DAY
        ended(
            world,
            "withdrawn",
            sends_at=sends_at,
            ended_at=sends_at + timedelta(minutes=minutes),
            answers=("", ""),
        )

        assert bool(against(world)) is bars

    def test_whoever_said_no_may_change_their_mind(self, world):
        introduction = ended(world)
        introduction.parties.filter(side="a").update(would_like_at=world.now)

        assert against(world) == []

    def test_who_asks_for_such_a_person_wants_it(self, world):
        ended(world, "expired", answers=("yes", ""))
        request = self.request(world, world.tom)

        assert against(world, request) == []
        assert against(world) == [NOT_FROM_HERE]

    def test_but_not_against_a_no_nor_when_somebody_else_asks(self, world):
        introduction = ended(world, "expired", answers=("yes", ""))
        assert against(world, self.request(world, world.priya)) == [NOT_FROM_HERE]

        introduction.parties.filter(side="b").update(answer="no", answered_at=world.now)
        assert against(world, self.request(world, world.marta)) == [NOT_FROM_HERE]

    @pytest.mark.parametrize(("days", "bars"), [(0, True), (-1, False), (5, True)])
    def test_a_day_that_was_named_is_waited_for(self, world, days, bars):
        introduction = ended(
            world, "withdrawn", answers=("", "yes"), sends_at=world.now - 100 * DAY
        )
        introduction.parties.filter(side="a").update(
            answer="not_now",
            answered_at=world.now - 90 * DAY,
            not_now_until=(world.now + days * DAY).date(),
        )

        # Until the day has come for everybody on earth.
        early = world.now.replace(hour=9)
        assert bool(obstacles(world.dana, world.marta, world.tom, early)) is bars

    def request(self, world, person):
        return Request.objects.create(
            person=person,
            group=world.riverside,
            text="a realtor",
            created_at=world.now - DAY,
            expires_at=world.now + DAY,
        )


def everybody_barred(world):
    return barred_among(Person.objects.values_list("pk", flat=True), world.now)


class TestSecrets:
    def test_the_words_are_the_same_whichever_the_reason(self, world):
        said = []
        for reason in (
            lambda: apart(world.marta, world.tom, world.now),
            lambda: apart(world.tom, world.marta, world.now),
            lambda: ended(world, "declined"),
            lambda: ended(world, "expired", answers=("yes", "")),
        ):
            made = reason()
            said.append(against(world))
            made.delete()

        assert said == [[NOT_FROM_HERE]] * 4

    def test_nor_do_the_queries_tell(self, world):
        counts = []
        for reason in (
            lambda: None,
            lambda: apart(world.marta, world.tom, world.now),
            lambda: ended(world),
        ):
            reason()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                against(world)
            counts.append(len(queries))

        assert len(set(counts)) == 1

    @pytest.mark.parametrize("turned", [False, True])
    def test_the_two_are_suggested_to_nobody(self, world, turned):
        people = (world.tom, world.marta) if turned else (world.marta, world.tom)
        apart(*people, world.now)

        world.refresh()
        partners = best_partners(world.dana, world.marta, 6, world.now)

        assert world.pairs() == {pair("Marta", "Priya"), pair("Tom", "Priya")}
        assert [partner.other for partner in partners] == [world.priya.pk]
        assert everybody_barred(world) == {frozenset({world.marta.pk, world.tom.pk})}

    def test_it_does_not_stand_against_anybody_else(self, world):
        apart(world.tom, world.priya, world.now)

        assert against(world) == []

    @pytest.mark.parametrize("why", ["secret", "asked", "pause", "nothing"])
    def test_a_contact_of_the_same_address_is_the_same_person(self, world, why):
        """Marta keeps Priya as a contact, who is a member somewhere else."""
        priya = PersonFactory(email="priya@elsewhere.example")
        contact = PersonFactory(keeper=world.marta, email="Priya@Elsewhere.example")
        {
            "secret": lambda: apart(priya, world.tom, world.now),
            "asked": lambda: IntroductionFactory(
                a=priya, b=world.tom, state="expired", created_at=world.now
            ),
            "pause": lambda: Person.objects.filter(pk=priya.pk).update(
                paused_until=(world.now + DAY).date()
            ),
            "nothing": lambda: apart(priya, world.dana, world.now),
        }[why]()

        said = obstacles(world.marta, contact, world.tom, world.now)

        assert said == ([] if why == "nothing" else [NOT_FROM_HERE])

    def test_nobody_without_an_address_is_somebody_else(self, world):
        world.marta.email = world.priya.email = None
        for person in (world.marta, world.priya):
            person.save()
        apart(world.priya, world.tom, world.now)

        assert NOT_FROM_HERE not in against(world)

    def test_keeping_apart_takes_suggestions_back_at_once(self, world):
        world.refresh()
        world.refresh(world.priya)
        assert pair("Marta", "Tom") in world.pairs() | world.pairs(world.priya)

        keep_apart(world.tom, world.marta, now=world.now)

        a, b = sorted([world.marta.pk, world.tom.pk])
        assert not Suggestion.objects.filter(a=a, b=b).exists()
        assert world.dana in stale(world.now)

    def test_cards_hide_them_also_while_a_plan_is_on_its_way(self, world):
        world.refresh()
        apart(world.tom, world.marta, world.now)

        cards = cards_for(world.dana, world.now)

        assert {pair(card.a.first_name, card.b.first_name) for card in cards} == world.pairs() - {
            pair("Marta", "Tom")
        }
        assert pair("Marta", "Tom") in world.pairs()

    def test_off_the_list_they_may_be_suggested_again(self, world):
        keep_apart(world.tom, world.marta, now=world.now)
        keep_apart(world.tom, world.marta, now=world.now)

        allow_again(DoNotIntroduce.objects.get(), now=world.now)
        world.refresh()

        assert pair("Marta", "Tom") in world.pairs()

    def test_nobody_is_kept_apart_from_themselves(self, world):
        keep_apart(world.tom, world.tom, now=world.now)

        assert not DoNotIntroduce.objects.exists()

    @pytest.mark.parametrize("count", [1, 3])
    def test_what_bars_whom_takes_two_queries(self, world, count, django_assert_num_queries):
        for _ in range(count):
            apart(world.tom, PersonFactory(), world.now)
            IntroductionFactory(a=world.tom, state="declined", mode="asked", made_at=None)
        people = list(Person.objects.values_list("pk", flat=True))

        with django_assert_num_queries(2):
            assert len(barred_among(people, world.now)) == 2 * count


class TestPause:
    @pytest.fixture
    def paused(self, world):
        world.refresh()
        world.dana.paused_until = (world.now + 10 * DAY).date()
        world.dana.save()
        return world

    def test_nothing_is_suggested_to_who_takes_a_pause(self, paused):
        assert not cards_for(paused.dana, paused.now)
        assert load_cards(paused.dana, paused.now).empty == "paused"
        assert services.suggest_more(paused.dana, now=paused.now) == 0

    def test_what_they_had_goes_to_others(self, paused):
        paused.refresh()
        paused.refresh(paused.priya)

        assert paused.pairs() == set()
        assert pair("Marta", "Tom") in paused.pairs(paused.priya)

    def test_what_they_put_off_waits_for_the_end(self, paused):
        put_off = paused.suggestion(paused.marta, paused.tom)
        Suggestion.objects.filter(pk=put_off.pk).update(
            state="put_off", put_off_until=paused.now.date()
        )

        paused.refresh()
        put_off.refresh_from_db()
        assert put_off.state == "put_off"

        paused.refresh(now=paused.now + 11 * DAY)
        assert pair("Marta", "Tom") in paused.pairs(now=paused.now + 11 * DAY)

    def test_new_ones_come_soon_after_the_end(self, paused):
        end = paused.now + 10 * DAY
        assert Person.objects.get(pk=paused.dana.pk).is_on_pause(end - DAY)
        paused.refresh(now=end - timedelta(hours=2))

        assert paused.dana in stale(end)

    def test_they_may_still_introduce_people_of_their_own_accord(self, paused):
        assert against(paused) == []

    def test_nobody_is_introduced_to_who_takes_a_pause(self, world):
        world.tom.paused_until = (world.now + DAY).date()

        assert "takes a pause until 24 November" in against(world)[0]


class TestAskFirst:
    def test_co_members_who_allow_it_are_introduced_directly(self, world):
        assert not ask_first_by_default(world.dana, world.marta, world.tom)

    def test_who_wants_to_be_asked_is_asked(self, world):
        world.tom.allows_direct = False

        assert ask_first_by_default(world.dana, world.marta, world.tom)
        assert services.wants_to_be_asked(world.marta, world.tom) == [world.tom]

    def test_a_contact_is_asked(self, world):
        contact = PersonFactory(keeper=world.dana)

        assert ask_first_by_default(world.dana, world.marta, contact)

    @pytest.mark.parametrize("dana_too", [False, True])
    def test_people_without_a_common_group_are_asked(self, world, dana_too):
        harbor = GroupFactory()
        stranger = member_of(harbor).person
        Membership.objects.create(group=harbor, person=world.marta, state="active")
        if dana_too:
            Membership.objects.create(group=harbor, person=world.dana, state="active")

        # A group that the introducer is not in must not be guessed from what is offered.
        assert ask_first_by_default(world.dana, world.marta, stranger) is not dana_too
        assert ask_first_by_default(world.dana, world.tom, stranger)

    def test_who_has_left_the_group_is_no_co_member(self, world):
        Membership.objects.filter(person=world.tom).update(state="left")

        assert ask_first_by_default(world.dana, world.marta, world.tom)


class TestAddresses:
    @pytest.mark.parametrize("bounces", [1, 2])
    def test_nobody_is_written_to_whose_mail_comes_back(self, world, bounces):
        for day in range(bounces):
            note_bounce(world.tom.email, HARD, at=world.now + day * DAY)

        assert bool(against(world)) is (bounces == 2)

    def test_nor_where_no_mail_can_be_sent(self, world):
        world.tom.email = "töm@firm.example"

        assert "Mail to Tom Lindqvist does not arrive." in against(world)[0]
