"""The meetings of a group: plan one, change it, cancel it, and note who was there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from members.models import Attendance, Group, Meeting, Person


class WasCancelled(Exception):
    """The meeting does not take place, so nobody was there and nothing about it changes."""


class NotYet(Exception):
    """The day of the meeting has not come, where the group is."""


class NotAMemberThen(Exception):
    """They were not, or not yet, or no longer, in the group on the day of the meeting."""


class TookPlace(Exception):
    """Somebody was there, so the meeting cannot be cancelled any more."""


@transaction.atomic
def plan_meeting(
    group: Group,
    *,
    by: Person,
    kind: str,
    title: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    now: datetime,
) -> Meeting:
    """Put a meeting, coming or past, on the group's list; twice the same is one."""
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)  # two clicks, one meeting
    there = group.meetings.taking_place().filter(title=title, starts_at=starts_at).first()
    if there:
        return there
    meeting = Meeting(
        group=group,
        kind=kind,
        title=title,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        created_by=by,
        created_at=now,
        changed_at=now,
    )
    meeting.full_clean()
    meeting.save()
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    kind: str,
    title: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    now: datetime,
) -> bool:
    """Change what a meeting is, when or where; False when it is so already.

    Nobody was at a meeting whose day is still to come: moved there, it forgets who was. Raises
    WasCancelled.
    """
    row = locked(meeting)
    said = {
        "kind": kind,
        "title": title,
        "starts_at": starts_at,
        "minutes": minutes,
        "place": place,
    }
    if all(getattr(row, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(row, name, value)
    row.changed_at = now
    row.full_clean()
    row.save()
    if not row.day_has_come(now):
        row.attendances.all().delete()
    return True


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, now: datetime) -> bool:
    """Say that a meeting does not take place; False when that was said before.

    Raises TookPlace when it is over and somebody was there.
    """
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if row.cancelled_at:
        return False
    if row.ends_at <= now and row.attendances.exists():
        raise TookPlace
    row.attendances.all().delete()
    row.cancelled_at = row.changed_at = now
    row.save(update_fields=["cancelled_at", "changed_at"])
    return True


@transaction.atomic
def attend(meeting: Meeting, person: Person, *, by: Person, now: datetime) -> bool:
    """Note that `person`, a member or a guest, was at `meeting`, from its day on; False when that
    is noted already.

    `by` is who says so: they themselves or an organizer. Raises WasCancelled, NotYet and
    NotAMemberThen.
    """
    row = locked(meeting)
    if not row.day_has_come(now):
        raise NotYet
    there = row.members_then() | row.group.memberships.not_members_yet()
    if not there.filter(person=person).exists():
        raise NotAMemberThen
    return note(row, [person.pk], by=by, now=now) > 0


@transaction.atomic
def attend_as_before(meeting: Meeting, before: Meeting, *, by: Person, now: datetime) -> int:
    """Note everybody as there who was at the meeting `before` and was a member on the day of this
    one; return how many are new. Raises WasCancelled and NotYet.
    """
    row = locked(meeting)
    if not row.day_has_come(now):
        raise NotYet
    people = row.members_then().filter(person__attendances__meeting=before)
    return note(row, people.order_by("pk").values_list("person", flat=True), by=by, now=now)


def was_not_there(meeting: Meeting, person: Person) -> bool:
    """Take back that `person` was at `meeting`; False when nobody had said so."""
    deleted, _ = meeting.attendances.filter(person=person).delete()
    return deleted > 0


def note(meeting: Meeting, people: Iterable[int], *, by: Person, now: datetime) -> int:
    """Note people (keys) as there at a locked meeting; return how many were not before."""
    there = set(meeting.attendances.values_list("person", flat=True))
    new = [
        Attendance(meeting=meeting, person_id=key, noted_by=by, created_at=now)
        for key in people
        if key not in there
    ]
    Attendance.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def locked(meeting: Meeting) -> Meeting:
    """The row of a meeting that takes place, until the transaction ends. Raises WasCancelled."""
    row = Meeting.objects.select_for_update(of=["self"]).select_related("group").get(pk=meeting.pk)
    if row.cancelled_at:
        raise WasCancelled
    return row
