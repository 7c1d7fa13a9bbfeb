"""From prices to a plan: the best of what greedy passes give, made better by local search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..people import Flags, Floats, Ints
from .greedy import by, greedy
from .local_search import Packing, improve
from .pool import Pool
from .room import Room
from .scatter import scattered
from .settling import Settled

# A column that is worth less after prices, as a share of a typical score, has no place in a plan.
WORST = -0.125
CANDIDATES = 40  # of each introducer, at most
# Introducers of one circle see the same columns nearly equal; each looks at others of them.
BLUR = 0.01  # as a share of a typical score
TEMPERATURE = 0.005  # likewise
STEPS = 30  # for each introducer
LEAST_STEPS = 10_000


@dataclass(frozen=True, eq=False)
class Choice:
    """The columns of a pool that make a plan."""

    columns: Ints  # by number
    value: float
    greedy: float  # what taking the best score again and again gives


def choose(
    pool: Pool,
    room: Room,
    settled: Settled,
    scale: float,
    *,
    enough: float,
    known: Ints,
    seed: int,
) -> Choice:
    """A plan from the pool's columns, worth no less than greedy passes give, nor `known`.

    `known` is a plan already, by the numbers of columns; the search ends when one is worth
    `enough`.
    """
    score = pool.columns.score
    plain = greedy(pool, room, by(score))
    passes = [greedy(pool, room, by(settled.worth)), plain, known]
    best = max(passes, key=lambda plan: float(score[plan].sum()))
    candidates = _candidates(pool, settled.worth, scale)
    candidates[best] = True
    numbers = np.flatnonzero(candidates)
    improved = improve(
        _packing(pool, room, settled, numbers),
        np.searchsorted(numbers, np.sort(best)),
        enough=enough,
        steps=max(LEAST_STEPS, STEPS * len(pool.introducers)),
        temperature=TEMPERATURE * scale,
        seed=seed,
    )
    chosen = numbers[improved]
    return Choice(chosen, float(score[chosen].sum()), float(score[plain].sum()))


def _candidates(pool: Pool, worth: Floats, scale: float) -> Flags:
    """Columns that may well be in a plan, few for each introducer."""
    chance = scattered(pool.codes[pool.pair], pool.columns.introducer, 1000) / 1000
    blurred = worth + BLUR * scale * chance
    return np.asarray((worth > WORST * scale) & (pool.rank(blurred) < CANDIDATES))


def _packing(pool: Pool, room: Room, settled: Settled, numbers: Ints) -> Packing:
    """Some of the pool's columns; introducers come first among the things, then people, pairs."""
    columns, m, n = pool.columns.take(numbers), len(room.quota), len(room.limit)
    pairs, pair = np.unique(pool.pair[numbers], return_inverse=True)
    introducer = np.zeros(m)
    introducer[pool.introducers] = settled.introducer
    return Packing(
        uses=np.column_stack([m + n + pair, columns.introducer, m + columns.a, m + columns.b]),
        room=np.concatenate([room.quota, room.limit, np.ones(len(pairs), dtype=np.int64)]),
        price=np.concatenate([introducer, settled.person, settled.pair[pairs]]),
        score=columns.score,
        worth=settled.worth[numbers],
    )
