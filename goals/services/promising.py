"""Promises to oneself: make one, change it, end it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goals.models import Goal, Promised
from introductions.services import plan_anew
from members.models import Person


@transaction.atomic
def set_goal(
    person: Person,
    *,
    kind: str = Promised.INTRODUCTIONS,
    count: int,
    period: str,
    now: datetime,
) -> Goal:
    """Promise `count` of `kind` a `period` from today on; past weeks keep their own goal.

    There is one goal of each kind at a time. A goal that began today is corrected without a trace.
    """
    today = now.astimezone(person.zone).date()
    Person.objects.select_for_update().get(pk=person.pk)  # two clicks, one goal
    current = Goal.objects.current().filter(person=person, kind=kind).first()
    if current and (current.count, current.period) == (count, period):
        return current
    if current and current.starts_on >= today:
        current.count, current.period = count, period
        current.full_clean(validate_constraints=False)
        current.save(update_fields=["count", "period"])
    else:
        goal = Goal(person=person, kind=kind, count=count, period=period, starts_on=today)
        goal.full_clean(validate_constraints=False)
        _end(person, kind, today)
        goal.save()
        current = goal
    if kind == Promised.INTRODUCTIONS:
        plan_anew(person, now=now)
    return current


@transaction.atomic
def end_goal(person: Person, *, kind: str = Promised.INTRODUCTIONS, now: datetime) -> None:
    """Promise nothing of `kind` from today on."""
    _end(person, kind, now.astimezone(person.zone).date())


def _end(person: Person, kind: str, today: date) -> None:
    current = Goal.objects.current().filter(person=person, kind=kind)
    current.filter(starts_on__gte=today).delete()
    current.update(ends_on=today)
