"""Whom somebody owes a contact: ties with a rhythm, counted from the last real contact.

The contact counts whatever its kind and whoever of the two noted it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from members import rhythms
from members.models import Interaction, Membership, Person, Tie
from members.together import Given, Together

COLOURS: dict[str, int] = {Tie.Colour.RED: 0, Tie.Colour.YELLOW: 1, rhythms.NONE: 2}
BADGES: dict[str, str] = {Tie.Colour.RED: "bad", Tie.Colour.YELLOW: "warn"}
MONTHS_FROM = 75  # days: longer spans are told in months
DAYS_A_MONTH = 365 / 12
EASTMOST = timedelta(hours=14)  # there the calendar is furthest on


@dataclass(frozen=True)
class DueTie:
    """How a tie with a rhythm stands today.

    colour  Tie.Colour.YELLOW, Tie.Colour.RED, or "" where nothing is due yet
    days  since the last contact, or since the rhythm was chosen where none is known
    kind  of the last contact, an Interaction.Kind; "" where none is known
    """

    key: int  # of the tie
    person: Person
    rhythm: Tie.Rhythm
    colour: str
    days: int
    last: date
    kind: str

    @property
    def next_due(self) -> date:
        return rhythms.next_due(self.rhythm, self.last)

    @property
    def last_words(self) -> str:
        """How the last contact reads: "Called 34 days ago"."""
        if not self.kind:
            return "No contact noted yet"
        ago = {0: "today", 1: "yesterday"}.get(self.days, f"{span(self.days)} ago")
        return f"{Interaction.Kind(self.kind).label} {ago}"

    @property
    def badge(self) -> str:
        """How a page colours it: see `.badge`."""
        return BADGES.get(self.colour, "")

    @property
    def colour_words(self) -> str:
        return Tie.Colour(self.colour).label if self.colour else ""

    @property
    def sentence(self) -> str:
        """What a mail says: "You have not been in touch with Victor Hale for 34 days."."""
        if self.kind:
            return f"You have not been in touch with {self.person.name} for {span(self.days)}."
        often = self.rhythm.label.lower()
        return f"You would like to be in touch with {self.person.name} {often}."


def span(days: int) -> str:
    """How long that is in words: "34 days", "7 months"."""
    if days < MONTHS_FROM:
        return f"{days} day{'' if days == 1 else 's'}"
    return f"{round(days / DAYS_A_MONTH)} months"


@dataclass(frozen=True)
class ToMention:
    """A tie that has come to a colour which no mail has told of, counted from its last contact."""

    key: int
    holder: Person
    colour: str
    last: date


def due_ties(person: Person, now: datetime, circle: Collection[int] | None = None) -> list[DueTie]:
    """Ties that are due or overdue, the overdue first, then the longest due.

    `circle` has the keys of everybody in the circle of `person`, where they are known.
    """
    return [tie for tie in kept_ties(person, now, circle) if tie.colour]


def kept_ties(person: Person, now: datetime, circle: Collection[int] | None = None) -> list[DueTie]:
    """All ties of `person` with a rhythm, of people still in the circle: two queries at most.

    The overdue come first, then the due, then what is due soonest.
    """
    asked = ASKED.ask(person=person.pk)
    ties = asked["ties"]
    if not ties:
        return []
    near = set(Person.objects.keys_in_circle_of(person) if circle is None else circle)
    latest = {whom: (day, kind) for whom, day, kind in asked["latest"]}
    today = now.astimezone(person.zone).date()
    found = [
        _due_tie(tie, latest.get(tie.person_id), today) for tie in ties if tie.person_id in near
    ]
    return sorted(found, key=lambda tie: (COLOURS[tie.colour], tie.next_due, tie.person.name))


def _asked() -> dict[str, QuerySet[Any, Any]]:
    """The ties of a `person` that have a rhythm, and the last contact with each of theirs."""
    person = Given("person")
    kept = Tie.objects.filter(holder=person).exclude(rhythm="")
    whom = kept.order_by().values("person")
    return {
        "ties": kept.select_related("person__profession"),
        "latest": last_contacts(person, whom),
    }


ASKED = Together(_asked)


def last_contacts(person: Any, others: Any) -> QuerySet[Any, Any]:
    """With whom of these (keys) `person` had a last contact, its day and its kind."""
    mine = Q(person=person, other__in=others) | Q(other=person, person__in=others)
    return (
        Interaction.objects.filter(mine)
        .annotate(whom=Case(When(person=person, then=F("other")), default=F("person")))
        .order_by("whom", "-happened_on", "-pk")
        .distinct("whom")
        .values_list("whom", "happened_on", "kind")
    )


def tie_with(
    person: Person, other: Person, now: datetime, tie: Tie | None, latest: Interaction | None
) -> DueTie | None:
    """How one tie stands whose last contact was `latest`; None without a rhythm."""
    if tie is None or not tie.rhythm:
        return None
    tie.person = other
    known = (latest.happened_on, latest.kind) if latest else None
    return _due_tie(tie, known, now.astimezone(person.zone).date())


def ties_to_mention(now: datetime) -> list[ToMention]:
    """What the next mail to each holder should tell of, in one query.

    A tie is mentioned once as due and once as overdue for each last contact; and not on the day
    on which its rhythm was chosen, when its holder knows.
    """
    eastmost = (now + EASTMOST).date()
    coloured = Q()
    for rhythm, days in rhythms.DAYS.items():
        due = Q(rhythm=rhythm, last__lte=eastmost - timedelta(days=days.ideal))
        overdue = Q(last__lt=eastmost - timedelta(days=days.latest))
        told = Q(reminded_of=Tie.Colour.RED) | Q(reminded_of=Tie.Colour.YELLOW) & ~overdue
        coloured |= due & ~(Q(reminded_from=F("last")) & told)
    ties = _alive_ties().annotate(last=_last_contact()).filter(coloured)
    found = []
    for tie in ties.select_related("holder"):
        today = now.astimezone(tie.holder.zone).date()
        colour = rhythms.colour(tie.rhythm, tie.last, today)
        if colour and not _was_told(tie, colour) and tie.rhythm_since != today:
            found.append(ToMention(tie.pk, tie.holder, colour, tie.last))
    return found


def _was_told(tie: Tie, colour: str) -> bool:
    """Whether a mail told of this colour, or of a stronger one, since the last contact."""
    told = tie.reminded_of in (colour, Tie.Colour.RED)
    return told and tie.reminded_from == tie.last  # type: ignore[attr-defined]


def _due_tie(tie: Tie, latest: tuple[date, str] | None, today: date) -> DueTie:
    last, kind = latest or (tie.rhythm_since or today, "")
    return DueTie(
        key=tie.pk,
        person=tie.person,
        rhythm=Tie.Rhythm(tie.rhythm),
        colour=rhythms.colour(tie.rhythm, last, today),
        days=max((today - last).days, 0),
        last=last,
        kind=kind,
    )


def _alive_ties() -> QuerySet[Tie]:
    """Ties with a rhythm of people with an account, to whoever is still in their circle."""
    active = Membership.objects.active()
    in_a_group = active.filter(
        person=OuterRef("person"),
        group__in=active.filter(person=OuterRef(OuterRef("holder"))).values("group"),
    )
    near = Q(person__keeper=F("holder")) | Exists(in_a_group)
    return Tie.objects.filter(near, holder__user__is_active=True).exclude(rhythm="")


def _last_contact() -> Coalesce:
    """The day of the last contact, whoever noted it; else the day the rhythm was chosen."""
    noted = Interaction.objects.order_by("-happened_on").values("happened_on")
    by_holder = noted.filter(person=OuterRef("holder"), other=OuterRef("person"))
    by_person = noted.filter(person=OuterRef("person"), other=OuterRef("holder"))
    return Coalesce(
        Greatest(Subquery(by_holder[:1]), Subquery(by_person[:1])),
        F("rhythm_since"),
        output_field=DateField(),
    )
