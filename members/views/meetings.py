"""The meetings of a group: what comes, what was, and who was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from members.forms_meetings import MeetingForm, initial_of, zone_name
from members.http import MemberRequest, wants_partial
from members.models import Group, Meeting, Membership, Person
from members.querysets import MeetingQuerySet
from members.services import meetings as services
from members.views.roster import my_membership, my_organized_group

if TYPE_CHECKING:

    class ListedMeeting(Meeting):
        """A meeting as `listed` loads it."""

        was_there: bool
        people: int


PAGE, COMING = 20, 50
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
        people=seen.people if mine.is_organizer else 0,
    )


def listed(mine: Membership) -> MeetingQuerySet:
    """The meetings of the group with what a line shows."""
    return mine.group.meetings.select_related("group").with_me(mine.person).with_how_many()


def my_meeting(request: MemberRequest, slug: str, pk: int) -> Meeting:
    """A meeting of a group that whoever asks organizes; 404 for everybody else."""
    organized = my_organized_group(request, slug)
    return get_object_or_404(organized.meetings.select_related("group"), pk=pk)


def today_in(group: Group, now: datetime) -> datetime:
    """When the present day began, where the group is."""
    zone = ZoneInfo(group.time_zone)
    return datetime.combine(now.astimezone(zone).date(), time(), zone)


def sent(request: MemberRequest) -> QueryDict | None:
    """What was filled in, if anything was sent."""
    return request.POST if request.method == "POST" else None


@require_safe
def meetings(request: MemberRequest, group: str) -> HttpResponse:
    mine = my_membership(request, group)
    now = timezone.now()
    begins = today_in(mine.group, now)
    coming = listed(mine).filter(starts_at__gte=begins).order_by("starts_at", "pk")[:COMING]
    past = listed(mine).filter(starts_at__lt=begins).order_by("-starts_at", "-pk")
    page = Paginator(past, PAGE).get_page(request.GET.get("page"))
    here = mine.group.time_zone
    context = {
        "group": mine.group,
        "organizer": mine.is_organizer,
        "coming": [line_of(meeting, mine, now) for meeting in coming],
        "page": page,
        "past": [line_of(meeting, mine, now) for meeting in page],
        "elsewhere": zone_name(here) if here != mine.person.time_zone else "",
    }
    return render(request, "members/meetings.html", context)


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


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_add(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    now = timezone.now()
    form = MeetingForm(organized, sent(request), now=now, initial=as_last_time(organized))
    if request.method == "POST" and form.is_valid():
        planned = services.plan_meeting(organized, by=request.user.person, now=now, **form.said())
        messages.success(request, f"{planned.title} is on the list, and in everybody’s calendar.")
        return redirect("members:meetings", organized.slug)
    context = {"group": organized, "form": form}
    return render(request, "members/meeting_form.html", context, status=422 if form.errors else 200)


def as_last_time(group: Group) -> dict[str, Any]:
    """Most meetings are like the last usual one: all of it but the day."""
    usual = group.meetings.taking_place().filter(kind=Meeting.Kind.MEETING)
    last = usual.select_related("group").order_by("-starts_at").first()
    if last is None:
        return {"kind": Meeting.Kind.MEETING, "minutes": 90}
    return {name: value for name, value in initial_of(last).items() if name != "day"}


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    meeting = my_meeting(request, group, pk)
    now = timezone.now()
    form = MeetingForm(meeting.group, sent(request), now=now, initial=initial_of(meeting))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_meeting(meeting, now=now, **form.said())
            messages.success(request, "Saved. Calendars show it the next time they look.")
        except services.WasCancelled:
            messages.error(request, CANCELLED)
        return redirect("members:meetings", meeting.group.slug)
    context = {"group": meeting.group, "meeting": meeting, "form": form}
    return render(request, "members/meeting_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Ask, then say that the meeting does not take place."""
    meeting = my_meeting(request, group, pk)
    if request.method == "POST":
        try:
            services.cancel_meeting(meeting, now=timezone.now())
            messages.success(request, f"{meeting.title} is cancelled. Calendars strike it through.")
        except services.TookPlace:
            messages.error(request, "Somebody was there. Untick everybody first.")
        return redirect("members:meetings", meeting.group.slug)
    context = {"group": meeting.group, "meeting": meeting}
    return render(request, "members/meeting_cancel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_who(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Tick everybody who was there, on one screen."""
    meeting = my_meeting(request, group, pk)
    now = timezone.now()
    known = Person.objects.filter(memberships__in=meeting.members_then())
    people = list(known.for_list().order_by("name", "pk"))
    if request.method == "POST":
        ticked = set(request.POST.getlist("person"))
        shown = set(request.POST.getlist("listed"))
        listed = [person for person in people if str(person.pk) in shown]
        there = [person for person in listed if str(person.pk) in ticked]
        try:
            services.note_who_was_there(
                meeting, there, among=listed, by=request.user.person, now=now
            )
            messages.success(request, said(len(there)))
        except services.WasCancelled:
            messages.error(request, CANCELLED)
        except services.NotYet:
            messages.error(request, NOT_YET)
        return redirect("members:meetings", meeting.group.slug)
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "can_say": meeting.cancelled_at is None and meeting.day_has_come(now),
        "people": people,
        "there": set(meeting.attendances.values_list("person", flat=True)),
    }
    return render(request, "members/meeting_who.html", context)


def said(count: int) -> str:
    return {0: "Nobody is ticked.", 1: "One person was there."}.get(count, f"{count} were there.")
