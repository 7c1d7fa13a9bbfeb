"""Meetings that repeat: plan them, make them ahead of time, say until when.

Each meeting of a series is a row of its own, so that one of them can be moved or cancelled. What
was done to one of them by hand stays when the rest changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from members.models import Group, Meeting, MeetingSeries, Person
from members.recurring import days_of, fits, instant

AHEAD = timedelta(days=120)
DAY = timedelta(days=1)
SAME_FOR_ALL = ("kind", "title", "place", "minutes")
AT_ONCE = 200


class NotOnItsDay(Exception):
    """Meetings on the last Tuesday of each month cannot begin on another Tuesday."""


@dataclass(frozen=True)
class Said:
    """What is said of all meetings of a series."""

    kind: str
    title: str
    place: str
    minutes: int
    repeats: str
    first_day: date
    begins_at: time
    last_day: date | None = None  # none: until somebody ends it


@transaction.atomic
def plan_series(group: Group, said: Said, *, by: Person, now: datetime) -> MeetingSeries:
    """Put meetings that repeat on the group's list; twice the same is one series.

    A single meeting that stands there by that name at that hour becomes one of them. Raises
    NotOnItsDay.
    """
    lock_meetings(group)
    there = group.series.filter(**vars(said)).first()
    if there:
        return there
    series = begin_series(group, said, by=by, now=now)
    _adopt(series)
    make_meetings(series, now=now)
    return series


@transaction.atomic
def extend_series(*, now: datetime) -> int:
    """Make the meetings of the days that have come near; return how many. Run twice, it makes
    nothing twice, and who comes while somebody else is at a series leaves it to them."""
    due = MeetingSeries.objects.filter(
        Q(made_until=None) | Q(made_until__lt=_horizon(now)),
        Q(last_day=None) | Q(made_until=None) | Q(made_until__lt=F("last_day")),
    )
    found = due.select_related("group").order_by("pk")
    locked = found.select_for_update(of=["self"], no_key=True, skip_locked=True)
    return sum(make_meetings(series, now=now) for series in locked[:AT_ONCE])


@transaction.atomic
def set_last_day(series: MeetingSeries, last_day: date | None, *, now: datetime) -> int:
    """Say until when meetings repeat, or until further notice; return how many more are on the
    list than before, less than 0 when some were taken off. What has begun stays.
    """
    lock_meetings(series.group)
    row = MeetingSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    row.group = series.group
    if last_day is None:
        row.last_day = None
        row.save(update_fields=["last_day"])
        return make_meetings(row, now=now)
    beyond = row.meetings.taking_place().filter(series_day__gt=last_day, starts_at__gt=now)
    removed = take_off(beyond.values_list("pk", flat=True))
    end_before(row, last_day + DAY)
    return (make_meetings(row, now=now) if row.pk else 0) - removed


# --- what they are made of; the series is locked ---


def lock_meetings(group: Group) -> None:
    """Let others who change series of the group wait until the transaction ends."""
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)


def begin_series(group: Group, said: Said, *, by: Person | None, now: datetime) -> MeetingSeries:
    """A new series without meetings yet. Raises NotOnItsDay."""
    if not fits(said.repeats, said.first_day):
        raise NotOnItsDay
    if said.last_day is not None and said.last_day < said.first_day:
        raise ValidationError("Meetings cannot end before they begin.")
    series = MeetingSeries(group=group, created_by=by, created_at=now, **vars(said))
    series.full_clean()
    _meeting(series, said.first_day, now).full_clean(exclude=["series"])
    series.save()
    return series


def make_meetings(series: MeetingSeries, *, now: datetime) -> int:
    """Make what is not there yet, up to the days ahead; return how many that were."""
    until = min(_horizon(now), series.last_day or date.max)
    after = series.made_until or date.min
    there = set(series.meetings.values_list("series_day", flat=True))
    days = days_of(series.repeats, series.first_day, until)
    new = [_meeting(series, day, now) for day in days if day > after and day not in there]
    Meeting.objects.bulk_create(new, ignore_conflicts=True)
    series.made_until = max(until, after)
    series.save(update_fields=["made_until"])
    return len(new)


def end_before(series: MeetingSeries, day: date) -> None:
    """Nothing is made from `day` on any more. A series that has no meetings at all goes."""
    if not series.meetings.exists():
        series.delete()
        return
    series.last_day = day - DAY
    series.made_until = min(series.made_until or series.last_day, series.last_day)
    series.save(update_fields=["last_day", "made_until"])


def take_off(meetings: Iterable[int]) -> int:
    """Take meetings (keys) off the list for good; return how many."""
    return Meeting.objects.filter(pk__in=list(meetings)).delete()[1].get("members.Meeting", 0)


def starts_on(series: MeetingSeries, day: date) -> datetime:
    """When the meeting of that day begins, unless it was moved."""
    return instant(day, series.begins_at, ZoneInfo(series.group.time_zone))


def _horizon(now: datetime) -> date:
    return (now + AHEAD).date()


def _meeting(series: MeetingSeries, day: date, now: datetime) -> Meeting:
    return Meeting(
        group=series.group,
        series=series,
        series_day=day,
        starts_at=starts_on(series, day),
        created_by=series.created_by,
        created_at=now,
        changed_at=now,
        **{name: getattr(series, name) for name in SAME_FOR_ALL},
    )


def _adopt(series: MeetingSeries) -> None:
    """Single meetings of the same name at the same hour are those of the series."""
    alone = series.group.meetings.taking_place().filter(series=None, title=series.title)
    zone, last = ZoneInfo(series.group.time_zone), series.last_day or date.max
    for meeting in alone.filter(starts_at__gte=starts_on(series, series.first_day)):
        day = meeting.starts_at.astimezone(zone).date()
        planned = days_of(series.repeats, series.first_day, day)
        if day <= last and day in planned and meeting.starts_at == starts_on(series, day):
            meeting.series, meeting.series_day = series, day
            meeting.save(update_fields=["series", "series_day"])
