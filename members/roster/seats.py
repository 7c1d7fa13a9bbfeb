"""Seats and who waits for them: in groups with one seat per profession, and the queues of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from django.db.models import F

from members.models import Group, Membership, Profession

from .fates import with_privacy

if TYPE_CHECKING:
    from .fates import ShownMembership


@dataclass(slots=True)
class Queue:
    """Who waits for the seat of a profession (or, without one, for a place), the first first.

    `holder` is what the roster calls who sits there.
    """

    profession: Profession | None
    lines: list[ShownMembership] = field(default_factory=list)
    holder: str = ""

    @property
    def is_free(self) -> bool:
        return not self.holder

    @property
    def first(self) -> ShownMembership:
        return self.lines[0]


def queues_of(group: Group) -> list[Queue]:
    """The waiting list, free seats first; two queries, one where nobody waits."""
    waiting = with_privacy(group.memberships.filter(state=Membership.State.WAITING))
    waiting = waiting.select_related("person", "said_profession")
    queues: dict[int | None, Queue] = {}
    for line in cast("Iterable[ShownMembership]", waiting.order_by("waiting_since", "pk")):
        queue = queues.setdefault(line.said_profession_id, Queue(line.said_profession))
        queue.lines.append(line)
    if queues and group.one_seat_per_profession:
        for profession, label in holders_of(group, queues).items():
            queues[profession].holder = label
    return sorted(queues.values(), key=lambda queue: (not queue.is_free, str(queue.profession)))


def holders_of(group: Group, professions: Iterable[int | None]) -> dict[int | None, str]:
    keys = [key for key in professions if key]
    seated = with_privacy(group.memberships.current().filter(seat__in=keys))
    return {line.seat_id: line.label for line in cast("Iterable[ShownMembership]", seated)}


@dataclass(frozen=True, slots=True)
class Sharing:
    """Several on the roster have one profession, of which only `holder` has the seat."""

    profession: Profession
    holder: str
    others: list[str]


def sharing_in(group: Group) -> list[Sharing]:
    """Professions that more than one has, in a group with one seat for each."""
    if not group.one_seat_per_profession:
        return []
    lines = with_privacy(group.memberships.on_roster().select_related("person"))
    shared: dict[int, dict[bool, list[str]]] = {}
    for line in cast("Iterable[ShownMembership]", lines.order_by(F("label"), "pk")):
        if profession := line.seen_profession:
            sits = line.seat_id == profession
            shared.setdefault(profession, {True: [], False: []})[sits].append(line.label)
    shared = {key: sits for key, sits in shared.items() if len(sits[True]) + len(sits[False]) > 1}
    professions = Profession.objects.offered_in(group).in_bulk(list(shared))
    found = [
        Sharing(professions[key], "".join(sits[True]), sits[False])
        for key, sits in shared.items()
        if sits[False] and key in professions
    ]
    return sorted(found, key=lambda sharing: sharing.profession.name)
