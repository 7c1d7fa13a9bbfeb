"""What a plan is made of: columns, the prices that weigh them, and who can be asked for them.

A *column* is one possible introduction: introducer X brings A and B together. The word, like
*price* and *bound*, is that of column generation (Dantzig-Wolfe decomposition).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from .people import Flags, Floats, Ints


@dataclass(frozen=True, eq=False)
class Columns:
    """Possible introductions, as parallel arrays of length c."""

    introducer: Ints  # which of the introducers, 0 to m - 1
    a: Ints  # rows of People, a < b
    b: Ints
    score: Floats  # above 0: what it is worth when this introducer makes it

    def __len__(self) -> int:
        return len(self.introducer)

    def take(self, rows: Ints | Flags) -> Self:
        """The given columns, in the given order."""
        return type(self)(self.introducer[rows], self.a[rows], self.b[rows], self.score[rows])

    @classmethod
    def joined(cls, parts: Iterable[Columns]) -> Self:
        """All of them, one part after the other."""
        some: list[Columns] = [cls.empty(), *parts]
        return cls(
            np.concatenate([part.introducer for part in some]),
            np.concatenate([part.a for part in some]),
            np.concatenate([part.b for part in some]),
            np.concatenate([part.score for part in some]),
        )

    @classmethod
    def empty(cls) -> Self:
        """No column at all."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(nothing, nothing, nothing, np.zeros(0))


@dataclass(frozen=True, eq=False)
class Prices:
    """What it costs to use up a person's room for introductions, or a pair's one chance."""

    person: Floats  # n: of being a party once more
    # Pairs that cost something, ascending by (a, b), each once; a < b are rows of People.
    pair_a: Ints
    pair_b: Ints
    pair: Floats

    def times(self, share: float) -> Self:
        """The same prices, all lower or higher."""
        return type(self)(self.person * share, self.pair_a, self.pair_b, self.pair * share)

    @classmethod
    def free(cls, n: int) -> Self:
        """Nothing costs anything, for n people."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(np.zeros(n), nothing, nothing, np.zeros(0))


class Pricing(Protocol):
    """Whoever knows all columns of n people and m introducers, too many to write down."""

    @property
    def n_people(self) -> int: ...

    @property
    def n_introducers(self) -> int: ...

    def best(self, prices: Prices, k: Ints) -> Columns:
        """For each introducer i the k[i] columns worth most after prices; exact.

        That is score - person[a] - person[b] - price of (a, b), above 0; fewer where there are no
        more. In the order of introducers and, for each, the best first.
        """
        ...
