"""The months that the slider runs over, and how far the other figures look back. Pure rules.

A month is its first day. On the slider it is a whole number, its months since year 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

AT_MOST = 120  # months
BACK = {"3": 3, "6": 6, "12": 12, "all": 0}
USUALLY = "6"


@dataclass(frozen=True)
class Months:
    """From `first` to `last`, the present one, with the one that is `shown`."""

    first: date
    last: date
    shown: date
    zone: ZoneInfo
    problem: str = ""  # what was asked for and could not be read

    @property
    def lowest(self) -> int:
        return number_of(self.first)

    @property
    def highest(self) -> int:
        return number_of(self.last)

    @property
    def number(self) -> int:
        return number_of(self.shown)

    @property
    def several(self) -> bool:
        return self.first < self.last

    @property
    def is_latest(self) -> bool:
        return self.shown == self.last

    @property
    def until(self) -> datetime:
        """The first instant after the month that is shown."""
        following = month_of(number_of(self.shown) + 1)
        return datetime.combine(following, time(), self.zone)

    @property
    def in_address(self) -> str:
        return f"{self.shown:%Y-%m}"


def number_of(month: date) -> int:
    return month.year * 12 + month.month - 1


def month_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def choose(now: datetime, first: datetime | None, zone: ZoneInfo, *, until: str, at: str) -> Months:
    """The months since `first`, when the first introduction was made.

    until  the month to show as it stands in an address, "2026-08"; the present one if empty.
    at  the same as the slider sends it, a number; it counts if both are there.
    """
    last = now.astimezone(zone).date().replace(day=1)
    began = min((first or now).astimezone(zone).date().replace(day=1), last)
    began = max(began, month_of(number_of(last) - AT_MOST))
    asked = at or until
    if not asked:
        return Months(began, last, last, zone)
    shown = _of_slider(at) if at else _of_address(until)
    if shown is None:
        return Months(began, last, last, zone, f"“{asked}” is no month. This is the present one.")
    return Months(began, last, min(max(shown, began), last), zone)


def looking_back(now: datetime, zone: ZoneInfo, count: int) -> datetime | None:
    """The first instant of the day `count` months ago; None for 0, all the time there was."""
    if not count:
        return None
    today = now.astimezone(zone).date()
    first = month_of(number_of(today) - count)
    after = month_of(number_of(first) + 1)
    day = first.replace(day=min(today.day, (after - first).days))
    return datetime.combine(day, time(), zone)


def _of_slider(text: str) -> date | None:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        return None
    return month_of(int(text)) if 12 <= int(text) < 9999 * 12 else None


def _of_address(text: str) -> date | None:
    if len(text) != 7:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
