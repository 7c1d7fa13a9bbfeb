"""A stored plan of tables as somebody sees it.

Members see each other by name and guests as guests; organizers see what the roster shows them. Who
has left the group, or is gone, is not shown any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from introductions.models import TablePlan
from introductions.suggesting.wording import listed
from members.models import Group, Membership, Person
from members.roster.fates import with_privacy

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

A_GUEST = "a guest"
ORDINALS = ("First", "Second", "Third")


@dataclass(frozen=True)
class Seat:
    """Somebody at a table."""

    key: int
    name: str
    trade: str
    is_guest: bool
    is_me: bool


@dataclass(frozen=True)
class Reason:
    """Why two of a table should talk."""

    who: str  # "Dana Whitfield and Tom Birch"
    lens: str
    text: str


@dataclass(frozen=True)
class Table:
    number: int
    seats: list[Seat]
    reasons: list[Reason] = field(default_factory=list)

    @property
    def is_mine(self) -> bool:
        return any(seat.is_me for seat in self.seats)

    def company(self) -> str:
        """With whom I sit: "Dana, Tom and a guest"; nothing when it is not my table."""
        others = [seat for seat in self.seats if not seat.is_me]
        return listed(called(others)) if self.is_mine and others else ""


@dataclass(frozen=True)
class Round:
    number: int
    name: str  # nothing where there is only one
    tables: list[Table]

    @property
    def company(self) -> str:
        return next((said for table in self.tables if (said := table.company())), "")


def look_at(plan: TablePlan, me: Person, *, organizer: bool) -> list[Round]:
    """The plan, in one query."""
    return _Looking(plan.meeting.group, [plan], me, organizer=organizer).rounds(plan)


def company_at(group: Group, plans: Sequence[TablePlan], me: Person) -> dict[int, list[str]]:
    """By meeting, with whom a member sits in each round; one query for all."""
    looking = _Looking(group, plans, me, organizer=False)
    found = {plan.meeting_id: [each.company for each in looking.rounds(plan)] for plan in plans}
    return {meeting: said for meeting, said in found.items() if any(said)}


def called(seats: Iterable[Seat]) -> list[str]:
    """First names, or full ones where the first names two; guests, whom nobody names, last."""
    seats = sorted(seats, key=lambda seat: seat.name == A_GUEST)
    firsts = [seat.name.split()[0].casefold() for seat in seats]
    return [
        seat.name if seat.name == A_GUEST or firsts.count(first) > 1 else seat.name.split()[0]
        for seat, first in zip(seats, firsts, strict=True)
    ]


class _Looking:
    """The people of some plans, as one person sees them."""

    def __init__(
        self, group: Group, plans: Sequence[TablePlan], me: Person, *, organizer: bool
    ) -> None:
        keys = {
            key for plan in plans for tables in plan.rounds for table in tables for key in table
        }
        found = with_privacy(group.memberships.current().filter(person__in=keys))
        memberships = cast("list[ShownMembership]", list(found))
        self.seats = {each.person_id: _seat(each, me, organizer) for each in memberships}

    def rounds(self, plan: TablePlan) -> list[Round]:
        several = len(plan.rounds) > 1
        return [
            Round(at, f"{ORDINALS[at]} round" if several else "", self._tables(plan, tables))
            for at, tables in enumerate(plan.rounds)
        ]

    def _tables(self, plan: TablePlan, tables: list[list[int]]) -> list[Table]:
        found = []
        for number, table in enumerate(tables, start=1):
            seats = [self.seats[key] for key in table if key in self.seats]
            seats.sort(key=lambda seat: (seat.is_guest, seat.name.casefold()))
            if seats:
                found.append(Table(number, seats, self._reasons(plan, seats)))
        return found

    def _reasons(self, plan: TablePlan, seats: list[Seat]) -> list[Reason]:
        """As long as both sit here and are members."""
        names = {seat.key: seat.name for seat in seats if not seat.is_guest}
        return [
            Reason(f"{names[each['a']]} and {names[each['b']]}", each["lens"], each["text"])
            for each in plan.reasons
            if each["a"] in names and each["b"] in names
        ]


def _seat(membership: ShownMembership, me: Person, organizer: bool) -> Seat:
    is_guest = membership.state != Membership.State.ACTIVE
    hidden = is_guest and not organizer
    return Seat(
        key=membership.person_id,
        name=A_GUEST if hidden else membership.label,
        trade="" if hidden else membership.seen_trade or "",
        is_guest=is_guest,
        is_me=membership.person_id == me.pk,
    )
