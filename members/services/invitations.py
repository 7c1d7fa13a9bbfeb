"""Inviting people on a roster by mail: each once a day at most, a group so many a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q

from members.deliveries.queueing import Owed, queue_many
from members.deliveries.stopping import address_hash
from members.locks import lock_roster
from members.models import Delivery, Group, Membership, MembershipEvent, Person, User
from members.services.history import note_step

DAY = timedelta(days=1)
GOOD_FOR = timedelta(days=2)  # a mail that could not go by then does not go any more


class EnoughForToday(Exception):
    """The group has sent as many invitations as it may in a day. `again_at`: when one more may."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of inviting several: who was invited (keys), how many had a mail today already,
    how many could not go because of the group's limit, and when the next may."""

    sent: list[int]
    today: int = 0
    later: int = 0
    again_at: datetime | None = None


@transaction.atomic
def invite(membership: Membership, *, by: Person, now: datetime) -> bool:
    """Invite somebody on the roster by mail; False when nothing was to do.

    Raises EnoughForToday.
    """
    done = invite_many(membership.group, [membership.pk], by=by, now=now)
    if done.later and done.again_at:
        raise EnoughForToday(done.again_at)
    return bool(done.sent)


@transaction.atomic
def invite_many(group: Group, keys: Iterable[int], *, by: Person, now: datetime) -> Invited:
    """Invite people on the roster (keys of memberships), as many as may be invited now.

    Accounts are opened here so that the invited can ask for a code; they are entered only by
    whoever reads mail at the address.
    """
    lock_roster(group.pk)
    waiting = group.memberships.filter(
        pk__in=list(keys),
        state__in=[Membership.State.LISTED, Membership.State.INVITED],
        person__email__gt="",
    )
    by_key = {
        mail_key(membership, now): membership
        for membership in waiting.select_related("person").order_by("pk")
    }
    today = set(
        Delivery.objects.filter(kind="invitation", key__in=by_key).values_list("key", flat=True)
    )
    fresh = [membership for key, membership in by_key.items() if key not in today]
    room, again_at = room_for_invitations(group, now)
    going, later = fresh[:room], fresh[room:]
    send(going, by=by, now=now)
    if later and not again_at:
        _, again_at = room_for_invitations(group, now)
    return Invited([each.pk for each in going], len(today), len(later), again_at)


def mail_key(membership: Membership, now: datetime) -> str:
    """One mail a day to each address, for one place in a group."""
    address = address_hash(membership.person.email or "")[:16]
    return f"{membership.pk}:{now:%Y-%m-%d}:{address}"


def room_for_invitations(group: Group, now: datetime) -> tuple[int, datetime | None]:
    """How many invitations the group may still send now, and if none, when one may go again."""
    limit = Group.objects.values_list("invitations_per_day", flat=True).get(pk=group.pk)
    lately = MembershipEvent.objects.filter(
        membership__group=group, kind=MembershipEvent.Kind.INVITED, at__gt=now - DAY
    )
    moments = list(lately.order_by("-at").values_list("at", flat=True)[:limit])
    if len(moments) < limit:
        return limit - len(moments), None
    return 0, moments[-1] + DAY


def send(memberships: list[Membership], *, by: Person, now: datetime) -> None:
    open_accounts([membership.person for membership in memberships])
    keys = [membership.pk for membership in memberships]
    Membership.objects.filter(pk__in=keys).update(
        state=Membership.State.INVITED,
        invited_by=by,
        invited_at=now,
        times_invited=F("times_invited") + 1,
        opened_at=None,
    )
    note_step(keys, MembershipEvent.Kind.INVITED, by=by, now=now)
    owed = [
        Owed(membership.person, mail_key(membership, now), {"membership": membership.pk})
        for membership in memberships
    ]
    queue_many(owed, kind="invitation", now=now, expires_at=now + GOOD_FOR)


def open_accounts(people: list[Person]) -> None:
    """Open an account for each who has none, without a password."""
    addresses = {person.pk: (person.email or "").lower() for person in people}
    known = User.objects.filter(Q(person__in=addresses) | Q(email__in=addresses.values()))
    have = {(user.person_id, user.email.lower()) for user in known.select_related(None)}
    keys, taken = {key for key, _ in have}, {address for _, address in have}
    User.objects.bulk_create(
        [
            User(person_id=key, email=address, password=make_password(None))
            for key, address in addresses.items()
            if key not in keys and address not in taken
        ],
        ignore_conflicts=True,
    )
