"""What the roster page of a group lists."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from members.models import Group, Membership
from members.querysets import MembershipQuerySet

from .fates import with_privacy

STATES = dict(Membership.State.choices)


def roster_of(
    group: Group, *, organizer: bool, text: str = "", state: str = ""
) -> MembershipQuerySet:
    """The lines of the roster by name. Members see the active; organizers see everybody.

    `state` is one of Membership.State, or "" for everybody who has not left. A search finds people
    by what is shown of them, and for organizers by address.
    """
    lines = with_privacy(group.memberships.for_roster())
    if not organizer:
        lines = lines.active()
    elif state in STATES:
        lines = lines.filter(state=state)
    else:
        lines = lines.current()
    for word in text.split()[:6]:
        lines = lines.filter(matches(word, organizer=organizer))
    return lines.order_by(Lower("label"), "pk")


def matches(word: str, *, organizer: bool) -> Q:
    by_name = Q(label__icontains=word)
    shown = Q(shown=True) & (
        Q(person__company__icontains=word)
        | Q(person__profession__name__icontains=word)
        | Q(person__profession__aliases__icontains=word)
    )
    by_address = Q(person__email__icontains=word) if organizer else Q()
    return by_name | shown | by_address


def not_yet_invited(group: Group) -> QuerySet[Membership]:
    return group.memberships.filter(state=Membership.State.LISTED, person__email__isnull=False)
