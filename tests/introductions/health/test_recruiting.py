"""What one more person would open is what the matcher finds when they have really been added."""

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations
from time import perf_counter

import numpy as np
import pytest

from introductions.health.lists import GroupLists, Term
from introductions.health.recruiting import WORTH_MAKING, recruits
from introductions.matcher import Rarity, Sets, Weights, oracle
from introductions.matcher.adding import KINDS, Typical, bare_people, circle_of_all, opened_by
from tests.introductions.matcher.test_starter_lists import (
    LISTS,
    PROFESSIONS,
    VOCABULARY,
    group_of,
)
from tests.introductions.matcher.worlds import random_world


def really_added(people, newcomer):
    """The same people and one more, put together anew from plain lists."""
    rows = {
        kind: [getattr(people, kind).row(i).tolist() for i in range(len(people))] for kind in KINDS
    }
    sets = {kind: Sets.from_lists([*rows[kind], getattr(newcomer, kind)]) for kind in KINDS}
    profession = np.array([*people.profession, newcomer.profession], dtype=np.int32)
    return bare_people(np.append(people.ids, people.ids.max(initial=0) + 1), profession, **sets)


def by_brute_force(people, newcomer, vocabulary, least_fit):
    """Add them, let the oracle judge each pair with them, keep those that are worth making."""
    everybody = really_added(people, newcomer)
    # Pairs of others are barred, which changes no score: the oracle's choice takes long for many.
    others = frozenset(combinations(range(len(people)), 2))
    matches = oracle.best_matches(
        everybody,
        replace(circle_of_all(everybody), barred=others),
        vocabulary=vocabulary,
        rarity=Rarity.of(everybody, vocabulary),
        k=len(everybody),
    )
    key = int(everybody.ids[-1])
    assert all(match.b == key for match in matches)
    return {match.a: match for match in matches if match.fit >= least_fit}


def assert_the_same(found, wanted):
    assert {match.a for match in found} == set(wanted)
    for match in found:
        other = wanted[match.a]
        assert match.score == pytest.approx(other.score, abs=1e-9)
        assert match.fit == other.fit
        assert [(e.lens, e.items, e.helps) for e in match.evidence] == [
            (e.lens, e.items, e.helps) for e in other.evidence
        ]


def typical(slug):
    alone = group_of([slug])
    return Typical(
        int(alone.profession[0]), **{kind: tuple(getattr(alone, kind).row(0)) for kind in KINDS}
    )


@pytest.mark.parametrize("seed", range(40))
def test_it_is_what_really_adding_them_would_give(seed):
    """In worlds with every oddity: people without a profession, competitors, empty profiles."""
    world = random_world(seed).arguments()
    people, vocabulary = world["people"], world["vocabulary"]
    newcomer_of = random_world(1000 + seed).arguments()["people"]
    newcomers = [
        Typical(
            int(newcomer_of.profession[i]),
            **{kind: tuple(getattr(newcomer_of, kind).row(i)) for kind in KINDS},
        )
        for i in range(2)
    ]

    found = list(opened_by(people, newcomers, vocabulary=vocabulary, least_fit=20))

    for newcomer, matches in zip(newcomers, found, strict=True):
        assert_the_same(matches, by_brute_force(people, newcomer, vocabulary, 20))


def test_on_the_starter_lists_too():
    people = group_of(random.Random(5).choices(PROFESSIONS, k=40))
    newcomers = [
        typical(slug)
        for slug in ("cpa", "mediator", "florist", "ip_attorney")
        if slug in PROFESSIONS
    ]

    found = opened_by(people, newcomers, vocabulary=VOCABULARY, least_fit=WORTH_MAKING)

    for newcomer, matches in zip(newcomers, found, strict=True):
        assert_the_same(matches, by_brute_force(people, newcomer, VOCABULARY, WORTH_MAKING))


def test_only_profiles_count():
    """What people did, and whether they take a pause, says nothing of a profession."""
    people = group_of(PROFESSIONS[:30])
    n = len(people)
    lively = replace(
        people,
        activity=np.linspace(0, 30, n),
        given=np.arange(n, dtype=float),
        received=np.arange(n, dtype=float)[::-1].copy(),
        available=np.arange(n) % 2 == 0,
    )

    plain, other = (
        list(opened_by(p, [typical("cpa")], vocabulary=VOCABULARY, least_fit=1))
        for p in (people, lively)
    )

    assert plain == other


def starter_lists():
    """The starter lists as a group has them, keys in their order from 1."""
    key = {slug: n + 1 for n, slug in enumerate(PROFESSIONS)}

    def terms(entries):
        return {
            n + 1: Term(n + 1, entry["slug"], entry["name"], entry.get("short", ""), profession=of)
            for n, (entry, of) in enumerate(entries)
        }

    professions = terms([(p, None) for p in LISTS["professions"]])
    sources = terms(
        [
            *((p, key[p["slug"]]) for p in LISTS["professions"]),
            *((s, None) for s in LISTS["source_types"]),
        ]
    )
    pools = terms([(p, None) for p in LISTS["prospect_pools"]])
    events = terms([(e, None) for e in LISTS["trigger_events"]])
    brings = {kind: {} for kind in KINDS}
    for slug in PROFESSIONS:
        one = typical(slug)
        for kind in KINDS:
            brings[kind][key[slug]] = [int(item) + 1 for item in getattr(one, kind)]
    lists = {"profession": professions, "source": sources, "pool": pools, "event": events}
    return GroupLists(
        professions=professions,
        sources=sources,
        pools=pools,
        events=events,
        needs={},
        brings=brings,
        listed={kind: {} for kind in KINDS},
        competes=frozenset((a + 1, b + 1) for a, b in VOCABULARY.competes),
        places={name: {k: n for n, k in enumerate(found)} for name, found in lists.items()},
    )


def a_group(size, seed=2):
    lists = starter_lists()
    keys = random.Random(seed).choices(list(lists.professions), k=size)
    members = {1000 + n: key for n, key in enumerate(keys)}
    listed = {
        kind: {member: lists.brings[kind][key] for member, key in members.items()} for kind in KINDS
    }
    return members, replace(lists, listed=listed)


def test_what_adds_most_comes_first_with_its_reasons():
    members, lists = a_group(40)
    there = Counter(members.values())

    found = recruits(members, lists)

    ranks = [(-recruit.pairs, -recruit.score) for recruit in found]
    assert ranks == sorted(ranks)
    assert all(there[recruit.profession.key] < 2 for recruit in found)
    assert all(sum(r.pairs for r in recruit.reasons) == recruit.pairs for recruit in found)
    people = lists.people(members)
    mine = lists.vocabulary()
    assert (mine.competes, mine.own_sources) == (VOCABULARY.competes, VOCABULARY.own_sources)
    assert mine.source_of_profession.tolist() == VOCABULARY.source_of_profession.tolist()
    for recruit in found[:3]:
        newcomer = lists.typical(recruit.profession.key)
        wanted = by_brute_force(people, newcomer, lists.vocabulary(), WORTH_MAKING)
        assert recruit.pairs == len(wanted)
        assert recruit.score == pytest.approx(sum(match.score for match in wanted.values()))


def test_with_one_seat_for_each_profession_only_free_ones_are_looked_for():
    members, lists = a_group(40)
    taken = set(list(lists.professions)[:50])

    found = recruits(members, lists, taken)

    assert found
    assert {r.profession.key for r in found}.isdisjoint(taken | set(members.values()))


def test_hidden_professions_are_not_looked_for():
    members, lists = a_group(40)
    first = recruits(members, lists)[0].profession
    hidden = {**lists.professions, first.key: replace(first, hidden=True)}

    found = recruits(members, replace(lists, professions=hidden))

    assert first.key not in [recruit.profession.key for recruit in found]


def test_an_empty_group_has_nobody_to_introduce_them_to():
    assert recruits({}, starter_lists()) == []


def test_quick_enough_for_a_page_at_200_people():
    members, lists = a_group(200)
    started = perf_counter()
    list(
        opened_by(
            lists.people(members),
            [lists.typical(key) for key in lists.professions],
            vocabulary=lists.vocabulary(),
            least_fit=WORTH_MAKING,
            weights=Weights(),
        )
    )

    assert perf_counter() - started < 2  # about a seventh of a second on an idle machine
