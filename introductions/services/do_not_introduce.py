"""Whom somebody does not want to be introduced to: a secret list, kept by each for themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from introductions.models import DoNotIntroduce, Suggestion
from members.models import Person
from members.services import touch


@transaction.atomic
def keep_apart(person: Person, other: Person, *, now: datetime) -> None:
    """Let nobody introduce `person` to `other`. Only `person` will ever know.

    What is under way between the two stays: taking it back would tell. Nothing happens when they
    are kept apart already, or are the same.
    """
    if person.pk == other.pk:
        return
    _, new = DoNotIntroduce.objects.get_or_create(
        person=person, other=other, defaults={"created_at": now}
    )
    if new:
        _take_back_suggestions(person, other)
        touch(person, now=now)


@transaction.atomic
def allow_again(entry: DoNotIntroduce, *, now: datetime) -> None:
    """Take somebody off the list; the two may be suggested again like any others."""
    if DoNotIntroduce.objects.filter(pk=entry.pk).delete()[0]:
        touch(entry.person, now=now)


def _take_back_suggestions(person: Person, other: Person) -> None:
    """Lead nobody to the two who is led there now.

    Rows that are being planned at this moment are not waited for: cards do not show them, and the
    next plan drops them.
    """
    a, b = sorted([person.pk, other.pk])
    waiting = Suggestion.objects.filter(
        a=a, b=b, state__in=[Suggestion.State.READY, Suggestion.State.PUT_OFF]
    )
    free = waiting.select_for_update(skip_locked=True, of=["self"])
    Suggestion.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()
