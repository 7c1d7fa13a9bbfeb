"""Choosing a list of pairs from their scores."""

from __future__ import annotations

import numpy as np

from .people import Floats, Ints

DECIMALS = 9  # scores are rounded before they are compared, so that engines agree on the order
LEAST = 10.0**-DECIMALS


def choose(score: Floats, i: Ints, j: Ints, ids: Ints, repeat: float, k: int) -> Ints:
    """Take the best pair again and again, discounting what its two parties stand in already; exact.

    Pair p brings i[p] and j[p] together, whose ids settle equals; returns numbers of pairs.

    Only the head of the list is looked at: a discount never raises a pair, so once the last one
    taken is worth as much as the least in the head, nothing outside could have been taken.
    """
    worth = np.flatnonzero(score > LEAST / 2)
    size = max(256, 8 * k)
    while size < len(worth):
        least = np.partition(score[worth], -size)[-size]
        head = worth[score[worth] >= least - LEAST]
        taken, last = _take(score[head], i[head], j[head], ids, repeat, k)
        if last >= round(least, DECIMALS):
            return np.asarray(head[taken])
        size *= 4
    taken, _ = _take(score[worth], i[worth], j[worth], ids, repeat, k)
    return np.asarray(worth[taken])


def _take(value: Floats, i: Ints, j: Ints, ids: Ints, repeat: float, k: int) -> tuple[Ints, float]:
    """The greedy choice among some pairs, and the discounted value of the last one taken."""
    by_ids = np.lexsort((np.maximum(ids[i], ids[j]), np.minimum(ids[i], ids[j])))
    value, i, j = value[by_ids].round(DECIMALS), i[by_ids], j[by_ids]
    times = np.zeros(len(ids), dtype=np.int64)
    now, last, taken = value.copy(), 0.0, []
    for _ in range(min(k, len(value))):
        best = int(now.argmax())  # the first of equals, so ties go by ids
        a, b, last = int(i[best]), int(j[best]), float(now[best])
        taken.append(best)
        value[best] = -1.0
        times[[a, b]] += 1
        again = np.flatnonzero((i == a) | (j == a) | (i == b) | (j == b))
        discount = repeat ** (times[i[again]] + times[j[again]])
        now[again] = (value[again] * discount).round(DECIMALS)
    return by_ids[np.array(taken, dtype=np.int64)], last
