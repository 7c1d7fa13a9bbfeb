"""The plan behind a promise: say when, say it otherwise, let it go. All dated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goals.models import Commitment
from goals.slots import first_day
from members.models import Person

MOST = 20  # hours a person plans at once
WORDS = ("weekdays", "at", "cue", "count", "kind", "reminds")


class TooManyCommitments(ValidationError):
    """There is an end to what a week holds."""


@transaction.atomic
def commit(person: Person, *, now: datetime, **plan: Any) -> Commitment:
    """Plan it from the next hour that is still to come; the same twice is one plan.

    `plan` has the fields of a Commitment named in WORDS.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # two clicks, one plan
    current = Commitment.objects.current().of(person)
    commitment = _checked(Commitment(person=person, **plan), now)
    same = current.filter(**{name: getattr(commitment, name) for name in WORDS}).first()
    if same:
        return same
    if current.count() >= MOST:
        raise TooManyCommitments(f"{MOST} hours are planned already. Let one of them go first.")
    commitment.save()
    return commitment


@transaction.atomic
def change_commitment(commitment: Commitment, *, now: datetime, **plan: Any) -> Commitment:
    """Say it otherwise from the next hour on; a slot that has begun today stays as it was."""
    person = Person.objects.select_for_update().get(pk=commitment.person_id)
    old = Commitment.objects.current().of(person).filter(pk=commitment.pk).first()
    if old is None:  # ended or said otherwise in the meantime
        return commitment
    new = _checked(Commitment(person=person, **plan), now)
    if all(getattr(old, name) == getattr(new, name) for name in WORDS):
        return old
    new.starts_on = max(new.starts_on, first_day(old.at, now, person.zone))
    if old.starts_on >= new.starts_on:  # it never held
        new.pk = old.pk
    else:
        old.ends_on = new.starts_on
        old.save(update_fields=["ends_on"])
    new.save()
    return new


@transaction.atomic
def end_commitment(commitment: Commitment, *, now: datetime) -> None:
    """Promise no more of it; a slot of today that has begun is still remembered."""
    person = Person.objects.select_for_update().get(pk=commitment.person_id)
    current = Commitment.objects.current().of(person).filter(pk=commitment.pk)
    last = first_day(commitment.at, now, person.zone)
    current.filter(starts_on__gte=last).delete()
    current.update(ends_on=last)


def _checked(commitment: Commitment, now: datetime) -> Commitment:
    commitment.weekdays = sorted(set(commitment.weekdays))
    commitment.starts_on = first_day(commitment.at, now, commitment.person.zone)
    commitment.full_clean(validate_constraints=False)
    return commitment
