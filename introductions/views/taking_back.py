"""Undo within a few seconds of sending; withdraw a question that is still open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from introductions import services
from introductions.exceptions import NotUnderWay
from introductions.models import Introduction
from members.http import MemberRequest


@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    introduction = _mine(request, pk)
    a, b = introduction.a_id, introduction.b_id
    try:
        services.undo(introduction, now=timezone.now())
    except NotUnderWay:
        messages.error(request, "Too late: the mails have left already.")
        return redirect(introduction)
    messages.success(request, "Undone. No mail has left.")
    return redirect("introductions:introduce", a, b)


@require_POST
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    introduction = _mine(request, pk)
    try:
        services.withdraw(introduction, now=timezone.now())
    except NotUnderWay:
        messages.error(request, "Nobody is being asked any more.")
    else:
        messages.success(request, "Withdrawn. Nobody is asked any more.")
    return redirect(introduction)


def _mine(request: MemberRequest, pk: int) -> Introduction:
    mine = Introduction.objects.filter(introducer=request.user.person)
    return get_object_or_404(mine.select_related("introducer", "a", "b"), pk=pk)
