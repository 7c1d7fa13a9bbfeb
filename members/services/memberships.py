"""Places in a group: joining it, leaving it, coming back, and who organizes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce

from members.locks import lock_lines, lock_roster
from members.models import Group, Membership, MembershipEvent, Person
from members.services.history import note_step
from networking_app.wake import wake

INVITATION_SALT = "members.invitation"
INVITATION_DAYS = 30

Kind = MembershipEvent.Kind
Role = Membership.Role
State = Membership.State


class SeatTaken(Exception):
    """Somebody else in the group already holds the one seat of this profession."""


class LastOrganizer(Exception):
    """Nobody would be left who looks after the group."""


def touch(person: Person, *, now: datetime) -> None:
    """Say that the profile of `person` has changed, to all whose suggestions depend on it."""
    Person.objects.filter(pk__in=[person.pk, person.keeper_id]).update(profile_changed_at=now)
    touch_groups_of([person.pk], now=now)


def touch_many(people: Iterable[int], *, now: datetime) -> None:
    """Say so of many people on rosters (keys)."""
    keys = list(people)
    Person.objects.filter(pk__in=keys).update(profile_changed_at=now)
    touch_groups_of(keys, now=now)


def touch_groups_of(people: list[int], *, now: datetime) -> None:
    groups = Group.objects.filter(memberships__person__in=people, memberships__state="active")
    Group.objects.filter(pk__in=groups.values("pk")).update(changed_at=now)
    transaction.on_commit(wake_dependents)


def wake_dependents() -> None:
    """Wake the tasks that settings name as depending on profiles: apps above this one."""
    for task in settings.WAKE_ON_PROFILE_CHANGE:
        wake(task)


def invitation_token(membership: Membership) -> str:
    """What the link in the invitation carries: no address, this purpose only, 30 days."""
    return signing.dumps(membership.pk, salt=INVITATION_SALT)


def read_invitation_token(token: str) -> int | None:
    """The key of the membership, or None when the token is not good or too old."""
    try:
        found = signing.loads(token, salt=INVITATION_SALT, max_age=timedelta(days=INVITATION_DAYS))
    except signing.BadSignature:
        return None
    return int(found)


@transaction.atomic
def open_invitation(membership: Membership, *, now: datetime) -> bool:
    """Note that a person, not a program that looks through mail, has opened the latest invitation;
    False when that was noted before."""
    unopened = Membership.objects.filter(pk=membership.pk, state=State.INVITED, opened_at=None)
    if not unopened.update(opened_at=now):
        return False
    note_step([membership.pk], Kind.OPENED, by=None, now=now)
    return True


@transaction.atomic
def accept_invitation(membership: Membership, *, now: datetime) -> bool:
    """Make an open invitation an active membership; False when it is not open any more.

    From now on the person speaks for themselves: what organizers wrote of them is forgotten.
    """
    lock_lines(Membership.objects.filter(pk=membership.pk))
    open_invitation(membership, now=now)
    invited = Membership.objects.filter(pk=membership.pk, state=State.INVITED)
    if not invited.update(
        state=State.ACTIVE,
        joined_at=now,
        left_at=None,
        opened_at=Coalesce("opened_at", now),
        said_name="",
        said_company="",
        said_profession=None,
    ):
        return False
    note_step([membership.pk], Kind.JOINED, by=None, now=now)
    take_own_seat(membership)
    touch(membership.person, now=now)
    return True


def take_own_seat(membership: Membership) -> None:
    """Sit down on the seat of one's own profession where it is free; else stay where one is."""
    group, profession = membership.group, membership.person.profession
    if not group.one_seat_per_profession or profession is None:
        return
    try:
        with transaction.atomic():
            Membership.objects.filter(pk=membership.pk).update(seat=profession)
    except IntegrityError:
        return


@transaction.atomic
def leave_group(membership: Membership, *, by: Person, now: datetime) -> bool:
    """End a membership; False when it has ended already. Raises LastOrganizer.

    What was done stays; what the membership opened to see is closed. `by` is who ends it: the
    person themselves or an organizer.
    """
    return bool(take_off(membership.group, [membership.pk], by=by, now=now))


@transaction.atomic
def take_off(group: Group, keys: Iterable[int], *, by: Person | None, now: datetime) -> list[int]:
    """End memberships (keys); return which had not ended yet. Raises LastOrganizer."""
    lock_roster(group.pk)
    lock_lines(group.memberships.filter(pk__in=list(keys)))
    here = group.memberships.filter(pk__in=list(keys)).exclude(state=State.LEFT)
    leaving = {
        key: (person, role) for key, person, role in here.values_list("pk", "person", "role")
    }
    keep_an_organizer(group, leaving)
    touch_many([person for person, _ in leaving.values()], now=now)
    group.memberships.filter(pk__in=leaving).update(
        state=State.LEFT, role=Role.MEMBER, left_at=now, waiting_since=None, seat=None
    )
    own = [key for key, (person, _) in leaving.items() if by and person == by.pk]
    others = [key for key in leaving if key not in own]
    organizing = [key for key, (_, role) in leaving.items() if role == Role.ORGANIZER]
    note_step(organizing, Kind.MEMBER, by=by, now=now)
    note_step(own, Kind.LEFT, by=None, now=now)
    note_step(others, Kind.LEFT, by=by, now=now)
    return sorted(leaving)


@transaction.atomic
def set_role(
    group: Group, keys: Iterable[int], role: Membership.Role, *, by: Person, now: datetime
) -> list[int]:
    """Make members organizers or organizers members; return whose role has changed.

    Who is invited organizes from the day they join. Raises LastOrganizer.
    """
    lock_roster(group.pk)
    others = group.memberships.on_roster().filter(pk__in=list(keys)).exclude(role=role)
    changing = list(others.order_by("pk").values_list("pk", flat=True))
    if role == Role.MEMBER:
        keep_an_organizer(group, changing)
    group.memberships.filter(pk__in=changing).update(role=role)
    kind = Kind.ORGANIZER if role == Role.ORGANIZER else Kind.MEMBER
    note_step(changing, kind, by=by, now=now)
    return changing


def keep_an_organizer(group: Group, going: Iterable[int]) -> None:
    """Raise LastOrganizer when these (keys) are all who organize the group."""
    organizers = group.memberships.active().filter(role=Role.ORGANIZER)
    keys = set(organizers.values_list("pk", flat=True))
    if keys and keys <= set(going):
        raise LastOrganizer
