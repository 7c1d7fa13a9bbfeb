"""Giving and receiving: what waits, the balance, ways to give back, what people would like."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from introductions.giving import (
    A_YEAR,
    balances,
    in_currencies,
    ledger,
    most_from,
    recent,
    sentence,
)
from introductions.models import Contribution
from introductions.ways import ways_to_give_back
from members.http import MemberRequest, typed, wants_partial
from members.models import Currency, Person, Want

PERIODS = {
    "3": ("3 months", "in the last 3 months", timedelta(days=91)),
    "12": ("12 months", "in the last 12 months", A_YEAR),
    "all": ("All the time", "in all", None),
}
LATEST = 5
PEOPLE, LINES = 12, 30
WAITING = 20
WANTS, WANTS_CHOSEN = 6, 30
FOUND = 8


@require_safe
@vary_on_headers("HX-Request")
def giving(request: MemberRequest) -> HttpResponse:
    """?period=3|12|all and ?currency= choose what counts, ?wants= a currency, ?q= finds people."""
    me, now = request.user.person, timezone.now()
    q = typed(request, "q")
    found = Person.objects.circle_of(me).search(q, me).for_list()[:FOUND] if q else []
    if wants_partial(request):
        return render(request, "introductions/_giving_found.html", {"q": q, "found": found})
    circle = Person.objects.keys_in_circle_of(me)
    noted = Contribution.objects.for_list()
    context = {
        "person": me,
        "now": now,
        "q": q,
        "found": found,
        "waiting": noted.waiting_for(me)[:WAITING],
        # Introductions have a page of their own, and what waits stands above.
        "latest": noted.of(me)
        .counted()
        .filter(introduction=None)
        .exclude(state="noted", receiver=me)[:LATEST],
        **_balance(request, me, set(circle), now),
        **_wants(request, circle),
    }
    return render(request, "introductions/giving.html", context)


@require_safe
def giving_all(request: MemberRequest) -> HttpResponse:
    """Everything that was noted, also what does not count."""
    me = request.user.person
    noted = Contribution.objects.of(me).for_list()
    page = Paginator(noted, LINES).get_page(request.GET.get("page"))
    return render(request, "introductions/giving_all.html", {"person": me, "page": page})


def _balance(
    request: MemberRequest, me: Person, circle: Collection[int], now: datetime
) -> dict[str, Any]:
    """What went back and forth in the chosen time, by currency and by person; ways to give back,
    by the past year."""
    period = request.GET.get("period", "")
    period = period if period in PERIODS else "12"
    _, when, within = PERIODS[period]
    everything = ledger(me, now, within=None)
    entries = recent(everything, within, me, now)
    chosen = _currency(request, "currency")
    counted = [entry for entry in entries if not chosen or entry.currency == chosen]
    people = balances(me, counted)
    given, received = (sum(getattr(one, way) for one in people) for way in ("given", "received"))
    by_currency = in_currencies(me, entries)
    return {
        "sentence": sentence(given, received, when, most_from(people)),
        "chosen": chosen,
        "periods": [
            {"value": value, "label": label, "current": value == period}
            for value, (label, *_) in PERIODS.items()
        ],
        "period": period,
        "by_currency": by_currency,
        "most": max((max(one.given, one.received) for one in by_currency), default=1),
        "given": sum(one.given for one in by_currency),
        "received": sum(one.received for one in by_currency),
        "people": Paginator(people, PEOPLE).get_page(request.GET.get("page")),
        "circle": circle,
        "ways": ways_to_give_back(
            me, circle, now, found=balances(me, recent(everything, A_YEAR, me, now))
        ),
    }


def _wants(request: MemberRequest, circle: Collection[int]) -> dict[str, Any]:
    """What people around would like, the newest first."""
    chosen = _currency(request, "wants")
    wants = Want.objects.current().filter(person__in=circle).select_related("person")
    if chosen:
        wants = wants.filter(currency=chosen)
    most = WANTS_CHOSEN if chosen else WANTS
    return {"wants": wants.order_by("-created_at", "-pk")[:most], "wants_chosen": chosen}


def _currency(request: MemberRequest, name: str) -> Currency | None:
    value = request.GET.get(name, "")
    return Currency(value) if value in Currency.values else None
