"""The private address of a person's calendar: made, renewed, ended."""

from __future__ import annotations

from datetime import datetime

from goals.calendar.address import new_nonce
from goals.models import CalendarFeed
from members.models import Person


def renew_feed(person: Person, *, now: datetime) -> CalendarFeed:
    """Give the calendar of `person` a new address. The old one, if any, ends at once."""
    feed, _ = CalendarFeed.objects.update_or_create(
        person=person, defaults={"nonce": new_nonce(), "created_at": now}
    )
    return feed


def end_feed(person: Person) -> bool:
    """End the address; False when there is none."""
    deleted, _ = CalendarFeed.objects.filter(person=person).delete()
    return deleted > 0
