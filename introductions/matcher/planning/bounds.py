"""How much a plan can be worth at most: the Lagrangian bound.

Whatever the prices, no plan is worth more than all that is on sale at these prices, together with
what each introducer's quota of best columns is worth beyond them. For a plan pays each price at
most as often as there is room, and what is left over is at most the best each can do.
"""

from __future__ import annotations

import numpy as np

from ..columns import Columns, Prices
from .pool import looked_up
from .room import Room, pair_codes


def upper_bound(best: Columns, prices: Prices, room: Room) -> float:
    """The bound at the given prices, if `best` holds each introducer's quota of best columns."""
    codes = pair_codes(best.a, best.b, len(room.limit))
    worth = best.score - prices.person[best.a] - prices.person[best.b]
    worth = np.maximum(worth - looked_up(codes, prices, len(room.limit)), 0.0)
    order = np.lexsort((-worth, best.introducer))
    introducer = best.introducer[order]
    place = np.arange(len(order)) - np.searchsorted(introducer, introducer)
    beyond = worth[order][place < room.quota[introducer]].sum()
    there = ~np.isin(pair_codes(prices.pair_a, prices.pair_b, len(room.limit)), room.taken)
    return float(prices.person @ room.limit + prices.pair[there].sum() + beyond)
