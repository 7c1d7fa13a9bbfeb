"""The tables of a meeting: organizers plan them, members see with whom they sit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from introductions.forms_tables import MoveForm, TablesForm
from introductions.models import TablePlan
from introductions.seating.coming import expected_at
from introductions.seating.looking import Round, look_at
from introductions.services import seating
from members.http import MemberRequest
from members.models import Meeting, Membership
from members.services.meetings import WasCancelled

REFUSALS = {
    WasCancelled: "This meeting was cancelled.",
    seating.IsOver: "This meeting is over. Who sat with whom stays as it is.",
    seating.TooFew: "Choose who comes: two people at least.",
    seating.TooMany: f"Tables are planned for {seating.MOST_PEOPLE} people at most.",
    seating.PlannedAnew: "The tables were planned anew meanwhile. Here they are.",
}


@require_safe
def tables(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """The plan; for organizers also how to plan it."""
    mine, meeting = my_place(request, group, pk)
    return page(request, mine, meeting)


@require_POST
def tables_plan(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    mine, meeting = my_place(request, group, pk, organizer=True)
    form = TablesForm(expected_at(meeting), request.POST)
    if not form.is_valid():
        return page(request, mine, meeting, form)
    said = form.cleaned_data
    try:
        seating.seat(
            meeting,
            said["person"],
            seats=said["seats"],
            rounds=said["rounds"],
            by=mine.person,
            now=timezone.now(),
        )
        messages.success(request, "The tables are planned. Members see where they sit.")
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
    return back(meeting)


@require_POST
def tables_move(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    mine, meeting = my_place(request, group, pk, organizer=True)
    plan = plan_of(meeting)
    if plan is None:
        return back(meeting)
    form = MoveForm(look_at(plan, mine.person, organizer=True), plan.made_at, request.POST)
    if not form.is_valid():
        messages.error(request, REFUSALS[seating.PlannedAnew])
        return back(meeting)
    try:
        if seating.move(plan, now=timezone.now(), **form.said()):
            to = form.cleaned_data["to"] + 1
            messages.success(request, f"{form.who} sits at table {to} now.")
        else:
            messages.info(request, "They sit there already.")
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
    return back(meeting)


@require_POST
def tables_forget(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    _, meeting = my_place(request, group, pk, organizer=True)
    try:
        seating.forget_tables(meeting, now=timezone.now())
        messages.success(request, "There is no plan any more. Everybody sits where they like.")
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
    return back(meeting)


@require_safe
def tables_print(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Cards to put on the tables."""
    mine, meeting = my_place(request, group, pk, organizer=True)
    plan = plan_of(meeting)
    rounds = look_at(plan, mine.person, organizer=True) if plan else []
    context = {"group": meeting.group, "meeting": meeting, "rounds": rounds}
    return render(request, "introductions/tables_print.html", context)


def my_place(
    request: MemberRequest, slug: str, pk: int, *, organizer: bool = False
) -> tuple[Membership, Meeting]:
    """A meeting of a group that whoever asks is a member, or an organizer, of; 404 otherwise."""
    places = Membership.objects.active().filter(person=request.user.person, group__slug=slug)
    if organizer:
        places = places.filter(role=Membership.Role.ORGANIZER)
    mine = get_object_or_404(places.select_related("group", "person"))
    meeting = get_object_or_404(Meeting.objects.select_related("group"), group=mine.group, pk=pk)
    return mine, meeting


def plan_of(meeting: Meeting) -> TablePlan | None:
    plan = TablePlan.objects.filter(meeting=meeting).first()
    if plan:
        plan.meeting = meeting
    return plan


def page(
    request: MemberRequest, mine: Membership, meeting: Meeting, form: TablesForm | None = None
) -> HttpResponse:
    """The page, with a form that was filled in or a fresh one."""
    plan, now = plan_of(meeting), timezone.now()
    rounds = look_at(plan, mine.person, organizer=mine.is_organizer) if plan else []
    context: dict[str, Any] = {
        "group": mine.group,
        "meeting": meeting,
        "organizer": mine.is_organizer,
        "rounds": rounds,
        "mine": [each for each in rounds if each.company],
        "open": meeting.cancelled_at is None and now < meeting.ends_at,
    }
    if mine.is_organizer and context["open"]:
        context |= to_plan(request, meeting, plan, rounds, form)
    status = 422 if form is not None and form.errors else 200
    return render(request, "introductions/tables.html", context, status=status)


def to_plan(
    request: MemberRequest,
    meeting: Meeting,
    plan: TablePlan | None,
    rounds: list[Round],
    form: TablesForm | None,
) -> dict[str, Any]:
    """What an organizer plans with."""
    expected = form.expected if form else expected_at(meeting, request.GET.get("who", ""))
    if form is None:
        before = {"seats": plan.seats_a_table, "rounds": len(plan.rounds)} if plan else {}
        form = TablesForm(expected, initial=before)
    move = MoveForm(rounds, plan.made_at) if plan and len(rounds[0].tables) > 1 else None
    return {"form": form, "expected": expected, "move": move}


def back(meeting: Meeting) -> HttpResponse:
    return redirect("introductions:tables", meeting.group.slug, meeting.pk)
