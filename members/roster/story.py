"""The history of a membership in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from members.models import Membership, MembershipEvent

Kind = MembershipEvent.Kind

# What happened; of those that somebody else may have done also how that is said.
WORDS = {
    Kind.LISTED: ("Put on the roster", "Put on the roster by {}"),
    Kind.WAITING: ("Put on the waiting list", "Put on the waiting list by {}"),
    Kind.GUEST: ("Noted as a guest", "Noted as a guest by {}"),
    Kind.INVITED: ("Invited", "Invited by {}"),
    Kind.OPENED: ("Opened the invitation", "Opened the invitation"),
    Kind.JOINED: ("Joined", "Joined"),
    Kind.ORGANIZER: ("Made an organizer", "Made an organizer by {}"),
    Kind.MEMBER: ("No organizer any more", "No organizer any more, says {}"),
    Kind.LEFT: ("Left", "Taken off the roster by {}"),
    Kind.RETURNED: ("Came back", "Brought back by {}"),
}


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    at: datetime


def story_of(membership: Membership) -> list[Step]:
    """Each step, the latest first."""
    events = membership.events.select_related("by").order_by("-at", "-pk")
    return list(steps_of(events))


def steps_of(events: Iterable[MembershipEvent]) -> Iterable[Step]:
    invited_before = False
    told = []
    for event in reversed(list(events)):
        alone, by_somebody = WORDS[Kind(event.kind)]
        text = by_somebody.format(event.by) if event.by else alone
        if event.kind == Kind.INVITED:
            text = text.replace("Invited", "Invited again") if invited_before else text
            invited_before = True
        told.append(Step(text, event.at))
    return reversed(told)
