"""Got it: a want that came true, and from whom."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from introductions import services
from members.http import MemberRequest, typed, wants_partial
from members.models import Person, Want
from members.services import end_want

FOUND = 8


@require_POST
def want_got(request: MemberRequest, pk: int) -> HttpResponse:
    """One press ends it; from whom is asked afterwards, and may stay unsaid."""
    want = get_object_or_404(Want.objects.filter(person=request.user.person), pk=pk)
    end_want(want, now=timezone.now())
    return redirect("introductions:want_from", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def want_from(request: MemberRequest, pk: int) -> HttpResponse:
    """From whom? ?q= searches the circle."""
    me = request.user.person
    got = Want.objects.filter(person=me, ended_at__isnull=False)
    want = get_object_or_404(got, pk=pk)
    if request.method == "POST":
        return _note(request, want)
    q = typed(request, "q")
    circle = Person.objects.circle_of(me).for_list()
    context = {
        "want": want,
        "q": q,
        "found": circle.search(q, me)[:FOUND] if q else [],
    }
    template = "_want_from_found.html" if wants_partial(request) else "want_from.html"
    return render(request, f"introductions/{template}", context)


def _note(request: MemberRequest, want: Want) -> HttpResponse:
    """Whoever it was gave it; the one who received it says so, and that settles it."""
    me, now = request.user.person, timezone.now()
    chosen = request.POST.get("person", "")
    key = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0
    giver = get_object_or_404(Person.objects.circle_of(me), pk=key)
    noted = services.log_contribution(
        by=me,
        giver=giver,
        receiver=me,
        currency=want.currency,
        text=want.text,
        on=now.astimezone(me.zone).date(),
        now=now,
    )
    messages.success(request, f"Noted. A word of thanks to {giver.first_name} is one press away.")
    return redirect("introductions:contribution", noted.pk)
