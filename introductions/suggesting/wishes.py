"""How many introductions people would like to see: what a plan is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

USUAL = 3  # suggestions for somebody who has promised nothing
MOST = 12  # suggestions that anybody is shown
FURTHER = 0.8  # how much one suggestion beyond what was promised counts, against the one before

# Given people (primary keys), how many introductions each has promised and not made yet; whoever
# is left out has promised nothing. Goals are kept by an app above this one, which passes it in.
Promised = Callable[[Sequence[int], datetime], Mapping[int, int]]


def nothing_promised(people: Sequence[int], now: datetime) -> Mapping[int, int]:
    """For where goals are not known."""
    return {}


def wanted(promised: int, more: int) -> list[float]:
    """The suggestions of somebody who has promised so many and asked for some more: for each of
    them how much it counts where there are not enough for all. What is promised counts fully.
    """
    number = min(max(promised, USUAL) + more, MOST)
    return [FURTHER ** max(place - max(promised, 1) + 1, 0) for place in range(number)]
