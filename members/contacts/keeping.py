"""Add, change and delete one contact. Nobody but who keeps them learns of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from members.models import Person, Profession
from members.services.memberships import touch, wake_dependents
from members.services.profiles import fill_from_profession


class KnownAlready(Exception):
    """A contact has this address already."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a member says of a contact."""

    name: str
    email: str = ""
    company: str = ""
    profession: Profession | None = None


@transaction.atomic
def add_contact(keeper: Person, said: Said, *, now: datetime) -> Person:
    """Raises KnownAlready."""
    contact = Person(keeper=keeper, time_zone=keeper.time_zone, profile_changed_at=now)
    _write(contact, said)
    fill_from_profession(contact)
    touch(contact, now=now)
    return contact


@transaction.atomic
def change_contact(contact: Person, said: Said, *, now: datetime) -> None:
    """Another profession brings its lists. Raises KnownAlready."""
    before = contact.profession_id
    _write(contact, said)
    if contact.profession_id != before:
        fill_from_profession(contact)
    touch(contact, now=now)


@transaction.atomic
def delete_contact(contact: Person, *, now: datetime) -> None:
    """Delete a contact with everything that was noted of them."""
    keeper = contact.keeper
    if keeper is None:
        return
    Person.objects.filter(pk=contact.pk, keeper=keeper).delete()
    Person.objects.filter(pk=keeper.pk).update(profile_changed_at=now)
    transaction.on_commit(wake_dependents)


def _write(contact: Person, said: Said) -> None:
    contact.name, contact.email = said.name, said.email or None
    contact.company, contact.profession = said.company, said.profession
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise KnownAlready from error
