"""What a person says of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from members.models import (
    Membership,
    Person,
    ProspectPool,
    SourceType,
    TriggerEvent,
)
from members.services.memberships import SeatTaken, touch
from members.services.pauses import remember_pause


def fill_from_profession(person: Person) -> None:
    """Give `person` the sources, pools and events that the profession starts with.

    Replaces what was there; without a profession it leaves everything empty.
    """
    profession = person.profession
    person.sources.set(profession.sources.all() if profession else [])
    person.pools.set(profession.pools.all() if profession else [])
    person.belongs.set(profession.belongs.all() if profession else [])
    person.events.set(profession.trigger_events.all() if profession else [])


@transaction.atomic
def change_profile(
    person: Person,
    *,
    now: datetime,
    refill: bool = False,
    sources: Iterable[SourceType] | None = None,
    pools: Iterable[ProspectPool] | None = None,
    belongs: Iterable[ProspectPool] | None = None,
    events: Iterable[TriggerEvent] | None = None,
) -> None:
    """Save `person` as it stands, with new lists where given, and tell those who depend on it.

    `refill` starts the lists over from the profession.
    A profession that was just changed takes its seat in groups with one seat per profession;
    raises SeatTaken when somebody sits there. A pause begun, moved or ended is remembered.
    """
    person.full_clean()
    known = Person.objects.filter(pk=person.pk).values_list("paused_until", flat=True).first()
    person.save()
    if person.paused_until != known:
        remember_pause(person, now=now)
    lists = {"sources": sources, "pools": pools, "belongs": belongs, "events": events}
    for name, chosen in lists.items():
        if chosen is not None:
            getattr(person, name).set(chosen)
    if refill:
        fill_from_profession(person)
    seats = Membership.objects.current().filter(person=person, group__one_seat_per_profession=True)
    try:
        with transaction.atomic():
            seats.update(seat=person.profession)
    except IntegrityError as error:
        raise SeatTaken from error
    touch(person, now=now)
