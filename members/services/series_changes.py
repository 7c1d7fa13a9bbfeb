"""Change or cancel one meeting of a series and all that follow.

A new series begins with that meeting, and the old one ends before it. A meeting that somebody
moved, named or placed otherwise by hand keeps what is its own; a cancelled one stays cancelled.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from members.models import Meeting, MeetingSeries, Person
from members.recurring import days_of, instant
from members.services.meetings import WasCancelled, cancel_meeting
from members.services.series import (
    AHEAD,
    DAY,
    SAME_FOR_ALL,
    Said,
    begin_series,
    end_before,
    lock_meetings,
    make_meetings,
    starts_on,
    take_off,
)


class HasBeen(Exception):
    """What has taken place stays as it was: a series changes from a coming meeting on."""


@transaction.atomic
def change_following(meeting: Meeting, said: Said, *, by: Person, now: datetime) -> MeetingSeries:
    """Change a meeting and those after it, in what is said otherwise than it is now.

    Raises WasCancelled, HasBeen and NotOnItsDay.
    """
    lock_meetings(meeting.group)
    row, old = _locked(meeting, now)
    of_all = _of_all(said, row, old)
    if of_all == _said(old, _day(row)):
        return old
    coming = _from(row, now)
    new = begin_series(old.group, of_all, by=by, now=now)
    days = _new_days(old, new, _day(row), coming)
    for each in coming:
        if each.pk == row.pk:
            _become(each, new, said, now)
        elif each.pk in days:
            _follow(each, old, new, days[each.pk], now)
    take_off(each.pk for each in coming if each.series == old and _as_planned(each, old))
    end_before(old, _day(row))
    make_meetings(new, now=now)
    return new


@transaction.atomic
def cancel_following(meeting: Meeting, *, now: datetime) -> int:
    """Cancel a meeting and take those after it off the list; return how many were taken off.

    Raises WasCancelled and HasBeen.
    """
    lock_meetings(meeting.group)
    row, series = _locked(meeting, now)
    taken_off = take_off(each.pk for each in _from(row, now) if each.pk != row.pk)
    cancel_meeting(row, now=now)
    end_before(series, _day(row) + DAY)
    return taken_off


def _locked(meeting: Meeting, now: datetime) -> tuple[Meeting, MeetingSeries]:
    """A coming meeting and its series, until the transaction ends."""
    row = Meeting.objects.select_for_update(of=["self"]).select_related("group").get(pk=meeting.pk)
    if row.cancelled_at:
        raise WasCancelled
    if row.series_id is None or row.starts_at <= now:
        raise HasBeen
    series = MeetingSeries.objects.select_for_update(no_key=True).get(pk=row.series_id)
    series.group = row.group
    return row, series


def _from(row: Meeting, now: datetime) -> list[Meeting]:
    """`row` and what comes after it in its series, but for what has begun; locked."""
    after = Meeting.objects.filter(series=row.series_id, series_day__gte=row.series_day)
    coming = after.filter(starts_at__gt=now).select_related("group", "series")
    return list(coming.select_for_update(of=["self"]).order_by("series_day"))


def _day(meeting: Meeting) -> date:
    """Which of its series a meeting is, wherever it was moved to."""
    return meeting.series_day or meeting.day


def _said(series: MeetingSeries, first_day: date) -> Said:
    return Said(
        kind=series.kind,
        title=series.title,
        place=series.place,
        minutes=series.minutes,
        repeats=series.repeats,
        first_day=first_day,
        begins_at=series.begins_at,
        last_day=series.last_day,
    )


def _of_all(said: Said, row: Meeting, series: MeetingSeries) -> Said:
    """What of it concerns all: not what is this one's own already and was left as it is."""
    left = {
        name: getattr(series, name)
        for name in SAME_FOR_ALL
        if getattr(said, name) == getattr(row, name)
    }
    local = row.starts_at.astimezone(ZoneInfo(row.group.time_zone))
    if (said.first_day, said.begins_at) == (local.date(), local.time()):
        left |= {"first_day": _day(row), "begins_at": series.begins_at}
    return replace(said, **left)


def _new_days(
    old: MeetingSeries, new: MeetingSeries, first: date, coming: list[Meeting]
) -> dict[int, date]:
    """On which day of the new series each of the coming meetings is, by its key.

    In the same rhythm the third is the third; in another one, what falls on a day of both.
    """
    latest = max(_day(each) for each in coming)
    before = [day for day in days_of(old.repeats, old.first_day, latest) if day >= first]
    after = days_of(new.repeats, new.first_day, min(latest + AHEAD, new.last_day or date.max))
    if old.repeats == new.repeats:
        day_of = dict(zip(before, after, strict=False))
    else:
        by, known = new.first_day - first, set(after)
        day_of = {day: day + by for day in before if day + by in known}
    return {each.pk: day_of[_day(each)] for each in coming if _day(each) in day_of}


def _as_planned(meeting: Meeting, series: MeetingSeries) -> bool:
    """Whether nobody has moved, renamed or cancelled this one by hand."""
    same = all(getattr(meeting, name) == getattr(series, name) for name in SAME_FOR_ALL)
    return same and meeting.cancelled_at is None and _at_its_time(meeting, series)


def _at_its_time(meeting: Meeting, series: MeetingSeries) -> bool:
    return meeting.starts_at == starts_on(series, _day(meeting))


def _become(row: Meeting, new: MeetingSeries, said: Said, now: datetime) -> None:
    """The meeting that everything was said of: it is what was said."""
    for name in SAME_FOR_ALL:
        setattr(row, name, getattr(said, name))
    row.starts_at = instant(said.first_day, said.begins_at, row.zone)
    row.series, row.series_day, row.changed_at = new, new.first_day, now
    row.full_clean()
    row.save()
    if not row.day_has_come(now):
        row.attendances.all().delete()  # as `change_meeting` does


def _follow(
    meeting: Meeting, old: MeetingSeries, new: MeetingSeries, day: date, now: datetime
) -> None:
    """Let a meeting go with the new series in everything that is not its own."""
    before = {name: getattr(meeting, name) for name in (*SAME_FOR_ALL, "starts_at")}
    for name in SAME_FOR_ALL:
        if before[name] == getattr(old, name):
            setattr(meeting, name, getattr(new, name))
    if _at_its_time(meeting, old):
        meeting.starts_at = starts_on(new, day)
    meeting.series, meeting.series_day = new, day
    if any(getattr(meeting, name) != value for name, value in before.items()):
        meeting.changed_at = now
    meeting.save()
