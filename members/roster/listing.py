"""What the roster page of a group lists: which lines, in which order, as the address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, When
from django.db.models.expressions import Expression, OrderBy
from django.db.models.functions import Lower

from members.models import Group, Membership
from members.querysets import MembershipQuerySet

from .fates import with_privacy
from .invited import INVITATIONS, invitation_is

STATES = dict(Membership.State.choices)
ROLES = dict(Membership.Role.choices)
EVERYBODY = "all"
STATE_ORDER = ("active", "invited", "listed", "waiting", "guest", "left")

SORTS: dict[str, Expression | F] = {
    "name": Lower("label"),
    "profession": Lower("seen_trade"),
    "company": Lower("seen_company"),
    "role": F("role"),
    "state": Case(*(When(state=state, then=n) for n, state in enumerate(STATE_ORDER))),
    "since": Case(
        When(state="active", then=F("joined_at")),
        When(state="invited", then=F("invited_at")),
        When(state="left", then=F("left_at")),
        When(state="waiting", then=F("waiting_since")),
        output_field=DateTimeField(),
    ),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for. Members may search and sort; the rest is for organizers.

    `state` is one of Membership.State, "all", or "" for everybody with a place; `sort` is one of
    SORTS, with a minus before it for the other way round.
    """

    text: str = ""
    state: str = ""
    role: str = ""
    profession: str = ""
    invitation: str = ""
    sort: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str], *, organizer: bool) -> Filters:
        """The filters in an address; what is none of ours counts as not said."""
        text = query.get("q", "").replace("\0", "").strip()[:80]
        sort = query.get("sort", "")
        sort = sort if sort.removeprefix("-") in SORTS else ""
        if not organizer:
            return cls(text=text, sort=sort)
        return cls(
            text=text,
            state=one_of([*STATES, EVERYBODY], query.get("state")),
            role=one_of(ROLES, query.get("role")),
            profession=query.get("profession", "").replace("\0", "")[:60],
            invitation=one_of(INVITATIONS, query.get("invitation")),
            sort=sort,
        )

    @property
    def narrow(self) -> bool:
        """Whether there may be more people than these show."""
        return any((self.text, self.state, self.role, self.profession, self.invitation))


def one_of(known: Mapping[str, str] | list[str], said: str | None) -> str:
    return said if said is not None and said in known else ""


def roster_of(
    group: Group,
    *,
    organizer: bool,
    text: str = "",
    state: str = "",
    filters: Filters | None = None,
    now: datetime | None = None,
) -> MembershipQuerySet:
    """The lines of a roster. Members see the active; organizers see everybody.

    A search finds people by what is shown of them, and for organizers by address. `now` is needed
    to tell invitations apart.
    """
    asked = filters or Filters(text=text, state=state)
    lines = with_privacy(group.memberships.for_roster())
    if not organizer:
        lines = lines.active()
    elif asked.state in STATES:
        lines = lines.filter(state=asked.state)
    elif asked.state != EVERYBODY:
        lines = lines.on_roster()
    for word in asked.text.split()[:6]:
        lines = lines.filter(matches(word, organizer=organizer))
    if asked.role:
        lines = lines.filter(role=asked.role)
    if asked.profession:
        lines = lines.filter(has_profession(asked.profession))
    if asked.invitation and now:
        lines = lines.filter(invitation_is(asked.invitation, now))
    return lines.order_by(*order(asked.sort), Lower("label"), "pk")


def order(sort: str) -> list[OrderBy]:
    if not sort:
        return []
    by = SORTS[sort.removeprefix("-")]
    column = OrderBy(by, descending=sort.startswith("-"), nulls_last=True)
    return [column]


def has_profession(slug: str) -> Q:
    shown = Q(shown=True, person__profession__slug=slug)
    return shown | Q(shown=False, said_profession__slug=slug)


def matches(word: str, *, organizer: bool) -> Q:
    by_name = Q(label__icontains=word) | Q(seen_company__icontains=word)
    by_trade = Q(seen_trade__icontains=word)
    by_alias = Q(shown=True, person__profession__aliases__icontains=word)
    by_alias |= Q(shown=False, said_profession__aliases__icontains=word)
    by_address = Q(person__email__icontains=word) if organizer else Q()
    return by_name | by_trade | by_alias | by_address


def counts_of(group: Group) -> dict[str, int]:
    """How many there are in each state, every state named."""
    rows = group.memberships.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(STATES, 0) | dict(rows)


def not_yet_invited(group: Group) -> QuerySet[Membership]:
    return group.memberships.filter(state=Membership.State.LISTED, person__email__isnull=False)
