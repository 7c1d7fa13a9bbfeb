"""Does anybody know a …? What others look for, what one looks for oneself, and who fits."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions import services
from introductions.exceptions import TooManyRequests
from introductions.fitting import around, fitting
from introductions.forms_requests import RequestForm
from introductions.models import Request
from introductions.querysets import RequestQuerySet
from introductions.services.requesting import MOST_OPEN
from members.http import MemberRequest, typed, wants_partial
from members.models import Person

LISTED = 100
EARLIER = 10
FITTING = 12
FOUND = 12


@require_http_methods(["GET", "HEAD", "POST"])
def request_list(request: MemberRequest) -> HttpResponse:
    """What others look for, one's own with what came of it, and the line to ask with."""
    me, now = request.user.person, timezone.now()
    form = RequestForm(request.POST if request.method == "POST" else None, person=me)
    if form.is_bound and form.groups and form.is_valid():
        try:
            made = services.make_request(
                me,
                form.chosen_group,
                text=form.cleaned_data["text"],
                profession=form.cleaned_data["profession"],
                now=now,
            )
        except TooManyRequests:
            form.add_error(
                None, f"{MOST_OPEN} questions of yours are open. Close one to ask another."
            )
        else:
            messages.success(request, f"Everybody in {made.group} can see it now.")
            return redirect("introductions:requests")
    here = Request.objects.visible_to(me).for_list()
    mine = here.filter(person=me).with_brought()
    context = {
        "form": form,
        "others": _of_others(here.open(now).exclude(person=me), now),
        "mine": mine.open(now),
        "earlier": mine.past(now)[:EARLIER],
    }
    status = 422 if form.is_bound else 200
    return render(request, "introductions/requests.html", context, status=status)


@require_safe
@vary_on_headers("HX-Request")
def request_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One request and who fits; ?q= searches for somebody else."""
    me, now = request.user.person, timezone.now()
    wanted = get_object_or_404(Request.objects.readable_by(me, now).for_list(), pk=pk)
    mine = wanted.person_id == me.pk
    q = typed(request, "q")
    context = {"wanted": wanted, "q": q, "found": _found(me, wanted, q) if not mine else []}
    if wants_partial(request):
        return render(request, "introductions/_request_found.html", context)
    brought = wanted.introductions.visible_to(me).exclude(state="withdrawn")
    context |= {
        "mine": mine,
        "is_open": wanted.is_open(now),
        "person": me,
        "now": now,
        "people": fitting(wanted, me, now, FITTING) if not mine else [],
        "introductions": brought.for_list(),
    }
    return render(request, "introductions/request.html", context)


@require_POST
def request_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Found: nobody needs to look any more."""
    mine = Request.objects.visible_to(request.user.person).filter(person=request.user.person)
    services.close_request(get_object_or_404(mine, pk=pk), now=timezone.now())
    messages.success(request, "Good. Nobody is asked to look any more.")
    return redirect("introductions:requests")


def _of_others(requests: RequestQuerySet, now: datetime) -> list[Request]:
    """Nobody has to look for somebody who takes a pause."""
    return [wanted for wanted in requests[:LISTED] if not wanted.person.is_on_pause(now)]


def _found(me: Person, wanted: Request, q: str) -> list[Person]:
    return list(around(wanted, me).search(q, me)[:FOUND]) if q else []
