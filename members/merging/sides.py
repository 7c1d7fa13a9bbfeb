"""The two sides of a pair: what organizers see of each, and what may become of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db.models import Exists, OuterRef

from members.models import Group, Membership, Person
from members.roster.fates import with_ownership, with_privacy

from .alike import Entry

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

State = Membership.State

NO_NAME = "No name"  # what `with_privacy` calls somebody without a name and an address

# The best first: what the one entry of both becomes.
STATES = [State.ACTIVE, State.INVITED, State.LISTED, State.WAITING, State.GUEST, State.LEFT]


@dataclass(frozen=True, slots=True)
class Side:
    """An entry of the roster, as organizers see it.

    `ours_alone`: nobody but this group knows the person, who has never signed in. Only such a
    person can go altogether; of everybody else the entry on this roster alone can go. Nothing
    that organizers see may depend on it.
    """

    membership: ShownMembership
    ours_alone: bool

    @property
    def person(self) -> Person:
        return self.membership.person

    @property
    def label(self) -> str:
        return self.membership.label

    @property
    def named(self) -> bool:
        return self.membership.shown or self.label not in (self.person.email, NO_NAME)

    @property
    def active(self) -> bool:
        return self.membership.state == State.ACTIVE

    @property
    def keeps_own(self) -> bool:
        """They have joined, and say themselves who they are."""
        return self.membership.shown and self.membership.owned

    @property
    def writable(self) -> bool:
        """The profile is the organizers' to write."""
        return self.membership.shown and not self.membership.owned

    @property
    def may_go(self) -> bool:
        return self.ours_alone or not self.active


def sides_of(group: Group, people: list[int]) -> dict[int, Side]:
    """The sides by the keys of the people; who is not on the roster of `group` is not there."""
    elsewhere = Membership.objects.exclude(group=group).filter(person=OuterRef("person"))
    memberships = with_ownership(with_privacy(group.memberships.filter(person__in=people)))
    loaded = memberships.annotate(elsewhere=Exists(elsewhere)).select_related(
        "person__profession", "person__user", "said_profession", "invited_by"
    )
    return {row.person_id: side_of(cast("ShownMembership", row)) for row in loaded}


def side_of(membership: ShownMembership) -> Side:
    person = membership.person
    account = getattr(person, "user", None)
    known_to_others = (
        membership.owned
        or membership.elsewhere  # type: ignore[attr-defined]
        or person.keeper_id is not None
        or (account is not None and account.last_login is not None)
    )
    return Side(membership, ours_alone=not known_to_others)


def usual_order(one: Side, other: Side) -> tuple[Side, Side]:
    """Who would stay and who would go: whose place here is better stays, who can be written to,
    who was here first. By what organizers see alone."""
    stays, goes = sorted((one, other), key=_standing)
    return stays, goes


def _standing(side: Side) -> tuple[int, bool, int]:
    membership = side.membership
    return STATES.index(State(membership.state)), not side.person.email, membership.pk


def entry_of(side: Side) -> Entry:
    return Entry(
        person=side.person.pk,
        label=side.label,
        address=side.person.email or "",
        company=side.membership.seen_company or "",
        named=side.named,
    )
