"""Days, weeks and months as a person lives them: decided in their zone, compared in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SUMMARY_HOUR = time(8)  # on Monday, by the person's own clock


@dataclass(frozen=True)
class Span:
    """The days from `first` up to, not including, `end`."""

    first: date
    end: date

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Where the span begins and ends, in UTC."""
        return at(self.first, time(), zone), at(self.end, time(), zone)

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a clock in `zone` shows `clock` on `day`.

    A time that the spring change skips means the moment the clock jumps over it; one that the
    autumn change repeats means the first of the two.
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def week_of(day: date) -> Span:
    """The ISO week, Monday to Sunday, that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=7))


def month_of(day: date) -> Span:
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=32)).replace(day=1))


def span_of(period: str, day: date) -> Span:
    """The day, week or month (a Goal.Period) that holds `day`."""
    if period == "day":
        return Span(day, day + timedelta(days=1))
    return week_of(day) if period == "week" else month_of(day)


def span_before(period: str, span: Span) -> Span:
    """The period just before `span`; for days, the working day before."""
    previous = span_of(period, span.first - timedelta(days=1))
    if period == "day":
        while previous.first.weekday() >= 5:
            previous = span_of(period, previous.first - timedelta(days=1))
    return previous


def summary_due(week: Span, zone: ZoneInfo) -> datetime:
    """When the summary of `week` leaves, in UTC: the Monday after it, at eight in `zone`."""
    return at(week.end, SUMMARY_HOUR, zone)
