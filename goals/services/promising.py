"""Promises to oneself: make one, change it, end it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goals.models import Goal, Promised
from introductions.services import plan_anew
from members.models import Person


@transaction.atomic
def set_goal(person: Person, *, count: int, period: str, now: datetime) -> Goal:
    """Promise `count` introductions a `period` from today on; past weeks keep their own goal."""
    today = now.astimezone(person.zone).date()
    Person.objects.select_for_update().get(pk=person.pk)  # two clicks, one goal
    current = Goal.objects.current().filter(person=person, kind=Promised.INTRODUCTIONS).first()
    if current and (current.count, current.period) == (count, period):
        return current
    if current and current.starts_on >= today:
        current.delete()
    elif current:
        current.ends_on = today
        current.save(update_fields=["ends_on"])
    goal = Goal(person=person, count=count, period=period, starts_on=today)
    goal.full_clean(validate_constraints=False)
    goal.save()
    plan_anew(person, now=now)
    return goal


def end_goal(person: Person, *, now: datetime) -> None:
    """Promise nothing from today on."""
    today = now.astimezone(person.zone).date()
    current = Goal.objects.current().filter(person=person)
    current.filter(starts_on__gte=today).delete()
    current.update(ends_on=today)
