"""What one more person would open: the pairs that somebody who is not there yet would stand in.

Only what people say of themselves counts: nobody's activity, pauses, ties or history. So the answer
is about the group as it is made, and the same for whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from .amounts import Comparing, Pairs
from .explaining import Explaining
from .people import Circle, Ints, Items, Match, People, Rarity, Sets, Vocabulary, Weights
from .profiles import Profiles
from .scores import Stance, score_pairs

TIE = 0.5  # how well anybody in the group knows anybody
KINDS = ("sources", "pools", "belongs", "events")


@dataclass(frozen=True)
class Typical:
    """Somebody with nothing but what their profession brings."""

    profession: int
    sources: Ints | tuple[int, ...] = ()
    pools: Ints | tuple[int, ...] = ()
    belongs: Ints | tuple[int, ...] = ()
    events: Ints | tuple[int, ...] = ()


def bare_people(
    ids: Ints, profession: Items, sources: Sets, pools: Sets, belongs: Sets, events: Sets
) -> People:
    """People of whom nothing but the profile is known."""
    nothing = np.zeros(len(ids))
    everybody = np.ones(len(ids), dtype=np.bool_)
    return People(
        ids, profession, sources, pools, belongs, events, nothing, nothing, nothing, everybody
    )


def opened_by(
    people: People,
    newcomers: Iterable[Typical],
    *,
    vocabulary: Vocabulary,
    least_fit: int,
    weights: Weights = Weights(),  # noqa: B008 - frozen
) -> Iterator[list[Match]]:
    """For each newcomer, alone among `people`, the pairs with them whose fit is at least so high.

    How rare things are is counted with the newcomer. They have the last row, so each is `b`.
    """
    rows, bare = np.arange(len(people)), _bare(people)
    key = int(people.ids.max(initial=0)) + 1
    for newcomer in newcomers:
        joined = _with(bare, newcomer, key)
        rarity = Rarity.of(joined, vocabulary)
        explaining = _explaining(joined, vocabulary, rarity, weights, rows)
        fits = [weights.fit(round(value, 9)) for value in explaining.scores.score.tolist()]
        worth = [at for at, fit in enumerate(fits) if fit >= least_fit]
        yield [explaining.match(at) for at in worth]


def circle_of_all(people: People) -> Circle:
    """Everybody, in one group, as somebody sees them who knows all of them alike."""
    n = len(people)
    return Circle(
        members=np.arange(n),
        tie=np.full(n, TIE),
        groups=Sets.from_lists([[0]] * n),
        met=frozenset(),
        barred=frozenset(),
        very_active=np.zeros(n, dtype=np.bool_),
    )


def _bare(people: People) -> People:
    sets = {kind: getattr(people, kind) for kind in KINDS}
    return bare_people(people.ids, people.profession, **sets)


def _with(people: People, newcomer: Typical, key: int) -> People:
    """The same people and one more, in the last row."""
    sets = {kind: _appended(getattr(people, kind), getattr(newcomer, kind)) for kind in KINDS}
    profession = np.append(people.profession, newcomer.profession).astype(np.int32)
    return bare_people(np.append(people.ids, key), profession, **sets)


def _appended(sets: Sets, items: Iterable[int]) -> Sets:
    row = np.unique(np.fromiter(items, np.int32))
    indptr = np.append(sets.indptr, sets.indptr[-1] + len(row))
    return Sets(indptr, np.concatenate([sets.items, row]).astype(np.int32))


def _explaining(
    people: People, vocabulary: Vocabulary, rarity: Rarity, weights: Weights, others: Ints
) -> Explaining:
    """The pairs of the last one with all others."""
    circle = circle_of_all(people)
    profiles = Profiles.of_circle(
        people, circle, vocabulary=vocabulary, rarity=rarity, weights=weights
    )
    comparing, last = Comparing(profiles, weights), np.array([len(others)])
    i = others[comparing.may_meet(last)[0, : len(others)]]
    # Amounts of row `last` call the newcomer i; here the newcomer is j, as the larger row.
    amounts = comparing.rows(last)
    turned = type(amounts)(
        sources=amounts.sources[0, i],
        events=amounts.events[0, i],
        pools=amounts.pools[0, i],
        direct_i=amounts.direct_j[0, i],
        direct_j=amounts.direct_i[0, i],
        prospect_i=amounts.prospect_j[0, i],
        prospect_j=amounts.prospect_i[0, i],
        co_members=amounts.co_members[0, i],
    )
    pairs = Pairs(i, np.full(len(i), last[0]), turned)
    stance = Stance.of_circle(profiles, circle, weights)
    scores = score_pairs(pairs, stance, weights)
    return Explaining(people, circle.members, vocabulary, rarity, weights, stance, pairs, scores)
