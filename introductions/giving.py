"""What went back and forth between two people, as far as introductions show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from introductions.models import Introduction
from members.models import Person

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Balance:
    """Introductions within a year: `given` by us to the person with `key`, `received` from them."""

    key: int
    name: str
    given: int
    received: int

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def most(self) -> int:
        return max(self.given, self.received, 1)


def most_owed_by(person: Person, circle: Collection[int], now: datetime) -> Balance | None:
    """Whoever in the `circle` (keys) of `person` has introduced them most often beyond what went
    back."""
    made = Introduction.objects.made_between(now - A_YEAR, now)
    ours = made.filter(Q(introducer=person) | Q(a=person) | Q(b=person))
    given: Counter[int] = Counter()
    received: Counter[int] = Counter()
    givers: dict[int, str] = {}
    columns = ("introducer", "a", "b", "introducer__name")
    for introducer, a, b, name in ours.values_list(*columns):
        if introducer == person.pk:
            given.update([a, b])
        else:
            received[introducer] += 1
            givers[introducer] = name
    owed = {pk: times - given[pk] for pk, times in received.items() if pk in circle}
    if not owed or max(owed.values()) < 1:
        return None
    most = max(owed, key=lambda pk: (owed[pk], -pk))
    return Balance(most, givers[most], given=given[most], received=received[most])
