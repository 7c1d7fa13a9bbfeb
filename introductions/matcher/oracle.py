"""The matcher in plain Python: to be read with docs/matcher.md beside it, and to test engines by.

Same answers as the numpy engine, more than a hundred times slower: sets and loops, no matrices.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from .people import (
    Circle,
    Evidence,
    Lens,
    Match,
    People,
    Rarity,
    Sets,
    Side,
    Vocabulary,
    Weights,
)


@dataclass(frozen=True)
class _Person:
    row: int
    id: int
    profession: int  # -1 when unknown
    is_source: int  # the source type this person is for others; -1 if none
    sources: frozenset[int]
    pools: frozenset[int]
    belongs: frozenset[int]
    events: frozenset[int]
    received: float
    given: float
    available: bool
    tie: float
    groups: frozenset[int]
    active: bool


@dataclass(frozen=True)
class _Rules:
    """Everything that does not depend on the pair."""

    competes: frozenset[tuple[int, int]]
    not_these: frozenset[tuple[int, int]]
    source_rarity: list[float]
    pool_rarity: list[float]
    event_rarity: list[float]
    weights: Weights


def best_matches(
    people: People,
    circle: Circle,
    *,
    vocabulary: Vocabulary,
    rarity: Rarity,
    weights: Weights = Weights(),  # noqa: B008 - frozen
    k: int = 20,
) -> list[Match]:
    """The best k introductions in an introducer's circle, best first."""
    rules = _rules(circle, vocabulary, rarity, weights)
    persons = _persons(people, circle, vocabulary, weights)
    pairs = combinations(sorted(persons, key=lambda person: person.row), 2)
    matches = [_judge(a, b, rules) for a, b in pairs if _may_meet(a, b, rules)]
    return _choose([match for match in matches if match.score > 0], weights.repeat, k)


def partners(
    people: People,
    circle: Circle,
    *,
    vocabulary: Vocabulary,
    rarity: Rarity,
    weights: Weights = Weights(),  # noqa: B008 - frozen
    k: int = 10,
    rows: Sequence[int] | None = None,
) -> list[list[tuple[int, float]]]:
    """For members of the circle, by position, the k best partners as (position, score)."""
    rules = _rules(circle, vocabulary, rarity, weights)
    persons = _persons(people, circle, vocabulary, weights)
    asked = range(len(persons)) if rows is None else rows

    def best(position: int) -> list[tuple[int, float]]:
        mine = persons[position]
        found = []
        for other_position, other in enumerate(persons):
            a, b = (mine, other) if mine.row < other.row else (other, mine)
            if a.row != b.row and _may_meet(a, b, rules):
                score = _judge(a, b, rules).score
                if score > 0:
                    found.append((-score, other.id, other_position))
        return [(place, -score) for score, _, place in sorted(found)[:k]]

    return [best(position) for position in asked]


# --- who may meet ---


def _may_meet(a: _Person, b: _Person, rules: _Rules) -> bool:
    if not (a.available and b.available):
        return False
    if a.profession == b.profession and a.profession >= 0:
        return False
    professions = (min(a.profession, b.profession), max(a.profession, b.profession))
    return professions not in rules.competes and (a.row, b.row) not in rules.not_these


# --- what a pair is worth ---


def _judge(a: _Person, b: _Person, rules: _Rules) -> Match:
    weights = rules.weights
    co_members = bool(a.groups & b.groups)
    lenses = [*_lenses_for_both(a, b, rules), *_lenses_for_one(a, b, rules, co_members)]

    for_both = sum(lens.weight for lens in lenses if lens.helps == "both")
    for_a = sum(lens.weight for lens in lenses if lens.helps == "a")
    for_b = sum(lens.weight for lens in lenses if lens.helps == "b")
    benefit_a = for_both + for_a + weights.returned * for_b
    benefit_b = for_both + for_b + weights.returned * for_a

    score = _harmonic_mean(benefit_a, benefit_b)
    score *= sqrt(_fairness(a, weights) * _fairness(b, weights))
    score *= sqrt(_trust(a, weights) * _trust(b, weights))
    if co_members:
        score *= weights.co_members
    score = round(score, 9)

    reasons = [lens for lens in lenses if lens.weight > 0]
    return Match(
        a=a.id,
        b=b.id,
        score=score,
        fit=weights.fit(score),
        benefit_a=benefit_a,
        benefit_b=benefit_b,
        acquaintance="co-members" if co_members else "strangers",
        evidence=tuple(sorted(reasons, key=lambda lens: -round(lens.weight, 9))),
    )


def _lenses_for_both(a: _Person, b: _Person, rules: _Rules) -> list[Evidence]:
    weights = rules.weights

    def shared(
        lens: Lens, of_a: frozenset[int], of_b: frozenset[int], rarity: list[float], most: float
    ) -> Evidence:
        amount = _in_proportion(of_a, of_b, rarity)
        worth = most * _saturated(amount, weights.half_shared)
        return Evidence(lens, _rarest(of_a & of_b, rarity), "both", worth)

    sources = shared(
        Lens.SHARED_SOURCES, a.sources, b.sources, rules.source_rarity, weights.shared_sources
    )
    events = shared(
        Lens.TRIGGER_EVENT, a.events, b.events, rules.event_rarity, weights.trigger_event
    )
    pools = shared(Lens.SHARED_POOL, a.pools, b.pools, rules.pool_rarity, weights.shared_pool)
    worth = weights.both_active if a.active and b.active else 0.0
    return [sources, events, pools, Evidence(Lens.BOTH_ACTIVE, (), "both", worth)]


def _lenses_for_one(a: _Person, b: _Person, rules: _Rules, co_members: bool) -> list[Evidence]:
    weights = rules.weights

    def direct(gains: _Person, brings: _Person) -> float:
        if brings.is_source not in gains.sources:
            return 0.0
        rarity = rules.source_rarity[brings.is_source]
        return weights.direct_source * _saturated(rarity, weights.half_direct)

    def prospect(gains: _Person, brings: _Person, side: Side) -> Evidence:
        pools = gains.pools & brings.belongs
        amount = sum(rules.pool_rarity[pool] for pool in pools)
        worth = weights.prospect * _saturated(amount, weights.half_direct)
        return Evidence(Lens.PROSPECT, _rarest(pools, rules.pool_rarity), side, worth)

    for_a, for_b = direct(a, b), direct(b, a)
    # Two members of one group see for themselves that each is the other's source.
    seen = weights.obvious * min(for_a, for_b) if co_members else 0.0
    return [
        Evidence(Lens.DIRECT_SOURCE, (b.is_source,), "a", for_a - seen),
        Evidence(Lens.DIRECT_SOURCE, (a.is_source,), "b", for_b - seen),
        prospect(a, b, "a"),
        prospect(b, a, "b"),
    ]


def _in_proportion(a: frozenset[int], b: frozenset[int], rarity: list[float]) -> float:
    """The rarity of what two sets share, over the root of the size of a typical one of the two."""
    common = sum(rarity[item] for item in a & b)
    if common == 0:
        return 0.0
    size_a = sum(rarity[item] for item in a)
    size_b = sum(rarity[item] for item in b)
    return common / sqrt(sqrt(size_a * size_b))


def _saturated(amount: float, half: float) -> float:
    """From 0 to 1: the first amounts add most, and `half` earns a half."""
    return amount / (amount + half)


def _harmonic_mean(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b > 0 else 0.0


def _fairness(person: _Person, weights: Weights) -> float:
    """More for those who gave more than they received; everybody starts with one given."""
    given, received = person.given + 1, person.received
    return 1 + weights.fairness * (given - received) / (given + received + 1)


def _trust(person: _Person, weights: Weights) -> float:
    """How much the introducer's word is worth, by how well they know the person."""
    return weights.tie_floor + (1 - weights.tie_floor) * person.tie


def _rarest(items: frozenset[int], rarity: list[float]) -> tuple[int, ...]:
    telling = [item for item in items if rarity[item] > 0]
    return tuple(sorted(telling, key=lambda item: (-rarity[item], item))[:3])


# --- which of them make the list ---


def _choose(matches: list[Match], repeat: float, k: int) -> list[Match]:
    """Take the best again and again; whoever stands in the list already makes a pair count less."""
    left, taken = list(matches), list[Match]()
    times: Counter[int] = Counter()

    def rank(match: Match) -> tuple[float, int, int]:
        value = round(match.score * repeat ** (times[match.a] + times[match.b]), 9)
        return -value, min(match.a, match.b), max(match.a, match.b)

    while left and len(taken) < k:
        best = min(left, key=rank)
        left.remove(best)
        taken.append(best)
        times.update((best.a, best.b))
    return taken


# --- from arrays to plain things ---


def _rules(circle: Circle, vocabulary: Vocabulary, rarity: Rarity, weights: Weights) -> _Rules:
    return _Rules(
        vocabulary.competes,
        circle.met | circle.barred,
        rarity.sources.tolist(),
        rarity.pools.tolist(),
        rarity.events.tolist(),
        weights,
    )


def _persons(
    people: People, circle: Circle, vocabulary: Vocabulary, weights: Weights
) -> list[_Person]:
    """The members of the circle, in its order."""
    rows = [int(row) for row in circle.members]
    activity = [float(people.activity[row]) for row in rows]
    by_activity = sorted(activity)
    persons = []
    for position, row in enumerate(rows):
        profession = int(people.profession[row])
        # The top quarter: matched or beaten by at most a quarter of all, themselves included.
        mine = activity[position]
        as_active = len(rows) - bisect_left(by_activity, mine)
        in_top_quarter = as_active <= len(rows) / 4
        marked = bool(circle.very_active[position])
        persons.append(
            _Person(
                row=row,
                id=int(people.ids[row]),
                profession=profession,
                is_source=int(vocabulary.source_of_profession[profession])
                if profession >= 0
                else -1,
                sources=_set(people.sources, row),
                pools=_set(people.pools, row),
                belongs=_set(people.belongs, row),
                events=_set(people.events, row),
                received=float(people.received[row]),
                given=float(people.given[row]),
                available=bool(people.available[row]),
                tie=float(circle.tie[position]),
                groups=_set(circle.groups, position),
                active=(in_top_quarter and mine >= weights.active_from) or marked,
            )
        )
    return persons


def _set(sets: Sets, row: int) -> frozenset[int]:
    return frozenset(sets.row(row).tolist())
