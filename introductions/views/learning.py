"""Why these suggestions: what they rest on, what moved it, and starting afresh."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from introductions import services
from introductions.suggesting.why import explain_weights
from members.http import MemberRequest
from members.models import Group


@require_safe
def why(request: MemberRequest) -> HttpResponse:
    me = request.user.person
    context = {"why": explain_weights(me, timezone.now())}
    return render(request, "introductions/why.html", context)


@require_POST
def why_reset(request: MemberRequest) -> HttpResponse:
    services.reset_learning(request.user.person, now=timezone.now())
    messages.success(request, "You start afresh. You can take it back here.")
    return redirect("introductions:why")


@require_POST
def why_restore(request: MemberRequest) -> HttpResponse:
    services.restore_learning(request.user.person, now=timezone.now())
    messages.success(request, "All your answers count again.")
    return redirect("introductions:why")


@require_POST
def why_reset_group(request: MemberRequest, group: str) -> HttpResponse:
    organized = _organized(request, group)
    services.reset_group_learning(organized, now=timezone.now())
    messages.success(request, f"{organized.name} starts afresh. You can take it back here.")
    return redirect("introductions:why")


@require_POST
def why_restore_group(request: MemberRequest, group: str) -> HttpResponse:
    organized = _organized(request, group)
    services.restore_group_learning(organized, now=timezone.now())
    messages.success(request, f"All answers in {organized.name} count again.")
    return redirect("introductions:why")


def _organized(request: MemberRequest, slug: str) -> Group:
    """The group, if whoever asks organizes it; 404 for everybody else."""
    return get_object_or_404(Group.objects.organized_by(request.user.person), slug=slug)
