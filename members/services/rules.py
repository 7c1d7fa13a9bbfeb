"""The rules of a group: its name, its clock, its seats, who may be introduced outside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, When

from members.locks import lock_roster
from members.models import Group, Membership
from members.roster.fates import with_privacy
from members.services.meeting_clocks import keep_hours
from members.services.memberships import wake_dependents

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

RULES = ("name", "time_zone", "one_seat_per_profession", "cross_groups", "invitations_per_day")


@transaction.atomic
def change_rules(group: Group, *, now: datetime) -> None:
    """Save the rules as they stand on `group`.

    Where one seat per profession comes into force, those who have a profession sit down: members
    before others, who joined first before who came later. Where it ends, everybody gets up.
    In another time zone the meetings to come keep their hour.
    """
    lock_roster(group.pk)
    group.full_clean()
    asked = Group.objects.values_list("one_seat_per_profession", "time_zone")
    seated, zone = asked.get(pk=group.pk)
    group.changed_at = now
    group.save(update_fields=[*RULES, "changed_at"])
    if group.one_seat_per_profession and not seated:
        seat_everybody(group)
    elif seated and not group.one_seat_per_profession:
        group.memberships.exclude(seat=None).update(seat=None)
    if group.time_zone != zone:
        keep_hours(group, before=ZoneInfo(zone), now=now)
    transaction.on_commit(wake_dependents)


def seat_everybody(group: Group) -> None:
    on_roster = with_privacy(group.memberships.on_roster())
    members_first = Case(When(state=Membership.State.ACTIVE, then=0), default=1)
    rows = cast("Iterable[ShownMembership]", on_roster.order_by(members_first, "joined_at", "pk"))
    seats: dict[int, int] = {}
    for row in rows:
        if row.seen_profession:
            seats.setdefault(row.seen_profession, row.pk)
    found = Membership.objects.in_bulk(seats.values())
    for profession, key in seats.items():
        found[key].seat_id = profession
    Membership.objects.bulk_update(found.values(), ["seat"], batch_size=500)
