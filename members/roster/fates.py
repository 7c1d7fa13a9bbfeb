"""What becomes of each line of a roster, given who is in the group already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Lower

from members.models import Group, Membership, Person, Profession
from members.querysets import MembershipQuerySet

from .checking import RosterLine

if TYPE_CHECKING:

    class ShownMembership(Membership):
        """A membership as `with_privacy` and `with_ownership` load it."""

        owned: bool
        shown: bool
        label: str
        seen_company: str
        seen_profession: int | None
        seen_trade: str | None


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
    `seat_taken`: somebody else holds the one seat of the profession; whoever `waits` goes on the
    waiting list for it.
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
    seat_taken: bool = False
    waits: bool = False

    def refuse(self, *causes: str) -> None:
        self.fate, self.causes, self.changes = Fate.REFUSED, list(causes), []

    @property
    def changed(self) -> set[str]:
        """Which fields change."""
        return {change.label for change in self.changes}


def with_privacy(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Annotate what organizers may see of a person, and call them by it.

    `shown`: the profile is theirs to see, since the person is active here, or it was this group
    that first put them on a roster and they are neither active elsewhere nor have signed in yet.
    Of everybody else they see what they wrote themselves, and of those who were active here and
    left, the name. So nobody who has a profile elsewhere looks otherwise than who has none.

    `label` is the name, or where there is none the address; `seen_company`, `seen_profession` (a
    key) and `seen_trade` (its name) are what stands beside it.
    """
    earlier_or_active = Q(pk__lt=OuterRef("pk")) | Q(state=Membership.State.ACTIVE)
    elsewhere = Membership.objects.filter(earlier_or_active, person=OuterRef("person"))
    ours_alone = Q(person__user__last_login=None) & ~Exists(elsewhere)
    shown = Q(state=Membership.State.ACTIVE) | ours_alone
    named = Q(shown=True) | Q(state=Membership.State.LEFT, joined_at__isnull=False)
    address = Coalesce(Cast("person__email", CharField()), Value("No name"))
    return memberships.annotate(shown=Case(When(shown, then=True), default=False)).annotate(
        label=Case(
            When(named, then=F("person__name")),
            When(~Q(said_name=""), then=F("said_name")),
            default=address,
        ),
        seen_company=seen("person__company", "said_company"),
        seen_profession=seen("person__profession", "said_profession"),
        seen_trade=seen("person__profession__name", "said_profession__name"),
    )


def seen(profile: str, said: str) -> Case:
    return Case(When(shown=True, then=F(profile)), default=F(said))


def with_ownership(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Annotate `owned`: the person has an account in use and keeps their profile themselves."""
    anywhere = Membership.objects.active().filter(person=OuterRef("person"))
    in_use = Q(person__user__last_login__isnull=False) | Exists(anywhere)
    owned = Q(person__user__isnull=False) & in_use
    return memberships.annotate(owned=Case(When(owned, then=True), default=False))


def decide_fates(
    group: Group,
    lines: list[RosterLine],
    *,
    answers: dict[str, str],
    returning: bool = False,
    waiting_list: bool = False,
) -> list[Outcome]:
    """One outcome a line, in order, with three queries.

    `answers` gives, for a profession text that names none of ours, the slug that was chosen.
    `returning`: those who left the group may come back. `waiting_list`: new people whose seat is
    taken wait for it.
    """
    emails = [line.email for line in lines if not line.problems]
    known = Person.objects.filter(keeper=None).annotate(address=Lower("email"))
    found = known.filter(address__in=emails).select_related("profession")
    people = {(person.email or "").lower(): person for person in found}
    all_of_them = group.memberships.select_related("said_profession")
    loaded = with_ownership(with_privacy(all_of_them))
    on_roster = cast("Iterable[ShownMembership]", loaded)
    memberships = {membership.person_id: membership for membership in on_roster}
    offered = Profession.objects.offered_in(group)
    professions = {profession.slug: profession for profession in offered}
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
        if membership is None or is_guest(membership) or (returning and has_left(membership)):
            decide_new(outcome, seats, waiting_list=waiting_list)
        else:
            decide_known(outcome, seats, membership=membership, called=professions)
    return outcomes


def has_left(membership: Membership) -> bool:
    return membership.state == Membership.State.LEFT


def is_guest(membership: Membership) -> bool:
    """Guests are noted; a list that names them puts them on the roster."""
    return membership.state == Membership.State.GUEST


def decide_new(outcome: Outcome, seats: Seats, *, waiting_list: bool) -> None:
    taken = seats.take(outcome.profession, label=outcome.line.name)
    outcome.seat_taken = bool(taken)
    if taken and waiting_list:
        outcome.waits, outcome.note = True, f"goes on the waiting list: {taken}"
    elif taken:
        outcome.refuse(taken)


def decide_known(
    outcome: Outcome,
    seats: Seats,
    *,
    membership: ShownMembership,
    called: Mapping[str, Profession],
) -> None:
    outcome.fate, outcome.owned = Fate.UNCHANGED, membership.owned
    if has_left(membership):
        outcome.refuse("has left this group; add them by hand if they come back")
        return
    outcome.changes = differences(
        outcome.line, profile_of(outcome), outcome.profession, called=called
    )
    if membership.shown and membership.owned and any(change.old for change in outcome.changes):
        outcome.note = "keeps their own profile"
        outcome.changes = [change for change in outcome.changes if not change.old]
    if membership.state == Membership.State.WAITING:
        outcome.note = "on the waiting list"
    elif "profession" in outcome.changed:
        taken = seats.take(outcome.profession, label=membership.label, left=membership.seat_id)
        if taken:
            outcome.refuse(taken)
    if outcome.changes:
        outcome.fate = Fate.CHANGED


@dataclass(frozen=True, slots=True)
class Profile:
    """What organizers see of somebody: the profile, or what they wrote themselves."""

    name: str
    company: str
    profession: Profession | None


def profile_of(outcome: Outcome) -> Profile:
    membership, person = outcome.membership, outcome.person
    if membership and not membership.shown:
        profession = membership.said_profession
        return Profile(membership.said_name, membership.said_company, profession)
    assert person is not None  # noqa: S101 for mypy: who is on the roster is a person
    return Profile(person.name, person.company, person.profession)


def differences(
    line: RosterLine,
    profile: Profile,
    profession: Profession | None,
    *,
    called: Mapping[str, Profession],
) -> list[Change]:
    """What the line says otherwise than what is known. An empty cell says nothing.

    `called`: professions by slug, under the names that the group has for them.
    """
    known = profile.profession and called.get(profile.profession.slug, profile.profession)
    said = [
        Change("name", profile.name, line.name),
        Change("company", profile.company, line.company),
        Change("profession", known.called if known else "", called_of(profession)),
    ]
    if known == profession:
        said.pop()
    if line.name.lower() == line.email:  # how a roster calls people whose name it does not know
        said.pop(0)
    return [change for change in said if change.new and change.new != change.old]


def called_of(profession: Profession | None) -> str:
    return profession.called if profession else ""


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
            return f"the seat for {wanted.called_short} is taken by {self.holders[wanted.pk]}"
        if left:
            self.holders.pop(left, None)
        self.holders[wanted.pk] = label
        return ""
