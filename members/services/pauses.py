"""Pauses and holidays: taken at once, planned ahead, ended early, and begun when their day comes.

Person.paused_until says whether a pause holds today; the dated rows say what was, and will be.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from members.models import Pause, Person
from members.services.memberships import touch

DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
FURTHEST = timedelta(days=2 * 366)


class PausesOverlap(ValidationError):
    """Some of these days are off already; the message says which."""


@transaction.atomic
def remember_pause(person: Person, *, now: datetime) -> None:
    """Write down as dated days what `person.paused_until` says from today on.

    change_profile calls it whenever that day has changed, so nobody else has to. Planned days off
    that the new pause reaches become part of it, or begin where it ends.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    today = person.today(now)
    until = person.paused_until if person.is_on_pause(now) else None
    current = person.pauses.on(today).first()
    if until is None:
        if current:
            _cut_short(current, today)
        return
    reached = person.pauses.still_to_come(today).touching(today, until)
    reached.filter(ends_on__lte=until).delete()
    reached.update(starts_on=until)
    if current is None:
        current = Pause(person=person, starts_on=today)
    current.ends_on = until
    current.save()


@transaction.atomic
def plan_pause(person: Person, *, first: date, last: date, now: datetime) -> Pause:
    """Plan days off from `first` to `last`, both included; they begin by themselves.

    Raises ValidationError for days that cannot be, PausesOverlap where some are off already.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    _check(person.today(now), first, last)
    same = person.pauses.touching(first, last + DAY).first()
    if same:
        raise PausesOverlap(f"You have days off then already: {same.in_words}.")
    pause = Pause.objects.create(person=person, starts_on=first, ends_on=last + DAY)
    if pause.starts_on <= person.today(now):
        _begin(pause, now)
    return pause


def _check(today: date, first: date, last: date) -> None:
    if last < first:
        raise ValidationError({"last": "The last day comes before the first."})
    if first < today:
        raise ValidationError({"first": "That day is over. Days off begin today at the earliest."})
    if last - first >= LONGEST:
        raise ValidationError({"last": "A year at most."})
    if last > today + FURTHEST:
        raise ValidationError({"last": "Two years ahead at most."})


@transaction.atomic
def end_pause(pause: Pause, *, now: datetime) -> None:
    """Take planned days off back, or end those of today; what is over stays as it was."""
    person = Person.objects.select_for_update().get(pk=pause.person_id)
    today = person.today(now)
    if pause.ends_on <= today:
        return
    begun = pause.starts_on <= today
    _cut_short(pause, today)
    if begun:
        Person.objects.filter(pk=person.pk).update(paused_until=None)
        touch(person, now=now)


def _cut_short(pause: Pause, today: date) -> None:
    """Nothing from `today` on is off any more."""
    if pause.starts_on >= today:
        pause.delete()
    else:
        pause.ends_on = today
        pause.save(update_fields=["ends_on"])


def begin_pauses(*, now: datetime) -> int:
    """Let planned pauses hold whose first day has come where the person lives; return how many.

    A pause that stands in Person.paused_until alone gets its row here, from today on.
    """
    begun = 0
    for pause in Pause.objects.to_begin(now).select_related("person"):
        if pause.starts_on <= pause.person.today(now) < pause.ends_on:
            begun += _begin_once(pause, now)
    for person in _unwritten(now):
        if person.is_on_pause(now) and not person.pauses.on(person.today(now)).exists():
            remember_pause(person, now=now)
    return begun


@transaction.atomic
def _begin_once(pause: Pause, now: datetime) -> bool:
    """Begin `pause` unless it was taken back, or begun by somebody else, in the meantime."""
    person = Person.objects.select_for_update().get(pk=pause.person_id)
    still = Pause.objects.filter(pk=pause.pk, ends_on=pause.ends_on).exists()
    if not still or person.is_on_pause(now):
        return False
    _begin(pause, now)
    return True


def _begin(pause: Pause, now: datetime) -> None:
    Person.objects.filter(pk=pause.person_id).update(paused_until=pause.ends_on)
    pause.person.paused_until = pause.ends_on
    touch(pause.person, now=now)


def _unwritten(now: datetime) -> list[Person]:
    """People who take a pause of which there is no row for about today."""
    near = (now - DAY).date(), (now + 2 * DAY).date()
    rows = Pause.objects.touching(*near).filter(person=OuterRef("pk"))
    paused = Person.objects.filter(paused_until__gt=(now - DAY).date())
    return list(paused.filter(~Exists(rows)))
