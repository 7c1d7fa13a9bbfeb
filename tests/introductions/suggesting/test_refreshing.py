"""Who gets which suggestions, out of whose circle, and when they are computed anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q

from introductions import services
from introductions.exceptions import AlreadyAnswered
from introductions.models import Suggestion, SuggestionList
from introductions.suggesting import wishes
from introductions.suggesting.lists import load_lists
from introductions.suggesting.parts import lock, parts_of
from introductions.suggesting.planning import Planning
from introductions.suggesting.population import Population
from introductions.suggesting.refreshing import _claim, _refresh, stale
from introductions.suggesting.wishes import nothing_promised
from members.models import Membership
from members.services import leave_group, touch
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    TieFactory,
    UserFactory,
    member_of,
)

from .world import World, pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    return World(now)


def test_everybody_in_the_circle_is_matched_and_explained(world):
    assert world.refresh() == 3

    assert world.pairs() == {pair("Marta", "Tom"), pair("Marta", "Priya"), pair("Tom", "Priya")}
    found = world.suggestion(world.marta, world.tom)
    assert {reason["lens"]: reason["text"] for reason in found.reasons}["trigger_event"] == (
        "*Divorce*: Marta does Marta's bit; Tom does Tom's bit."
    )
    assert found.for_a.startswith("When a couple parts, Tom does Tom's bit")
    assert found.acquaintance == "co-members"
    assert 0 < found.fit <= 100


class TestTheCircle:
    def test_somebody_of_another_group_never_appears(self, world):
        world.refresh()
        before = list(Suggestion.objects.order_by("pk").values())
        elsewhere = GroupFactory()
        for name in ("Canary Bird", "Canary Song"):
            world.member(elsewhere, name)
        MembershipFactory(group=elsewhere, person=world.marta)  # Marta knows them, Dana does not

        world.refresh()

        assert list(Suggestion.objects.order_by("pk").values()) == before

    def test_an_invited_member_is_not_in_it_yet(self, world):
        invited = world.needed(PersonFactory(name="Ivy Invited"))
        MembershipFactory(group=world.riverside, person=invited, state="invited")

        world.refresh()

        assert not any("Ivy" in names for names in world.pairs())

    def test_a_contact_is_matched_for_its_keeper_only(self, world):
        contact = world.needed(PersonFactory(name="Zoe Contact", keeper=world.dana))

        world.refresh()
        world.refresh(world.marta)

        assert pair("Zoe", "Tom") in world.pairs()
        assert not any("Zoe" in names for names in world.pairs(world.marta))
        assert world.suggestion(contact, world.tom).acquaintance == "strangers"

    def test_who_leaves_disappears_even_when_put_off(self, world):
        world.refresh()
        services.put_off(
            world.suggestion(world.marta, world.tom), until=world.now.date(), now=world.now
        )
        leave_group(Membership.objects.get(person=world.tom), by=world.tom, now=world.now)

        world.refresh()

        assert world.pairs() == {pair("Marta", "Priya")}

    def test_nothing_is_left_for_somebody_who_has_left_the_last_group(self, world):
        world.refresh()
        leave_group(Membership.objects.get(person=world.dana), by=world.dana, now=world.now)

        services.refresh_stale_suggestions(now=world.now)

        assert not Suggestion.objects.filter(introducer=world.dana).exists()


class TestAnswers:
    @pytest.mark.parametrize("reason", ["know", "compete", "not_these"])
    def test_refused_is_for_good(self, world, reason):
        world.refresh()
        services.refuse(world.suggestion(world.marta, world.tom), reason=reason, now=world.now)
        much_later = world.now + timedelta(days=1000)

        world.refresh(now=much_later)

        assert pair("Marta", "Tom") not in world.pairs(now=much_later)
        assert world.suggestion(world.marta, world.tom).refusal == reason

    def test_refused_by_one_is_still_good_for_another(self, world):
        world.refresh()
        services.refuse(world.suggestion(world.marta, world.tom), reason="know", now=world.now)

        world.refresh(world.priya)

        assert pair("Marta", "Tom") in world.pairs(world.priya)

    def test_not_now_comes_back_after_two_months(self, world):
        world.refresh()
        services.refuse(world.suggestion(world.marta, world.tom), reason="not_now", now=world.now)
        for days, back in ((50, False), (61, True)):
            later = world.now + timedelta(days=days)
            world.refresh(now=later)
            assert (pair("Marta", "Tom") in world.pairs(now=later)) is back

    def test_put_off_comes_back_on_its_day_though_others_are_better(self, world, monkeypatch):
        monkeypatch.setattr(wishes, "USUAL", 2)
        world.refresh()
        mine = Suggestion.objects.filter(introducer=world.dana).first()
        services.put_off(mine, until=world.now.date() + timedelta(days=7), now=world.now)
        world.refresh()
        assert Suggestion.objects.ready_for(world.dana, world.now).count() == 2

        day = world.now + timedelta(days=7)
        world.refresh(now=day)

        assert mine in Suggestion.objects.ready_for(world.dana, day)

    def test_an_answer_given_while_computing_is_kept(self, world, monkeypatch):
        world.refresh()
        found = world.suggestion(world.marta, world.tom)

        plan = Planning.plan

        def refused_meanwhile(*args):
            services.refuse(found, reason="know", now=world.now)
            return plan(*args)

        monkeypatch.setattr(Planning, "plan", refused_meanwhile)
        world.refresh()

        assert world.suggestion(world.marta, world.tom).state == "refused"

    def test_taken_cannot_be_answered(self, world):
        world.refresh()
        found = world.suggestion(world.marta, world.tom)
        Suggestion.objects.update(state="taken")
        with pytest.raises(AlreadyAnswered):
            services.refuse(found, reason="know", now=world.now)
        with pytest.raises(AlreadyAnswered):
            services.put_off(found, until=world.now.date(), now=world.now)


class TestWhoCanBeIntroduced:
    def test_not_somebody_who_is_paused(self, world):
        world.tom.paused_until = world.now.date() + timedelta(days=1)
        world.tom.save()

        world.refresh()

        assert world.pairs() == {pair("Marta", "Priya")}

    def test_a_pause_ends_on_its_day_where_the_person_lives(self, world):
        world.tom.paused_until = world.now.date()
        world.tom.save()

        world.refresh()

        assert pair("Marta", "Tom") in world.pairs()

    @pytest.mark.parametrize(("limit", "there"), [(1, False), (2, True)])
    def test_not_somebody_at_their_limit(self, world, limit, there):
        IntroductionFactory(introducer=world.priya, a=world.tom, created_at=world.now)
        world.tom.open_limit = limit
        world.tom.save()

        world.refresh()

        assert any("Tom" in names for names in world.pairs()) is there

    @pytest.mark.parametrize(
        ("state", "days_ago", "there"),
        [
            ("made", 500, False),  # still under way
            ("met", 500, False),
            ("useful", 900, False),
            ("declined", 300, False),
            ("declined", 400, True),
            ("expired", 400, True),
            ("withdrawn", 1, True),
        ],
    )
    def test_not_a_pair_that_was_introduced(self, world, state, days_ago, there):
        moment = world.now - timedelta(days=days_ago)
        IntroductionFactory(
            introducer=world.priya,
            a=world.tom,
            b=world.marta,
            state=state,
            created_at=moment,
            made_at=moment,
        )

        world.refresh()

        assert (pair("Marta", "Tom") in world.pairs()) is there

    def test_not_two_of_one_profession(self, world):
        world.tom.profession = world.marta.profession
        world.tom.save()

        world.refresh()

        assert pair("Marta", "Tom") not in world.pairs()


class TestWhatIsKnownOfPeople:
    def view(self, world):
        return Population([world.dana.pk], load_lists(), world.now).view_of(world.dana.pk)

    def test_ties_of_the_introducer_count_and_nobody_elses(self, world):
        TieFactory(holder=world.dana, person=world.tom, closeness=3, very_active=True)
        TieFactory(holder=world.marta, person=world.priya, closeness=1, very_active=True)

        view = self.view(world)

        names = [name.first for name in view.names]
        known = dict(zip(names, view.circle.tie.tolist(), strict=True))
        assert known == {"Marta": 0.5, "Tom": 1.0, "Priya": 0.5}
        assert view.circle.very_active.tolist() == [False, True, False]

    def test_a_pair_is_known_well_when_both_are(self, world):
        for person, closeness in ((world.tom, 3), (world.marta, 3), (world.priya, 2)):
            TieFactory(holder=world.dana, person=person, closeness=closeness)

        world.refresh()

        assert world.suggestion(world.marta, world.tom).known_well
        assert not world.suggestion(world.tom, world.priya).known_well

    def test_what_people_did_fades(self, world):
        made = IntroductionFactory(introducer=world.marta, a=world.tom, made_at=world.now)
        services.start_ladder(made, now=world.now - timedelta(days=60))

        view = self.view(world)

        marta, tom = view.row_of(world.marta.pk), view.row_of(world.tom.pk)
        assert view.people.given[marta] == pytest.approx(1)
        assert view.people.received[tom] == pytest.approx(1)
        assert view.people.activity[marta] > view.people.activity[tom] == 2
        later = Population([world.dana.pk], load_lists(), world.now + timedelta(days=30))
        assert later.view_of(world.dana.pk).people.given[marta] == pytest.approx(0.5)

    def test_only_those_it_was_read_for(self, world):
        population = Population([world.dana.pk], load_lists(), world.now)
        with pytest.raises(LookupError):
            population.view_of(world.tom.pk)


class TestFreshness:
    def due(self, now):
        return {person.first_name for person in stale(now)}

    def all_fresh(self, world):
        services.refresh_stale_suggestions(now=world.now)
        assert self.due(world.now) == set()

    def test_whoever_has_none_is_due_unless_without_an_account(self, world):
        MembershipFactory(group=world.riverside, person=PersonFactory(name="Nobody Yet"))
        assert self.due(world.now) == {"Dana", "Marta", "Tom", "Priya"}

        assert services.refresh_stale_suggestions(now=world.now) == 4

        assert services.refresh_stale_suggestions(now=world.now) == 0

    def test_a_changed_profile_makes_co_members_stale_and_no_strangers(self, world):
        member_of(GroupFactory(), name="Stranger Far")
        self.all_fresh(world)
        later = world.now + timedelta(minutes=10)

        touch(world.tom, now=later)

        assert self.due(later + timedelta(minutes=1)) == {"Dana", "Marta", "Tom", "Priya"}

    def test_a_changed_contact_makes_only_its_keeper_stale(self, world):
        contact = PersonFactory(name="Zoe Contact", keeper=world.dana)
        self.all_fresh(world)
        later = world.now + timedelta(minutes=10)

        touch(contact, now=later)

        assert self.due(later) == {"Dana"}

    def test_a_change_that_commits_while_we_look_is_not_missed(self, world):
        self.all_fresh(world)
        touch(world.tom, now=world.now - timedelta(seconds=5))
        assert "Dana" in self.due(world.now)

    def test_once_a_day_in_any_case(self, world):
        self.all_fresh(world)
        assert self.due(world.now + timedelta(hours=23)) == set()
        assert "Dana" in self.due(world.now + timedelta(hours=25))

    def test_the_limit_holds(self, world):
        assert services.refresh_stale_suggestions(now=world.now, limit=3) == 3
        assert services.refresh_stale_suggestions(now=world.now, limit=3) == 1

    def test_computing_again_changes_nothing(self, world):
        world.refresh()
        before = list(Suggestion.objects.order_by("pk").values())
        world.refresh()
        assert list(Suggestion.objects.order_by("pk").values()) == before

    def test_what_is_good_no_more_goes(self, world):
        world.refresh()
        world.tom.events.clear()
        world.tom.sources.clear()
        world.refresh()
        assert world.pairs() == {pair("Marta", "Priya")}


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_takes_the_same_queries_for_one_and_for_three(
    world, count, django_assert_num_queries
):
    people = [world.dana.pk, world.marta.pk, world.tom.pk][:count]
    lists = load_lists()
    TieFactory(holder=world.dana, person=world.tom)
    world.needed(PersonFactory(keeper=world.dana))
    with django_assert_num_queries(30):
        counts = _refresh(parts_of(people, 9), Q(), lists, world.now, nothing_promised)
    assert len(counts) == count
    assert all(counts.values())


class TestExplainingAnyPair:
    def test_also_a_pair_that_is_not_suggested(self, world):
        IntroductionFactory(introducer=world.priya, a=world.tom, b=world.marta, state="met")

        words = services.explain_pair(world.dana, world.tom, world.marta, world.now)

        assert words.for_a.startswith("When a couple parts, Marta does Marta's bit")
        assert words.reasons

    def test_nothing_about_somebody_outside(self, world):
        stranger = world.needed(PersonFactory())
        assert services.explain_pair(world.dana, world.tom, stranger, world.now) is None

    def test_nothing_where_nothing_is_shared(self, world):
        other = member_of(world.riverside).person
        assert services.explain_pair(world.dana, world.tom, other, world.now) is None


@pytest.mark.django_db(transaction=True)
def test_a_part_that_a_worker_is_at_is_left_to_it_and_done_when_that_worker_dies(now):
    """Nobody in the part is planned twice at once; what is not connected does not wait."""
    world = World(now)
    far = GroupFactory()
    for name in ("Far Away", "Farther Out"):
        world.member(far, name)
    (part,) = parts_of([world.dana.pk], 9)

    def other_worker():
        try:
            return services.refresh_stale_suggestions(now=world.now)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        assert lock(part)
        assert pool.submit(other_worker).result() == 2
        transaction.set_rollback(True)  # what the end of a killed worker's connection does

    assert other_worker() == 4


@pytest.mark.django_db(transaction=True)
def test_a_list_that_is_being_changed_is_left_for_the_next_tick(now):
    """Whoever changes circles is in two parts for a moment: nobody waits, so nobody waits for
    each other."""
    world = World(now)
    services.refresh_stale_suggestions(now=now - timedelta(days=2))
    mine = SuggestionList.objects.filter(person=world.dana)

    def other_worker():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return services.refresh_stale_suggestions(now=world.now)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        assert mine.select_for_update(of=["self"]).get()
        everybody_else = SuggestionList.objects.count() - 1
        assert pool.submit(other_worker).result() == everybody_else

    assert other_worker() == 1


@pytest.mark.django_db(transaction=True)
def test_profiles_can_be_changed_while_they_are_planned(now):
    """Whoever answers a suggestion touches their own row: the plan must not hold it."""
    world = World(now)
    (part,) = parts_of([world.dana.pk], 9)

    def touch_dana():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            services.plan_anew(world.dana, now=now)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        assert world.dana.pk in _claim([part], Q())
        pool.submit(touch_dana).result()


def test_an_account_without_people_has_an_empty_list(now):
    alone = UserFactory().person
    assert services.refresh_suggestions_of(alone, now=now) == 0
    assert SuggestionList.objects.get(person=alone).computed_at == now


def test_people_who_said_nothing_have_no_suggestions(now):
    group = GroupFactory()
    dana = member_of(group).person
    for _ in range(3):
        MembershipFactory(group=group, person=PersonFactory(profession=None))
    assert services.refresh_suggestions_of(dana, now=now) == 0
