"""Reads the minutes of one person: nothing is stored but what was corrected or typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from goals.models import Activity, TimeEntry, UsualMinutes
from goals.models.time import SOURCES
from goals.periods import Span
from goals.rot.defaults import AS_LONG_AS_THE_MEETING, DEFAULT_MINUTES, OF_MEETING
from goals.rot.introductions import Row, first_lens, read
from goals.rot.rows import Spent
from introductions.models import FollowUp, Introduction
from introductions.querysets import IntroductionQuerySet
from members.models import Attendance, Interaction, Person

ENTRY = "entry"
A_DAY = timedelta(days=1)  # who moves to another zone moves days by one at most


@dataclass(frozen=True)
class Usual:
    """How long things take one person."""

    said: dict[str, int]  # by their own word

    @classmethod
    def of(cls, person: Person) -> Usual:
        rows = UsualMinutes.objects.filter(person=person).values_list("activity", "minutes")
        return cls(dict(rows))

    def minutes(self, activity: str, meeting: int | None = None) -> int:
        """What is assumed for `activity`; `meeting` is how long the meeting was planned."""
        if meeting is not None and activity in AS_LONG_AS_THE_MEETING:
            return self.said.get(activity, meeting)
        return self.said.get(activity, DEFAULT_MINUTES[activity])


def spent_by(
    person: Person,
    span: Span,
    *,
    now: datetime,
    introductions: Iterable[Row] | None = None,
) -> list[Spent]:
    """Everything `person` spent in `span`, in six queries; five where the caller has read their
    `introductions` already, all those begun in the span among them."""
    start, end = span.instants(person.zone)
    if introductions is None:
        introductions = read(_introductions(person).begun_between(start, end))
    interactions = _interactions(person).filter(
        happened_on__gte=span.first, happened_on__lt=span.end
    )
    follow_ups = _follow_ups(person).filter(answered_at__gte=start, answered_at__lt=end)
    attendances = _attendances(person, now).filter(
        meeting__starts_at__gte=start, meeting__starts_at__lt=end
    )
    found = [
        *introducing(person, introductions),
        *following_up(person, follow_ups),
        *in_touch(person, interactions),
        *attending(person, attendances),
    ]
    entries = TimeEntry.objects.filter(
        person=person, spent_on__gte=span.first - A_DAY, spent_on__lt=span.end + A_DAY
    )
    spent = corrected(found, entries, Usual.of(person))
    return [each for each in spent if span.first <= each.day < span.end]


def spent_on(person: Person, source: str, key: int, *, now: datetime) -> Spent | None:
    """One thing that `person` spent minutes on; None where there is no such thing of theirs."""
    found: list[Spent] = []
    if source == "introduction":
        found = introducing(person, read(_introductions(person).filter(pk=key)))
    elif source == "follow_up":
        found = following_up(person, _follow_ups(person).filter(pk=key))
    elif source == "interaction":
        found = in_touch(person, _interactions(person).filter(pk=key))
    elif source == "attendance":
        found = attending(person, _attendances(person, now).filter(pk=key))
    of_it = {"pk": key, **dict.fromkeys(SOURCES)} if source == ENTRY else {source: key}
    entries = TimeEntry.objects.filter(person=person, **of_it)
    return next(iter(corrected(found, entries, Usual.of(person))), None)


def introducing(person: Person, introductions: Iterable[Row]) -> list[Spent]:
    """The minutes of beginning an introduction, by its introducer, in halves to the two."""
    zone = person.zone
    return [
        Spent(
            Activity.INTRODUCING,
            begun_at.astimezone(zone).date(),
            0,
            people=(each.a, each.b),
            near=(each.a, each.b),
            lens=each.lens,
            source="introduction",
            key=each.key,
        )
        for each in introductions
        if each.introducer == person.pk and (begun_at := each.begun_at)
    ]


def following_up(person: Person, follow_ups: QuerySet[FollowUp]) -> list[Spent]:
    """The minutes of an answer: to both parties for the introducer, to the other for a party.

    Answering is not being in touch: it touches nobody.
    """
    zone = person.zone
    return [
        Spent(
            Activity.FOLLOWING_UP,
            answered_at.astimezone(zone).date(),
            0,
            people=tuple(each for each in (a, b) if each != person.pk),
            lens=lens if introducer == person.pk else None,
            source="follow_up",
            key=key,
            what="answer",
        )
        for key, answered_at, introducer, a, b, lens in follow_ups.annotate(
            lens=first_lens("introduction__reasons")
        ).values_list(
            "pk",
            "answered_at",
            "introduction__introducer",
            "introduction__a",
            "introduction__b",
            "lens",
        )
        if answered_at
    ]


def in_touch(person: Person, interactions: QuerySet[Interaction]) -> list[Spent]:
    """Meetings, whoever of the two noted them, and calls and letters of the person."""
    found = []
    for key, one, other, kind, day in interactions.values_list(
        "pk", "person_id", "other_id", "kind", "happened_on"
    ):
        met = kind == Interaction.Kind.MET
        who = (other if one == person.pk else one,)
        found.append(
            Spent(
                Activity.ONE_TO_ONE if met else Activity.FOLLOWING_UP,
                day,
                0,
                people=who,
                near=who,
                source="interaction",
                key=key,
                what=kind,
            )
        )
    return found


def attending(person: Person, attendances: QuerySet[Attendance]) -> list[Spent]:
    """Meetings of groups, with everybody who was there."""
    there = Attendance.objects.filter(meeting=OuterRef("meeting")).exclude(person=person)
    rows = attendances.annotate(near=ArraySubquery(there.values("person"))).values_list(
        "pk",
        "near",
        "meeting__kind",
        "meeting__title",
        "meeting__minutes",
        "meeting__starts_at",
        "meeting__group",
    )
    zone = person.zone
    return [
        Spent(
            OF_MEETING[kind],
            starts_at.astimezone(zone).date(),
            0,
            near=tuple(near),
            group=group,
            source="attendance",
            key=key,
            usual=minutes,
            what=title,
        )
        for key, near, kind, title, minutes, starts_at, group in rows
    ]


def corrected(found: Iterable[Spent], entries: QuerySet[TimeEntry], usual: Usual) -> list[Spent]:
    """What was found, as long as it usually is or as it was corrected, and what was typed."""
    corrections: dict[tuple[str, int], int] = {}
    spent: list[Spent] = []
    columns = ("pk", *SOURCES, "activity", "spent_on", "minutes", "other", "group", "note")
    for row in entries.order_by("pk").values_list(*columns):
        pk, *sources, activity, day, minutes, other, group, note = row
        source = next(
            ((name, key) for name, key in zip(SOURCES, sources, strict=True) if key), None
        )
        if source:
            corrections[source] = minutes
        else:
            who = (other,) if other else ()
            typed: dict[str, Any] = {"people": who, "near": who, "group": group}
            spent.append(Spent(activity, day, minutes, key=pk, what=note, **typed))
    for each in found:
        assumed = usual.minutes(each.activity, each.usual)
        minutes = corrections.get((each.source, each.key))
        spent.append(
            replace(
                each,
                minutes=assumed if minutes is None else minutes,
                usual=assumed,
                corrected=minutes is not None,
            )
        )
    return _each_meeting_once(spent)


def _each_meeting_once(spent: list[Spent]) -> list[Spent]:
    """Without the second note of a meeting that both noted: what was corrected stands, else the
    first."""
    kept: dict[tuple[date, int], Spent] = {}
    rest = []
    for each in sorted(spent, key=lambda each: (not each.corrected, each.key)):
        if each.source == "interaction" and each.what == Interaction.Kind.MET:
            kept.setdefault((each.day, each.people[0]), each)
        else:
            rest.append(each)
    return [*rest, *kept.values()]


def _introductions(person: Person) -> IntroductionQuerySet:
    return Introduction.objects.filter(introducer=person)


def _follow_ups(person: Person) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(person=person, state=FollowUp.State.ANSWERED)


def _interactions(person: Person) -> QuerySet[Interaction]:
    own = Q(person=person) | Q(kind=Interaction.Kind.MET)
    return Interaction.objects.of(person).filter(own)


def _attendances(person: Person, now: datetime) -> QuerySet[Attendance]:
    been = Attendance.objects.filter(person=person, meeting__starts_at__lte=now)
    return been.filter(meeting__cancelled_at=None)
