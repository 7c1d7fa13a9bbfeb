"""When people are asked how an introduction goes: their own days and hour, and their group's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from introductions import services
from introductions.forms_follow_ups import PaceForm
from introductions.ladder import ASKED_AT, RUNGS
from introductions.models import Pace
from introductions.pacing import days_without_own, own_days
from members.http import MemberRequest
from members.models import Group, Person

SAVED = "Saved. What was not asked yet is dated anew."


@require_http_methods(["GET", "HEAD", "POST"])
def pace(request: MemberRequest) -> HttpResponse:
    """One's own days and hour."""
    me = request.user.person
    own = Pace.objects.filter(person=me).first()
    days = own_days(own)
    form = PaceForm(
        request.POST if request.method == "POST" else None,
        days=days or days_without_own(me),
        asked_at=own.asked_at if own else ASKED_AT,
    )
    if form.is_valid():
        # Days that nobody touched go on following the group.
        chosen = form.days if days or form.days_changed else None
        asked_at = form.cleaned_data["asked_at"]
        services.set_pace(me, days=chosen, asked_at=asked_at, now=timezone.now())
        messages.success(request, SAVED)
        return redirect("introductions:pace")
    context = {"form": form, "has_own": own is not None, "follows": _followed(me, bool(days))}
    return _page(request, form, context)


@require_POST
def pace_reset(request: MemberRequest) -> HttpResponse:
    services.reset_pace(request.user.person, now=timezone.now())
    messages.success(request, "You are asked as usual again.")
    return redirect("introductions:pace")


@require_http_methods(["GET", "HEAD", "POST"])
def group_pace(request: MemberRequest, group: str) -> HttpResponse:
    """The days of a group, for its organizers."""
    organized = _organized(request, group)
    own = Pace.objects.filter(group=organized).first()
    form = PaceForm(
        request.POST if request.method == "POST" else None,
        days=own.days if own else RUNGS,
    )
    if form.is_valid():
        services.set_group_pace(organized, days=form.days, now=timezone.now())
        messages.success(request, SAVED)
        return redirect("introductions:group_pace", organized.slug)
    context = {"form": form, "has_own": own is not None, "group": organized}
    return _page(request, form, context)


@require_POST
def group_pace_reset(request: MemberRequest, group: str) -> HttpResponse:
    organized = _organized(request, group)
    services.reset_group_pace(organized, now=timezone.now())
    messages.success(request, f"{organized.name} is asked as usual again.")
    return redirect("introductions:group_pace", organized.slug)


def _organized(request: MemberRequest, slug: str) -> Group:
    return get_object_or_404(Group.objects.organized_by(request.user.person), slug=slug)


def _followed(me: Person, has_own_days: bool) -> str:
    """Whose days hold now, in words."""
    if has_own_days:
        return "You chose these days yourself."
    names = list(Group.objects.of(me).filter(pace__isnull=False).values_list("name", flat=True))
    if not names:
        return "These are the usual days."
    if len(names) == 1:
        return f"These are the days of {names[0]}, for introductions there."
    return "Your groups chose days of their own. The slowest of them hold."


def _page(request: MemberRequest, form: PaceForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "introductions/pace.html", context, status=status)
