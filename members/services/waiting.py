"""The waiting list of a group, and the ways from it, from being a guest and from having left onto
the roster. In groups with one seat per profession who waits, waits for a seat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import transaction

from members.locks import lock_lines, lock_roster
from members.models import Group, Membership, MembershipEvent, Person
from members.roster.fates import with_privacy
from members.services.history import note_step
from members.services.memberships import SeatTaken

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

State = Membership.State
Kind = MembershipEvent.Kind


@transaction.atomic
def put_on_waiting_list(
    group: Group, keys: Iterable[int], *, by: Person, now: datetime
) -> list[int]:
    """Let people wait (keys of memberships); return who waits from now on.

    Members do not wait, and who waits already keeps their turn. An open invitation is taken back.
    """
    lock_roster(group.pk)
    lock_lines(group.memberships.filter(pk__in=list(keys)))
    may = group.memberships.filter(pk__in=list(keys)).exclude(
        state__in=[State.ACTIVE, State.WAITING]
    )
    rows = list(cast("Iterable[ShownMembership]", with_privacy(may).select_related("person")))
    for row in rows:
        remember(row)
        row.said_profession_id = row.seat_id or row.seen_profession
        row.state, row.waiting_since, row.seat, row.left_at = State.WAITING, now, None, None
        row.role = Membership.Role.MEMBER
    fields = ["said_name", "said_profession", "state", "waiting_since", "seat", "left_at", "role"]
    Membership.objects.bulk_update(rows, fields, batch_size=500)
    changed = [row.pk for row in rows]
    note_step(changed, Kind.WAITING, by=by, now=now)
    return changed


@transaction.atomic
def give_seat(membership: Membership, *, by: Person, now: datetime) -> bool:
    """Give somebody who waits the place they wait for; False when they do not wait any more.

    They are on the roster then, to be invited. Raises SeatTaken.
    """
    return membership.state == State.WAITING and put_on_roster(membership, by=by, now=now)


@transaction.atomic
def put_on_roster(membership: Membership, *, by: Person, now: datetime) -> bool:
    """List a guest, somebody who waits or somebody who left; False when they are on it already.

    Nobody becomes a member again unasked: they are invited anew. Raises SeatTaken.
    """
    group = membership.group
    lock_roster(group.pk)
    lock_lines(group.memberships.filter(pk=membership.pk))
    found = with_privacy(group.memberships.filter(pk=membership.pk)).select_related("person")
    row = cast("ShownMembership", found.get())
    if row.state not in (State.GUEST, State.WAITING, State.LEFT):
        return False
    remember(row)
    came_back = row.state == State.LEFT
    wanted = row.seen_profession
    if row.state == State.WAITING:
        wanted = row.said_profession_id or wanted
    if group.one_seat_per_profession and wanted:
        if seat_holder(group, wanted):
            raise SeatTaken
        row.seat_id = wanted
    row.state = State.LISTED
    row.waiting_since = row.left_at = row.invited_at = row.invited_by = row.opened_at = None
    row.times_invited = 0
    row.save()
    note_step([row.pk], Kind.RETURNED if came_back else Kind.LISTED, by=by, now=now)
    return True


def seat_holder(group: Group, profession: int) -> Membership | None:
    """Who holds the seat of a profession (key)."""
    return group.memberships.current().filter(seat=profession).first()


def remember(membership: ShownMembership) -> None:
    """Who was a member here is known by name, also while they are none."""
    if membership.state == State.LEFT and membership.joined_at and not membership.said_name:
        membership.said_name = membership.person.name
