"""Choosing a list of pairs from their scores."""

from __future__ import annotations

import numpy as np

from .people import Floats, Ints

DECIMALS = 9  # scores are rounded before they are compared, so that engines agree on the order
LEAST = 10.0**-DECIMALS


def choose(score: Floats, ids: Ints, repeat: float, k: int) -> list[tuple[int, int]]:
    """Take the best pair again and again, discounting what its two parties are still in; exact.

    Only the head of the list is looked at: a discount never raises a pair, so once the last one
    taken is worth as much as the least in the head, nothing outside could have been taken.
    """
    i, j = np.nonzero(np.triu(score) > LEAST / 2)
    value = score[i, j]
    size = max(256, 8 * k)
    while size < len(value):
        least = np.partition(value, -size)[-size]
        head = value >= least - LEAST
        taken, last = _take(value[head], i[head], j[head], ids, repeat, k)
        if last >= round(least, DECIMALS):
            return taken
        size *= 4
    return _take(value, i, j, ids, repeat, k)[0]


def _take(
    value: Floats, i: Ints, j: Ints, ids: Ints, repeat: float, k: int
) -> tuple[list[tuple[int, int]], float]:
    """The greedy choice among some pairs, and the discounted value of the last one taken."""
    by_ids = np.lexsort((np.maximum(ids[i], ids[j]), np.minimum(ids[i], ids[j])))
    value, i, j = value[by_ids].round(DECIMALS), i[by_ids], j[by_ids]
    times = np.zeros(len(ids), dtype=np.int64)
    now, last, taken = value.copy(), 0.0, []
    for _ in range(min(k, len(value))):
        best = int(now.argmax())  # the first of equals, so ties go by ids
        a, b, last = int(i[best]), int(j[best]), float(now[best])
        taken.append((a, b))
        value[best] = -1.0
        times[[a, b]] += 1
        again = np.flatnonzero((i == a) | (j == a) | (i == b) | (j == b))
        discount = repeat ** (times[i[again]] + times[j[again]])
        now[again] = (value[again] * discount).round(DECIMALS)
    return taken, last
