"""Who was at a meeting: organizers tap them, one by one, on a phone in the room."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from members.attending import asked_about, attending, counted, last_time
from members.forms_guests import GuestForm
from members.http import MemberRequest, typed, wants_partial
from members.models import Meeting, Person
from members.services import meetings as services
from members.services.guests import note_guest
from members.views.meetings import CANCELLED, NOT_YET, my_meeting

STARTED = 3  # members ticked: then last time is no start any more
REFUSALS = {
    services.WasCancelled: CANCELLED,
    services.NotYet: NOT_YET,
    services.NotAMemberThen: "They had left the group by that day. Take them back first.",
}


@require_safe
@vary_on_headers("HX-Request")
def meeting_who(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    meeting = my_meeting(request, group, pk)
    context = screen(meeting, typed(request, "q"))
    if wants_partial(request):
        return render(request, "members/_attending.html", context)
    return render(request, "members/meeting_who.html", context | {"form": GuestForm(meeting.group)})


@require_POST
@vary_on_headers("HX-Request")
def meeting_tap(request: MemberRequest, group: str, pk: int, person: int) -> HttpResponse:
    """One tap: they are there, or not after all."""
    meeting = my_meeting(request, group, pk)
    membership = asked_about(meeting, person)
    if membership is None:
        raise Http404
    if request.POST.get("there") == "no":
        services.was_not_there(meeting, membership.person)
    else:
        note(request, meeting, membership.person)
    if not wants_partial(request):
        return back(meeting, request.POST.get("q", ""), f"#p-{person}")
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "membership": asked_about(meeting, person),
        "count": counted(meeting),
        "oob": True,
    }
    return render(request, "members/_attending_tap.html", context)


@require_POST
def meeting_as_before(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """As a start: everybody who was there last time."""
    meeting = my_meeting(request, group, pk)
    before = last_time(meeting)
    me, now = request.user.person, timezone.now()
    try:
        count = services.attend_as_before(meeting, before, by=me, now=now) if before else 0
        messages.success(request, f"{count} from last time are ticked. Tap who is not here.")
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
    return back(meeting)


@require_POST
def meeting_guest(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Somebody new in the room: on the roster as a guest, and there."""
    meeting = my_meeting(request, group, pk)
    form = GuestForm(meeting.group, request.POST)
    if form.is_valid() and can_say(meeting):
        guest = note_guest(meeting.group, by=request.user.person, now=timezone.now(), **form.said())
        if note(request, meeting, guest.person):
            messages.success(request, f"{form.cleaned_data['name']} is ticked.")
        return back(meeting, anchor=f"#p-{guest.person_id}")
    if form.is_valid():
        messages.error(request, CANCELLED if meeting.cancelled_at else NOT_YET)
        return back(meeting)
    context = screen(meeting, "") | {"form": form}
    return render(request, "members/meeting_who.html", context, status=422)


def note(request: MemberRequest, meeting: Meeting, person: Person) -> bool:
    """Note that they are there, or say why that cannot be."""
    try:
        services.attend(meeting, person, by=request.user.person, now=timezone.now())
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
        return False
    return True


def screen(meeting: Meeting, text: str) -> dict[str, Any]:
    """What the page and its parts show."""
    count = counted(meeting)
    return {
        "group": meeting.group,
        "meeting": meeting,
        "can_say": can_say(meeting),
        "attending": attending(meeting, text),
        "count": count,
        "before": last_time(meeting) if count.members < STARTED else None,
        "q": text,
    }


def can_say(meeting: Meeting) -> bool:
    return meeting.cancelled_at is None and meeting.day_has_come(timezone.now())


def back(meeting: Meeting, text: str = "", anchor: str = "") -> HttpResponse:
    """To the screen, as it was searched."""
    url = reverse("members:meeting_who", args=[meeting.group.slug, meeting.pk])
    query = f"?{urlencode({'q': text[:80]})}" if text else ""
    return redirect(f"{url}{query}{anchor}")
