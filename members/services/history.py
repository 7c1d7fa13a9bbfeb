"""The history of memberships: each step is noted where it is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from members.models import MembershipEvent, Person


def note_step(
    memberships: Iterable[int], kind: MembershipEvent.Kind, *, by: Person | None, now: datetime
) -> list[MembershipEvent]:
    """Add one step to the history of each membership (keys). `by` is none for what the person
    themselves or the application did."""
    return MembershipEvent.objects.bulk_create(
        [MembershipEvent(membership_id=key, kind=kind, at=now, by=by) for key in memberships]
    )
