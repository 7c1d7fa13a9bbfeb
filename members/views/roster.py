"""The roster of a group: who is on it, inviting them, adding one by hand."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from members.forms_roster import RosterPersonForm, sentence
from members.http import MemberRequest, typed, wants_partial
from members.models import Group, Membership
from members.roster.fates import Fate
from members.roster.importing import add_one
from members.roster.listing import STATES, not_yet_invited, roster_of
from members.services import invite, leave_group

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

PAGE = 20
INVITED_AT_ONCE = 500


def my_membership(request: MemberRequest, slug: str) -> Membership:
    """The active membership of whoever asks; 404 for a group that is not theirs."""
    active = Membership.objects.active().select_related("group")
    return get_object_or_404(active, group__slug=slug, person=request.user.person)


def my_organized_group(request: MemberRequest, slug: str) -> Group:
    """The group, if whoever asks organizes it; 404 for everybody else."""
    organized = Group.objects.organized_by(request.user.person)
    return get_object_or_404(organized, slug=slug)


@require_safe
@vary_on_headers("HX-Request")
def roster(request: MemberRequest, group: str) -> HttpResponse:
    mine = my_membership(request, group)
    text = typed(request, "q")
    state = request.GET.get("state", "")
    lines = roster_of(mine.group, organizer=mine.is_organizer, text=text, state=state)
    context = {
        "group": mine.group,
        "organizer": mine.is_organizer,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "q": text,
        "state": state if state in STATES else "",
        "states": STATES,
    }
    if wants_partial(request):
        return render(request, "members/_roster.html", context)
    if mine.is_organizer:
        context["waiting"] = not_yet_invited(mine.group).count()
    return render(request, "members/roster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def roster_add(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    form = RosterPersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome = add_one(organized, form.line(), now=timezone.now())
        if outcome.fate == Fate.NEW:
            messages.success(request, f"{outcome.line.name} is on the roster.")
            return redirect(organized)
        if outcome.fate == Fate.REFUSED:
            form.add_error("profession", sentence(outcome.causes[0]))
        else:
            form.add_error("email", "This address is on the roster already.")
    context = {"group": organized, "form": form}
    return render(request, "members/roster_add.html", context, status=422 if form.errors else 200)


@require_POST
@vary_on_headers("HX-Request")
def roster_invite(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    organized = my_organized_group(request, group)
    found = get_object_or_404(roster_of(organized, organizer=True), pk=pk)
    membership = cast("ShownMembership", found)
    if invite(membership, by=request.user.person, now=timezone.now()):
        messages.success(request, f"The invitation to {membership.label} is on its way.")
    else:
        messages.info(request, f"{membership.label} has been invited today already.")
    if not wants_partial(request):
        return redirect(organized)
    line = roster_of(organized, organizer=True).get(pk=pk)
    context = {"group": organized, "organizer": True, "membership": line, "oob": True}
    return render(request, "members/_roster_line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def roster_remove(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Ask, then end somebody's membership; not one's own, by a slip of the hand."""
    organized = my_organized_group(request, group)
    others = roster_of(organized, organizer=True).exclude(person=request.user.person)
    membership = cast("ShownMembership", get_object_or_404(others, pk=pk))
    if request.method == "POST":
        leave_group(membership, now=timezone.now())
        messages.success(request, f"{membership.label} is off the roster.")
        return redirect(organized)
    context = {"group": organized, "membership": membership}
    return render(request, "members/roster_remove.html", context)


@require_POST
def roster_invite_all(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    now = timezone.now()
    waiting = not_yet_invited(organized).select_related("person")[:INVITED_AT_ONCE]
    sent = sum(invite(membership, by=request.user.person, now=now) for membership in waiting)
    messages.success(request, f"{sent} {'person' if sent == 1 else 'people'} invited.")
    return redirect(organized)
