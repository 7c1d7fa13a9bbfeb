"""Whom one lets see a promise."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from goals import services
from goals.models import Partner
from members.http import MemberRequest, typed, wants_partial
from members.models import Person

SHOWN = 12


@require_safe
@vary_on_headers("HX-Request")
def partner(request: MemberRequest) -> HttpResponse:
    """Choose somebody; ?q= searches."""
    q = typed(request, "q")
    me = request.user.person
    people = Person.objects.partners_for(me, timezone.now()).search(q, me)
    context = {"q": q, "found": list(people.for_list().order_by("name", "pk")[:SHOWN])}
    page = "goals/_partners_found.html" if wants_partial(request) else "goals/partner.html"
    return render(request, page, context)


@require_POST
def partner_choose(request: MemberRequest, pk: int) -> HttpResponse:
    person, now = request.user.person, timezone.now()
    chosen = get_object_or_404(Person.objects.partners_for(person, now), pk=pk)
    services.choose_partner(person, chosen, now=now)
    messages.success(request, f"{chosen.name} sees your promise now.")
    return redirect("goals:goals")


@require_POST
def partner_end(request: MemberRequest, pk: int) -> HttpResponse:
    """By the one who promised or by the one who sees it."""
    person = request.user.person
    ours = Partner.objects.filter(Q(person=person) | Q(partner=person))
    row = get_object_or_404(ours.select_related("person", "partner"), pk=pk)
    services.end_partnership(row)
    if row.person == person:
        messages.success(request, f"{row.partner.name} no longer sees your promise.")
    else:
        messages.success(request, f"You no longer see the promise of {row.person.name}.")
    return redirect("goals:goals")
