"""Who is on the screen on which organizers tap who was at a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Lower

from members.models import Attendance, Meeting, Membership
from members.querysets import MembershipQuerySet
from members.roster.fates import with_privacy
from members.roster.listing import matches

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

    class AskedMembership(ShownMembership):
        """A membership as `_asked` loads it."""

        was_there: bool


GUESTS_SHOWN = 30  # of those who came to earlier meetings; a search finds all


@dataclass(frozen=True)
class Attending:
    """The people of one screen, members apart from guests."""

    members: list[AskedMembership]
    guests: list[AskedMembership]


@dataclass(frozen=True)
class Count:
    """How many were there, whoever is on the screen."""

    members: int
    guests: int


def attending(meeting: Meeting, text: str = "") -> Attending:
    """Everybody who can be tapped, or those a search finds; three queries."""
    members = _asked(meeting, meeting.members_then(), text)
    guests = _asked(meeting, meeting.guests(), text)
    if not text:
        guests = guests.filter(_lately(meeting))
    return Attending(
        members=cast("list[AskedMembership]", list(members.order_by(Lower("label"), "pk"))),
        guests=cast("list[AskedMembership]", list(guests.order_by(Lower("label"), "pk"))),
    )


def counted(meeting: Meeting) -> Count:
    """One query."""
    members = Q(person__in=meeting.members_then().values("person"))
    found = meeting.attendances.aggregate(
        everybody=models.Count("pk"), members=models.Count("pk", filter=members)
    )
    return Count(found["members"], found["everybody"] - found["members"])


def asked_about(meeting: Meeting, person: int) -> AskedMembership | None:
    """One of the people of the screen, if they are one."""
    of_them = meeting.group.memberships.filter(person=person)
    either = of_them.filter(
        Q(pk__in=meeting.members_then().values("pk")) | Q(pk__in=meeting.guests().values("pk"))
    )
    found = _asked(meeting, either, "").first()
    return cast("AskedMembership | None", found)


def last_time(meeting: Meeting) -> Meeting | None:
    """The meeting before this one of which somebody has said who was there."""
    noted = Attendance.objects.filter(meeting=OuterRef("pk"))
    before = meeting.group.meetings.taking_place().filter(starts_at__lt=meeting.starts_at)
    return before.filter(Exists(noted)).order_by("-starts_at", "-pk").first()


def _asked(meeting: Meeting, memberships: MembershipQuerySet, text: str) -> MembershipQuerySet:
    """With what a tile shows, as organizers may see it."""
    there = Attendance.objects.filter(meeting=meeting, person=OuterRef("person"))
    lines = with_privacy(memberships.select_related("person"))
    for word in text.split()[:6]:
        lines = lines.filter(matches(word, organizer=True))
    return lines.annotate(was_there=Exists(there))


def _lately(meeting: Meeting) -> Q:
    """Who came to this meeting, and the guests who came to others last."""
    guests = meeting.group.memberships.filter(
        state__in=[Membership.State.GUEST, Membership.State.WAITING]
    )
    here = Q(person__attendances__meeting__group=meeting.group_id)
    came = Max("person__attendances__meeting__starts_at", filter=here)
    latest = guests.annotate(came=came).order_by(F("came").desc(nulls_last=True), "-pk")
    return Q(was_there=True) | Q(pk__in=list(latest.values_list("pk", flat=True)[:GUESTS_SHOWN]))
