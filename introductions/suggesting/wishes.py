"""How many introductions people would like to see: what a plan is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

USUAL = 3  # suggestions for somebody who has promised nothing
MOST = 12  # suggestions that anybody is shown

# Given people (primary keys), how many introductions each has promised and not made yet; whoever
# is left out has promised nothing. Goals are kept by an app above this one, which passes it in.
Promised = Callable[[Sequence[int], datetime], Mapping[int, int]]


def nothing_promised(people: Sequence[int], now: datetime) -> Mapping[int, int]:
    """For where goals are not known."""
    return {}


def wanted(promised: int, more: int) -> int:
    """How many suggestions somebody gets who lacks so many and asked for some more."""
    return min(max(promised, USUAL) + more, MOST)
