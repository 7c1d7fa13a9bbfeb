"""Make two entries of a roster one person; or keep that they are two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from members.journal import recording
from members.locks import lock_people, lock_roster
from members.models import Group, Person, RosterChange, TwoPeople
from members.services.memberships import touch

from .fields import choose_fields, save_fields, take_seat
from .rules import Merging, move_everything, move_within_group
from .sides import Side, sides_of

BOTH_KEEP = (
    "Both have joined and keep their own profile, so nobody else can make them one. They can do it "
    "themselves, by leaving the group with one of the two."
)


class AlreadyMerged(Exception):
    """One of the two is on the roster no more, so there is nothing to merge."""


class CannotMerge(Exception):
    """Who would go has joined. The message says so to an organizer."""


@transaction.atomic
def merge(
    survivor: Person,
    absorbed: Person,
    *,
    group: Group,
    fields: Mapping[str, str],
    by: Person,
    now: datetime,
) -> RosterChange:
    """Make `absorbed` go, with everything that points there pointing at `survivor` from now on.

    Where somebody else knows `absorbed` too, the entry on this roster goes, with its history and
    the meetings of this group, and the person is left as they are. `fields` says for each field
    whether what `survivor` says is "kept", or what `absorbed` says who is "gone", or "both" for
    lists; who has joined keeps their own. Raises AlreadyMerged, or CannotMerge where `absorbed`
    has joined too.
    """
    lock_people()
    lock_roster(group.pk)
    stays, goes = locked_sides(group, survivor, absorbed)
    if not goes.may_go:
        raise CannotMerge(BOTH_KEEP)
    summary = f"{goes.label} became one with {stays.label}"
    with recording(group, kind=RosterChange.Kind.MERGE, summary=summary, by=by, now=now) as record:
        merging = Merging(group=group, sides=(stays, goes), record=record, now=now)
        record.watch(Person.objects.filter(pk__in=[survivor.pk, absorbed.pk]))
        choose_fields(merging, fields)
        if merging.whole:
            move_everything(merging)
            Person.objects.filter(pk=absorbed.pk).delete()
        else:
            move_within_group(merging)
        save_fields(merging, fields)
        take_seat(merging)
    touch(stays.person, now=now)
    Group.objects.filter(pk=group.pk).update(changed_at=now)
    assert record.change is not None  # noqa: S101 for mypy: an entry has gone
    return record.change


def locked_sides(group: Group, survivor: Person, absorbed: Person) -> tuple[Side, Side]:
    """Both, held until the merge is over: nobody can point at who goes meanwhile."""
    keys = [survivor.pk, absorbed.pk]
    held = Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    if len(list(held)) != len(set(keys)) or survivor.pk == absorbed.pk:
        raise AlreadyMerged
    sides = sides_of(group, keys)
    if len(sides) != len(keys):
        raise AlreadyMerged
    return sides[survivor.pk], sides[absorbed.pk]


def say_two_people(group: Group, a: Person, b: Person, *, by: Person, now: datetime) -> None:
    """Keep that these two are two: they are not shown as a pair any more."""
    first, second = sorted((a.pk, b.pk))
    TwoPeople.objects.get_or_create(
        group=group,
        first_id=first,
        second_id=second,
        defaults={"said_by": by, "said_at": now},
    )


def look_again(group: Group, a: Person, b: Person) -> None:
    """Take back that these two are two."""
    first, second = sorted((a.pk, b.pk))
    TwoPeople.objects.filter(group=group, first=first, second=second).delete()
