"""What each of two brings along, in numbers that organizers may know. Apps above add theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Count

from members.models import Attendance, Group, MembershipEvent

Counting = Callable[[Group, Collection[int]], dict[int, int]]


@dataclass(frozen=True, slots=True)
class Brought:
    label: str
    counts: tuple[int, ...]


_countings: dict[str, Counting] = {}


def register(label: str, counting: Counting) -> None:
    """`counting` says, for people (keys) of a group, how many each has; none is 0."""
    _countings[label] = counting


def brought_by(group: Group, *people: int) -> list[Brought]:
    """What these people have, in their order; without what none of them has."""
    rows = []
    for label, counting in {**OWN, **_countings}.items():
        counts = counting(group, people)
        rows.append(Brought(label, tuple(counts.get(person, 0) for person in people)))
    return [row for row in rows if any(row.counts)]


def meetings(group: Group, people: Collection[int]) -> dict[int, int]:
    there = Attendance.objects.filter(meeting__group=group, person__in=people)
    return dict(there.order_by().values_list("person").annotate(Count("pk")))


def steps(group: Group, people: Collection[int]) -> dict[int, int]:
    history = MembershipEvent.objects.filter(membership__group=group, membership__person__in=people)
    return dict(history.order_by().values_list("membership__person").annotate(Count("pk")))


OWN: dict[str, Counting] = {"Meetings attended": meetings, "Steps in the history": steps}
