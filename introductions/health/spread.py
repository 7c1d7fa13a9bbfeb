"""How evenly introductions were spread over the members: the Gini coefficient, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEW_MEMBERS = 6
FEW_INTRODUCTIONS = 10

# Shares as people say them, as numerator and denominator.
FRACTIONS: dict[tuple[int, int], str] = {
    (1, 10): "a tenth",
    (1, 5): "a fifth",
    (1, 4): "a quarter",
    (1, 3): "a third",
    (2, 5): "two fifths",
    (1, 2): "half",
    (3, 5): "three fifths",
    (2, 3): "two thirds",
    (3, 4): "three quarters",
    (4, 5): "four fifths",
    (9, 10): "nine tenths",
    (1, 1): "all",
}
VERDICTS = (
    (0.2, "Attention is spread evenly."),
    (0.4, "Attention is spread fairly evenly."),
    (0.6, "Attention is spread unevenly."),
    (1.0, "Most of the attention goes to a few."),
)


@dataclass(frozen=True)
class Spread:
    """How `received`, one number for each member, is spread."""

    received: tuple[int, ...]

    @property
    def too_few(self) -> bool:
        """Whether chance alone would make it uneven: few people, or less than one for each."""
        total = sum(self.received)
        few = len(self.received) < FEW_MEMBERS or total < 2 * FEW_INTRODUCTIONS
        return few or total < len(self.received)

    @property
    def gini(self) -> float:
        return gini(self.received)

    @property
    def top_third(self) -> float:
        """The share of the third who had most, 0 to 1."""
        return top_share(self.received, 1, 3)


def gini(values: Sequence[int]) -> float:
    """0 when all have the same; near 1 when one of many has everything.

    The mean difference of any two, over twice the mean. Sorting saves looking at each two: the
    i-th smallest of n is the larger one of i pairs and the smaller one of n - 1 - i.
    """
    n, total = len(values), sum(values)
    if not total:
        return 0.0
    differences = sum((2 * i - n + 1) * value for i, value in enumerate(sorted(values)))
    return differences / (n * total)


def top_share(values: Sequence[int], numerator: int, denominator: int) -> float:
    """What the top `numerator` / `denominator` of the people had of everything, 0 to 1.

    Where that is no whole number of people, a part of the next one counts.
    """
    total = sum(values)
    if not total:
        return numerator / denominator
    # All in whole units of one over `denominator`, so that nothing is rounded.
    room, had = len(values) * numerator, 0
    for value in sorted(values, reverse=True):
        part = min(room, denominator)
        had += value * part
        room -= part
    return had / (total * denominator)


def fraction(share: float) -> str:
    """ "a third", "nearly all": the nearest share that has a name."""
    if 0.95 < share < 1:
        return "nearly all"
    if share < 0.05:
        return "hardly any"
    numerator, denominator = min(FRACTIONS, key=lambda f: abs(f[0] / f[1] - share))
    return FRACTIONS[numerator, denominator]


def verdict(value: float) -> str:
    return next(words for most, words in VERDICTS if value <= most)
