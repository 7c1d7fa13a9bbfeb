"""Note anything in one go: a contact, something given or received, minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import TextChoices

from goals.models import Activity, TimeEntry
from goals.services.minutes import correct_minutes, forget_minutes, log_minutes
from introductions.models import Contribution
from introductions.services.contacts import forget_contact, record_contact
from introductions.services.contributing import log_contribution, take_back_contribution
from members.models import Interaction, Person

UNDO_FOR = timedelta(minutes=5)  # not longer than nobody else is told


class What(TextChoices):
    MET = "met", "Met"
    CALLED = "called", "Called"
    WROTE = "wrote", "Wrote"
    GAVE = "gave", "Gave"
    RECEIVED = "received", "Received"
    MINUTES = "minutes", "Only minutes"


CONTACTS = (What.MET, What.CALLED, What.WROTE)
GIVING = (What.GAVE, What.RECEIVED)


class TooLate(Exception):
    """It was noted too long ago to be undone."""


@dataclass(frozen=True)
class Noted:
    """What was noted: one of the first two, or minutes alone; `entry` beside a contribution too."""

    interaction: Interaction | None = None
    contribution: Contribution | None = None
    entry: TimeEntry | None = None


@transaction.atomic
def note(
    person: Person,
    other: Person | None,
    *,
    what: str,
    on: date,
    minutes: int | None = None,
    words: str = "",
    currency: str = "",
    activity: str = Activity.ONE_TO_ONE,
    now: datetime,
) -> Noted:
    """Note `what`, one of What, that `person` did with `other` on the day `on`.

    Without `minutes` a contact takes as long as usual. Raises ValueError, in words for people,
    when it cannot have been so; NotInCircle.
    """
    if what == What.MINUTES:
        if minutes is None:
            raise ValueError("Say how many minutes.")
        entry = log_minutes(
            person, activity=activity, on=on, minutes=minutes, other=other, note=words, now=now
        )
        return Noted(entry=entry)
    if other is None:
        raise ValueError("Choose who it was.")
    if what in CONTACTS:
        interaction = record_contact(person, other, kind=what, on=on, note=words, now=now)
        if minutes is not None:
            correct_minutes(person, "interaction", interaction.pk, minutes=minutes, now=now)
        return Noted(interaction=interaction)
    gave = What(what) == What.GAVE
    contribution = log_contribution(
        by=person,
        giver=person if gave else other,
        receiver=other if gave else person,
        currency=currency,
        text=words,
        on=on,
        now=now,
    )
    beside = None
    if minutes:
        beside = log_minutes(
            person, activity=Activity.FOLLOWING_UP, on=on, minutes=minutes, other=other, now=now
        )
    return Noted(contribution=contribution, entry=beside)


@transaction.atomic
def undo_note(person: Person, noted: Noted, *, now: datetime) -> None:
    """Make it as if it had not been noted, for UNDO_FOR. Raises TooLate."""
    if not can_undo(noted, now):
        raise TooLate
    if noted.interaction:
        forget_contact(noted.interaction, now=now)
    if noted.contribution and not take_back_contribution(noted.contribution, by=person):
        raise TooLate
    if noted.entry:
        forget_minutes(noted.entry)


def can_undo(noted: Noted, now: datetime) -> bool:
    rows = (noted.interaction, noted.contribution, noted.entry)
    return all(now - row.created_at < UNDO_FOR for row in rows if row)
