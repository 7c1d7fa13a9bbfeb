"""What organizers write of one person on a roster."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import IntegrityError, transaction

from members.locks import lock_lines, lock_people, lock_roster
from members.models import Group, Membership, Person, Profession, User
from members.roster.adding import Who, person_at, person_for
from members.roster.fates import with_ownership, with_privacy
from members.roster.filling import fill_many_from_profession
from members.services.memberships import SeatTaken, touch_many

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

State = Membership.State


class OnRosterAlready(Exception):
    """Somebody else on this roster has this address."""


@transaction.atomic
def describe(
    membership: Membership,
    *,
    name: str,
    email: str,
    company: str,
    profession: Profession | None,
    now: datetime,
) -> bool:
    """Write who somebody is who has not joined; True when an open invitation was taken back since
    it had gone to another address.

    A profile that only we have written is changed with it; one that the person or another group
    keeps is left as it is, and nothing shows which of the two happened. Raises OnRosterAlready and
    SeatTaken.
    """
    group = membership.group
    lock_people()
    lock_roster(group.pk)
    lock_lines(group.memberships.filter(pk=membership.pk))
    row = loaded(membership)
    taken_back = False
    if email != (row.person.email or "").lower():
        said: Who = {"name": name, "company": company, "profession": profession}
        taken_back = move_to(row, email, now=now, **said)
    row.said_name, row.said_company, row.said_profession = name, company, profession
    row.save()
    sit(row, profession)
    row = loaded(row)
    if row.shown and not row.owned:
        write_profile(group, row.person, name=name, company=company, profession=profession)
        touch_many([row.person_id], now=now)
    return taken_back


def loaded(membership: Membership) -> ShownMembership:
    mine = Membership.objects.filter(pk=membership.pk).select_related("person", "group")
    return cast("ShownMembership", with_ownership(with_privacy(mine)).get())


def move_to(
    row: ShownMembership,
    email: str,
    *,
    name: str,
    company: str,
    profession: Profession | None,
    now: datetime,
) -> bool:
    """Make the line stand for whoever has the address `email`."""
    there = person_at(email)
    if there and there.memberships.filter(group=row.group).exists():
        raise OnRosterAlready
    if there is None and is_known_here_alone(row):
        Person.objects.filter(pk=row.person_id).update(email=email or None)
        User.objects.filter(person=row.person_id).update(email=email)
        row.person.email = email or None
    else:
        said: Who = {"name": name, "company": company, "profession": profession}
        row.person = person_for(row.group, email=email, now=now, **said)
    was_invited = row.state == State.INVITED
    if was_invited:
        row.state = State.LISTED
    row.invited_at = row.invited_by = row.opened_at = None
    row.times_invited = 0
    return was_invited


def is_known_here_alone(row: ShownMembership) -> bool:
    elsewhere = Membership.objects.filter(person=row.person_id).exclude(pk=row.pk)
    return row.shown and not row.owned and not elsewhere.exists()


def write_profile(
    group: Group, person: Person, *, name: str, company: str, profession: Profession | None
) -> None:
    moved = person.profession_id != (profession.pk if profession else None)
    person.name, person.company, person.profession = name, company, profession
    person.save(update_fields=["name", "company", "profession"])
    if moved:
        fill_many_from_profession([person.pk], group=group, replacing=[person.pk])


def sit(row: Membership, profession: Profession | None) -> None:
    """Take the seat of the profession, in groups that have such seats."""
    if row.group.one_seat_per_profession and row.state in (State.LISTED, State.INVITED):
        set_seat(row, profession)


@transaction.atomic
def set_seat(membership: Membership, profession: Profession | None) -> None:
    """Say which seat somebody holds. Raises SeatTaken."""
    try:
        with transaction.atomic():
            Membership.objects.filter(pk=membership.pk).update(seat=profession)
    except IntegrityError as error:
        raise SeatTaken from error


@transaction.atomic
def set_terms(group: Group, membership: Membership, *, cross_groups: bool, now: datetime) -> bool:
    """Say for a member, at their own wish, whether they may be introduced to people of other
    groups; False when it is so already."""
    others = group.memberships.filter(pk=membership.pk).exclude(cross_groups=cross_groups)
    if not others.update(cross_groups=cross_groups):
        return False
    touch_many([membership.person_id], now=now)
    return True
