"""What went back and forth between two people, as far as introductions show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from introductions.models import Introduction
from members.models import Person

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Balance:
    """Introductions within a year: `given` by us to `person`, `received` by us from them."""

    person: Person
    given: int
    received: int

    @property
    def most(self) -> int:
        return max(self.given, self.received, 1)


def most_owed_by(person: Person, now: datetime) -> Balance | None:
    """Whoever in the circle of `person` has introduced them most often beyond what went back."""
    made = Introduction.objects.made_between(now - A_YEAR, now)
    received = dict(
        made.filter(Q(a=person) | Q(b=person))
        .values_list("introducer")
        .annotate(times=Count("pk"))
        .order_by("-times", "introducer")
    )
    if not received:
        return None
    given: dict[int, int] = {}
    for pair in made.filter(introducer=person).values_list("a", "b"):
        for party in pair:
            given[party] = given.get(party, 0) + 1
    most, surplus = max(
        ((pk, times - given.get(pk, 0)) for pk, times in received.items()),
        key=lambda owed: owed[1],
    )
    giver = Person.objects.visible_to(person).for_list().filter(pk=most).first()
    if surplus < 1 or giver is None:
        return None
    return Balance(giver, given.get(most, 0), received[most])
