"""The private calendar: the page that shows its address, and the file at that address."""

from __future__ import annotations

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from goals.calendar.address import read_token, subscribe_url_of, url_of
from goals.calendar.collecting import events_of
from goals.calendar.writing import calendar_of
from goals.models import CalendarFeed
from goals.services.calendar import end_feed, renew_feed
from introductions.pacing import hours_of
from members.http import MemberRequest

NAME = "Proactive"


@require_safe
def calendar(request: MemberRequest) -> HttpResponse:
    person = request.user.person
    feed = CalendarFeed.objects.filter(person=person).first()
    context = {
        "feed": feed,
        "url": url_of(feed) if feed else "",
        "subscribe_url": subscribe_url_of(feed) if feed else "",
        "hour": hours_of([person])[person.pk],
    }
    return render(request, "goals/calendar.html", context)


@require_POST
def renew(request: MemberRequest) -> HttpResponse:
    """A new address; the first one too."""
    person = request.user.person
    had_one = CalendarFeed.objects.filter(person=person).exists()
    renew_feed(person, now=timezone.now())
    said = "Your calendar has a new address. The old one has ended."
    messages.success(request, said if had_one else "Your calendar has an address now.")
    return redirect("goals:calendar")


@require_POST
def end(request: MemberRequest) -> HttpResponse:
    end_feed(request.user.person)
    messages.success(request, "The address has ended. Calendars find nothing there any more.")
    return redirect("goals:calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever the address belongs to, for programs that cannot sign in.

    The same answer to every address that is not one, whatever is wrong with it.
    """
    nonce = read_token(token)
    known = CalendarFeed.objects.filter(nonce=nonce, person__user__is_active=True)
    found = known.select_related("person").first() if nonce else None
    if found is None:
        return HttpResponseNotFound("There is no calendar here.\n", content_type="text/plain")
    content = calendar_of(events_of(found.person, timezone.now()), name=NAME)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="proactive.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer or response
