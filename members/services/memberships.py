"""Being invited to a group, joining it, leaving it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from members.deliveries.queueing import queue_delivery
from members.models import Group, Membership, Person, User
from networking_app.wake import wake

INVITATION_SALT = "members.invitation"
INVITATION_DAYS = 30


class SeatTaken(Exception):
    """Somebody else in the group already holds the one seat of this profession."""


def touch(person: Person, *, now: datetime) -> None:
    """Say that the profile of `person` has changed, to all whose suggestions depend on it."""
    Person.objects.filter(pk__in=[person.pk, person.keeper_id]).update(profile_changed_at=now)
    groups = Group.objects.filter(memberships__person=person, memberships__state="active")
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
def invite(membership: Membership, *, by: Person, now: datetime) -> bool:
    """Invite somebody on the roster by mail, once a day at most; False when nothing was to do.

    The account is opened here so that the invited person can ask for a code; it is entered only by
    whoever reads mail at the address.
    """
    person = membership.person
    open_states = [Membership.State.LISTED, Membership.State.INVITED]
    waiting = Membership.objects.filter(pk=membership.pk, state__in=open_states)
    if not person.email or not waiting.update(
        state=Membership.State.INVITED, invited_by=by, invited_at=now
    ):
        return False
    if not User.objects.filter(person=person).exists():
        User.objects.create_user(person)
    return queue_delivery(
        person,
        kind="invitation",
        key=f"{membership.pk}:{now:%Y-%m-%d}",
        context={"membership": membership.pk},
        now=now,
        expires_at=now + timedelta(days=2),
    )


@transaction.atomic
def accept_invitation(membership: Membership, *, now: datetime) -> bool:
    """Make an open invitation an active membership; False when it is not open any more."""
    invited = Membership.objects.filter(pk=membership.pk, state=Membership.State.INVITED)
    if not invited.update(state=Membership.State.ACTIVE, joined_at=now, left_at=None):
        return False
    touch(membership.person, now=now)
    return True


@transaction.atomic
def leave_group(membership: Membership, *, now: datetime) -> None:
    """End a membership. What was done stays; what the membership opened to see is closed."""
    touch(membership.person, now=now)
    Membership.objects.filter(pk=membership.pk).exclude(state=Membership.State.LEFT).update(
        state=Membership.State.LEFT, left_at=now, seat=None
    )
