"""One person's week, for their summary: what came of the last one, who waits, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from goals import wording
from goals.calendar import Event, meeting_event, slot_event
from goals.calendar.collecting import meetings_of, slots_of
from goals.periods import Span
from goals.slots import Slot
from introductions.giving import Balance, most_owed_by
from introductions.models import Contribution, FollowUp, Introduction
from introductions.templatetags.giving_words import told_to
from introductions.templatetags.introduction_words import Words, words_of
from introductions.touch import DueTie, due_ties
from members.models import Meeting, Person

WEEK = timedelta(weeks=1)
NAMED = 3  # of each kind in one mail; the pages have them all


@dataclass(frozen=True)
class Line:
    """A few things of one kind in a line: "Met", "Marta Okafor & Tom Lindqvist, and two more"."""

    label: str
    text: str


@dataclass(frozen=True)
class Waiting:
    """Who is owed something: an answer, something in return, a sign of life."""

    questions: list[Words]
    owed: Balance | None
    ties: list[DueTie]

    def __bool__(self) -> bool:
        return bool(self.questions or self.owed or self.ties)

    @property
    def received(self) -> str:
        return wording.times(self.owed.received) if self.owed else ""

    @property
    def given(self) -> str:
        return wording.times(self.owed.given) if self.owed and self.owed.given else ""


@dataclass(frozen=True)
class Coming:
    """Something that has its hour: "Tuesday 8:30", "one introduction, after coffee"."""

    when: str
    what: str


def what_came_of(person: Person, week: Span) -> list[Line]:
    """What happened in `week`: each introduction of `person` once, by the furthest it came, and
    what else was given and received."""
    start, end = week.instants(person.zone)
    mine = Introduction.objects.filter(introducer=person).exclude(state="withdrawn").for_list()
    useful = mine.filter(useful_at__gte=start, useful_at__lt=end)
    met = mine.filter(met_at__gte=start, met_at__lt=end).exclude(pk__in=useful.values("pk"))
    made = mine.made_between(start, end).filter(met_at=None, useful_at=None)
    noted = Contribution.objects.of(person).counted().for_list()
    noted = noted.filter(happened_on__gte=week.first, happened_on__lt=week.end)
    given = noted.filter(giver=person, introduction=None)  # the others are useful introductions
    received = noted.filter(receiver=person)
    lines = [
        in_a_line("Useful", useful, pair),
        in_a_line("Met", met, pair),
        in_a_line("Brought together", made, pair),
        in_a_line("Given", given, lambda one: told_to(one, person)),
        in_a_line("Received", received, lambda one: told_to(one, person)),
    ]
    return [line for line in lines if line]


def pair(introduction: Introduction) -> str:
    return f"{introduction.a.name} & {introduction.b.name}"


def in_a_line(label: str, rows: Any, said: Callable[[Any], str]) -> Line | None:
    """The first few of `rows` (a queryset) in words, and how many more there are."""
    shown = list(rows[: NAMED + 1])
    if not shown:
        return None
    named = [said(row) for row in shown[:NAMED]]
    more = rows.count() - NAMED if len(shown) > NAMED else 0
    return Line(label, "; ".join(named) + (f", and {wording.number(more)} more" if more else ""))


def who_waits(person: Person, now: datetime, circle: Sequence[int]) -> Waiting:
    due = FollowUp.objects.open_for(person).due(now).for_list().select_related("person")
    return Waiting(
        questions=[words_of(follow_up, now) for follow_up in due[:NAMED]],
        owed=most_owed_by(person, circle, now),
        ties=due_ties(person, now, circle)[:NAMED],
    )


def coming_days(person: Person, now: datetime) -> tuple[list[Coming], list[Event]]:
    """Slots and meetings of today, from `now` on, and the six days after it; on a Monday that is
    the week. In words, and as entries of a calendar."""
    today = now.astimezone(person.zone).date()
    _, end = Span(today, today + WEEK).instants(person.zone)
    slots = [(slot.starts_at, slot) for slot in slots_of(person, now, end)]
    meetings = [
        (meeting.starts_at, meeting)
        for meeting in meetings_of(person, now, end)
        if meeting.cancelled_at is None
    ]
    said = [(starts, slot_words(slot)) for starts, slot in slots]
    said += [(starts, meeting_words(meeting)) for starts, meeting in meetings]
    events = [slot_event(slot) for _, slot in slots]
    events += [meeting_event(meeting) for _, meeting in meetings]
    in_order = sorted(said, key=lambda pair: pair[0])
    return [Coming(hour(starts, person), what) for starts, what in in_order], events


def slot_words(slot: Slot) -> str:
    """ "One introduction, after coffee"."""
    commitment = slot.commitment
    cue = f", {commitment.cue}" if commitment.cue else ""
    what = wording.things(commitment.kind, commitment.count)
    return f"{what[:1].upper()}{what[1:]}{cue}"


def meeting_words(meeting: Meeting) -> str:
    place = f", {meeting.place}" if meeting.place else ""
    return f"{meeting.group.name}: {meeting.title}{place}"


def hour(moment: datetime, person: Person) -> str:
    """ "Tuesday 8:30", where they are."""
    return f"{moment.astimezone(person.zone):%A %-H:%M}"
