"""The answer: the introductions chosen, what they are worth, and how much more there could be."""

from __future__ import annotations

from dataclasses import dataclass

from ..columns import Columns, Prices


@dataclass(frozen=True, eq=False)
class Plan:
    """Introductions for all introducers at once, none in another's way."""

    columns: Columns  # in the order of introducers and, for each, the best first
    prices: Prices  # the last ones: for the next plan to start from, and for `more`
    value: float  # the sum of the scores
    bound: float  # no plan whatsoever, over all columns that there are, is worth more
    greedy: float  # what taking the best score again and again gives on the same columns
    rounds: int  # how many times everybody was asked for columns

    @property
    def certificate(self) -> float:
        """The proven share of the best plan's value, 0 to 1."""
        return self.value / self.bound if self.bound > 0 else 1.0
