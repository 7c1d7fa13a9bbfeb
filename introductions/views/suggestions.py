"""The introductions worth making, and what one answers to them."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions import services
from introductions.exceptions import AlreadyAnswered, GivenAway
from introductions.models import Suggestion
from introductions.suggesting.cards import cards_for, load_cards
from introductions.suggesting.wishes import MOST
from members.http import MemberRequest, wants_partial

DELAYS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
NOBODY_MORE = "Nobody else fits just now. That changes as people join and profiles grow."
MOST_TRIES = 20  # a page that waits for its suggestions asks this often, every three seconds


@require_safe
@vary_on_headers("HX-Request")
def suggestion_list(request: MemberRequest) -> HttpResponse:
    """All that is ready. Another page may load the same list into itself, with `most` cards."""
    most = _number(request, "most", default=MOST)
    cards = load_cards(request.user.person, timezone.now(), most=max(1, min(most, MOST)))
    tries = _number(request, "tries", default=0) + 1
    context = {
        "suggestions": cards.suggestions,
        "empty": cards.empty,
        "circle_size": cards.circle_size,
        "most": most,
        "next_try": tries if tries <= MOST_TRIES else None,
        "show_more": most == MOST and len(cards.suggestions) < MOST and cards.empty != "paused",
    }
    partial = wants_partial(request)
    template = "_suggestion_list.html" if partial else "suggestions.html"
    return render(request, f"introductions/{template}", context)


@require_POST
def suggestion_more(request: MemberRequest) -> HttpResponse:
    """Three more that nobody has; a page that can swaps its whole list."""
    person, now = request.user.person, timezone.now()
    found = services.suggest_more(person, now=now)
    if not wants_partial(request):
        if not found:
            messages.info(request, NOBODY_MORE)
        return redirect("introductions:suggestions")
    cards = load_cards(person, now)
    context = {
        "suggestions": cards.suggestions,
        "empty": cards.empty,
        "circle_size": cards.circle_size,
        "most": MOST,
        "nobody_more": "" if found else NOBODY_MORE,
        "show_more": len(cards.suggestions) < MOST,
    }
    return render(request, "introductions/_suggestion_list.html", context)


@require_POST
def suggestion_later(request: MemberRequest, pk: int) -> HttpResponse:
    suggestion, now = _own(request, pk), timezone.now()
    delay = DELAYS.get(request.POST.get("for", ""), DELAYS["week"])
    until = now.astimezone(suggestion.introducer.zone).date() + delay
    try:
        services.put_off(suggestion, until=until, now=now)
    except AlreadyAnswered:
        return _answered(request, suggestion, "You have already answered this one.", undo=False)
    return _answered(request, suggestion, f"Put off until {_day(until)}.")


@require_POST
def suggestion_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    suggestion = _own(request, pk)
    reason = request.POST.get("reason", "")
    if reason not in Suggestion.Refusal.values:
        reason = Suggestion.Refusal.NOT_THESE
    try:
        services.refuse(suggestion, reason=reason, now=timezone.now())
    except AlreadyAnswered:
        return _answered(request, suggestion, "You have already introduced them.", undo=False)
    if suggestion.put_off_until:
        day = _day(suggestion.put_off_until)
        return _answered(request, suggestion, f"We will not bring it up before {day}.")
    return _answered(request, suggestion, "Good to know. We will not suggest these two again.")


@require_POST
def suggestion_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Undo the answer that was just given."""
    suggestion = _own(request, pk)
    try:
        services.restore(suggestion, now=timezone.now())
    except AlreadyAnswered:
        return _answered(request, suggestion, "You have already introduced them.", undo=False)
    except GivenAway:
        text = "Meanwhile somebody else has been given these two."
        return _answered(request, suggestion, text, undo=False)
    if not wants_partial(request):
        return redirect(_back(request))
    card = cards_for(suggestion.introducer, timezone.now()).filter(pk=pk).first()
    return render(
        request, "introductions/_suggestion_card.html", {"suggestion": card or suggestion}
    )


def _own(request: MemberRequest, pk: int) -> Suggestion:
    mine = Suggestion.objects.for_cards().select_related("introducer")
    return get_object_or_404(mine, pk=pk, introducer=request.user.person)


def _answered(
    request: MemberRequest, suggestion: Suggestion, text: str, *, undo: bool = True
) -> HttpResponse:
    """In the place of the card: what was answered, and the best one that is not shown yet."""
    if not wants_partial(request):
        messages.success(request, text)
        return redirect(_back(request))
    left = cards_for(suggestion.introducer, timezone.now()).exclude(pk=suggestion.pk)
    shown = [int(pk) for pk in request.POST.getlist("shown") if pk.isascii() and pk.isdigit()]
    context = {
        "answered": suggestion,
        "text": text,
        "undo": undo,
        "suggestion": left.exclude(pk__in=shown).first(),
        "nothing_left": not left.exists(),
    }
    return render(request, "introductions/_suggestion_answered.html", context)


def _day(day: date) -> str:
    return date_format(day, "j F")  # 30 November


def _back(request: MemberRequest) -> str:
    """The page the answer was given on, if it is one of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("introductions:suggestions")


def _number(request: MemberRequest, name: str, *, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else default
