"""Guests at Riverside's last breakfast, and who sits with whom at that one and at the next."""

from __future__ import annotations

from datetime import datetime, timedelta

from introductions.services.seating import seat
from members.models import Membership
from members.services.meetings import attend
from trial.seeding.people import Cast

DAY = timedelta(days=1)


def seat_people(cast: Cast, now: datetime) -> None:
    group, ruth = cast.groups["riverside"], cast.people["ruth"]
    breakfasts = group.meetings.taking_place().filter(series__isnull=False).select_related("group")
    last = breakfasts.filter(starts_at__lt=now - DAY).latest("starts_at")
    following = breakfasts.filter(starts_at__gt=now).earliest("starts_at")
    came = set(last.attendances.values_list("person", flat=True))
    seat(last, came, seats=6, rounds=1, by=ruth, now=last.starts_at - DAY)
    for place in group.memberships.filter(state=Membership.State.GUEST).order_by("pk"):
        attend(last, place.person, by=ruth, now=last.ends_at)
    members = group.memberships.active().values_list("person", flat=True)
    seat(following, list(members), seats=4, rounds=2, by=ruth, now=now - DAY / 2)
