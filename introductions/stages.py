"""How far two people have come, from introduced to proven; derived from what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Cast, TruncDate

from introductions.models import Contribution, Introduction
from members.models import Interaction, Person

SEVERAL = 2  # meetings
MANY = 3
NUMBERS = {1: "one more meeting", 2: "two more meetings", 3: "three more meetings"}


class Stage(IntEnum):
    NOT_INTRODUCED = 0
    INTRODUCED = 1
    MET = 2
    GETTING_ON = 3
    PROVEN = 4

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Stage.NOT_INTRODUCED: "Not introduced yet",
    Stage.INTRODUCED: "Introduced",
    Stage.MET: "Met",
    Stage.GETTING_ON: "Getting on",
    Stage.PROVEN: "Proven",
}


@dataclass(frozen=True)
class Facts:
    """What happened between two people, as the first of them sees it.

    meetings  days on which they met
    given, received  what each did for the other
    """

    introduced: bool = False
    meetings: int = 0
    given: int = 0
    received: int = 0


def stage(facts: Facts) -> Stage:
    """Proven: many meetings and things given both ways. Getting on: several, or something given."""
    if facts.meetings >= MANY and facts.given and facts.received:
        return Stage.PROVEN
    if facts.meetings >= SEVERAL or facts.given or facts.received:
        return Stage.GETTING_ON
    if facts.meetings:
        return Stage.MET
    return Stage.INTRODUCED if facts.introduced else Stage.NOT_INTRODUCED


def missing(facts: Facts) -> str:
    """What leads to the next stage, in one line; "" at the top."""
    reached = stage(facts)
    if reached == Stage.NOT_INTRODUCED:
        return "An introduction or a first meeting comes next."
    if reached == Stage.INTRODUCED:
        return "A first meeting comes next."
    if reached == Stage.MET:
        return "One more meeting, or something given, comes next."
    if reached == Stage.GETTING_ON:
        meetings = NUMBERS.get(MANY - facts.meetings, "")
        words = " and ".join(part for part in (meetings, _not_given(facts)) if part)
        return f"{words[:1].upper()}{words[1:]}, and it is proven."
    return ""


def _not_given(facts: Facts) -> str:
    if facts.given and facts.received:
        return ""
    if facts.received:
        return "something given back"
    return "something from them" if facts.given else "something given both ways"


@dataclass(frozen=True)
class Step:
    """One stage as the small drawing shows it: "done", "current" or "coming"."""

    label: str
    state: str


def steps(facts: Facts) -> list[Step]:
    """The stages above the lowest, with how far these two have come."""
    reached = stage(facts)
    return [
        Step(each.label, "done" if each < reached else "current" if each == reached else "coming")
        for each in Stage
        if each > Stage.NOT_INTRODUCED
    ]


def facts_of(person: Person, other: Person) -> Facts:
    """What happened between `person` and `other`, in one query."""
    return facts_of_pairs([(person.pk, other.pk)])[person.pk, other.pk]


Row = tuple[str, int, int, str]


@dataclass
class _Found:
    introduced: bool = False
    has_met: bool = False
    days: set[Any] = field(default_factory=set)
    given: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def facts_from(rows: Iterable[Row], person: Person, other: Person) -> Facts:
    """The same, from the rows of `everything_between` the two."""
    pair = (person.pk, other.pk)
    return _facts(_gathered(rows).get(frozenset(pair), _Found()), *pair)


def facts_of_pairs(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Facts]:
    """What happened between the two of each pair (keys), in one query for all.

    Least is read where the firsts are few: one person with everybody around them.
    """
    firsts, seconds = {a for a, _ in pairs}, {b for _, b in pairs}

    def of(one: str, two: str) -> Q:
        there = Q(**{f"{one}__in": firsts, f"{two}__in": seconds})
        return there | Q(**{f"{one}__in": seconds, f"{two}__in": firsts})

    found = _gathered(everything_between(of)) if pairs else {}
    return {pair: _facts(found.get(frozenset(pair), _Found()), *pair) for pair in pairs}


def _gathered(rows: Iterable[Row]) -> dict[frozenset[int], _Found]:
    found = defaultdict[frozenset[int], _Found](_Found)
    for what, a, b, when in rows:
        facts = found[frozenset((a, b))]
        if what == "met":
            facts.days.add(when)
        elif what == "gave":
            facts.given[a] += int(when)
        else:
            facts.introduced = True
            facts.has_met = facts.has_met or what == "introduced and met"
    return found


def _facts(found: _Found, person: int, other: int) -> Facts:
    facts = Facts(found.introduced, len(found.days), found.given[person], found.given[other])
    # That they met may be known from the introduction alone.
    return replace(facts, meetings=1) if found.has_met and not facts.meetings else facts


def everything_between(of: Callable[[str, str], Q]) -> QuerySet[Any, Any]:
    """Rows of what, two people, and a day or a number, of three tables at once.

    `of` says which people matter, from the names of the two columns that they are in.
    """
    has_met = Q(met_at__isnull=False) | Q(state__in=["met", "useful"])
    made = Introduction.objects.filter(of("a", "b"), made_at__isnull=False)
    introduced = (
        made.exclude(state=Introduction.State.WITHDRAWN)
        .annotate(
            what=Case(When(has_met, then=Value("introduced and met")), default=Value("introduced")),
            when=Cast(TruncDate("made_at"), CharField()),
        )
        .values_list("what", "a", "b", "when")
    )
    met = (
        Interaction.objects.meetings()
        .filter(of("person", "other"))
        .annotate(what=Value("met"), when=Cast("happened_on", CharField()))
        .values_list("what", "person", "other", "when")
    )
    return introduced.union(met, _gave(of("giver", "receiver")), all=True)


def _gave(between: Q) -> QuerySet[Any, Any]:
    counted = Contribution.objects.counted().filter(between).annotate(what=Value("gave"))
    return (
        counted.values("what", "giver", "receiver")
        .annotate(when=Cast(Count("pk"), CharField()))
        .values_list("what", "giver", "receiver", "when")
    )
