"""What a plan must keep to: everybody's quota and limit, and the pairs that are given already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..columns import Columns, Prices
from ..people import Flags, Ints

# The price of what is not to be had at all: far above any score, and finite, so that sums and
# differences of prices stay numbers.
CLOSED = 1e6


@dataclass(frozen=True, eq=False)
class Room:
    """How much of everything is left, for m introducers and n people."""

    quota: Ints  # m: how many introductions each wants to make
    limit: Ints  # n: how many more times each can be a party
    taken: Ints  # pair codes, ascending: nobody's any more

    @classmethod
    def of(cls, quota: Ints, limit: Ints, taken: Ints | None) -> Room:
        """`taken` holds q x 2 rows of People in any order; below 0 nothing is left either."""
        codes = np.zeros(0, dtype=np.int64)
        if taken is not None and len(taken):
            codes = np.unique(pair_codes(taken.min(axis=1), taken.max(axis=1), len(limit)))
        return cls(np.maximum(quota, 0), np.maximum(limit, 0), codes)

    def allows(self, columns: Columns) -> Flags:
        """Which of the columns could be in a plan, each for itself."""
        codes = pair_codes(columns.a, columns.b, len(self.limit))
        some_left = (self.limit[columns.a] > 0) & (self.limit[columns.b] > 0)
        return some_left & (self.quota[columns.introducer] > 0) & ~np.isin(codes, self.taken)

    def closing(self, prices: Prices) -> Prices:
        """The same prices, but nobody can pay for people without room or for pairs taken.

        It makes the bound no worse: of what is not to be had, 0 times the price is paid.
        """
        n = len(self.limit)
        codes = pair_codes(prices.pair_a, prices.pair_b, n)
        free = ~np.isin(codes, self.taken)
        all_codes = np.concatenate([codes[free], self.taken])
        pair = np.concatenate([prices.pair[free], np.full(len(self.taken), CLOSED)])
        order = np.argsort(all_codes)
        person = np.where(self.limit > 0, prices.person, CLOSED)
        return Prices(person, *pairs_of(all_codes[order], n), pair[order])


def pair_codes(a: Ints, b: Ints, n: int) -> Ints:
    """One number for each pair of n people, ascending by (a, b)."""
    return a.astype(np.int64) * n + b


def pairs_of(codes: Ints, n: int) -> tuple[Ints, Ints]:
    """The pairs of those numbers."""
    return codes // n, codes % n
