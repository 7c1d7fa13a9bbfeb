"""What became of an invitation, told from the moments that a membership keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from members.models import Membership
from members.services.memberships import INVITATION_DAYS

GOOD_FOR = timedelta(days=INVITATION_DAYS)
State = Membership.State

INVITATIONS = {
    "none": "Not invited yet",
    "sent": "Invitation sent",
    "opened": "Invitation opened",
    "expired": "Invitation expired",
    "accepted": "Invitation accepted",
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """`state` is one of INVITATIONS, or "" where there is none and none is to be; `at` is when it
    came to that; `sent_again_at` when the latest mail went, where it was not the first."""

    state: str
    at: datetime | None = None
    sent_again_at: datetime | None = None

    @property
    def label(self) -> str:
        return INVITATIONS.get(self.state, "")


def invitation_of(membership: Membership, now: datetime) -> Invitation:
    if membership.state == State.LISTED:
        return Invitation("none")
    if membership.state == State.ACTIVE and membership.invited_at:
        return Invitation("accepted", membership.joined_at)
    sent = membership.invited_at
    if membership.state != State.INVITED or sent is None:
        return Invitation("")
    again = sent if membership.times_invited > 1 else None
    if sent + GOOD_FOR <= now:
        return Invitation("expired", sent + GOOD_FOR, again)
    if membership.opened_at:
        return Invitation("opened", membership.opened_at, again)
    return Invitation("sent", sent, again)


def invitation_is(state: str, now: datetime) -> Q:
    """The same as a condition, for lists."""
    old, invited = Q(invited_at__lte=now - GOOD_FOR), Q(state=State.INVITED)
    opened = Q(opened_at__isnull=False)
    return {
        "none": Q(state=State.LISTED),
        "sent": invited & Q(invited_at__gt=now - GOOD_FOR) & ~opened,
        "opened": invited & Q(invited_at__gt=now - GOOD_FOR) & opened,
        "expired": invited & old,
        "accepted": Q(state=State.ACTIVE, invited_at__isnull=False),
    }[state]
