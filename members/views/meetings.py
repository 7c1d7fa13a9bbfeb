"""The meetings of a group: what comes and what was, with "I was there"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from members.forms_meetings import zone_name
from members.http import MemberRequest, wants_partial
from members.models import Group, Meeting, MeetingSeries, Membership
from members.querysets import MeetingQuerySet
from members.recurring import in_words
from members.services import meetings as services
from members.views.roster import my_membership, my_organized_group

if TYPE_CHECKING:

    class ListedMeeting(Meeting):
        """A meeting as `listed` loads it."""

        was_there: bool
        people: int


PAGE, COMING = 20, 50
SOON = 6  # of the coming ones; the others are folded away
CANCELLED = "This meeting was cancelled."
NOT_YET = "That can be said from the day of the meeting on."
NOT_THEN = "You joined the group after this meeting."


@dataclass(frozen=True)
class Line:
    """One meeting as it is listed for one member."""

    meeting: Meeting
    is_over: bool  # or goes on today: who was there can be said
    was_there: bool
    may_say: bool  # whether they themselves were
    may_be_seated: bool  # it comes or goes on: tables can be planned
    people: int  # how many were; for organizers alone


def line_of(meeting: Meeting, mine: Membership, now: datetime) -> Line:
    """`meeting` as `listed` loads it."""
    is_over = meeting.cancelled_at is None and meeting.day_has_come(now)
    joined_on = mine.joined_at and mine.joined_at.astimezone(meeting.zone).date()
    was_member = joined_on is None or joined_on <= meeting.day
    seen = cast("ListedMeeting", meeting)
    return Line(
        meeting,
        is_over=is_over,
        was_there=seen.was_there,
        may_say=is_over and was_member,
        may_be_seated=meeting.cancelled_at is None and now < meeting.ends_at,
        people=seen.people if mine.is_organizer else 0,
    )


def listed(mine: Membership) -> MeetingQuerySet:
    """The meetings of the group with what a line shows."""
    shown = mine.group.meetings.select_related("group")
    return shown.with_me(mine.person).with_how_many()


def my_meeting(request: MemberRequest, slug: str, pk: int) -> Meeting:
    """A meeting of a group that whoever asks organizes; 404 for everybody else."""
    organized = my_organized_group(request, slug)
    return get_object_or_404(organized.meetings.select_related("group", "series"), pk=pk)


def today_in(group: Group, now: datetime) -> datetime:
    """When the present day began, where the group is."""
    zone = ZoneInfo(group.time_zone)
    return datetime.combine(now.astimezone(zone).date(), time(), zone)


@require_safe
def meetings(request: MemberRequest, group: str) -> HttpResponse:
    mine = my_membership(request, group)
    now = timezone.now()
    begins = today_in(mine.group, now)
    coming = listed(mine).filter(starts_at__gte=begins).order_by("starts_at", "pk")[:COMING]
    past = listed(mine).filter(starts_at__lt=begins).order_by("-starts_at", "-pk")
    lines = [line_of(meeting, mine, now) for meeting in coming]
    page = Paginator(past, PAGE).get_page(request.GET.get("page"))
    here = mine.group.time_zone
    context = {
        "group": mine.group,
        "organizer": mine.is_organizer,
        "soon": lines[:SOON],
        "later": lines[SOON:],
        "page": page,
        "past": [line_of(meeting, mine, now) for meeting in page],
        "elsewhere": zone_name(here) if here != mine.person.time_zone else "",
        "repeating": repeating(mine.group, begins.date()),
    }
    return render(request, "members/meetings.html", context)


def repeating(group: Group, today: date) -> list[tuple[MeetingSeries, str]]:
    """What repeats and has not ended, with how often."""
    going_on = group.series.exclude(last_day__lt=today).order_by("title", "pk")
    return [(series, in_words(series.repeats, series.first_day)) for series in going_on]


@require_POST
@vary_on_headers("HX-Request")
def meeting_there(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """One tap: "I was there", or not after all."""
    mine = my_membership(request, group)
    meeting = get_object_or_404(listed(mine), pk=pk)
    me, now = mine.person, timezone.now()
    if request.POST.get("there") == "no":
        services.was_not_there(meeting, me)
    else:
        try:
            services.attend(meeting, me, by=me, now=now)
        except services.WasCancelled:
            messages.error(request, CANCELLED)
        except services.NotYet:
            messages.error(request, NOT_YET)
        except services.NotAMemberThen:
            messages.error(request, NOT_THEN)
    if not wants_partial(request):
        return redirect("members:meetings", mine.group.slug)
    context = {
        "group": mine.group,
        "organizer": mine.is_organizer,
        "line": line_of(listed(mine).get(pk=pk), mine, now),
        "oob": True,
    }
    return render(request, "members/_meeting.html", context)
