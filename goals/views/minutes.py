"""Minutes: the list of a month with one-tap corrections, what is typed, how long things take."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from goals import services
from goals.forms_time import EntryForm, MinutesForm, UsualForm
from goals.models import TimeEntry
from goals.models.time import SOURCES
from goals.periods import month_of
from goals.rot import wording
from goals.rot.circle import Circle
from goals.rot.describing import line_of, lines_of
from goals.rot.months import EARLIEST, month, months_back
from goals.rot.spending import ENTRY, Usual, spent_by, spent_on
from members.http import MemberRequest, typed, wants_partial
from members.models import Person

A_PAGE = 40


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: MemberRequest) -> HttpResponse:
    """The minutes of a month (?month=2026-11), and a form for those that nothing else tells of."""
    person, now = request.user.person, timezone.now()
    circle = Circle.of(person)
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, person=person, groups=circle.groups, now=now)
    if data is not None and form.is_valid():
        said = dict(form.cleaned_data)
        entry = services.log_minutes(person, on=said.pop("day"), now=now, **said)
        messages.success(request, f"Noted: {wording.long(entry.minutes)}.")
        return redirect(f"{reverse('goals:minutes')}?month={entry.spent_on:%Y-%m}")
    return _page(request, person, circle, now, form=form, status=422 if data is not None else 200)


def _page(
    request: MemberRequest,
    person: Person,
    circle: Circle,
    now: datetime,
    *,
    form: EntryForm,
    usual_form: UsualForm | None = None,
    status: int = 200,
) -> HttpResponse:
    this = now.astimezone(person.zone).date().replace(day=1)
    shown = _month(typed(request, "month"), this)
    spent = spent_by(person, month_of(shown), now=now)
    page = Paginator(lines_of(spent, circle), A_PAGE).get_page(typed(request, "page"))
    context = {
        "shown": shown,
        "before": months_back(shown, 1) if shown > EARLIEST else None,
        "after": months_back(shown, -1) if shown < this else None,
        "page": page,
        "total": wording.long(sum(each.minutes for each in spent)),
        "form": form,
        "usual_form": usual_form or UsualForm(said=Usual.of(person).said),
    }
    return render(request, "goals/minutes.html", context, status=status)


def _month(text: str, this: date) -> date:
    asked = month(text)
    return asked if asked and EARLIEST <= asked <= this else this


@require_POST
def usual_minutes(request: MemberRequest) -> HttpResponse:
    """How long things take; what was not corrected follows."""
    person, now = request.user.person, timezone.now()
    form = UsualForm(request.POST, said={})
    if not form.is_valid():
        circle = Circle.of(person)
        empty = EntryForm(person=person, groups=circle.groups, now=now)
        return _page(request, person, circle, now, form=empty, usual_form=form, status=422)
    services.set_usual_minutes(person, form.cleaned_data)
    messages.success(request, "Kept. Everything you have not corrected follows.")
    return redirect("goals:minutes")


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def minutes_change(request: MemberRequest, source: str, pk: int) -> HttpResponse:
    """One thing: any number of minutes for it, 0 where it did not count."""
    person, now = request.user.person, timezone.now()
    if source not in (*SOURCES, ENTRY):
        raise Http404
    spent = spent_on(person, source, pk, now=now)
    if spent is None:
        raise Http404
    form = MinutesForm(request.POST if request.method == "POST" else None, spent=spent)
    if request.method == "POST" and form.is_valid():
        services.correct_minutes(person, source, pk, minutes=form.cleaned_data["minutes"], now=now)
        if not wants_partial(request):
            messages.success(request, "Corrected.")
            return redirect(f"{reverse('goals:minutes')}?month={spent.day:%Y-%m}")
        spent = spent_on(person, source, pk, now=now) or spent
    context = {"line": line_of(spent, Circle.of(person)), "form": form}
    partial = wants_partial(request) and request.method == "POST" and not form.errors
    template = "goals/_spent.html" if partial else "goals/minutes_change.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def minutes_forget(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back what was typed."""
    own: dict[str, Any] = dict.fromkeys(SOURCES)
    entry = get_object_or_404(TimeEntry, person=request.user.person, pk=pk, **own)
    services.forget_minutes(entry)
    messages.success(request, "Taken back.")
    return redirect(f"{reverse('goals:minutes')}?month={entry.spent_on:%Y-%m}")
