"""Plan a meeting, or meetings that repeat; change and cancel one, or it and those after it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.forms_meetings import FOLLOWING, LastDayForm, MeetingForm, initial_of
from members.http import MemberRequest
from members.models import Group, Meeting, MeetingSeries, Person
from members.recurring import in_words
from members.services import meetings as services
from members.services.series import plan_series, set_last_day
from members.services.series_changes import HasBeen, cancel_following, change_following
from members.views.meetings import CANCELLED, my_meeting, today_in
from members.views.roster import my_organized_group

BEGUN = "This one has begun. Change the series from the next one on."


def sent(request: MemberRequest) -> QueryDict | None:
    """What was filled in, if anything was sent."""
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_add(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    me, now = request.user.person, timezone.now()
    form = MeetingForm(organized, sent(request), now=now, initial=as_last_time(organized))
    if request.method == "POST" and form.is_valid():
        if form.repeats_from_now_on:
            series = plan_series(organized, form.said_of_series(), by=me, now=now)
            messages.success(request, on_the_list(series))
        else:
            planned = services.plan_meeting(organized, by=me, now=now, **form.said())
            said = f"{planned.title} is on the list, and in everybody’s calendar."
            messages.success(request, said)
        return redirect("members:meetings", organized.slug)
    context = {"group": organized, "form": form}
    return render(request, "members/meeting_form.html", context, status=422 if form.errors else 200)


def as_last_time(group: Group) -> dict[str, Any]:
    """Most meetings are like the last usual one: all of it but the day."""
    usual = group.meetings.taking_place().filter(kind=Meeting.Kind.MEETING)
    last = usual.select_related("group").order_by("-starts_at").first()
    if last is None:
        return {"kind": Meeting.Kind.MEETING, "minutes": 90}
    same = ("title", "kind", "at", "minutes", "place")
    return {name: value for name, value in initial_of(last).items() if name in same}


def on_the_list(series: MeetingSeries) -> str:
    often = in_words(series.repeats, series.first_day)
    until = f" until {series.last_day:%B} {series.last_day.day}" if series.last_day else ""
    return f"{series.title} is on the list {often}{until}, and in everybody’s calendar."


def often(meeting: Meeting) -> str:
    """How often the meeting repeats: "every Tuesday"; nothing for a single one."""
    series = meeting.series
    return in_words(series.repeats, series.first_day) if series else ""


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    meeting = my_meeting(request, group, pk)
    now = timezone.now()
    form = MeetingForm(
        meeting.group, sent(request), now=now, meeting=meeting, initial=initial_of(meeting)
    )
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save_change(meeting, form, request.user.person, now))
        except services.WasCancelled:
            messages.error(request, CANCELLED)
        except HasBeen:
            messages.error(request, BEGUN)
        return redirect("members:meetings", meeting.group.slug)
    context = {"group": meeting.group, "meeting": meeting, "form": form, "often": often(meeting)}
    return render(request, "members/meeting_form.html", context, status=422 if form.errors else 200)


def save_change(meeting: Meeting, form: MeetingForm, by: Person, now: datetime) -> str:
    """Save what the form says; return what to tell."""
    if form.concerns_following:
        change_following(meeting, form.said_of_series(), by=by, now=now)
        return "Saved, for this meeting and those after it. Calendars show it when they look again."
    services.change_meeting(meeting, now=now, **form.said())
    if form.repeats_from_now_on:
        return on_the_list(plan_series(meeting.group, form.said_of_series(), by=by, now=now))
    return "Saved. Calendars show it the next time they look."


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Ask, then say that the meeting, or this one and those after it, does not take place."""
    meeting = my_meeting(request, group, pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            if request.POST.get("scope") == FOLLOWING:
                taken_off = cancel_following(meeting, now=now)
                messages.success(request, cancelled_with(meeting, taken_off))
            else:
                services.cancel_meeting(meeting, now=now)
                said = f"{meeting.title} is cancelled. Calendars strike it through."
                messages.success(request, said)
        except services.TookPlace:
            messages.error(request, "Somebody was there. Untick everybody first.")
        except services.WasCancelled:
            messages.error(request, CANCELLED)
        except HasBeen:
            messages.error(request, BEGUN)
        return redirect("members:meetings", meeting.group.slug)
    goes_on = meeting.series_id is not None and meeting.starts_at > now
    context = {"group": meeting.group, "meeting": meeting, "goes_on": goes_on}
    return render(request, "members/meeting_cancel.html", context)


def cancelled_with(meeting: Meeting, taken_off: int) -> str:
    those = {0: "None came", 1: "The one"}.get(taken_off, f"The {taken_off}")
    rest = f"{those} after it." if not taken_off else f"{those} after it are off the list."
    return f"{meeting.title} is cancelled. {rest}"


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_series(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Until when meetings repeat."""
    organized = my_organized_group(request, group)
    series = get_object_or_404(organized.series.select_related("group"), pk=pk)
    now = timezone.now()
    today = today_in(organized, now).date()
    form = LastDayForm(sent(request), today=today, initial={"until": series.last_day})
    if form.is_valid():
        until = form.cleaned_data["until"]
        more = set_last_day(series, until, now=now)
        messages.success(request, said_of_end(series, until, more))
        return redirect("members:meetings", organized.slug)
    coming = series.meetings.taking_place().filter(starts_at__gt=now).order_by("starts_at")
    context = {
        "group": organized,
        "series": series,
        "often": in_words(series.repeats, series.first_day),
        "form": form,
        "next": coming.select_related("group").first(),
        "today": today,
    }
    return render(
        request, "members/meeting_series.html", context, status=422 if form.errors else 200
    )


def said_of_end(series: MeetingSeries, until: date | None, more: int) -> str:
    when = f"until {until:%B} {until.day}" if until else "until you end it"
    dates = "date is" if abs(more) == 1 else "dates are"
    change = f" {abs(more)} {dates} {'new on' if more > 0 else 'off'} the list." if more else ""
    return f"{series.title} goes on {when}.{change}"
