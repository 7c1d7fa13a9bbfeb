"""One person more whom a group knows, and the place they have in it."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.db.models.functions import Lower

from members.models import Group, Membership, Person, Profession

from .filling import fill_many_from_profession
from .said import Said, keep_said


class Who(TypedDict):
    """What organizers say of somebody, beside the address."""

    name: str
    company: str
    profession: Profession | None


def person_at(email: str) -> Person | None:
    """Whoever has this address; contacts that somebody keeps for themselves do not count."""
    known = Person.objects.filter(keeper=None).annotate(address=Lower("email"))
    return known.filter(address=email.lower()).first() if email else None


def person_for(
    group: Group,
    *,
    name: str,
    email: str,
    company: str,
    profession: Profession | None,
    now: datetime,
) -> Person:
    """The person at this address, as they are, or a new one. Take `lock_people` before."""
    if there := person_at(email):
        return there
    person = Person.objects.create(
        name=name,
        email=email or None,
        company=company,
        profession=profession,
        time_zone=group.time_zone,
        profile_changed_at=now,
    )
    fill_many_from_profession([person.pk], group=group)
    return person


def place(
    group: Group,
    person: Person,
    state: Membership.State,
    *,
    name: str,
    company: str,
    profession: Profession | None,
) -> Membership:
    """A new place in a group, with what was said of the person."""
    membership = Membership.objects.create(group=group, person=person, state=state)
    said = Said(name, company, profession.pk if profession else None)
    keep_said(group, {person.pk: said})
    membership.refresh_from_db()
    return membership
