"""Several lines of a roster at once, and undoing what was changed."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from members.forms_lines import BulkForm
from members.http import MemberRequest
from members.journal import UNDONE_FOR, CannotUndo
from members.models import Group, Profession
from members.roster.bulk import Deed, change_many
from members.roster.listing import EVERYBODY, Filters, roster_of
from members.roster.taking_back import take_back
from members.roster.undoing import can_be_undone, changes_of
from members.services import invite_many
from members.views.roster import my_organized_group
from members.views.roster_words import tell_done, tell_invited

PAGE = 30


@require_POST
def roster_bulk(request: MemberRequest, group: str) -> HttpResponse:
    """Do one thing to the lines that are ticked, or to all that the filters find."""
    organized = my_organized_group(request, group)
    query = QueryDict(request.POST.get("query", "")[:1000].replace("\0", ""))
    form = BulkForm(organized, request.POST)
    if form.is_valid():
        do(request, organized, form, query)
    else:
        messages.warning(request, form.first_error())
    page = reverse("members:roster", args=[organized.slug])
    return redirect(f"{page}?{query.urlencode()}" if query else page)


def do(request: MemberRequest, group: Group, form: BulkForm, query: QueryDict) -> None:
    said, by, now = form.cleaned_data, request.user.person, timezone.now()
    keys = chosen(group, form, query)
    if said["deed"] == "invite":
        tell_invited(request, group, invite_many(group, keys, by=by, now=now), now=now)
        return
    profession = cast("Profession | None", said["profession"])
    deed = Deed(said["deed"])
    tell_done(request, group, change_many(group, keys, deed, by=by, now=now, profession=profession))


def chosen(group: Group, form: BulkForm, query: QueryDict) -> list[int]:
    """The keys of the lines that are meant; those of other groups are none."""
    if form.cleaned_data["all"]:
        filters = Filters.asked(query, organizer=True)
        lines = roster_of(group, organizer=True, filters=filters, now=timezone.now())
    else:
        lines = roster_of(group, organizer=True, state=EVERYBODY)
        lines = lines.filter(pk__in=form.who)
    return list(lines.order_by("pk").values_list("pk", flat=True))


@require_safe
def changes(request: MemberRequest, group: str) -> HttpResponse:
    """What was changed at once, by whom, and what of it can be undone."""
    organized = my_organized_group(request, group)
    now = timezone.now()
    page = Paginator(changes_of(organized), PAGE).get_page(request.GET.get("page"))
    for change in page:
        change.can_be_undone = can_be_undone(change, now)  # type: ignore[attr-defined]
    context = {"group": organized, "page": page, "days": UNDONE_FOR.days}
    return render(request, "members/changes.html", context)


@require_POST
def change_undo(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    organized = my_organized_group(request, group)
    change = get_object_or_404(organized.changes.select_related("group"), pk=pk)
    try:
        left = take_back(change, by=request.user.person, now=timezone.now())
    except CannotUndo as reason:
        messages.warning(request, str(reason))
    else:
        if left is None:
            messages.info(request, "This is a lot. It is being undone, and you need not wait.")
        else:
            messages.success(request, "Undone.")
        if left:
            messages.warning(request, "Some of it has changed since and stays: see below.")
    return redirect(f"{reverse('members:changes', args=[organized.slug])}#change-{pk}")
