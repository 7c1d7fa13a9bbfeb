"""Suggestions are planned for everybody together: who gets what, and what is kept of it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from goals.progress import promised
from goals.services import set_goal
from introductions import services
from introductions.exceptions import GivenAway
from introductions.matcher import Weights
from introductions.models import Plan, Suggestion, SuggestionList
from introductions.suggesting import network
from introductions.suggesting.lists import load_lists
from introductions.suggesting.network import network_of
from introductions.suggesting.parts import parts_of
from introductions.suggesting.population import Population
from introductions.suggesting.refreshing import stale
from members.models import Person
from members.services import touch
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    SuggestionFactory,
    TieFactory,
    UserFactory,
    member_of,
)

from .world import World, pair

pytestmark = pytest.mark.django_db
NAMES = ["Ann Ode", "Ben Pine", "Cleo Quist", "Dora Reed", "Elias Stone", "Fay Tull"]


def in_a_larger_group(now):
    world = World(now)
    world.others = [world.member(world.riverside, name) for name in NAMES]
    return world


@pytest.fixture
def world(now):
    return in_a_larger_group(now)


def plan(world, now=None, **options):
    return services.refresh_stale_suggestions(now=now or world.now, **options)


def ready():
    return Suggestion.objects.filter(state="ready")


class TestEverybody:
    def test_nobody_is_given_a_pair_that_somebody_else_has(self, world):
        assert plan(world) == 10

        pairs = list(ready().values_list("a", "b"))
        assert len(pairs) == len(set(pairs)) >= 15
        assert set(ready().values_list("introducer", flat=True)) > {world.dana.pk}

    def test_the_database_holds_that_whoever_writes(self, world):
        one = SuggestionFactory(introducer=world.dana, a=world.marta, b=world.tom)
        with pytest.raises(IntegrityError), transaction.atomic():
            SuggestionFactory(introducer=world.priya, a=world.marta, b=world.tom)
        SuggestionFactory(introducer=world.priya, a=one.a, b=one.b, state="refused")

    @pytest.mark.parametrize("limit", [1, 2])
    def test_nobody_is_a_party_more_often_than_their_limit(self, world, limit):
        Person.objects.update(open_limit=limit)
        IntroductionFactory(introducer=world.priya, a=world.tom, created_at=world.now)

        plan(world)

        times = Counter(key for row in ready().values_list("a", "b") for key in row)
        assert max(times.values()) == limit
        assert times[world.tom.pk] <= limit - 1

    def test_whoever_promised_more_gets_as_many_as_they_lack(self, world):
        set_goal(world.dana, count=6, period="week", now=world.now)
        set_goal(world.marta, count=1, period="week", now=world.now)

        plan(world, promised=promised)

        each = Counter(ready().values_list("introducer", flat=True))
        assert each[world.dana.pk] == 6
        assert max(count for person, count in each.items() if person != world.dana.pk) <= 3
        assert len(each) == 10

    def test_what_is_promised_takes_the_same_queries_for_one_and_for_three(
        self, world, django_assert_num_queries
    ):
        people = [world.dana, world.marta, world.tom]
        for person in people:
            set_goal(person, count=4, period="week", now=world.now)
        for count in (1, 3):
            with django_assert_num_queries(3):
                found = promised([person.pk for person in people[:count]], world.now)
            assert found == {person.pk: 4 for person in people[:count]}

    def test_two_groups_without_a_common_member_are_planned_apart(self, world):
        far = GroupFactory()
        for name in ("Far Away", "Farther Out", "Farthest Off"):
            world.member(far, name)

        assert plan(world) == 13

        circle = set(Person.objects.keys_in_circle_of(world.dana)) | {world.dana.pk}
        for row in ready():
            assert len({row.introducer_id in circle, row.a_id in circle, row.b_id in circle}) == 1


class TestWhatIsKept:
    def test_the_plan_says_how_good_it_is(self, world):
        plan(world)

        kept = Plan.objects.get()
        assert (kept.introducers, kept.people) == (10, 10)
        assert kept.suggestions == ready().count()
        assert 0 < kept.value <= sum(row.score for row in ready())
        assert 0.99 <= kept.certificate <= 1
        assert kept.value >= kept.greedy
        assert SuggestionList.objects.filter(plan=kept).count() == 10

    def test_an_earlier_plan_goes_when_no_list_rests_on_it(self, world):
        plan(world)
        first = Plan.objects.get()
        services.refresh_suggestions_of(world.dana, now=world.now)
        assert Plan.objects.filter(pk=first.pk).exists()

        later = world.now + timedelta(days=2)
        plan(world, later)

        assert Plan.objects.count() == 1
        assert Plan.objects.get().computed_at == later

    def test_one_persons_edit_does_not_move_the_scores_of_others(self, world):
        services.refresh_suggestions_of(world.dana, now=world.now)
        before = {(row.a_id, row.b_id): row.score for row in ready()}
        tom = world.tom
        tom.sources.clear()

        services.refresh_suggestions_of(world.dana, now=world.now + timedelta(hours=1))

        same = [
            row
            for row in ready()
            if (row.a_id, row.b_id) in before and tom.pk not in (row.a_id, row.b_id)
        ]
        assert same
        for row in same:
            assert row.score == pytest.approx(before[row.a_id, row.b_id], abs=1e-12)

    def test_rarity_is_counted_anew_after_a_day_or_when_the_group_has_grown(self, world):
        def counted():
            services.refresh_suggestions_of(world.dana, now=moment)
            return Plan.objects.latest("pk").rarity[0]["counted_at"]

        moment = world.now
        first = counted()
        moment = world.now + timedelta(hours=20)
        assert counted() == first
        moment = world.now + timedelta(hours=25)
        second = counted()
        assert second > first
        world.member(world.riverside, "Gus Urban")
        world.member(world.riverside, "Hal Vance")
        moment = world.now + timedelta(hours=26)
        assert counted() > second


class TestAfterAnAnswer:
    def test_the_next_plan_fills_the_place_and_leaves_the_rest_of_the_group_alone(self, world):
        plan(world)
        others = dict(ready().exclude(introducer=world.dana).values_list("pk", "score"))
        refused = ready().filter(introducer=world.dana).first()
        later = world.now + timedelta(minutes=10)

        services.refuse(refused, reason="know", now=later)

        assert [person.pk for person in stale(later + timedelta(seconds=40))] == [world.dana.pk]
        plan(world, later + timedelta(seconds=40))
        mine = ready().filter(introducer=world.dana)
        assert mine.count() == 2
        assert not mine.filter(a=refused.a, b=refused.b).exists()
        assert dict(ready().exclude(introducer=world.dana).values_list("pk", "score")) == others

    def test_a_refusal_cannot_be_undone_when_somebody_else_has_the_pair(self, world):
        mine = SuggestionFactory(introducer=world.dana, a=world.marta, b=world.tom, state="ready")
        services.refuse(mine, reason="not_these", now=world.now)
        SuggestionFactory(introducer=world.priya, a=world.marta, b=world.tom)

        with pytest.raises(GivenAway):
            services.restore(mine, now=world.now)

        mine.refresh_from_db()
        assert mine.state == "refused"

    @pytest.mark.parametrize("days", [0, 7])
    def test_what_somebody_has_put_off_is_theirs(self, world, days):
        until = world.now.date() + timedelta(days=days)
        mine = SuggestionFactory(
            introducer=world.dana, a=world.marta, b=world.tom, state="put_off", put_off_until=until
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            SuggestionFactory(introducer=world.priya, a=world.marta, b=world.tom)

        plan(world)

        assert Suggestion.objects.get(a=world.marta, b=world.tom) == mine
        assert (mine in Suggestion.objects.ready_for(world.dana, world.now)) is (days == 0)

    def test_a_new_goal_is_planned_for_at_once(self, world):
        Person.objects.update(open_limit=9)
        plan(world)
        later = world.now + timedelta(minutes=10)
        set_goal(world.dana, count=5, period="week", now=later)

        plan(world, later + timedelta(seconds=40), promised=promised)

        assert ready().filter(introducer=world.dana).count() == 5


class TestMore:
    def test_three_more_that_nobody_has(self, world):
        plan(world)
        before = set(ready().values_list("a", "b"))

        assert services.suggest_more(world.dana, now=world.now) == 3

        new = set(ready().filter(introducer=world.dana).values_list("a", "b")) - before
        assert len(new) == 3
        assert ready().filter(introducer=world.dana).count() == 5

    def test_they_stay_for_the_day(self, world):
        plan(world)
        services.suggest_more(world.dana, now=world.now)
        for hours, expected in ((1, 5), (23, 5), (26, 2)):
            later = world.now + timedelta(hours=hours)
            services.refresh_suggestions_of(world.dana, now=later)
            assert ready().filter(introducer=world.dana).count() == expected

    def test_none_when_all_is_given_or_answered(self, now):
        world = World(now)
        for first, second in (("marta", "tom"), ("marta", "priya"), ("tom", "priya")):
            a, b = getattr(world, first), getattr(world, second)
            SuggestionFactory(introducer=world.dana, a=a, b=b, state="refused", refusal="know")
        assert services.suggest_more(world.dana, now=world.now) == 0

    def test_before_the_first_plan_too(self, world):
        assert services.suggest_more(world.dana, now=world.now, count=2) == 2


@pytest.mark.django_db(transaction=True)
def test_asking_at_the_same_time_never_gives_a_pair_twice(now):
    world = in_a_larger_group(now)
    plan(world)

    def ask(person):
        try:
            return services.suggest_more(person, now=world.now)
        finally:
            connection.close()

    everybody = [world.dana, world.marta, world.tom, world.priya] * 2
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, everybody)) > 0

    pairs = list(ready().values_list("a", "b"))
    assert len(pairs) == len(set(pairs))


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_plan_everybody_once(now):
    world = in_a_larger_group(now)
    far = GroupFactory()
    for name in ("Far Away", "Farther Out", "Farthest Off"):
        world.member(far, name)

    def work(_):
        try:
            return plan(world)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    plan(world)
    assert SuggestionList.objects.filter(computed_at=world.now).count() == 13
    pairs = list(ready().values_list("a", "b"))
    assert len(pairs) == len(set(pairs)) > 0


class TestParts:
    def test_groups_with_a_common_member_are_one_part(self, world):
        bridge, far, farther = GroupFactory(), GroupFactory(), GroupFactory()
        MembershipFactory(group=bridge, person=world.tom)
        linked = member_of(bridge).person
        apart = member_of(far).person
        MembershipFactory(group=far, person=world.priya, state="left")
        alone = UserFactory().person
        chain = member_of(farther).person
        MembershipFactory(group=farther, person=linked)
        people = [world.dana.pk, linked.pk, apart.pk, alone.pk, chain.pk]

        parts = {frozenset(part.people) for part in parts_of(people, most=9)}

        assert parts == {
            frozenset({world.dana.pk, linked.pk, chain.pk}),
            frozenset({apart.pk}),
            frozenset({alone.pk}),
        }
        assert {part.key for part in parts_of(people, 9)} == {
            world.riverside.pk,
            far.pk,
            -alone.pk,
        }

    def test_a_large_part_is_cut_and_keeps_its_lock(self, world):
        people = [world.dana.pk, world.marta.pk, world.tom.pk]
        parts = parts_of(people, most=2)
        assert [len(part.people) for part in parts] == [2, 1]
        assert {part.key for part in parts} == {world.riverside.pk}


class TestALargeCircle:
    def members(self, world, now):
        lists = load_lists()
        population = Population([world.dana.pk], lists, now)
        weights = {world.dana.pk: Weights()}
        found = network_of(population, [world.dana.pk], lists, weights, {}, {})
        return set(population.people.ids[found.problem.blocks[0].members].tolist())

    def test_those_one_knows_and_a_part_of_the_others_that_changes(self, world, monkeypatch):
        TieFactory(holder=world.dana, person=world.tom)
        contact = world.needed(PersonFactory(name="Zoe Contact", keeper=world.dana))
        monkeypatch.setattr(network, "MOST_KNOWN", 6)

        days = [self.members(world, world.now + timedelta(days=day)) for day in range(12)]

        assert all({world.tom.pk, contact.pk} <= day for day in days)
        assert all(len(day) <= 6 for day in days)
        assert len(set.union(*days)) >= 10

    def test_a_small_one_is_looked_at_whole(self, world):
        everybody = set(Person.objects.keys_in_circle_of(world.dana)) | {world.dana.pk}
        assert self.members(world, world.now) == everybody


def test_a_changed_profile_shows_in_the_next_plan(world):
    plan(world)
    newcomer = world.member(world.riverside, "Ivo Xander")
    later = world.now + timedelta(minutes=5)
    touch(newcomer, now=later)

    plan(world, later + timedelta(seconds=40))

    assert ready().filter(a=newcomer).exists() or ready().filter(b=newcomer).exists()
    assert pair("Ivo", "Ivo") not in world.pairs()


def test_few_pairs_are_shared_out(now):
    """Four people, three pairs for each, six in all: nobody has all and nobody has none."""
    world = World(now)
    plan(world)
    each = Counter(ready().values_list("introducer", flat=True))
    assert sorted(each.values()) in ([1, 1, 2, 2], [1, 1, 1, 3], [1, 1, 1, 2], [1, 1, 1, 1])
    assert sum(each.values()) >= 5
