"""What becomes of each line of a roster, given who is in the group already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, When
from django.db.models.functions import Cast, Lower

from members.models import Group, Membership, Person, Profession
from members.querysets import MembershipQuerySet

from .checking import RosterLine

if TYPE_CHECKING:

    class ShownMembership(Membership):
        """A membership as `with_privacy` and `with_ownership` load it."""

        owned: bool
        shown: bool
        label: str


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(slots=True)
class Outcome:
    """A line and what confirming does with it.

    `profession` is the one the line names or the organizer chose. `owned`: the person has an
    account in use, so an import fills what is empty in the profile and changes nothing else.
    """

    line: RosterLine
    fate: Fate = Fate.NEW
    changes: list[Change] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    note: str = ""
    person: Person | None = None
    membership: ShownMembership | None = None
    profession: Profession | None = None
    owned: bool = False

    def refuse(self, *causes: str) -> None:
        self.fate, self.causes, self.changes = Fate.REFUSED, list(causes), []

    @property
    def changed(self) -> set[str]:
        """Which fields change."""
        return {change.label for change in self.changes}


def with_privacy(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Annotate `shown` and `label`, which say what organizers may see of a person.

    `shown`: the person is active here, or it was this group that first put them on a roster and
    they are neither active elsewhere nor have signed in yet. Of everybody else the organizers know
    the address alone, and `label` is that; of those who were active here and left, the name.
    """
    earlier_or_active = Q(pk__lt=OuterRef("pk")) | Q(state=Membership.State.ACTIVE)
    elsewhere = Membership.objects.filter(earlier_or_active, person=OuterRef("person"))
    ours_alone = Q(person__user__last_login=None) & ~Exists(elsewhere)
    shown = Q(state=Membership.State.ACTIVE) | ours_alone
    named = Q(shown=True) | Q(state=Membership.State.LEFT, joined_at__isnull=False)
    address = Cast("person__email", CharField())
    return memberships.annotate(shown=Case(When(shown, then=True), default=False)).annotate(
        label=Case(When(named, then=F("person__name")), default=address)
    )


def with_ownership(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Annotate `owned`: the person has an account in use and keeps their profile themselves."""
    anywhere = Membership.objects.active().filter(person=OuterRef("person"))
    in_use = Q(person__user__last_login__isnull=False) | Exists(anywhere)
    owned = Q(person__user__isnull=False) & in_use
    return memberships.annotate(owned=Case(When(owned, then=True), default=False))


def decide_fates(
    group: Group, lines: list[RosterLine], *, answers: dict[str, str], returning: bool = False
) -> list[Outcome]:
    """One outcome a line, in order, with three queries.

    `answers` gives, for a profession text that names none of ours, the slug that was chosen.
    `returning`: those who left the group may come back.
    """
    emails = [line.email for line in lines if not line.problems]
    known = Person.objects.filter(keeper=None).annotate(address=Lower("email"))
    found = known.filter(address__in=emails).select_related("profession")
    people = {(person.email or "").lower(): person for person in found}
    loaded = with_ownership(with_privacy(group.memberships.all()))
    on_roster = cast("Iterable[ShownMembership]", loaded)
    memberships = {membership.person_id: membership for membership in on_roster}
    professions = {profession.slug: profession for profession in Profession.objects.all()}
    seats = Seats(group, memberships.values())
    outcomes = []
    for line in lines:
        slug = line.profession or answers.get(line.profession_text, "")
        outcome = Outcome(line, profession=professions.get(slug))
        outcomes.append(outcome)
        if line.problems:
            outcome.refuse(*line.problems)
            continue
        person = outcome.person = people.get(line.email)
        membership = outcome.membership = memberships.get(person.pk) if person else None
        if person is None or membership is None or (returning and has_left(membership)):
            decide_new(outcome, seats)
        else:
            decide_known(outcome, seats, person=person, membership=membership)
    return outcomes


def has_left(membership: Membership) -> bool:
    return membership.state == Membership.State.LEFT


def decide_new(outcome: Outcome, seats: Seats) -> None:
    if outcome.person and not outcome.membership:
        outcome.note = "new to this group; keeps their own profile"
    taken = seats.take(outcome.profession, label=outcome.line.name)
    if taken:
        outcome.refuse(taken)


def decide_known(
    outcome: Outcome, seats: Seats, *, person: Person, membership: ShownMembership
) -> None:
    outcome.fate, outcome.owned = Fate.UNCHANGED, membership.owned
    if has_left(membership):
        outcome.refuse("has left this group; add them by hand if they come back")
        return
    if not membership.shown:
        outcome.note = "keeps their own profile"
        return
    outcome.changes = differences(outcome.line, person, outcome.profession)
    if membership.owned and any(change.old for change in outcome.changes):
        outcome.note = "keeps their own profile"
        outcome.changes = [change for change in outcome.changes if not change.old]
    if "profession" in outcome.changed:
        taken = seats.take(outcome.profession, label=membership.label, left=membership.seat_id)
        if taken:
            outcome.refuse(taken)
    if outcome.changes:
        outcome.fate = Fate.CHANGED


def differences(line: RosterLine, person: Person, profession: Profession | None) -> list[Change]:
    """What the line says otherwise than the profile. An empty cell says nothing."""
    said = [
        Change("name", person.name, line.name),
        Change("company", person.company, line.company),
        Change(
            "profession",
            person.profession.name if person.profession else "",
            profession.name if profession else "",
        ),
    ]
    return [change for change in said if change.new and change.new != change.old]


class Seats:
    """Who holds the one seat of each profession, in groups that have such seats."""

    def __init__(self, group: Group, memberships: Iterable[ShownMembership]) -> None:
        self.counted = group.one_seat_per_profession
        self.holders = {
            membership.seat_id: membership.label
            for membership in memberships
            if membership.seat_id and not has_left(membership)
        }

    def take(self, wanted: Profession | None, *, label: str, left: int | None = None) -> str:
        """Sit down, getting up from the seat `left`; or say why that cannot be."""
        if not self.counted or wanted is None:
            return ""
        if wanted.pk in self.holders and wanted.pk != left:
            return f"the seat for {wanted.short} is taken by {self.holders[wanted.pk]}"
        if left:
            self.holders.pop(left, None)
        self.holders[wanted.pk] = label
        return ""
