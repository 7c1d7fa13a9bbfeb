"""Two people of somebody's circle: why they should meet, and one introduction of them at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from introductions.exceptions import AlreadyIntroduced, NotInCircle
from introductions.models import Introduction, Request, Suggestion
from introductions.querysets import SuggestionQuerySet
from introductions.services.limits import open_introduction_of
from introductions.suggesting.matching import explain_pair
from members.models import Person

Reasons = list[dict[str, str]]

UNDO_FOR = timedelta(seconds=15)  # between pressing "Send" and the mails' leaving


def why(introducer: Person, a: Person, b: Person, now: datetime) -> tuple[Reasons, str, str, bool]:
    """Reasons, what is in it for `a` and for `b`, and whether they share a group unmet."""
    if suggestion := suggestions_of(introducer, a, b).first():
        for_a, for_b = suggestion.for_a, suggestion.for_b
        if suggestion.a_id != a.pk:
            for_a, for_b = for_b, for_a
        seen = suggestion.acquaintance == Suggestion.Acquaintance.CO_MEMBERS
        return suggestion.reasons, for_a, for_b, seen
    if words := explain_pair(introducer, a, b, now):
        return words.reasons, words.for_a, words.for_b, False
    return [], "", "", False


def lock_pair(introducer: Person, a: Person, b: Person) -> None:
    """Let one introduction of the same people through at a time, so that limits hold.

    Raises NotInCircle, AlreadyIntroduced.
    """
    pair = [a.pk, b.pk]
    in_circle = Person.objects.circle_of(introducer).filter(pk__in=pair)
    if len(in_circle.values_list("pk", flat=True)) != 2:
        raise NotInCircle
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=pair).order_by("pk"))
    if existing := open_introduction_of(a, b):
        raise AlreadyIntroduced(existing)


def begin(
    introducer: Person,
    a: Person,
    b: Person,
    *,
    mode: Introduction.Mode,
    reasons: Reasons,
    request: Request | None,
    now: datetime,
    **fields: Any,
) -> Introduction:
    """Store a new introduction of a locked pair, with further `fields`; it can be undone for
    UNDO_FOR. Nobody else is led to these two any more.

    Raises AlreadyIntroduced.
    """
    introduction = Introduction(
        introducer=introducer,
        a=a,
        b=b,
        mode=mode,
        reasons=reasons,
        request=request,
        created_at=now,
        sends_at=now + UNDO_FOR,
        **fields,
    )
    try:
        with transaction.atomic():
            introduction.save()
    except IntegrityError as error:
        existing = open_introduction_of(a, b)
        if existing is None:
            raise
        raise AlreadyIntroduced(existing) from error
    suggestions_of(introducer, a, b).update(
        state=Suggestion.State.TAKEN, put_off_until=None, answered_at=now
    )
    _take_back_elsewhere(introducer, a, b)
    return introduction


def suggestions_of(introducer: Person, a: Person, b: Person) -> SuggestionQuerySet:
    first, second = sorted([a.pk, b.pk])
    return Suggestion.objects.filter(introducer=introducer, a=first, b=second)


def _take_back_elsewhere(introducer: Person, a: Person, b: Person) -> None:
    """Lead nobody else to introduce these two.

    Rows that are being computed anew at this moment are left to that: no wait, no deadlock.
    """
    first, second = sorted([a.pk, b.pk])
    waiting = [Suggestion.State.READY, Suggestion.State.PUT_OFF]
    elsewhere = Suggestion.objects.filter(a=first, b=second, state__in=waiting)
    free = elsewhere.exclude(introducer=introducer).select_for_update(skip_locked=True, of=["self"])
    Suggestion.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()
