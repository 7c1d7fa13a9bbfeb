"""The score of every pair of a circle at once, as matrices; docs/matcher.md has the formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from .people import (
    Circle,
    Flags,
    Floats,
    Ints,
    Items,
    People,
    Rarity,
    RowPair,
    Sets,
    Vocabulary,
    Weights,
)


@dataclass(frozen=True, eq=False)
class PairTable:
    """Scores of all pairs of a circle, m x m, by position in the circle, with their parts.

    The first six are symmetric; in `direct`, `prospect` and `benefit` entry (i, j) is what i gains
    from meeting j.
    """

    score: Floats  # 0 where a pair is ruled out
    shared_sources: Floats
    shared_pool: Floats
    trigger_event: Floats
    both_active: Floats
    co_members: Flags
    direct: Floats
    prospect: Floats
    benefit: Floats


def pair_table(
    people: People,
    circle: Circle,
    *,
    vocabulary: Vocabulary,
    rarity: Rarity,
    weights: Weights,
) -> PairTable:
    """Score every pair of the circle."""
    members = circle.members
    sources, pools = people.sources.take(members), people.pools.take(members)
    profession = people.profession[members]

    shared_sources = weights.shared_sources * _shared(sources, rarity.sources, weights)
    shared_pool = weights.shared_pool * _shared(pools, rarity.pools, weights)
    trigger_event = weights.trigger_event * _shared(
        people.events.take(members), rarity.events, weights
    )
    active = _active(people.activity[members], weights) | circle.very_active
    both_active = np.where(np.outer(active, active), weights.both_active, 0.0)
    co_members = _in_common(circle.groups)

    direct = _direct(sources, profession, vocabulary, rarity, weights)
    direct -= weights.obvious * co_members * np.minimum(direct, direct.T)
    prospect = _prospect(pools, people.belongs.take(members), rarity, weights)

    one_sided = direct + prospect
    benefit = weights.returned * one_sided.T + one_sided
    for shared in (shared_sources, shared_pool, trigger_event, both_active):
        benefit += shared

    factor = _person_factors(people, circle, weights)
    score = _harmonic_mean(benefit, benefit.T) * np.outer(factor, factor)
    score *= np.where(co_members, weights.co_members, 1.0)
    score *= _allowed(people, circle, profession, vocabulary)
    return PairTable(
        score,
        shared_sources,
        shared_pool,
        trigger_event,
        both_active,
        co_members,
        direct,
        prospect,
        benefit,
    )


def _active(activity: Floats, weights: Weights) -> Flags:
    """Who is in the top quarter: matched or beaten by at most a quarter, themselves included."""
    as_active = len(activity) - np.searchsorted(np.sort(activity), activity, side="left")
    return np.asarray((as_active <= len(activity) / 4) & (activity >= weights.active_from))


def _saturated(amount: Floats, half: float) -> Floats:
    return np.asarray(amount / (amount + half))


def _shared(sets: Sets, rarity: Floats, weights: Weights) -> Floats:
    """What each two rows have in common: rarity, in proportion to their profiles, saturated."""
    worth = rarity[sets.items]
    profile = np.bincount(sets.row_of_each(), weights=worth, minlength=len(sets))
    size = np.sqrt(np.sqrt(np.where(profile > 0, profile, 1.0)))
    by_two_or_more = np.bincount(sets.items, minlength=len(rarity)) > 1
    table = _dense(sets, np.sqrt(worth), by_two_or_more)
    amount = table @ table.T
    amount /= size[:, None]
    amount /= size
    return _saturated(amount, weights.half_shared)


def _dense(sets: Sets, values: Floats, used: Flags) -> Floats:
    """The values of the stored items as a matrix, with columns for the used items only."""
    column = np.cumsum(used) - 1
    keep = used[sets.items]
    table = np.zeros((len(sets), int(used.sum())))
    table[sets.row_of_each()[keep], column[sets.items[keep]]] = values[keep]
    return table


def _direct(
    sources: Sets, profession: Items, vocabulary: Vocabulary, rarity: Rarity, weights: Weights
) -> Floats:
    """What it is worth to i that people of j's profession send i business."""
    listed = np.zeros((len(sources), vocabulary.n_sources + 1), dtype=bool)
    listed[sources.row_of_each(), sources.items] = True
    source = np.append(vocabulary.source_of_profession, -1)[profession]  # -1: the extra column
    worth = np.append(rarity.sources, 0.0)[source]
    value = weights.direct_source * _saturated(worth, weights.half_direct)
    return np.asarray(listed[:, source] * value)


def _prospect(pools: Sets, belongs: Sets, rarity: Rarity, weights: Weights) -> Floats:
    """What it is worth to i that j belongs to pools whose custom i seeks."""
    used = np.bincount(belongs.items, minlength=len(rarity.pools)) > 0
    seeks = _dense(pools, rarity.pools[pools.items], used)
    is_in = _dense(belongs, np.ones(len(belongs.items)), used)
    return weights.prospect * _saturated(seeks @ is_in.T, weights.half_direct)


def _person_factors(people: People, circle: Circle, weights: Weights) -> Floats:
    """Fairness and tie of each person, rooted, so that a pair has the geometric mean of both."""
    given, received = people.given[circle.members], people.received[circle.members]
    owed = (1 + given - received) / (2 + given + received)
    fairness = 1 + weights.fairness * owed
    tie = weights.tie_floor + (1 - weights.tie_floor) * circle.tie
    return np.asarray(np.sqrt(fairness * tie))


def _harmonic_mean(a: Floats, b: Floats) -> Floats:
    total = a + b
    total[total == 0] = 1.0  # then both are 0, and so is the mean
    return np.asarray(2 * a * b / total)


def _in_common(groups: Sets) -> Flags:
    group, column = np.unique(groups.items, return_inverse=True)
    table = np.zeros((len(groups), len(group)), dtype=np.float32)
    table[groups.row_of_each(), column] = 1.0
    return np.asarray(table @ table.T > 0)


def _allowed(people: People, circle: Circle, profession: Items, vocabulary: Vocabulary) -> Flags:
    """Which pairs may be introduced at all."""
    allowed: Flags = profession[:, None] != profession[None, :]
    allowed[np.ix_(profession < 0, profession < 0)] = True
    np.fill_diagonal(allowed, False)
    _rule_out_competitors(allowed, profession, vocabulary)
    _rule_out(allowed, circle.members, len(people), circle.met)
    _rule_out(allowed, circle.members, len(people), circle.barred)
    unavailable = ~people.available[circle.members]
    allowed[unavailable] = False
    allowed[:, unavailable] = False
    return allowed


def _rule_out_competitors(allowed: Flags, profession: Items, vocabulary: Vocabulary) -> None:
    present = set(profession.tolist())
    for p, q in vocabulary.competes:
        if p not in present or q not in present:
            continue
        ps, qs = np.flatnonzero(profession == p), np.flatnonzero(profession == q)
        allowed[np.ix_(ps, qs)] = False
        allowed[np.ix_(qs, ps)] = False


def _rule_out(allowed: Flags, members: Ints, n_people: int, pairs: Iterable[RowPair]) -> None:
    rows = np.fromiter(chain.from_iterable(pairs), np.int64).reshape(-1, 2)
    if not len(rows):
        return
    position = np.full(n_people, -1)
    position[members] = np.arange(len(members))
    i, j = position[rows].T
    inside = (i >= 0) & (j >= 0)
    allowed[i[inside], j[inside]] = False
    allowed[j[inside], i[inside]] = False
