"""One's own groups: what each sees, introductions to other groups, and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.http import MemberRequest
from members.models import Membership
from members.querysets import MembershipQuerySet
from members.services import LastOrganizer, leave_group
from members.services.lines import set_terms

EVERYBODY_SEES = (
    "your name, company and profession",
    "what you say about yourself and what you would like",
    "your lists: who sends you business, whose custom you seek, when you are needed",
    "thanks that you chose to show to the group",
)
ORGANIZERS_SEE = (
    "your e-mail address, when you joined, and the meetings you came to",
    "how many introductions were made within the group, never what was said in them",
)
NOBODY_SEES = (
    "your other groups, or that you have any",
    "your contacts, notes, minutes, goals and promises",
    "whom you would rather not meet, and what you answered to an introduction",
)


@require_safe
def groups(request: MemberRequest) -> HttpResponse:
    """All groups of one's own, each with its switch."""
    context = {
        "memberships": _mine(request).order_by("group__name", "pk"),
        "everybody_sees": EVERYBODY_SEES,
        "organizers_see": ORGANIZERS_SEE,
        "nobody_sees": NOBODY_SEES,
    }
    return render(request, "members/groups.html", context)


@require_POST
def group_terms(request: MemberRequest, group: str) -> HttpResponse:
    """Say whether one may be introduced to people of other groups, as far as this one is asked."""
    membership = get_object_or_404(_mine(request), group__slug=group)
    crosses = request.POST.get("cross_groups") == "yes"
    set_terms(membership.group, membership, cross_groups=crosses, now=timezone.now())
    if crosses:
        text = f"People who know you from {membership.group} may introduce you further."
    else:
        text = f"Who knows you from {membership.group} introduces you within it alone."
    messages.success(request, text)
    return redirect("members:groups")


@require_http_methods(["GET", "HEAD", "POST"])
def group_leave(request: MemberRequest, group: str) -> HttpResponse:
    membership = get_object_or_404(_mine(request), group__slug=group)
    context = {"membership": membership, "group": membership.group}
    if request.method != "POST":
        return render(request, "members/group_leave.html", context)
    try:
        leave_group(membership, by=request.user.person, now=timezone.now())
    except LastOrganizer:
        alone = {**context, "alone": True}
        return render(request, "members/group_leave.html", alone, status=422)
    messages.success(request, f"You have left {membership.group}. Your profile stays yours.")
    return redirect("members:groups")


def _mine(request: MemberRequest) -> MembershipQuerySet:
    """With how many active `members` each group has."""
    mine = Membership.objects.active().filter(person=request.user.person).select_related("group")
    active = Q(group__memberships__state=Membership.State.ACTIVE)
    return mine.annotate(members=Count("group__memberships", filter=active))
