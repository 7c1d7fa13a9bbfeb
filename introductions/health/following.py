"""How many introductions were followed through. Pure rules.

Only those count that have had their time: three weeks to meet, six and a half to become useful.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from introductions.health.figures import Made

TIME_TO_MEET = timedelta(days=21)
TIME_TO_BE_USEFUL = timedelta(days=45)
FEW = 10


@dataclass(frozen=True)
class Rate:
    """`came` of `cases`."""

    came: int
    cases: int

    @property
    def too_few(self) -> bool:
        return self.cases < FEW

    @property
    def percent(self) -> int:
        return round(100 * self.came / self.cases) if self.cases else 0


def met(made: Iterable[Made], now: datetime) -> Rate:
    """Of those made at least three weeks ago, how many led to a meeting."""
    old = [each for each in made if each.made_at <= now - TIME_TO_MEET]
    return Rate(sum(each.met_at is not None for each in old), len(old))


def useful(made: Iterable[Made], now: datetime) -> Rate:
    """Of those made at least 45 days ago, how many became useful."""
    old = [each for each in made if each.made_at <= now - TIME_TO_BE_USEFUL]
    return Rate(sum(each.useful_at is not None for each in old), len(old))
