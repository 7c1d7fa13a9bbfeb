"""What fills the slots of a plan: suggestions, questions that are due, people to meet again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, F, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from goals.models import Promised
from goals.slots import Slot
from introductions.models import FollowUp, Suggestion
from introductions.suggesting.cards import cards_for
from members import rhythms
from members.models import Interaction, Person, Tie
from members.querysets import InteractionQuerySet


@dataclass(frozen=True)
class Filled:
    """A slot with as much of its kind as it promises, or as there is."""

    slot: Slot
    suggestions: Sequence[Suggestion] = ()
    follow_ups: Sequence[FollowUp] = ()
    people: Sequence[Person] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.suggestions or self.follow_ups or self.people)


@dataclass
class Supply:
    """What there is of each kind, the best first; taken from the front."""

    things: dict[str, list[Any]] = field(default_factory=dict)

    def take(self, kind: str, count: int) -> list[Any]:
        taken, self.things[kind] = self.things[kind][:count], self.things[kind][count:]
        return taken


FIELDS = {
    Promised.INTRODUCTIONS: "suggestions",
    Promised.FOLLOW_UPS: "follow_ups",
    Promised.MEETINGS: "people",
}


def filled(
    person: Person, slots: Sequence[Slot], now: datetime, lacking: Mapping[Slot, int] | None = None
) -> list[Filled]:
    """`slots` of `person`, the first with the best there is, the second with the next.

    `lacking` says where less than promised is still to do. A query or two for each kind of slot.
    """
    counts = lacking or {slot: slot.commitment.count for slot in slots}
    needed: dict[str, int] = {}
    for slot in slots:
        needed[slot.commitment.kind] = needed.get(slot.commitment.kind, 0) + counts[slot]
    supply = Supply({kind: _ready(person, kind, most, now) for kind, most in needed.items()})
    return [
        Filled(slot, **{FIELDS[Promised(kind)]: supply.take(kind, counts[slot])})
        for slot in slots
        for kind in [slot.commitment.kind]
    ]


def _ready(person: Person, kind: str, most: int, now: datetime) -> list[Any]:
    if kind == Promised.INTRODUCTIONS:
        return list(cards_for(person, now)[:most])
    if kind == Promised.FOLLOW_UPS:
        due = FollowUp.objects.open_for(person).due(now).for_list()
        return list(due.select_related("person")[:most])
    return to_meet(person, most, person.today(now))


def to_meet(person: Person, most: int, today: date) -> list[Person]:
    """Whom to meet next: those of whom `person` wants to see more, by the rhythm they chose, then
    who was never met as far as we know, then who was met the longest ago. One query."""
    log = Interaction.objects.order_by()
    tie = Tie.objects.filter(holder=person, person=OuterRef("pk")).exclude(rhythm="")
    circle = Person.objects.circle_of(person).for_list()
    people = circle.annotate(
        last_met=_latest(log.meetings(), person),
        rhythm=Subquery(tie.values("rhythm")),
        last_contact=Coalesce(_latest(log, person), Subquery(tie.values("rhythm_since"))),
        place=Case(
            *(
                When(
                    rhythm=rhythm,
                    last_contact__lte=today - timedelta(days=days.ideal),
                    then=Value(0),
                )
                for rhythm, days in rhythms.DAYS.items()
            ),
            default=Value(1),
        ),
    )
    first = F("last_met").asc(nulls_first=True)
    return list(people.order_by("place", first, "name", "pk")[:most])


def _latest(log: InteractionQuerySet, person: Person) -> Greatest:
    """The last day in `log` on which `person` and the one asked about had to do with each other."""
    mine = log.filter(person=person, other=OuterRef("pk")).values("other")
    theirs = log.filter(other=person, person=OuterRef("pk")).values("person")
    return Greatest(
        Subquery(mine.annotate(last=Max("happened_on")).values("last")),
        Subquery(theirs.annotate(last=Max("happened_on")).values("last")),
    )
