"""What a person says of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from members.models import (
    EventNeed,
    Membership,
    Person,
    Profession,
    ProspectPool,
    SourceType,
    TriggerEvent,
)
from members.services.memberships import SeatTaken, touch
from members.services.pauses import remember_pause


def fill_from_profession(person: Person) -> None:
    """Give `person` the sources, pools and events that the profession starts with, as far as a
    group of theirs has them.

    Replaces what was there; without a profession it leaves everything empty.
    """
    profession = person.profession
    person.sources.set(profession.sources.known_to(person) if profession else [])
    person.pools.set(profession.pools.known_to(person) if profession else [])
    person.belongs.set(profession.belongs.known_to(person) if profession else [])
    person.events.set(_events_of(profession, person) if profession else [])


def _events_of(profession: Profession, person: Person) -> Iterable[TriggerEvent]:
    """The events at which the lists of everybody and of their groups say that they are needed."""
    said = EventNeed.objects.known_to(person).filter(profession=profession)
    return TriggerEvent.objects.known_to(person).filter(pk__in=said.values("event"))


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
    seats = Membership.objects.active().filter(person=person, group__one_seat_per_profession=True)
    try:
        with transaction.atomic():
            seats.update(seat=person.profession)
    except IntegrityError as error:
        raise SeatTaken from error
    touch(person, now=now)
