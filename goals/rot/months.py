"""Which months are looked at: chosen by their first and last, the last half year by default."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goals.periods import Span, month_of
from goals.wording import number

BY_DEFAULT = 6  # whole months, and the present one
PRESETS = (3, 6, 12)
AT_MOST = 36
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Chosen:
    """The months from that of `first` to that of `last`, both first days of a month."""

    first: date
    last: date
    preset: int = 0  # how many whole months before this one, if they were chosen so
    problem: str = ""  # what was asked for and could not be read

    @property
    def span(self) -> Span:
        return Span(self.first, month_of(self.last).end)

    @property
    def months(self) -> list[date]:
        months, month = [], self.first
        while month <= self.last:
            months.append(month)
            month = month_of(month).end
        return months

    @property
    def said(self) -> str:
        """ "May to November 2026", "November 2026", "December 2025 to May 2026"."""
        if self.first == self.last:
            return f"{self.last:%B %Y}"
        beginning = "%B" if self.first.year == self.last.year else "%B %Y"
        return f"{self.first.strftime(beginning)} to {self.last:%B %Y}"

    @property
    def in_these(self) -> str:
        count = len(self.months)
        return "In this month" if count == 1 else f"In these {number(count)} months"


def months_back(month: date, count: int) -> date:
    """The first day of the month `count` months before that of `month`."""
    whole = month.year * 12 + month.month - 1 - count
    return date(whole // 12, whole % 12 + 1, 1)


def last_months(today: date, whole: int = BY_DEFAULT, problem: str = "") -> Chosen:
    """The last `whole` months and the one of `today`."""
    this = today.replace(day=1)
    return Chosen(months_back(this, whole), this, whole, problem)


def choose(today: date, *, whole: str = "", first: str = "", last: str = "") -> Chosen:
    """What was asked for, as typed into an address: "6", or "2026-05" and "2026-11"."""
    if whole:
        if whole.isascii() and whole.isdigit() and int(whole) in PRESETS:
            return last_months(today, int(whole))
        return last_months(today, problem="Choose 3, 6 or 12 months.")
    if not first and not last:
        return last_months(today)
    this = today.replace(day=1)
    begin, end = month(first), month(last or this.isoformat()[:7])
    if begin is None or end is None:
        return last_months(today, problem="Choose both months from the lists.")
    begin, end = sorted([begin, min(end, this)])
    if not EARLIEST <= begin <= end <= this or months_back(end, AT_MOST) >= begin:
        return last_months(today, problem=f"Choose {AT_MOST} months or fewer, up to this one.")
    return Chosen(begin, end)


def month(text: str) -> date | None:
    """The first day of the month that "2026-05" names."""
    if len(text) != 7:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def choices(today: date) -> list[date]:
    """The months offered, the latest first."""
    return [months_back(today, count) for count in range(AT_MOST)]
