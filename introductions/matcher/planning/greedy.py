"""Taking one column after the other as long as there is room."""

from __future__ import annotations

import numpy as np

from ..people import Floats, Ints
from .pool import Pool
from .room import Room


def by(worth: Floats) -> Ints:
    """The greatest worth first; of equals the one that comes first."""
    return np.argsort(-worth, kind="stable")


def greedy(pool: Pool, room: Room, order: Ints) -> Ints:
    """The columns taken, by number, when all are tried in the given order.

    All of them must be allowed by the room.
    """
    columns = pool.columns
    quota, limit = room.quota.tolist(), room.limit.tolist()
    given = [False] * len(pool.codes)
    taken = []
    for column, x, a, b, pair in zip(
        order.tolist(),
        columns.introducer[order].tolist(),
        columns.a[order].tolist(),
        columns.b[order].tolist(),
        pool.pair[order].tolist(),
        strict=True,
    ):
        if quota[x] and limit[a] and limit[b] and not given[pair]:
            quota[x] -= 1
            limit[a] -= 1
            limit[b] -= 1
            given[pair] = True
            taken.append(column)
    return np.array(taken, dtype=np.int64)
