"""On which days meetings repeat, and at which instant each begins: pure rules.

Days are counted by the calendar of the group and hours by its clocks, so that a breakfast at half
past seven stays one when the clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil import rrule

from members.models import MeetingSeries

Repeats = MeetingSeries.Repeats
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = ("first", "second", "third", "fourth", "fifth")
WEEK = timedelta(weeks=1)


def which_of_month(day: date) -> int:
    """The how manyth such weekday of its month `day` is: 1 for the first."""
    return (day.day - 1) // 7 + 1


def is_last_of_month(day: date) -> bool:
    """Whether no such weekday follows `day` in its month."""
    return (day + WEEK).month != day.month


def last_of_month(day: date) -> date:
    """The last day of the month of `day` that is the same weekday."""
    while not is_last_of_month(day):
        day += WEEK
    return day


def fits(repeats: str, first: date) -> bool:
    """Whether a series can begin on `first`: on the last such weekdays, only on one of them."""
    return repeats != Repeats.MONTHLY_LAST or is_last_of_month(first)


def days_of(repeats: str, first: date, until: date) -> list[date]:
    """The days of a series that begins on `first`, up to and including `until`.

    A fifth weekday is met only in months that have one. Raises ValueError where `first` does not
    fit.
    """
    if not fits(repeats, first):
        raise ValueError(f"{first} is not the last {WEEKDAYS[first.weekday()]} of its month")
    begin = datetime.combine(first, time())  # without a zone: the rule is about days alone
    rule = _rule(repeats, begin)
    return [moment.date() for moment in takewhile(lambda moment: moment.date() <= until, rule)]


def _rule(repeats: str, begin: datetime) -> rrule.rrule:
    weekday = rrule.weekday(begin.weekday())
    match Repeats(repeats):
        case Repeats.WEEKLY:
            return rrule.rrule(rrule.WEEKLY, dtstart=begin)
        case Repeats.FORTNIGHTLY:
            return rrule.rrule(rrule.WEEKLY, interval=2, dtstart=begin)
        case Repeats.MONTHLY_WEEKDAY:
            nth = weekday(which_of_month(begin.date()))
            return rrule.rrule(rrule.MONTHLY, byweekday=nth, dtstart=begin)
        case Repeats.MONTHLY_LAST:
            return rrule.rrule(rrule.MONTHLY, byweekday=weekday(-1), dtstart=begin)


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the clocks in `zone` show `clock` on `day`.

    An hour that they skip that night begins as much later as they skip; of one that comes twice
    the first is meant.
    """
    return datetime.combine(day, clock, zone).astimezone(UTC)


def in_words(repeats: str, first: date) -> str:
    """How often, in the middle of a sentence: "every month on the second Tuesday"."""
    weekday = WEEKDAYS[first.weekday()]
    match Repeats(repeats):
        case Repeats.WEEKLY:
            return f"every {weekday}"
        case Repeats.FORTNIGHTLY:
            return f"every two weeks on {weekday}"
        case Repeats.MONTHLY_WEEKDAY:
            return f"every month on the {ORDINALS[which_of_month(first) - 1]} {weekday}"
        case Repeats.MONTHLY_LAST:
            return f"every month on the last {weekday}"
