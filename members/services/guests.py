"""Guests of a group: noted by name, not invited; they see nothing and get no mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.locks import lock_people, lock_roster
from members.models import Group, Membership, MembershipEvent, Person, Profession
from members.roster.adding import Who, person_at, person_for, place
from members.services.history import note_step


@transaction.atomic
def note_guest(
    group: Group,
    *,
    name: str,
    email: str = "",
    company: str = "",
    profession: Profession | None = None,
    by: Person,
    now: datetime,
) -> Membership:
    """Note a guest of `group`; twice the same is one.

    An address that the roster knows gives the place that is there, whatever its state.
    """
    lock_people()
    lock_roster(group.pk)
    if there := _known(group, name=name, email=email, company=company):
        return there
    said: Who = {"name": name, "company": company, "profession": profession}
    person = person_for(group, email=email, now=now, **said)
    membership = place(group, person, Membership.State.GUEST, **said)
    note_step([membership.pk], MembershipEvent.Kind.GUEST, by=by, now=now)
    return membership


def _known(group: Group, *, name: str, email: str, company: str) -> Membership | None:
    """The place of whoever has this address, or of a guest without one who is called the same."""
    places = group.memberships.select_related("person")
    if email:
        person = person_at(email)
        return places.filter(person=person).first() if person else None
    guests = places.filter(state=Membership.State.GUEST, person__email=None)
    return guests.filter(said_name__iexact=name, said_company__iexact=company).first()
