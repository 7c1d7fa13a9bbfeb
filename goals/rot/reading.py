"""Reads everything that the return on time of some months is computed from."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from goals.models import Earning
from goals.periods import Span
from goals.rot.attribution import REACH
from goals.rot.circle import Circle
from goals.rot.introductions import DATES, Row, read
from goals.rot.rows import Earned, Introduced, Ledger, Result
from goals.rot.spending import spent_by
from introductions.models import Contribution, Introduction
from members.models import Person


def ledger_of(person: Person, span: Span, circle: Circle, *, now: datetime) -> Ledger:
    """Everything of `person` in `span`, in eight queries."""
    reaching = Span(span.first - REACH, span.end)
    introductions = _introductions(person, reaching)
    return Ledger(
        span=span,
        spent=spent_by(person, reaching, now=now, introductions=introductions),
        results=_results(person, span),
        earned=_earned(person, span),
        introductions=[_introduced(person, each) for each in introductions],
        shared=circle.shared,
    )


def _introductions(person: Person, span: Span) -> list[Row]:
    """Introductions by the person or of them, of which anything happened in `span`."""
    start, end = span.instants(person.zone)
    happened = Q()
    for moment in DATES:
        happened |= Q(**{f"{moment}__gte": start, f"{moment}__lt": end})
    return read(Introduction.objects.visible_to(person).filter(happened))


def _introduced(person: Person, row: Row) -> Introduced:
    def day(moment: datetime | None) -> date | None:
        return moment.astimezone(person.zone).date() if moment else None

    return Introduced(
        own=row.introducer == person.pk,
        lens=row.lens,
        made=None if row.is_withdrawn else day(row.made_at),
        met=day(row.met_at),
        useful=day(row.useful_at),
    )


def _results(person: Person, span: Span) -> list[Result]:
    happened = (
        Contribution.objects.of(person)
        .counted()
        .filter(happened_on__gte=span.first, happened_on__lt=span.end)
    )
    rows = happened.values_list("happened_on", "giver", "receiver", "currency")
    return [
        Result(day, receiver if giver == person.pk else giver, currency, giver == person.pk)
        for day, giver, receiver, currency in rows
    ]


def _earned(person: Person, span: Span) -> list[Earned]:
    mine = Earning.objects.filter(person=person)
    happened = mine.filter(earned_on__gte=span.first, earned_on__lt=span.end)
    return [
        Earned(day, amount, code, other)
        for day, amount, code, other in happened.values_list("earned_on", "amount", "code", "other")
    ]
