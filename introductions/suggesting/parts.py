"""The connected parts of the network: groups that share members are planned with each other.

A part is locked as a whole while it is planned, so that two workers never give the same pair, or
the same person's room, to two introducers. The lock ends with the transaction, also when a worker
is killed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Min

from members.models import Membership

LOCK = 7_202_611  # our own number space among the database's advisory locks


@dataclass(frozen=True)
class Part:
    """People to be planned for who are, directly or not, connected by groups."""

    key: int  # the smallest group of the whole part; less than 0 for somebody without any
    people: list[int]


def parts_of(people: Sequence[int], most: int) -> list[Part]:
    """The parts that these people (primary keys) belong to, cut where more than `most` are due."""
    group_of = dict(
        Membership.objects.active()
        .filter(person__in=people)
        .values_list("person")
        .annotate(Min("group"))
    )
    root = _roots()
    found: dict[int, list[int]] = {}
    for person in people:
        key = -person
        if person in group_of:
            group: int = group_of[person]
            key = root.get(group, group)
        found.setdefault(key, []).append(person)
    return [
        Part(key, some[start : start + most])
        for key, everybody in found.items()
        for some in [sorted(everybody, key=lambda person: (group_of.get(person, 0), person))]
        for start in range(0, len(some), most)
    ]


def lock(part: Part) -> bool:
    """Take the part for this transaction; False while somebody else has it."""
    with connection.cursor() as cursor:
        # The two-number form takes 32 bits each.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, part.key % 2**31])
        return bool(cursor.fetchone()[0])


def _roots() -> dict[int, int]:
    """For each group that shares members with others, the smallest it is connected with."""
    active = Membership.objects.active()
    several = active.values("person").annotate(n=Count("pk")).filter(n__gt=1).values("person")
    shared = active.filter(person__in=several).order_by("person", "group")
    return _joined(shared.values_list("person_id", "group_id"))


def _joined(memberships: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Union-find: (person, group) in the order of persons to group: the smallest connected one."""
    parent: dict[int, int] = {}

    def root(group: int) -> int:
        while parent.setdefault(group, group) != group:
            parent[group] = parent[parent[group]]
            group = parent[group]
        return group

    last_person, last_group = 0, 0
    for person, group in memberships:
        if person == last_person:
            one, other = sorted((root(last_group), root(group)))
            parent[other] = one
        last_person, last_group = person, group
    return {group: root(group) for group in list(parent)}
