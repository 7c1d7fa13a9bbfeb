"""What counts in a balance, and which ways to give back are found."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from introductions import services
from introductions.giving import (
    Entry,
    balances,
    between,
    in_currencies,
    ledger,
    most_from,
    most_owed_by,
    sentence,
)
from introductions.models import Contribution
from introductions.suggesting.cards import cards_for
from introductions.templatetags.giving_words import told_to
from introductions.ways import give_back, ways_to_give_back
from members.models import Meeting, Person
from members.services import say_want
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    RequestFactory,
    SuggestionFactory,
    member_of,
)

DAY = timedelta(days=1)
db = pytest.mark.django_db


class World:
    """Dana, Ruth and Tom of Riverside."""

    def __init__(self, now):
        self.now, self.group = now, GroupFactory(name="Riverside")
        self.dana, self.ruth, self.tom = (
            member_of(self.group, name=name).person
            for name in ("Dana Whitfield", "Ruth Alvarez", "Tom Lindqvist")
        )

    def note(self, giver, receiver, currency="advice", *, by=None, days_ago=0, **more):
        day = self.now - days_ago * DAY
        return services.log_contribution(
            by=by or receiver,
            giver=giver,
            receiver=receiver,
            currency=currency,
            on=day.date(),
            now=day,
            **more,
        )

    def introduce(self, introducer, a, b, days_ago=10, **more):
        made = self.now - days_ago * DAY
        return IntroductionFactory(introducer=introducer, a=a, b=b, made_at=made, **more)

    @property
    def circle(self):
        return Person.objects.keys_in_circle_of(self.dana)

    def owed(self):
        return most_owed_by(self.dana, self.circle, self.now)

    def ways(self, most=5):
        return ways_to_give_back(self.dana, self.circle, self.now, most)

    def event(self, group, days=9, kind="seminar", title="Spring seminar", **more):
        return Meeting.objects.create(
            group=group,
            kind=kind,
            title=title,
            starts_at=self.now + days * DAY,
            created_at=self.now,
            changed_at=self.now,
            **more,
        )


@pytest.fixture
def world(now):
    return World(now)


@db
class TestWhatCounts:
    def test_what_was_noted_either_way(self, world):
        world.note(world.ruth, world.dana)
        world.note(world.ruth, world.dana, "testimonial", by=world.ruth)
        world.note(world.dana, world.ruth, by=world.dana)

        assert (world.owed().given, world.owed().received) == (1, 2)

    def test_not_what_was_refused(self, world):
        noted = world.note(world.ruth, world.dana, by=world.ruth)
        services.refuse_contribution(noted, now=world.now)

        assert world.owed() is None

    def test_an_introduction_counts_when_it_is_made_once_for_each_side(self, world):
        world.introduce(world.ruth, world.dana, world.tom)

        assert [entry.receiver for entry in ledger(world.ruth, world.now)] == [
            world.dana.pk,
            world.tom.pk,
        ]
        assert (world.owed().key, world.owed().received) == (world.ruth.pk, 1)

    def test_a_useful_one_counts_no_second_time(self, world):
        made = world.introduce(world.ruth, world.dana, world.tom, state="useful")
        services.credit_introduction(made, now=world.now)

        assert world.owed().received == 1
        assert between(world.tom, world.ruth, world.now).received == 1

    def test_a_side_that_says_not_so_takes_the_introduction_out(self, world):
        made = world.introduce(world.ruth, world.dana, world.tom, state="useful")
        services.credit_introduction(made, now=world.now)
        services.refuse_contribution(Contribution.objects.get(receiver=world.dana), now=world.now)

        assert world.owed() is None
        assert between(world.tom, world.ruth, world.now).received == 1

    def test_being_introduced_makes_nothing_between_the_two(self, world):
        world.introduce(world.ruth, world.dana, world.tom)

        assert between(world.dana, world.tom, world.now).total == 0

    @pytest.mark.parametrize("state", ["asking", "withdrawn"])
    def test_nothing_was_given_before_it_is_made(self, world, state):
        IntroductionFactory(
            introducer=world.ruth,
            a=world.dana,
            b=world.tom,
            mode="asked",
            state=state,
            made_at=None,
            expires_at=world.now + DAY,
        )

        assert world.owed() is None

    def test_one_year_counts(self, world):
        world.note(world.ruth, world.dana, days_ago=366)
        world.introduce(world.ruth, world.dana, world.tom, days_ago=366)

        assert world.owed() is None
        assert len(ledger(world.dana, world.now, within=None)) == 2

    def test_nobody_outside_the_circle_is_owed(self, world):
        world.note(world.ruth, world.dana)
        world.ruth.memberships.update(state="left")

        assert world.owed() is None
        assert len(ledger(world.dana, world.now)) == 1

    def test_an_introduction_to_a_likely_client_is_one_to_a_client(self, world):
        reasons = [{"lens": "prospect", "text": ""}, {"lens": "shared_pool", "text": ""}]
        world.introduce(world.ruth, world.dana, world.tom, reasons=reasons)
        world.introduce(world.ruth, world.dana, PersonFactory(), reasons=reasons[1:])

        found = in_currencies(world.dana, ledger(world.dana, world.now))
        assert [(one.currency, one.received) for one in found] == [("source", 1), ("client", 1)]

    def test_a_year_with_somebody_is_one_query(self, world, django_assert_num_queries):
        for days in (1, 2):
            world.note(world.ruth, world.dana, days_ago=days, text="pricing")
        world.introduce(world.dana, world.ruth, world.tom, days_ago=5)
        useful = world.introduce(world.ruth, world.tom, world.dana, state="useful")
        services.credit_introduction(useful, now=world.now)

        with django_assert_num_queries(1):
            balance = between(world.dana, world.ruth, world.now)

        assert [told_to(entry, world.dana) for entry in balance.latest] == [
            "Ruth Alvarez introduced you to Tom Lindqvist",
            "Ruth Alvarez gave you advice",
            "Ruth Alvarez gave you advice",
            "You introduced Ruth Alvarez to Tom Lindqvist",
        ]
        assert [entry.text for entry in balance.latest] == ["", "pricing", "pricing", ""]


people = st.integers(2, 6)
things = st.lists(
    st.tuples(people, st.booleans(), st.sampled_from(["source", "client", "advice"])), max_size=30
)


@given(things)
def test_balances_neither_lose_nor_invent_anything(things):
    me = Person(pk=1, name="Dana")
    entries = [
        Entry(1, other, "Dana", f"P{other}", currency, date(2026, 3, 1))
        if mine
        else Entry(other, 1, f"P{other}", "Dana", currency, date(2026, 3, 1))
        for other, mine, currency in things
    ]
    found = balances(me, entries)
    by_currency = in_currencies(me, entries)

    assert sum(one.given for one in found) == sum(mine for _, mine, _ in things)
    assert sum(one.total for one in found) == len(things)
    assert sum(one.given + one.received for one in by_currency) == len(things)
    assert [one.owed for one in found] == sorted((one.owed for one in found), reverse=True)
    assert {one.key: one.name for one in found} == {other: f"P{other}" for other, _, _ in things}
    for one in found:
        assert sum(part.received for part in one.currencies) == one.received


@pytest.mark.parametrize(
    ("given", "received", "name", "said"),
    [
        (0, 0, "", "Nothing given or received this year has been noted yet."),
        (1, 0, "", "You gave once this year."),
        (3, 0, "", "You have given 3 times this year."),
        (0, 2, "Ruth", "You have given nothing and received 2 this year; most came from Ruth."),
        (14, 9, "", "You have given 14 and received 9 this year."),
    ],
)
def test_the_balance_in_a_sentence(given, received, name, said):
    assert sentence(given, received, "this year", name) == said


def test_most_comes_from_one_or_from_nobody():
    def of(*received):
        entries = [
            Entry(other, 1, f"P{other}", "Dana", "advice", date(2026, 3, 1))
            for other, times in enumerate(received, start=2)
            for _ in range(times)
        ]
        return most_from(balances(Person(pk=1), entries))

    assert (of(), of(1), of(2, 2), of(3, 2)) == ("", "", "", "P2")


@db
class TestWaysToGiveBack:
    @pytest.fixture(autouse=True)
    def owed(self, world):
        world.note(world.ruth, world.dana, days_ago=9)
        world.note(world.ruth, world.dana, days_ago=8)
        world.note(world.tom, world.dana, days_ago=7)

    def test_an_introduction_that_stands_ready(self, world):
        SuggestionFactory(introducer=world.dana, a=world.ruth, b=world.tom)

        first, second = world.ways()
        assert first.text == "Introduce *Ruth* to *Tom Lindqvist*."
        assert first.url == reverse("introductions:introduce", args=[world.ruth.pk, world.tom.pk])
        assert second.balance.name == "Tom Lindqvist"

    @pytest.mark.parametrize(
        ("currency", "words"),
        [
            (
                "speaking",
                "Ruth would like: “an evening talk”. Does “Spring seminar” need somebody?",
            ),
            ("blog", "Offer *Ruth* an article swap. Ruth would like: “an evening talk”."),
            ("testimonial", "Write *Ruth* a testimonial. Ruth would like: “an evening talk”."),
            ("advice", "Give *Ruth* advice. Ruth would like: “an evening talk”."),
            ("client", "Ruth would like: “an evening talk”."),
            ("other", "Ruth would like: “an evening talk”."),
        ],
    )
    def test_what_they_said_they_would_like(self, world, currency, words):
        world.event(world.group)
        say_want(world.ruth, currency=currency, text="an evening talk", now=world.now)

        [way] = world.ways()
        assert (way.text, way.currency, way.words) == (words, currency, "an evening talk")

    def test_somebody_whom_they_look_for_and_the_circle_has(self, world):
        accountant = ProfessionFactory(name="CPA", short="CPA", aliases=["accountant"])
        wanted = RequestFactory(
            person=world.ruth,
            group=world.group,
            text="an accountant who knows restaurants",
            created_at=world.now,
        )
        assert world.ways() == []

        member_of(world.group, profession=accountant)

        [way] = world.ways()
        assert way.text.startswith("*Ruth* looks for an accountant who knows restaurants.")
        assert way.url == wanted.get_absolute_url()

    def test_who_asks_for_their_own_profession_is_not_the_answer(self, world):
        RequestFactory(
            person=world.ruth,
            group=world.group,
            profession=world.ruth.profession,
            created_at=world.now,
        )
        assert world.ways() == []

    def test_an_event_of_a_group_that_they_are_not_in(self, world):
        harbor = MembershipFactory(person=world.dana, group__name="Harbor").group
        world.event(world.group)
        world.event(harbor, title="Harbor days", days=20)
        world.event(harbor, title="Too late", days=-1)
        world.event(harbor, title="Not at all", cancelled_at=world.now)
        world.event(harbor, title="Every week", kind="meeting")
        MembershipFactory(person=world.tom, group=harbor)

        [way] = world.ways()
        assert way.text == "Invite *Ruth* to “Harbor days” of Harbor on 13 December."
        assert way.words == "An invitation to Harbor days"

    def test_whom_one_owes_most_comes_first_and_no_more_than_asked(self, world):
        for person in (world.tom, world.ruth):
            say_want(person, currency="advice", text="how to begin", now=world.now)

        assert [way.balance.first_name for way in world.ways()] == ["Ruth", "Tom"]
        assert [way.balance.first_name for way in world.ways(most=1)] == ["Ruth"]

    def test_who_owes_nothing_is_shown_nothing(self, world, django_assert_num_queries):
        for _ in range(2):
            world.introduce(world.dana, world.ruth, world.tom, state="useful")
        say_want(world.ruth, currency="advice", text="how to begin", now=world.now)
        circle = world.circle

        with django_assert_num_queries(1):
            found = give_back(world.dana, circle, world.now)
        assert (found.owed, found.ways) == (None, [])

    @pytest.mark.parametrize("count", [1, 3])
    def test_two_queries_however_much_there_is(self, world, count, django_assert_num_queries):
        harbor = MembershipFactory(person=world.dana).group
        for number in range(count):
            SuggestionFactory(introducer=world.dana, a=world.ruth, b=member_of(world.group).person)
            say_want(world.ruth, currency="advice", text=f"how {number}", now=world.now)
            RequestFactory(
                person=world.ruth,
                group=world.group,
                profession=world.tom.profession,
                created_at=world.now,
            )
            world.event(harbor)
        circle = world.circle

        with django_assert_num_queries(2):  # the last of them: what is ready
            found = give_back(world.dana, circle, world.now, most=9)
        ready = list(cards_for(world.dana, world.now, circle))
        with django_assert_num_queries(1):
            assert give_back(world.dana, circle, world.now, 9, ready) == found
        assert found.owed.name == "Ruth Alvarez"
        assert len(found.ways) == 5  # four for Ruth, Harbor's event for Tom

    def test_nothing_of_other_groups_is_said(self, world):
        """Ruth asks and meets elsewhere, too; that is not Dana's."""
        elsewhere = MembershipFactory(person=world.ruth).group
        RequestFactory(
            person=world.ruth,
            group=elsewhere,
            profession=world.tom.profession,
            created_at=world.now,
        )
        world.event(elsewhere)

        assert world.ways() == []
