"""Note a real contact of two people, whatever its kind; or take the note back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from members.models import Interaction, Person

NOTE_LENGTH = 200
A_YEAR = timedelta(days=366)


@transaction.atomic
def record_interaction(
    person: Person, other: Person, *, kind: str, on: date, note: str = "", now: datetime
) -> Interaction:
    """Note that `person` had a contact with `other` on the day `on` where `person` is.

    Noted twice on a day, the same kind stays one contact, with the latest note that says anything.
    Raises ValueError, in words for people, when it cannot have been so.
    """
    kind, note = Interaction.Kind(kind), note.strip()
    check_day(person, on, now)
    if person.pk == other.pk:
        raise ValueError("A contact needs somebody else.")
    if len(note) > NOTE_LENGTH or "\0" in note:
        raise ValueError(f"A note can have {NOTE_LENGTH} characters.")
    interaction, _ = Interaction.objects.update_or_create(
        person=person,
        other=other,
        happened_on=on,
        kind=kind,
        defaults={"note": note} if note else {},
        create_defaults={"note": note, "created_at": now},
    )
    return interaction


def forget_interaction(interaction: Interaction) -> None:
    """Take a note back; a second time has no effect."""
    Interaction.objects.filter(pk=interaction.pk).delete()


def check_day(person: Person, on: date, now: datetime) -> None:
    """Raise ValueError for a day that has not come yet, or is more than a year back."""
    today = now.astimezone(person.zone).date()
    if on > today:
        raise ValueError("This day has not come yet. Choose today or an earlier day.")
    if on < earliest_day(person, now):
        raise ValueError("This is more than a year ago. Choose a day within the last year.")


def earliest_day(person: Person, now: datetime) -> date:
    return now.astimezone(person.zone).date() - A_YEAR
