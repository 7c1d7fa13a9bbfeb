"""Who is expected at a meeting: whom organizers tick to be seated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db.models import Q
from django.db.models.functions import Lower

from members.models import Meeting, Membership
from members.roster.fates import with_privacy

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

GUEST, ACTIVE = Membership.State.GUEST, Membership.State.ACTIVE


@dataclass(frozen=True)
class Expected:
    """Everybody who can be seated, by name, and who is ticked at first."""

    members: list[ShownMembership]
    guests: list[ShownMembership]
    there: frozenset[int]  # noted as there
    ticked: frozenset[int]

    @property
    def keys(self) -> frozenset[int]:
        return frozenset(each.person_id for each in (*self.members, *self.guests))


def expected_at(meeting: Meeting, who: str = "") -> Expected:
    """Two queries. `who` is "there" or "all"; without it, whoever is noted as there on the day,
    and before the day all active members."""
    there = frozenset(meeting.attendances.values_list("person", flat=True))
    may_come = Q(state=ACTIVE) | Q(state=GUEST) | Q(person__in=there)
    found = with_privacy(meeting.group.memberships.current().filter(may_come))
    lines = cast("list[ShownMembership]", list(found.order_by(Lower("label"), "pk")))
    members = [each for each in lines if each.state == ACTIVE]
    guests = [each for each in lines if each.state != ACTIVE]
    everybody = frozenset(each.person_id for each in members)
    ticked = there if (there and who != "all") or who == "there" else everybody
    return Expected(members, guests, there, ticked)
