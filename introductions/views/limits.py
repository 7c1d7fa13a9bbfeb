"""How one is introduced: how many at once, asked first or not, a pause, and not to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from introductions import services
from introductions.forms_limits import DaysOffForm, LimitsForm
from introductions.models import DoNotIntroduce, Introduction
from members.http import MemberRequest, typed, wants_partial
from members.models import Pause, Person
from members.services import change_profile, end_pause, plan_pause

FOUND = 8


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def limits(request: MemberRequest) -> HttpResponse:
    """The page; ?q= searches for somebody not to be introduced to."""
    me, now = Person.objects.get(pk=request.user.person.pk), timezone.now()
    if request.method == "POST":
        form = LimitsForm(request.POST, instance=me, now=now)
        if form.is_valid():
            change_profile(me, now=now)
            messages.success(request, "Saved.")
            return redirect("introductions:limits")
        return render(request, "introductions/limits.html", _page(request, form, now), status=422)
    if wants_partial(request):
        return render(request, "introductions/_limits_found.html", _found(request))
    form = LimitsForm(instance=me, now=now)
    return render(request, "introductions/limits.html", _page(request, form, now))


@require_POST
def pause_end(request: MemberRequest) -> HttpResponse:
    me = request.user.person
    if me.is_on_pause(timezone.now()):
        me.paused_until = None
        change_profile(me, now=timezone.now())
        messages.success(request, "Welcome back. New suggestions follow in a moment.")
    return redirect("introductions:limits")


@require_POST
def pause_plan(request: MemberRequest) -> HttpResponse:
    """Plan days off ahead."""
    me, now = request.user.person, timezone.now()
    form = DaysOffForm(request.POST, today=me.today(now))
    if form.is_valid():
        try:
            pause = plan_pause(me, now=now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Off: {pause.in_words}. Nothing is asked of you then.")
            return redirect(reverse("introductions:limits") + "#off")
    page = _page(request, LimitsForm(instance=me, now=now), now, days_off_form=form)
    return render(request, "introductions/limits.html", page, status=422)


@require_POST
def pause_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take planned days off back; those of today end."""
    pause = get_object_or_404(Pause.objects.filter(person=request.user.person), pk=pk)
    end_pause(pause, now=timezone.now())
    messages.success(request, f"No longer off: {pause.in_words}.")
    return redirect(reverse("introductions:limits") + "#off")


@require_POST
def apart_add(request: MemberRequest, pk: int) -> HttpResponse:
    me = request.user.person
    other = get_object_or_404(Person.objects.circle_of(me), pk=pk)
    services.keep_apart(me, other, now=timezone.now())
    messages.success(
        request, f"You will not be introduced to {other.name}. They will never know of it."
    )
    return redirect(reverse("introductions:limits") + "#apart")


@require_POST
def apart_remove(request: MemberRequest, pk: int) -> HttpResponse:
    mine = DoNotIntroduce.objects.filter(person=request.user.person)
    entry = get_object_or_404(mine.select_related("person", "other"), pk=pk)
    services.allow_again(entry, now=timezone.now())
    messages.success(request, f"{entry.other.name} is off the list.")
    return redirect(reverse("introductions:limits") + "#apart")


def _page(
    request: MemberRequest,
    form: LimitsForm,
    now: datetime,
    days_off_form: DaysOffForm | None = None,
) -> dict[str, Any]:
    me = request.user.person
    return {
        "form": form,
        "days_off": list(me.pauses.still_to_come(me.today(now))),
        "days_off_form": days_off_form or DaysOffForm(today=me.today(now)),
        "paused_until": me.paused_until if me.is_on_pause(now) else None,
        "entries": _entries(me),
        **_found(request),
    }


def _entries(me: Person) -> list[dict[str, object]]:
    """The secret list, and what is under way with somebody on it nevertheless."""
    entries = list(me.do_not_introduce.for_list())
    pairs = Introduction.objects.among([me.pk, *(entry.other_id for entry in entries)])
    under_way = {
        introduction.other(me).pk: introduction
        for introduction in pairs.of(me).open().select_related("introducer", "a", "b")
    }
    return [{"entry": entry, "under_way": under_way.get(entry.other_id)} for entry in entries]


def _found(request: MemberRequest) -> dict[str, object]:
    """People of the circle who match what was typed and are not on the list."""
    me, q = request.user.person, typed(request, "q")
    if not q:
        return {"q": "", "found": []}
    others = Person.objects.circle_of(me).exclude(pk__in=me.do_not_introduce.values("other"))
    return {"q": q, "found": list(others.search(q, me).for_list()[:FOUND])}
