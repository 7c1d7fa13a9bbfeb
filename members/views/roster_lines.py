"""One line of a roster: what is known of it, its history, and what organizers do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.forms_lines import HAS_PLACE, LineForm
from members.http import MemberRequest
from members.models import Group, Membership, Profession
from members.roster.bulk import Deed, change_many, is_ours_to_write
from members.roster.invited import invitation_of
from members.roster.listing import EVERYBODY, roster_of
from members.roster.story import story_of
from members.services import LastOrganizer, SeatTaken, put_on_roster, set_role
from members.services.lines import OnRosterAlready, describe, set_seat
from members.services.waiting import seat_holder
from members.views.roster import back_to, my_organized_group
from members.views.roster_words import LAST_ORGANIZER, tell_done

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

State = Membership.State
Role = Membership.Role
ROLES = {Deed.ORGANIZERS: Role.ORGANIZER, Deed.MEMBERS: Role.MEMBER}
SEAT_TAKEN = "The seat for {} is taken."


def line_of(group: Group, pk: int) -> ShownMembership:
    """The line, whatever its state; 404 for one of another group."""
    lines = roster_of(group, organizer=True, state=EVERYBODY)
    found = get_object_or_404(lines.select_related("seat", "group", "said_profession"), pk=pk)
    return cast("ShownMembership", found)


@require_safe
def roster_line(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    organized = my_organized_group(request, group)
    line = line_of(organized, pk)
    called = Profession.objects.offered_in(organized).filter(pk=line.seen_profession or 0).first()
    waits_for = line.said_profession_id if line.state == State.WAITING else None
    context = {
        "group": organized,
        "line": line,
        "invitation": invitation_of(line, timezone.now()),
        "trade": called.called if called else line.seen_trade,
        "ours_to_write": is_ours_to_write(line),
        "has_place": line.state in HAS_PLACE,
        "is_me": line.person_id == request.user.person.pk,
        "seat_is_taken": bool(waits_for and seat_holder(organized, waits_for)),
        "story": story_of(line),
    }
    return render(request, "members/roster_line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def roster_edit(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    organized = my_organized_group(request, group)
    line = line_of(organized, pk)
    form = LineForm(line, request.POST if request.method == "POST" else None, initial=known(line))
    if form.is_valid() and save_line(request, line, form):
        return redirect("members:roster_line", organized.slug, line.pk)
    context = {"group": organized, "line": line, "form": form}
    return render(request, "members/roster_edit.html", context, status=422 if form.errors else 200)


def known(line: ShownMembership) -> dict[str, Any]:
    """What stands in the form before somebody writes in it."""
    profession = line.person.profession if line.shown else line.said_profession
    return {
        "name": line.person.name if line.shown else line.said_name,
        "email": line.person.email or "",
        "company": line.seen_company,
        "profession": profession.slug if profession else "",
        "role": line.role,
        "seat": line.seat.slug if line.seat else "",
    }


def save_line(request: MemberRequest, line: ShownMembership, form: LineForm) -> bool:
    """Save what the form says; where it cannot be, say so in the form."""
    said, by, now = form.cleaned_data, request.user.person, timezone.now()
    try:
        if form.writes_profile and describe(line, now=now, **form.said()):
            messages.info(request, "The address is another one now, so the invitation is off.")
        if "seat" in said:
            set_seat(line, said["seat"])
    except OnRosterAlready:
        form.add_error("email", "This address is on the roster already.")
        return False
    except SeatTaken:
        field = "seat" if "seat" in said else "profession"
        form.add_error(field, SEAT_TAKEN.format(said[field].called_short))
        return False
    try:
        if "role" in said:
            set_role(line.group, [line.pk], Role(said["role"]), by=by, now=now)
    except LastOrganizer:
        form.add_error("role", LAST_ORGANIZER)
        return False
    messages.success(request, "Saved.")
    return True


@require_POST
def roster_deed(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Put somebody on the roster or the waiting list, or change their role, with one press."""
    organized = my_organized_group(request, group)
    line = line_of(organized, pk)
    said = request.POST.get("deed", "")
    if said == "list":
        put_on(request, organized, line)
    elif said in ROLES and line.person_id == request.user.person.pk:
        change_own_role(request, organized, line, ROLES[Deed(said)])
    elif said in {*ROLES, Deed.WAITING}:
        by, now = request.user.person, timezone.now()
        tell_done(request, organized, change_many(organized, [pk], Deed(said), by=by, now=now))
    return back_to(request, organized, pk)


def put_on(request: MemberRequest, group: Group, line: ShownMembership) -> None:
    """List a guest, somebody who waits or somebody who left."""
    seat = group.one_seat_per_profession and line.state == State.WAITING and line.said_profession
    try:
        done = put_on_roster(line, by=request.user.person, now=timezone.now())
    except SeatTaken:
        messages.warning(request, "The seat is taken. Put them on the waiting list instead.")
        return
    if not done:
        messages.info(request, f"{line.label} is on the roster already.")
    elif seat:
        has = f"{line.label} has the seat for {seat.called_short}."
        messages.success(request, f"{has} Invite them next.")
    else:
        messages.success(request, f"{line.label} is on the roster. Invite them next.")


def change_own_role(
    request: MemberRequest, group: Group, line: ShownMembership, role: Membership.Role
) -> None:
    try:
        set_role(group, [line.pk], role, by=request.user.person, now=timezone.now())
    except LastOrganizer:
        messages.error(request, LAST_ORGANIZER)
