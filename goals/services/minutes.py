"""Minutes: correct what was assumed, type what nobody could know, say how long things take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from goals.models import TimeEntry, UsualMinutes
from goals.rot.defaults import DEFAULT_MINUTES
from goals.rot.spending import ENTRY, spent_on
from members.models import Group, Person

SAME_PRESS = timedelta(minutes=1)
MOST_MINUTES = 1440


class NothingSpent(Exception):
    """There is no such thing on which the person spent minutes."""


@transaction.atomic
def correct_minutes(
    person: Person, source: str, key: int, *, minutes: int | None, now: datetime
) -> None:
    """Let what `source` and `key` name have taken `minutes`; 0, it did not count; None, as usual.

    Raises NothingSpent; ValueError for more than a day, or less than nothing.
    """
    check_minutes(minutes)
    spent = spent_on(person, source, key, now=now)
    if spent is None:
        raise NothingSpent
    if source == ENTRY:
        if minutes is not None:  # what was typed has no usual length
            TimeEntry.objects.filter(pk=key, person=person).update(minutes=minutes)
    elif minutes is None:
        TimeEntry.objects.filter(person=person, **{source: key}).delete()
    else:
        TimeEntry.objects.update_or_create(
            person=person,
            **{f"{source}_id": key},
            defaults={"minutes": minutes, "activity": spent.activity, "spent_on": spent.day},
            create_defaults={
                "minutes": minutes,
                "activity": spent.activity,
                "spent_on": spent.day,
                "created_at": now,
            },
        )


@transaction.atomic
def log_minutes(
    person: Person,
    *,
    activity: str,
    on: date,
    minutes: int,
    group: Group | None = None,
    other: Person | None = None,
    note: str = "",
    now: datetime,
) -> TimeEntry:
    """Keep minutes that nothing else tells of. The same again within a minute is one press.

    Raises ValueError when they cannot have been spent so.
    """
    check_minutes(minutes)
    if on > now.astimezone(person.zone).date():
        raise ValueError("This day has not come yet. Choose today or an earlier day.")
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    said = {
        "person": person,
        "activity": activity,
        "spent_on": on,
        "minutes": minutes,
        "group": group,
        "other": other,
        "note": " ".join(note.split()),
    }
    pressed = TimeEntry.objects.filter(**said, created_at__gt=now - SAME_PRESS)
    if same := pressed.filter(
        introduction=None, follow_up=None, interaction=None, attendance=None
    ).first():
        return same
    entry = TimeEntry(**said, created_at=now)
    entry.clean_fields(exclude=["person", "group", "other"])
    entry.save()
    return entry


def forget_minutes(entry: TimeEntry) -> None:
    """Take back minutes that were typed, or a correction; a second time has no effect."""
    TimeEntry.objects.filter(pk=entry.pk).delete()


@transaction.atomic
def set_usual_minutes(person: Person, usual: Mapping[str, int | None]) -> None:
    """How long each activity takes `person`; None, as long as anybody. Nothing corrected changes.

    Raises ValueError for an activity that does not exist, and for more than a day.
    """
    for activity, minutes in usual.items():
        if activity not in DEFAULT_MINUTES:
            raise ValueError(f"{activity} is not an activity.")
        check_minutes(minutes)
        if minutes is None:
            UsualMinutes.objects.filter(person=person, activity=activity).delete()
        else:
            UsualMinutes.objects.update_or_create(
                person=person, activity=activity, defaults={"minutes": minutes}
            )


def check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise ValueError(f"Minutes are between 0 and {MOST_MINUTES}, which is a day.")
