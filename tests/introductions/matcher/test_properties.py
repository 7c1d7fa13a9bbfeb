"""What holds for every circle."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from introductions.matcher.best import best_matches
from introductions.matcher.people import Lens, Rarity, Weights

from .worlds import EVENTS, POOLS, PROFESSIONS, SOURCES, random_world

worlds = st.integers(0, 10**6).map(random_world)
everything = {"k": 10_000}


def scores(world):
    """Score by the two ids, of every pair that may meet and has a reason."""
    return {frozenset((m.a, m.b)): m.score for m in best_matches(**world.arguments(), **everything)}


def seen_from_the_smaller_id(match):
    """A match that does not depend on who has the smaller row."""
    if match.a < match.b:
        return match
    other_side = {"a": "b", "b": "a", "both": "both"}
    evidence = [replace(e, helps=other_side[e.helps]) for e in match.evidence]
    return replace(
        match,
        a=match.b,
        b=match.a,
        benefit_a=match.benefit_b,
        benefit_b=match.benefit_a,
        evidence=tuple(evidence),
    )


@settings(max_examples=60, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world, rng):
    """In particular a pair is worth the same whichever of the two comes first."""
    shuffled = replace(world, everyone=tuple(rng.sample(world.everyone, len(world.everyone))))

    before = [seen_from_the_smaller_id(m) for m in best_matches(**world.arguments())]
    after = [seen_from_the_smaller_id(m) for m in best_matches(**shuffled.arguments())]

    assert [(m.a, m.b, m.acquaintance) for m in before] == [
        (m.a, m.b, m.acquaintance) for m in after
    ]
    for one, other in zip(before, after, strict=True):
        assert one.score == pytest.approx(other.score, abs=1.5e-9)
        assert one.benefit_a == pytest.approx(other.benefit_a)
        assert {(e.lens, e.items, e.helps) for e in one.evidence} == {
            (e.lens, e.items, e.helps) for e in other.evidence
        }


@settings(max_examples=30, deadline=None)
@given(worlds)
def test_the_order_of_the_circle_does_not_matter(world):
    arguments = world.arguments()
    circle = arguments["circle"]
    backwards = np.arange(len(circle))[::-1]
    reversed_circle = replace(
        circle,
        members=circle.members[backwards],
        tie=circle.tie[backwards],
        groups=circle.groups.take(backwards),
        very_active=circle.very_active[backwards],
    )

    before = best_matches(**arguments)
    after = best_matches(**arguments | {"circle": reversed_circle})

    assert [(m.a, m.b) for m in before] == [(m.a, m.b) for m in after]
    assert [m.benefit_a for m in before] == pytest.approx([m.benefit_a for m in after])


@settings(max_examples=30, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_the_numbers_of_items_do_not_matter(world, rng):
    pools, events = rng.sample(range(POOLS), POOLS), rng.sample(range(EVENTS), EVENTS)

    def renamed(person):
        return replace(
            person,
            pools=tuple(pools[item] for item in person.pools),
            belongs=tuple(pools[item] for item in person.belongs),
            events=tuple(events[item] for item in person.events),
        )

    other = replace(world, everyone=tuple(renamed(person) for person in world.everyone))

    assert scores(other) == pytest.approx(scores(world), abs=1.5e-9)


@settings(max_examples=60, deadline=None)
@given(
    worlds,
    st.sampled_from(["sources", "pools", "events"]),
    st.randoms(use_true_random=False),
)
def test_one_more_thing_in_common_never_lowers_a_pair(world, kind, rng):
    world = world.with_frozen_rarity()
    inside = [p for p in world.everyone if p.in_circle]
    pair = rng.sample(inside, 2)
    item = rng.randrange({"sources": SOURCES, "pools": POOLS, "events": EVENTS}[kind])
    richer = [replace(p, **{kind: (*getattr(p, kind), item)}) for p in pair]
    changed = tuple(dict(zip(pair, richer, strict=True)).get(p, p) for p in world.everyone)

    key = frozenset(p.id for p in pair)
    before, after = scores(world), scores(replace(world, everyone=changed))

    assert after.get(key, 0) >= before.get(key, 0) - 1e-9


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_who_may_not_meet_is_never_suggested(world):
    never = world.met | world.barred
    for match in best_matches(**world.arguments(), **everything):
        a, b = world.of(match.a), world.of(match.b)
        assert (min(a.id, b.id), max(a.id, b.id)) not in never
        assert a.in_circle
        assert b.in_circle
        assert a.available
        assert b.available
        assert a.profession != b.profession or a.profession == -1
        assert tuple(sorted((a.profession, b.profession))) not in world.competes


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_every_reason_is_true_and_names_the_rarest(world):
    rarity = world.arguments()["rarity"]
    for match in best_matches(**world.arguments(), **everything):
        assert match.evidence, "a pair without a lens"
        assert [e.weight for e in match.evidence] == pytest.approx(
            sorted((e.weight for e in match.evidence), reverse=True)
        )
        for evidence in match.evidence:
            true, worth = in_common(world, match, evidence, rarity)
            telling = [item for item in true if worth[item] > 0]
            assert evidence.items == tuple(sorted(telling, key=lambda i: (-worth[i], i))[:3])
            assert evidence.weight > 0
            assert evidence.items or evidence.lens == Lens.BOTH_ACTIVE


def in_common(world, match, evidence, rarity):
    """What the two really have in common under a lens, and how much each item tells."""
    a, b = world.of(match.a), world.of(match.b)
    gains, brings = (b, a) if evidence.helps == "b" else (a, b)
    match evidence.lens:
        case Lens.SHARED_SOURCES:
            return set(a.sources) & set(b.sources), rarity.sources
        case Lens.SHARED_POOL:
            return set(a.pools) & set(b.pools), rarity.pools
        case Lens.TRIGGER_EVENT:
            return set(a.events) & set(b.events), rarity.events
        case Lens.DIRECT_SOURCE:
            return set(gains.sources) & {brings.profession}, rarity.sources
        case Lens.PROSPECT:
            return set(gains.pools) & set(brings.belongs), rarity.pools
        case Lens.BOTH_ACTIVE:
            return set(), rarity.sources


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_a_pair_has_a_score_exactly_when_it_has_a_lens(world):
    """Nobody who has something to say to each other is lost, either."""
    people, rarity = world.arguments()["people"], world.arguments()["rarity"]
    found = scores(world)
    inside = [p for p in world.everyone if p.in_circle and p.available]
    for a in inside:
        for b in inside:
            if a.id < b.id and frozenset((a.id, b.id)) not in found:
                ruled_out = (
                    (a.id, b.id) in world.met | world.barred
                    or a.profession == b.profession != -1
                    or tuple(sorted((a.profession, b.profession))) in world.competes
                )
                assert ruled_out or not shares_anything(a, b, rarity)
    assert len(people) == len(world.everyone)


def shares_anything(a, b, rarity):
    sources = set(a.sources) & set(b.sources)
    if a.profession in b.sources and a.profession < PROFESSIONS - 1:
        sources.add(a.profession)
    if b.profession in a.sources and b.profession < PROFESSIONS - 1:
        sources.add(b.profession)
    pools = set(a.pools) & {*b.pools, *b.belongs} | set(b.pools) & {*a.pools, *a.belongs}
    return any(
        worth[item] > 0
        for items, worth in [
            (sources, rarity.sources),
            (pools, rarity.pools),
            (set(a.events) & set(b.events), rarity.events),
        ]
        for item in items
    )


@settings(max_examples=30, deadline=None)
@given(worlds, st.floats(0.1, 1.0), st.integers(1, 30))
def test_a_short_list_is_the_beginning_of_a_long_one(world, repeat, k):
    arguments = world.arguments() | {"weights": Weights(repeat=repeat)}

    assert best_matches(**arguments, k=k) == best_matches(**arguments, k=k + 10)[:k]


def test_rarity_is_the_same_question_in_a_small_and_a_large_group():
    """An item that one in ten has tells about as much among 30 people as among 3,000."""
    small, large = (Rarity.of(*tenth(n)).sources[0] for n in (30, 3000))

    assert small == pytest.approx(large, abs=0.3)


def tenth(n):
    one = random_world(1).everyone[0]
    everyone = tuple(replace(one, id=i, sources=(0,) if i % 10 == 0 else ()) for i in range(n))
    arguments = replace(random_world(1), everyone=everyone, met=(), barred=()).arguments()
    return arguments["people"], arguments["vocabulary"]
