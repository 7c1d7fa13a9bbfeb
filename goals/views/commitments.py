"""The plan behind a promise: add an hour to it, say it otherwise, let it go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from goals import services, wording
from goals.forms_commitments import CommitmentForm
from goals.models import Commitment
from members.http import MemberRequest

EVERY = ["GET", "HEAD", "POST"]


@require_http_methods(EVERY)
def commitment_new(request: MemberRequest) -> HttpResponse:
    form = CommitmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.commit(request.user.person, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, plan)
    return _page(request, {"form": form})


@require_http_methods(EVERY)
def commitment(request: MemberRequest, pk: int) -> HttpResponse:
    mine = Commitment.objects.current().of(request.user.person)
    plan = get_object_or_404(mine.select_related("person"), pk=pk)
    form = CommitmentForm(request.POST or None, initial=_words(plan))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        return _saved(request, services.change_commitment(plan, now=now, **form.cleaned_data))
    return _page(request, {"form": form, "plan": plan})


@require_POST
def commitment_end(request: MemberRequest, pk: int) -> HttpResponse:
    mine = Commitment.objects.current().of(request.user.person)
    plan = get_object_or_404(mine.select_related("person"), pk=pk)
    services.end_commitment(plan, now=timezone.now())
    messages.success(request, "It is no longer in your plan.")
    return redirect("goals:goals")


def _words(plan: Commitment) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in CommitmentForm.Meta.fields}


def _page(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    refused = context["form"].is_bound
    return render(request, "goals/commitment.html", context, status=422 if refused else 200)


def _saved(request: MemberRequest, plan: Commitment) -> HttpResponse:
    messages.success(request, f"Planned: {wording.plan(plan)}.")
    return redirect("goals:goals")
