"""Who is in a group, and the introductions within it: all that its organizers may see counted.

An introduction is the group's when all three in it are active members. So nothing that members do
in other groups, or with their private contacts, can be read out of it, not even from a count. No
promise of anybody is in it, and nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from introductions.health.figures import Made
from introductions.models import Introduction
from introductions.querysets import IntroductionQuerySet
from members.models import Group, Membership, Person

WITHDRAWN = Introduction.State.WITHDRAWN
HAVE_MET = (Introduction.State.MET, Introduction.State.USEFUL)


def members_of(group: Group) -> list[int]:
    """The keys of the active members."""
    active = Membership.objects.active().filter(group=group)
    return list(active.values_list("person", flat=True))


def introductions_in(group: Group, people: Collection[int] | None = None) -> IntroductionQuerySet:
    """Introductions that were made, all three of whose people are active members of `group`.

    `people` are the members' keys, where they are known.
    """
    people = members_of(group) if people is None else people
    made = Introduction.objects.filter(made_at__isnull=False)
    return made.filter(introducer__in=people).among(people)


@dataclass(frozen=True)
class Within:
    """A group, everybody on its roster, and what was introduced within it, the oldest first."""

    group: Group
    roster: list[Membership]
    made: list[Made]

    @cached_property
    def places(self) -> list[Membership]:
        """The memberships of the active members, by name."""
        return [place for place in self.roster if place.state == Membership.State.ACTIVE]

    @cached_property
    def people(self) -> dict[int, Person]:
        """The active members by key, in the order of their names."""
        return {place.person_id: place.person for place in self.places}

    @cached_property
    def taken_seats(self) -> frozenset[int]:
        """Professions (keys) whose one seat somebody holds, in a group that has such seats."""
        return frozenset(place.seat_id for place in self.roster if place.seat_id)


def read_within(group: Group) -> Within:
    """Read a group in two queries."""
    roster = group.memberships.current().select_related("person__profession", "person__user")
    places = list(roster.order_by("person__name", "person"))
    keys = [place.person_id for place in places if place.state == Membership.State.ACTIVE]
    return Within(group, places, _made(introductions_in(group, keys)))


def _made(ours: IntroductionQuerySet) -> list[Made]:
    rows = ours.exclude(state=WITHDRAWN).order_by("made_at", "pk")
    fields = ("introducer", "a", "b", "state", "made_at", "met_at", "useful_at")
    return [_one(*row) for row in rows.values_list(*fields)]


def _one(
    by: int,
    a: int,
    b: int,
    state: str,
    made_at: datetime,
    met_at: datetime | None,
    useful_at: datetime | None,
) -> Made:
    """Where only the state says that they met, it was at once."""
    met_at = met_at or useful_at or (made_at if state in HAVE_MET else None)
    if state == Introduction.State.USEFUL:
        useful_at = useful_at or met_at
    return Made(by, a, b, made_at, met_at, useful_at, state == Introduction.State.MADE)
