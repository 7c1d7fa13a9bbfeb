"""What becomes of the rows of members in a merge, where moving them alone would be wrong."""

from __future__ import annotations

from django.db.models import Q, Value
from django.db.models.functions import Concat, Left

from members.models import (
    Attendance,
    Delivery,
    MailLink,
    Membership,
    MembershipEvent,
    Pause,
    StoppedKind,
    TwoPeople,
    User,
    Want,
)

from .rules import Merging, move_rows, own, register, turned
from .sides import STATES

State = Membership.State
MERGED = "Two entries of this person became one, and the other had the same mail."
LONGEST_KEY = 80


def register_rules() -> None:
    register(Membership, one_membership, within_group=True)
    register(Attendance, meetings_here, within_group=True)
    register(TwoPeople, said_here, within_group=True)
    register(User, one_account)
    register(Delivery, mails_stay)
    turned(TwoPeople, "first", "second")
    # What the mailbox of who goes may answer or has stopped holds for whoever reads that mailbox.
    for model in (MailLink, StoppedKind, Pause, Want):
        own(model)


def one_membership(merging: Merging) -> None:
    """The better state and role, the earliest dates, the history of both."""
    rows = merging.group.memberships
    kept, gone = rows.get(person=merging.stays), rows.get(person=merging.goes)
    merging.record.watch(rows.filter(pk__in=[kept.pk, gone.pk]))
    history = MembershipEvent.objects.filter(membership=gone)
    merging.change(history, membership=kept)
    values = joined(kept, gone, joins=merging.ours_alone)
    merging.let_go(rows.filter(pk=gone.pk))
    rows.filter(pk=kept.pk).update(**values, seat=None)


def joined(kept: Membership, gone: Membership, *, joins: bool) -> dict[str, object]:
    """The columns of the one membership. Without `joins` nobody becomes active here who has not
    said yes themselves."""
    theirs = State(gone.state)
    if theirs == State.ACTIVE and not joins:
        theirs = State.LISTED
    state = min(State(kept.state), theirs, key=STATES.index)
    placed = [m for m in (kept, gone) if m.state != State.LEFT]
    invited = [m for m in (kept, gone) if m.invited_at]
    last = max(invited, key=lambda m: m.invited_at, default=kept)  # type: ignore[arg-type,return-value]
    both = (kept, gone)
    return {
        "state": state,
        "role": Membership.Role.ORGANIZER
        if any(m.is_organizer for m in placed)
        else Membership.Role.MEMBER,
        "invited_at": last.invited_at,
        "invited_by": last.invited_by,
        "times_invited": kept.times_invited + gone.times_invited,
        "opened_at": min((m.opened_at for m in both if m.opened_at), default=None),
        "waiting_since": min((m.waiting_since for m in both if m.waiting_since), default=None),
        "joined_at": min((m.joined_at for m in both if m.joined_at), default=None),
        "left_at": max((m.left_at for m in both if m.left_at), default=None)
        if state == State.LEFT
        else None,
        "cross_groups": kept.cross_groups and gone.cross_groups,
    }


def meetings_here(merging: Merging) -> None:
    move_rows(merging, Attendance.objects.filter(meeting__group=merging.group), "person")


def said_here(merging: Merging) -> None:
    """Who goes is no longer here to be told from others."""
    if not merging.whole:
        told = TwoPeople.objects.filter(group=merging.group)
        merging.let_go(told.filter(Q(first=merging.goes) | Q(second=merging.goes)))


def one_account(merging: Merging) -> None:
    """An account that was opened for an invitation and never entered moves along where there is
    none. It goes where there is one, or where it would let another mailbox in."""
    if not merging.ours_alone or User.objects.filter(person=merging.stays).exists():
        merging.let_go(User.objects.filter(person=merging.goes))


def mails_stay(merging: Merging) -> None:
    """What was sent is evidence and stays. Where both were owed the same mail, one goes out."""
    theirs = Delivery.objects.filter(recipient=merging.goes)
    ours = Delivery.objects.filter(recipient=merging.stays)
    for mail in theirs.filter(key__in=ours.values("key")):
        if not ours.filter(kind=mail.kind, key=mail.key).exists():
            continue
        same = Delivery.objects.filter(pk=mail.pk)
        ending = f":{mail.pk}"
        key = Concat(Left("key", LONGEST_KEY - len(ending)), Value(ending))
        merging.change(same, key=key)
        same.filter(state=Delivery.State.DUE).update(state=Delivery.State.SKIPPED, reason=MERGED)
