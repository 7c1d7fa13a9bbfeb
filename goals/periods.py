"""Days, weeks and months as a person lives them: decided in their zone, compared in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SUMMARY_HOUR = time(8)  # on Monday, by the person's own clock
# An outage on Monday morning makes a summary late; from Thursday on the next one is nearer.
LATEST_SUMMARY = timedelta(days=3)
SATURDAY = 5
SECOND = timedelta(seconds=1)


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

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]

    def working_days(self, off: Iterable[Span] = ()) -> list[date]:
        """Monday to Friday, without the days in one of the spans `off`."""
        return [
            day
            for day in self.days
            if day.weekday() < SATURDAY and not any(day in span for span in off)
        ]

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a clock in `zone` shows `clock` on `day`.

    A time that the spring change skips means the moment the clock jumps over it; one that the
    autumn change repeats means the first of the two.
    """
    clock = clock.replace(fold=0)
    instant = datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, clock):
        return instant
    # Skipped: with the offset before the change `instant` is not before the jump, with the offset
    # after it, it is. The jump is the first second that has the new one.
    early = datetime.combine(day, clock.replace(fold=1), tzinfo=zone).astimezone(UTC)
    before, after = early.replace(microsecond=0), instant.replace(microsecond=0)
    while after - before > SECOND:
        middle = before + (after - before) // 2 // SECOND * SECOND
        if middle.astimezone(zone).utcoffset() == instant.astimezone(zone).utcoffset():
            after = middle
        else:
            before = middle
    return after


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
        while previous.first.weekday() >= SATURDAY:
            previous = span_of(period, previous.first - timedelta(days=1))
    return previous


def summary_due(week: Span, zone: ZoneInfo) -> datetime:
    """When the summary of `week` leaves, in UTC: the Monday after it, at eight in `zone`."""
    return at(week.end, SUMMARY_HOUR, zone)


def summary_ends(week: Span, zone: ZoneInfo) -> datetime:
    """When the summary of `week` is of no use any more."""
    return summary_due(week, zone) + LATEST_SUMMARY


def last_week(now: datetime, zone: ZoneInfo) -> Span:
    """The last whole ISO week on the calendar of `zone`."""
    return week_of(now.astimezone(zone).date() - timedelta(weeks=1))


def weeks_to_sum_up(zones: Iterable[str], now: datetime) -> Iterator[tuple[str, Span]]:
    """Those of these zones, by name, where a summary is due and not too late, with its week."""
    for name in zones:
        zone = ZoneInfo(name)
        week = last_week(now, zone)
        if summary_due(week, zone) <= now < summary_ends(week, zone):
            yield name, week
