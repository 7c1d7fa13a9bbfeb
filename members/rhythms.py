"""How often people want to be in touch: days and colours of a rhythm. Pure rules, no database.

The days count from the last real contact, whatever its kind. From the ideal day on a tie is due
(yellow); after the latest day it is overdue (red). The further apart, the more room there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from members.models import Tie

Colour = Tie.Colour
Rhythm = Tie.Rhythm


@dataclass(frozen=True)
class Days:
    ideal: int
    latest: int


DAYS: dict[str, Days] = {
    Rhythm.WEEKLY: Days(7, 10),
    Rhythm.MONTHLY: Days(30, 45),
    Rhythm.QUARTERLY: Days(90, 120),
    Rhythm.HALF_YEARLY: Days(182, 240),
    Rhythm.YEARLY: Days(365, 425),
}
NONE = ""


def colour(rhythm: str, last: date, today: date) -> str:
    """ "", Colour.YELLOW or Colour.RED: how a tie stands whose last contact was on `last`."""
    if not rhythm:
        return NONE
    days, since = DAYS[rhythm], (today - last).days
    if since > days.latest:
        return Colour.RED
    return Colour.YELLOW if since >= days.ideal else NONE


def next_due(rhythm: str, last: date) -> date:
    """The day from which on it is time to be in touch again."""
    return last + timedelta(days=DAYS[rhythm].ideal)
