"""The columns that are known so far."""

from __future__ import annotations

import numpy as np

from ..columns import Columns, Prices
from ..people import Flags, Floats, Ints
from .room import pair_codes, pairs_of


class Pool:
    """c columns, each once, by introducer and pair; the pairs among them are numbered."""

    def __init__(self, columns: Columns, n_people: int) -> None:
        """Of the same column given twice the first counts."""
        self.n_people = n_people
        codes = pair_codes(columns.a, columns.b, n_people)
        order = np.lexsort((codes, columns.introducer))
        columns, codes = columns.take(order), codes[order]
        if len(codes):
            new = (np.diff(columns.introducer) != 0) | (np.diff(codes) != 0)
            first = np.append(True, new)
            columns, codes = columns.take(first), codes[first]
        self.columns = columns
        # Ascending codes of the p pairs, and for each column the number of its pair.
        self.codes, self.pair = np.unique(codes, return_inverse=True)
        # The introducers that have columns, where theirs begin, and for each column whose it is.
        self.introducers, self.starts, self.owner = np.unique(
            columns.introducer, return_index=True, return_inverse=True
        )

    def __len__(self) -> int:
        return len(self.columns)

    def with_more(self, columns: Columns) -> Pool:
        """These and those."""
        return Pool(Columns.joined([self.columns, columns]), self.n_people)

    def numbers_of(self, columns: Columns) -> Ints:
        """Which of the columns these are; all of them must be here."""
        mine, theirs = self._keys(self.columns), self._keys(columns)
        return np.searchsorted(mine, theirs)

    def _keys(self, columns: Columns) -> Ints:
        n = self.n_people
        return columns.introducer.astype(np.int64) * n * n + pair_codes(columns.a, columns.b, n)

    def only(self, columns: Flags) -> Pool:
        """Some of them."""
        return Pool(self.columns.take(columns), self.n_people)

    def prices_of_pairs(self, prices: Prices) -> Floats:
        """p: what each of the pairs costs."""
        return looked_up(self.codes, prices, self.n_people)

    def as_prices(self, person: Floats, pair: Floats) -> Prices:
        """Prices of people and of these pairs, p; what costs nothing is left out."""
        dear = pair > 0
        return Prices(person, *pairs_of(self.codes[dear], self.n_people), pair[dear])

    def rank(self, worth: Floats) -> Ints:
        """c: the place of each column among those of its introducer, 0 for the greatest worth."""
        return ranks(self.owner, self.starts, worth)


def looked_up(codes: Ints, prices: Prices, n_people: int) -> Floats:
    """What the pairs of the given codes cost."""
    priced = pair_codes(prices.pair_a, prices.pair_b, n_people)
    if not len(priced):
        return np.zeros(len(codes))
    at = np.minimum(np.searchsorted(priced, codes), len(priced) - 1)
    return np.where(priced[at] == codes, prices.pair[at], 0.0)


def ranks(owner: Ints, starts: Ints, worth: Floats) -> Ints:
    """The place of each column among its owner's; owners ascend, equals stay in their order."""
    order = np.lexsort((-worth, owner))
    rank = np.empty(len(worth), dtype=np.int64)
    rank[order] = np.arange(len(worth)) - starts[owner[order]]
    return rank
