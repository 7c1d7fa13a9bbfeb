"""What counts towards a promise, and on which day.

introductions  each that the person began: asking both counts at once, whatever they answer; one
               that was withdrawn does not. On the day in the zone of the introducer.
follow_ups     each question of the ladder that the person answered ("later" is no answer), and
               each call or letter that they noted. A call, a letter and what was answered about
               one and the same person on a day are one: noting a call may answer a question.
               What the other noted is the other's.
meetings       everybody the person met, whoever of the two noted it; once for a person and a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, DateTimeField, F, QuerySet, Value, When
from django.db.models.functions import Cast

from goals.models import Promised
from introductions.models import FollowUp, Introduction
from members.models import Interaction

Days = Mapping[str, Sequence[date]]  # by Promised, one day for each thing that counts
Done = tuple[int, str, datetime, int]  # person, what, when, with whom
CONTACT, MET = "contact", "met"
LOGGED = {CONTACT: Promised.FOLLOW_UPS, MET: Promised.MEETINGS}
NOBODY = 0


def introductions_by(
    zones: Mapping[int, ZoneInfo], since: datetime, now: datetime
) -> dict[int, Days]:
    """The introductions alone of people (keys with their zones), since then up to `now`: one
    query, as planning asks it for everybody at once."""
    days: dict[int, list[date]] = {key: [] for key in zones}
    made = Introduction.objects.filter(introducer__in=zones)
    begun = made.begun_between(since, now + timedelta(seconds=1))
    for person, moment in begun.with_introducer_and_beginning():
        days[person].append(moment.astimezone(zones[person]).date())
    return {key: {Promised.INTRODUCTIONS: found} for key, found in days.items()}


def days_of(zones: Mapping[int, ZoneInfo], rows: Iterable[Done]) -> dict[int, Days]:
    """What people (keys with their zones) did, from the rows of `everything_done`."""
    days: dict[int, dict[str, list[date]]] = {
        key: {kind: [] for kind in Promised.values} for key in zones
    }
    once = set()
    for person, what, moment, other in rows:
        in_the_log = what in (CONTACT, MET)
        day = moment.astimezone(UTC if in_the_log else zones[person]).date()
        kind = LOGGED.get(what, what)
        if other == NOBODY:
            days[person][kind].append(day)
        else:
            once.add((person, kind, other, day))
    for person, kind, _, day in once:
        days[person][kind].append(day)
    return {**days}


def everything_done(people: Any, since: Any, first: Any, end: Any) -> QuerySet[Any, Any]:
    """What people (keys) did since a moment, `first` its day, up to another: person, what, when,
    with whom where that makes it one. The log of contacts has days: they stand at midnight UTC."""
    made = Introduction.objects.filter(introducer__in=people).begun_between(since, end)
    answered = FollowUp.objects.answered_since(since).filter(person__in=people)
    log = Interaction.objects.filter(happened_on__gte=first)
    mine = log.filter(person__in=people)
    day, nobody = Cast("happened_on", DateTimeField()), Value(NOBODY)
    about = Case(
        When(introduction__a=F("person"), then="introduction__b"),
        When(introduction__b=F("person"), then="introduction__a"),
        default=nobody,
        output_field=BigIntegerField(),
    )
    introductions, follow_ups, contact, met = (
        Value(what) for what in (Promised.INTRODUCTIONS, Promised.FOLLOW_UPS, CONTACT, MET)
    )
    return (
        made.with_beginning()
        .values_list("introducer", introductions, "begun_at", nobody)
        .union(
            answered.values_list("person", follow_ups, "answered_at", about),
            mine.exclude(kind="met").values_list("person", contact, day, "other"),
            mine.meetings().values_list("person", met, day, "other"),
            log.filter(other__in=people).meetings().values_list("other", met, day, "person"),
            all=True,
        )
    )
