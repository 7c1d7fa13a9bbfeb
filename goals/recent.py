"""Whom somebody has most likely just met, spoken to or helped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from introductions.models import Introduction
from members.models import Attendance, Interaction, Person

SHOWN = 8
A_DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=60)


def recent_people(person: Person, now: datetime, *, first: Person | None = None) -> list[Person]:
    """`first`, then people of the circle by their latest contact, meeting or introduction; filled
    up by name. Five queries at most."""
    days = _introduced(person, now) | {}
    for found in (_contacts(person, now), _at_meetings(person, now)):
        for key, day in found.items():
            days[key] = max(day, days.get(key, day))
    keys = sorted(days, key=lambda key: (-days[key].toordinal(), key))
    circle = Person.objects.circle_of(person).for_list()
    known = circle.in_bulk(keys[: SHOWN * 2])
    people = [first] if first else []
    people += [known[key] for key in keys if key in known and known[key] not in people]
    if len(people) < SHOWN:
        there = [one.pk for one in people]
        people += circle.exclude(pk__in=there).order_by("name", "pk")[: SHOWN - len(people)]
    return people[:SHOWN]


def _contacts(person: Person, now: datetime) -> dict[int, date]:
    since = (now - LOOKED_BACK).date()
    rows = Interaction.objects.of(person).filter(happened_on__gte=since)
    days: dict[int, date] = {}
    for one, other, day in rows.order_by("-happened_on", "-pk").values_list(
        "person", "other", "happened_on"
    )[:50]:
        days.setdefault(other if one == person.pk else one, day)
    return days


def _introduced(person: Person, now: datetime) -> dict[int, date]:
    today = now.astimezone(person.zone).date()
    made = Introduction.objects.visible_to(person).begun_between(now - A_DAY, now + A_DAY)
    trios = made.order_by("-pk").values_list("introducer", "a", "b")[:20]
    return {key: today for trio in trios for key in trio if key != person.pk}


def _at_meetings(person: Person, now: datetime) -> dict[int, date]:
    """Who was at a meeting of the last two days with them."""
    there = Attendance.objects.filter(
        meeting__attendances__person=person,
        meeting__cancelled_at=None,
        meeting__starts_at__gt=now - 2 * A_DAY,
        meeting__starts_at__lte=now,
    ).exclude(person=person)
    rows = there.order_by("pk").values_list("person", "meeting__starts_at")[:50]
    return {key: starts_at.astimezone(person.zone).date() for key, starts_at in rows}
