"""Whom groups keep apart: arrays and services against the rule said in plain words."""

import os
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from introductions.crossing import Crossing
from introductions.suggesting.apart import Places, competing, kept_to_their_group
from introductions.suggesting.asking import best_partners
from introductions.suggesting.learning import weights_for
from introductions.suggesting.lists import GroupLists, load_lists
from introductions.suggesting.matching import explain_pair
from introductions.suggesting.planning import Planning
from introductions.suggesting.population import Population
from members.models import CompetingProfessions, Membership, OurWords, Person
from tests.factories import GroupFactory, MembershipFactory, PersonFactory, ProfessionFactory

from .world import World

EXAMPLES = int(os.environ.get("APART_EXAMPLES", "40"))
PROFESSIONS = 4
PAIRS = list(combinations(range(PROFESSIONS), 2))


@st.composite
def situations(draw):
    m, g = draw(st.integers(0, 7)), draw(st.integers(0, 3))
    flags = st.lists(st.booleans(), min_size=m * g, max_size=m * g)
    inside = np.array(draw(flags), dtype=bool).reshape(m, g)
    crossing = inside & np.array(draw(flags), dtype=bool).reshape(m, g)
    kept = draw(st.lists(st.booleans(), min_size=m, max_size=m))
    contacts = np.array(kept, dtype=bool) & ~inside.any(axis=1)
    profession = np.array(
        draw(st.lists(st.integers(-1, PROFESSIONS - 1), min_size=m, max_size=m)), dtype=np.int32
    )
    some = st.sets(st.sampled_from(PAIRS))
    groups = {}
    for key in range(g):
        lifted = draw(some)
        groups[key] = GroupLists(competes=draw(some) - lifted, lifted=lifted)
    return Places(list(range(g)), inside, crossing, contacts), profession, draw(some), groups


@given(situations())
@settings(max_examples=EXAMPLES, deadline=None)
def test_two_compete_as_the_groups_they_share_say(situation):
    places, profession, everybodys, groups = situation
    barred, lifted = competing(places, profession, everybodys, groups)
    by_profession, by_pair = everybodys - lifted, set(map(tuple, barred.tolist()))

    for a, b in combinations(range(len(profession)), 2):
        p, q = sorted((int(profession[a]), int(profession[b])))
        common = [g for g in groups if places.inside[a, g] and places.inside[b, g]]
        taken_off = any((p, q) in groups[g].lifted for g in common)
        added = any((p, q) in groups[g].competes for g in common)
        wanted = p != q and (added or ((p, q) in everybodys and not taken_off))
        assert (p != q and ((p, q) in by_profession or (a, b) in by_pair)) == wanted


@given(situations())
@settings(max_examples=EXAMPLES, deadline=None)
def test_two_strangers_may_meet_where_a_group_of_each_and_they_themselves_allow_it(situation):
    places, profession, _, _ = situation
    barred = set(map(tuple, kept_to_their_group(places).tolist()))

    for a, b in combinations(range(len(profession)), 2):
        theirs = [[g for g in places.keys if places.inside[x, g]] for x in (a, b)]
        allowed = [
            any(places.crossing[x, g] for g in of) for x, of in zip((a, b), theirs, strict=True)
        ]
        strangers = all(theirs) and not set(theirs[0]) & set(theirs[1])
        assert ((a, b) in barred) == (strangers and not all(allowed))


@pytest.fixture
def world(now, db):
    """Dana is in Riverside and Harbor; Gwen and Hal in Harbor, Carl is Dana's contact."""
    world = World(now)
    world.harbor = GroupFactory(name="Harbor")
    MembershipFactory(group=world.harbor, person=world.dana)
    world.gwen = world.member(world.harbor, "Gwen Moss")
    world.hal = world.member(world.harbor, "Hal Noon")
    world.carl = world.needed(PersonFactory(name="Carl Oak", keeper=world.dana))
    return world


def possible(world, introducer=None):
    """First names of the pairs that the matcher would have `introducer` bring together."""
    introducer = introducer or world.dana
    lists = load_lists()
    population = Population([introducer.pk], lists, world.now)
    planning = Planning(population, [introducer.pk], lists, weights_for([introducer.pk], world.now))
    keys = population.people.ids.tolist()
    names = dict(Person.objects.values_list("pk", "name"))
    return {
        frozenset(names[key].split()[0] for key in (one.match.a, one.match.b))
        for one in planning.judge(introducer.pk, combinations(keys, 2))
    }


def by_services(world, introducer=None):
    introducer = introducer or world.dana
    people = list(Person.objects.circle_of(introducer))
    crossing = Crossing.read(introducer, people)
    pairs = list(combinations(sorted(person.pk for person in people), 2))
    against = {*crossing.competing(pairs), *crossing.kept_apart(pairs)}
    names = {person.pk: person.first_name for person in people}
    return {frozenset((names[a], names[b])) for a, b in pairs if (a, b) not in against}


def close(*memberships):
    Membership.objects.filter(pk__in=[m.pk for m in memberships]).update(cross_groups=False)


class TestOtherGroups:
    def test_all_may_meet_at_first(self, world):
        assert len(possible(world)) == 15  # six people
        assert possible(world) == by_services(world)

    @pytest.mark.parametrize("whose", ["group", "member"])
    def test_a_group_or_a_member_may_keep_to_themselves(self, world, whose):
        if whose == "group":
            world.harbor.cross_groups = False
            world.harbor.save()
            kept = {"Gwen", "Hal"}
        else:
            close(world.gwen.memberships.get())
            kept = {"Gwen"}

        found = possible(world)

        assert found == by_services(world)
        assert frozenset(("Gwen", "Hal")) in found
        for name in kept:
            assert frozenset((name, "Carl")) in found
            for other in ("Marta", "Tom", "Priya"):
                assert frozenset((name, other)) not in found
        assert (frozenset(("Hal", "Marta")) in found) == (whose == "member")

    def test_a_group_that_the_introducer_is_not_in_changes_nothing(self, world):
        """That Gwen and Marta share a third group must not be learned from what is allowed."""
        close(world.gwen.memberships.get())
        third = GroupFactory()
        for person in (world.gwen, world.marta):
            MembershipFactory(group=third, person=person)

        assert frozenset(("Gwen", "Marta")) not in possible(world)
        assert possible(world) == by_services(world)

    def test_another_group_that_they_share_with_the_introducer_does(self, world):
        close(world.gwen.memberships.get())
        third = GroupFactory()
        for person in (world.gwen, world.marta, world.dana):
            MembershipFactory(group=third, person=person)

        found = possible(world)
        assert frozenset(("Gwen", "Marta")) in found
        assert frozenset(("Gwen", "Tom")) in found  # from the third group Gwen may
        assert found == by_services(world)

    def test_partners_leave_them_out(self, world):
        close(world.gwen.memberships.get())
        others = {p.other for p in best_partners(world.dana, world.gwen, 9, world.now)}
        assert others == {world.hal.pk, world.carl.pk}


class TestRivals:
    def compete(self, one, other, group=None, lifted=False):
        first, second = sorted([one.profession, other.profession], key=lambda p: p.pk)
        CompetingProfessions.objects.create(first=first, second=second, group=group, lifted=lifted)

    def test_what_a_group_adds_holds_among_its_people(self, world):
        twin = world.hal
        twin.profession = world.tom.profession
        twin.save()
        self.compete(world.marta, world.tom, world.riverside)

        found = possible(world)

        assert frozenset(("Marta", "Tom")) not in found
        assert frozenset(("Marta", "Hal")) in found
        assert found | {frozenset(("Tom", "Hal"))} == by_services(world)
        assert explain_pair(world.dana, world.marta, world.tom, world.now) is None
        assert explain_pair(world.dana, world.marta, world.hal, world.now) is not None

    def test_what_a_group_lifts_is_lifted_among_its_people(self, world):
        twin = world.hal
        twin.profession = world.tom.profession
        twin.save()
        self.compete(world.marta, world.tom)
        self.compete(world.marta, world.tom, world.riverside, lifted=True)

        found = possible(world)

        assert frozenset(("Marta", "Tom")) in found
        assert frozenset(("Marta", "Hal")) not in found
        assert found | {frozenset(("Tom", "Hal"))} == by_services(world)
        assert explain_pair(world.dana, world.marta, world.tom, world.now) is not None
        assert explain_pair(world.dana, world.marta, world.hal, world.now) is None

    def test_another_groups_rules_are_none_of_ours(self, world):
        self.compete(world.marta, world.tom)
        self.compete(world.marta, world.tom, world.harbor, lifted=True)
        assert frozenset(("Marta", "Tom")) not in possible(world)


class TestWords:
    def test_the_group_of_all_three_lends_its_words(self, world):
        OurWords.objects.create(
            group=world.riverside, source=world.attorneys, short="divorce lawyers"
        )
        among = explain_pair(world.dana, world.marta, world.tom, world.now)
        across = explain_pair(world.dana, world.marta, world.gwen, world.now)

        assert "divorce lawyers" in str(among)
        assert "divorce lawyers" not in str(across)
        assert "family attorneys" in str(across)


def test_population_reads_no_more_for_rules_of_three_groups(world, django_assert_num_queries):
    lists = load_lists()
    for count in (1, 3):
        for _ in range(count):
            group = GroupFactory(cross_groups=False)
            MembershipFactory(group=group, person=world.dana)
            CompetingProfessions.objects.create(
                first=ProfessionFactory(), second=ProfessionFactory(), group=group
            )
        with django_assert_num_queries(11):
            Population([world.dana.pk], lists, world.now).view_of(world.dana.pk)
