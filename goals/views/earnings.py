"""Money that came of networking: kept, changed, taken back; for the person alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from goals import services
from goals.forms_time import EarningForm
from goals.models import Earning
from goals.money import COMMON
from goals.rot.wording import money
from members.http import MemberRequest
from members.models import Person

LISTED = 200


@require_http_methods(["GET", "HEAD", "POST"])
def earnings(request: MemberRequest) -> HttpResponse:
    """The latest, and the form for one more."""
    person, now = request.user.person, timezone.now()
    mine = Earning.objects.filter(person=person).select_related("other")
    listed = list(mine.order_by("-earned_on", "-pk")[:LISTED])
    last_noted = max(listed, key=lambda each: (each.created_at, each.pk), default=None)
    code = last_noted.code if last_noted else ""
    data = request.POST if request.method == "POST" else None
    form = EarningForm(data, person=person, now=now, code=code)
    if data is not None and form.is_valid():
        said = dict(form.cleaned_data)
        kept = services.log_earning(person, on=said.pop("day"), now=now, **said)
        messages.success(request, f"Noted: {money(kept.amount)} {kept.code}. Only you see it.")
        return redirect("goals:earnings")
    circle = set(Person.objects.keys_in_circle_of(person))
    context = {
        "form": form,
        "earnings": [
            (each, money(each.amount), each.other if each.other_id in circle else None)
            for each in listed
        ],
        "currencies": COMMON,
    }
    status = 422 if data is not None else 200
    return render(request, "goals/earnings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def earning(request: MemberRequest, pk: int) -> HttpResponse:
    """One payment, to be said otherwise."""
    person, now = request.user.person, timezone.now()
    mine = get_object_or_404(Earning, person=person, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = EarningForm(data, person=person, now=now, earning=mine)
    if data is not None and form.is_valid():
        said = dict(form.cleaned_data)
        services.change_earning(mine, on=said.pop("day"), now=now, **said)
        messages.success(request, "Changed.")
        return redirect("goals:earnings")
    context = {"form": form, "earning": mine, "said": money(mine.amount), "currencies": COMMON}
    status = 422 if data is not None else 200
    return render(request, "goals/earning.html", context, status=status)


@require_POST
def earning_forget(request: MemberRequest, pk: int) -> HttpResponse:
    services.forget_earning(get_object_or_404(Earning, person=request.user.person, pk=pk))
    messages.success(request, "Taken back.")
    return redirect("goals:earnings")
