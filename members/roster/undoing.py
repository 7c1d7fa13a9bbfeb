"""The changes of a group, and undoing one of them as an organizer does it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Func, IntegerField, QuerySet

from members.journal import UNDONE_FOR, CannotUndo, undo
from members.locks import lock_people, lock_roster
from members.models import (
    Group,
    Membership,
    MembershipEvent,
    Person,
    RosterChange,
    RosterImport,
)
from members.services.history import note_step

Kind = MembershipEvent.Kind

# What the history of a membership says when undoing brings it to a state.
STEPS = {
    Membership.State.LISTED: Kind.LISTED,
    Membership.State.INVITED: Kind.LISTED,
    Membership.State.ACTIVE: Kind.RETURNED,
    Membership.State.LEFT: Kind.LEFT,
    Membership.State.WAITING: Kind.WAITING,
    Membership.State.GUEST: Kind.GUEST,
}


def changes_of(group: Group) -> QuerySet[RosterChange]:
    """The changes of a group, the newest first, with `size`, how many rows each has changed."""
    size = Func(F("rows"), function="jsonb_array_length", output_field=IntegerField())
    changes = RosterChange.objects.filter(group=group).select_related("by")
    return changes.defer("rows").annotate(size=size).order_by("-at", "-pk")


def can_be_undone(change: RosterChange, now: datetime) -> bool:
    """Whether it is neither too late nor done, nor being done."""
    return change.undone_at is None and not change.is_being_undone and change.at >= now - UNDONE_FOR


@transaction.atomic
def undo_change(change: RosterChange, *, by: Person | None, now: datetime) -> list[str]:
    """Undo a change and note in the histories of memberships what that means for them; return the
    names of those with whom something had to be left.

    Raises CannotUndo, also where nobody would organize the group any more.
    """
    group = change.group
    lock_people()
    lock_roster(group.pk)
    keys = [key for label, key, _, _ in change.rows if label == Membership._meta.label]
    before, organized = places(keys), is_organized(group)
    left = undo(change, now=now)
    if organized and not is_organized(group):
        raise CannotUndo("Nobody would organize the group then. Make somebody an organizer first.")
    RosterImport.objects.filter(change=change).update(state=RosterImport.State.UNDONE)
    if any(label == MembershipEvent._meta.label for label, *_ in change.rows):
        return left  # the steps of the change have gone with it
    for key, (state, role) in places(keys).items():
        old_state, old_role = before.get(key, ("", ""))
        if state != old_state:
            note_step([key], STEPS[Membership.State(state)], by=by, now=now)
        if old_role and role != old_role:
            organizer = role == Membership.Role.ORGANIZER
            note_step([key], Kind.ORGANIZER if organizer else Kind.MEMBER, by=by, now=now)
    return left


def places(keys: list[int]) -> dict[int, tuple[str, str]]:
    """State and role of memberships that are there."""
    rows = Membership.objects.filter(pk__in=keys).values_list("pk", "state", "role")
    return {key: (state, role) for key, state, role in rows}


def is_organized(group: Group) -> bool:
    organizers = group.memberships.active().filter(role=Membership.Role.ORGANIZER)
    return organizers.exists()
