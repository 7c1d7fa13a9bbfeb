"""What a handful of introducers can choose from: small enough to write down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from introductions.matcher.columns import Columns, Prices
from introductions.matcher.people import Floats, Ints

FEW = 4  # times as many as are asked for


@dataclass(frozen=True, eq=False)
class Choice:
    """All columns of m introducers over the same p pairs; a `Pricing` of the matcher."""

    n_people: int
    a: Ints  # p, a < b, ascending by (a, b)
    b: Ints
    score: Floats  # m x p; 0 where an introducer does not know both

    @property
    def n_introducers(self) -> int:
        return len(self.score)

    def best(self, prices: Prices, k: Ints) -> Columns:
        """See Pricing: for each introducer the k[i] columns worth most after prices."""
        asked = np.flatnonzero(k)
        most = min(int(k.max(initial=0)), len(self.a))
        if not most:
            return Columns.empty()
        score = self.score[asked]
        worth = score - (prices.person[self.a] + prices.person[self.b] + self._own(prices))
        good = (worth > 0) & (score > 0)
        if np.count_nonzero(good) > FEW * most * len(asked):  # too many to sort them all
            good &= worth >= np.partition(worth, -most, axis=1)[:, -most, None]
        row, pair = np.nonzero(good)
        order = np.lexsort((-worth[row, pair], row))
        row, pair = row[order], pair[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        keep = rank < k[asked[row]]
        row, pair = row[keep], pair[keep]
        return Columns(asked[row], self.a[pair], self.b[pair], score[row, pair])

    def _own(self, prices: Prices) -> Floats:
        """The price of each pair itself."""
        own = np.zeros(len(self.a))
        if len(prices.pair):
            codes = self.a * self.n_people + self.b
            wanted = prices.pair_a * self.n_people + prices.pair_b
            at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
            there = codes[at] == wanted
            own[at[there]] = prices.pair[there]
        return own
