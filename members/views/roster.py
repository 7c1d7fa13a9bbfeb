"""The roster of a group: who is on it, inviting them, adding one by hand, taking one off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from members.forms_roster import RosterPersonForm, sentence
from members.http import MemberRequest, wants_partial
from members.models import Group, Membership, Profession
from members.roster.bulk import Deed, change_many
from members.roster.fates import Fate
from members.roster.importing import add_one
from members.roster.invited import INVITATIONS, invitation_of
from members.roster.listing import (
    EVERYBODY,
    ROLES,
    STATES,
    Filters,
    counts_of,
    not_yet_invited,
    roster_of,
)
from members.roster.seats import queues_of
from members.services import EnoughForToday, invite, invite_many
from members.views.roster_words import tell_done, tell_invited, waiting_words

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

PAGE = 50
# The columns, each with what it can be sorted by.
HEADS = (
    {"name": "Name"},
    {"profession": "Profession", "company": "Company"},
    {"role": "Role"},
    {"state": "State", "since": "Since"},
)


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
    now = timezone.now()
    filters = Filters.asked(request.GET, organizer=mine.is_organizer)
    lines = roster_of(mine.group, organizer=mine.is_organizer, filters=filters, now=now)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    professions = list(Profession.objects.offered_in(mine.group))
    dress(page, professions, now)
    context = {
        "group": mine.group,
        "organizer": mine.is_organizer,
        "page": page,
        "filters": filters,
        "heads": heads_of(request.GET, filters, organizer=mine.is_organizer),
        "professions": professions,
        "deeds": Deed.choices,
    }
    if wants_partial(request):
        return render(request, "members/_roster.html", context)
    if mine.is_organizer:
        context |= choices(mine.group)
    return render(request, "members/roster.html", context)


def choices(group: Group) -> dict[str, Any]:
    """What organizers choose from above the list, and what waits for them."""
    counts = counts_of(group)
    return {
        "states": [
            ("", f"On the roster ({counts['active'] + counts['invited'] + counts['listed']:,})"),
            *((state, f"{label} ({counts[state]:,})") for state, label in STATES.items()),
            (EVERYBODY, f"Everybody ({sum(counts.values()):,})"),
        ],
        "roles": ROLES,
        "invitations": INVITATIONS,
        "waiting": counts["listed"] and not_yet_invited(group).count(),
        "queues": queues_of(group) if counts["waiting"] else [],
    }


def dress(page: Page[Membership], professions: list[Profession], now: datetime) -> None:
    """Give each line the words of its invitation, and its profession in the group's own words."""
    called = {profession.pk: profession.called for profession in professions}
    for line in cast("Page[ShownMembership]", page):
        line.invitation = invitation_of(line, now)  # type: ignore[attr-defined]
        line.trade = called.get(line.seen_profession or 0, line.seen_trade)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Head:
    """What a column can be sorted by: where its link leads, and how it is sorted by it now."""

    label: str
    url: str
    sorted: str


def heads_of(query: QueryDict, filters: Filters, *, organizer: bool) -> list[list[Head]]:
    """The heads of each column. Members see no states."""
    shown = [
        {key: label for key, label in column.items() if organizer or key != "state"}
        for column in HEADS
    ]
    return [
        [head_of(key, label, query, filters.sort or "name") for key, label in column.items()]
        for column in shown
    ]


def head_of(key: str, label: str, query: QueryDict, current: str) -> Head:
    there = query.copy()
    there.pop("page", None)
    there["sort"] = f"-{key}" if current == key else key
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return Head(label, f"?{there.urlencode()}", order)


@require_http_methods(["GET", "HEAD", "POST"])
def roster_add(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    form = RosterPersonForm(organized, request.POST if request.method == "POST" else None)
    seat_is_taken = False
    if form.is_valid():
        outcome = add_one(
            organized,
            form.line(),
            by=request.user.person,
            waiting_list="wait" in request.POST,
            now=timezone.now(),
        )
        if outcome.fate == Fate.NEW:
            where = "the waiting list" if outcome.waits else "the roster"
            messages.success(request, f"{outcome.line.name} is on {where}.")
            return redirect(organized)
        if outcome.fate == Fate.REFUSED:
            form.add_error("profession", sentence(outcome.causes[0]))
            seat_is_taken = outcome.seat_taken
        else:
            form.add_error("email", "This address is on the roster already.")
    context = {"group": organized, "form": form, "seat_is_taken": seat_is_taken}
    return render(request, "members/roster_add.html", context, status=422 if form.errors else 200)


@require_POST
@vary_on_headers("HX-Request")
def roster_invite(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    organized = my_organized_group(request, group)
    now = timezone.now()
    found = get_object_or_404(roster_of(organized, organizer=True), pk=pk)
    membership = cast("ShownMembership", found)
    try:
        if invite(membership, by=request.user.person, now=now):
            messages.success(request, f"The invitation to {membership.label} is on its way.")
        else:
            messages.info(request, f"{membership.label} has been invited today already.")
    except EnoughForToday as enough:
        messages.warning(request, waiting_words(organized, 1, enough.again_at, now=now))
    if not wants_partial(request):
        return back_to(request, organized, pk)
    page = Paginator(roster_of(organized, organizer=True).filter(pk=pk), 1).get_page(1)
    dress(page, list(Profession.objects.offered_in(organized)), now)
    context = {"group": organized, "organizer": True, "membership": page[0], "oob": True}
    return render(request, "members/_roster_line.html", context)


def back_to(request: MemberRequest, group: Group, pk: int) -> HttpResponse:
    """Where a button was pressed: on a line's own page or on the roster."""
    if request.POST.get("back") == "line":
        return redirect("members:roster_line", group.slug, pk)
    return redirect(group)


@require_http_methods(["GET", "HEAD", "POST"])
def roster_remove(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Ask, then end somebody's membership; not one's own, by a slip of the hand."""
    organized = my_organized_group(request, group)
    current = roster_of(organized, organizer=True, state=EVERYBODY).current()
    others = current.exclude(person=request.user.person)
    membership = cast("ShownMembership", get_object_or_404(others, pk=pk))
    if request.method == "POST":
        by = request.user.person
        tell_done(
            request,
            organized,
            change_many(organized, [membership.pk], Deed.OFF, by=by, now=timezone.now()),
        )
        return redirect(organized)
    context = {"group": organized, "membership": membership}
    return render(request, "members/roster_remove.html", context)


@require_POST
def roster_invite_all(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    now = timezone.now()
    keys = not_yet_invited(organized).values_list("pk", flat=True)
    done = invite_many(organized, keys, by=request.user.person, now=now)
    tell_invited(request, organized, done, now=now)
    return redirect(organized)
