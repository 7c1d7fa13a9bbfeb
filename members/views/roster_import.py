"""Bringing a list of members: upload it, say which column is which, look at what would happen,
confirm, undo."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from members.forms_import import ColumnsForm, RosterFileForm
from members.http import MemberRequest, download, wants_partial
from members.journal import CannotUndo
from members.models import RosterImport
from members.roster.columns import Columns, in_words
from members.roster.fates import Fate
from members.roster.importing import AlreadyApplied, confirm_import, undo_import
from members.roster.listing import not_yet_invited
from members.roster.progress import progress_of
from members.roster.questions import answer, questions_of
from members.roster.reporting import as_csv, refused_of, report_of
from members.roster.sheets import UnreadableRoster
from members.roster.undoing import can_be_undone
from members.roster.uploads import (
    OPEN,
    choose_columns,
    choose_rules,
    count_fates,
    guess_of,
    open_import,
    outcomes_of,
    sheet_of,
    waiting_list,
)
from members.views.roster import my_organized_group

PAGE = 100
EARLIER = 5
LARGE = ("header", "cells", "lines", "answers", "report")
State = RosterImport.State


@require_http_methods(["GET", "HEAD", "POST"])
def roster_import(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    form = RosterFileForm()
    if request.method == "POST":
        form = RosterFileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                upload = open_import(
                    organized,
                    form.content(),
                    filename=form.cleaned_data["file"].name,
                    by=request.user.person,
                    now=timezone.now(),
                )
            except UnreadableRoster as refusal:
                form.add_error("file", str(refusal))
            else:
                sure = not guess_of(upload).doubts
                page = "members:roster_preview" if sure else "members:roster_columns"
                return redirect(page, organized.slug, upload.pk)
    earlier = organized.roster_imports.select_related("uploaded_by").order_by("-uploaded_at", "-pk")
    context = {
        "group": organized,
        "form": form,
        "earlier": earlier.defer(*LARGE)[:EARLIER],
    }
    return render(
        request, "members/roster_import.html", context, status=422 if form.errors else 200
    )


def my_upload(
    request: MemberRequest, group: str, pk: int, *, without: Sequence[str] = ("cells",)
) -> RosterImport:
    """The upload, `without` those of its large columns that are not needed."""
    organized = my_organized_group(request, group)
    uploads = RosterImport.objects.select_related("group", "uploaded_by", "change")
    return get_object_or_404(uploads.defer(*without, "change__rows"), pk=pk, group=organized)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def roster_columns(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """Which column is which. A change by htmx shows what stands in the columns, no more."""
    upload = my_upload(request, group, pk, without=())
    if upload.state not in OPEN:
        return redirect("members:roster_preview", upload.group.slug, upload.pk)
    if not upload.cells:
        messages.info(
            request, "The rows of this file are not kept any more. Please bring it again."
        )
        return redirect("members:roster_import", upload.group.slug)
    form = ColumnsForm(
        sheet_of(upload),
        Columns.of(upload.columns),
        request.POST if request.method == "POST" else None,
    )
    partial = wants_partial(request)
    if form.is_valid() and not partial:
        choose_columns(upload, form.columns())
        return redirect("members:roster_preview", upload.group.slug, upload.pk)
    context = {"group": upload.group, "upload": upload, "form": form}
    if partial:
        return render(request, "members/_roster_columns.html", context)
    context["doubts"] = guess_of(upload).doubts if request.method != "POST" else []
    return render(
        request, "members/roster_columns.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def roster_preview(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    upload = my_upload(request, group, pk)
    if is_worked_on(upload):
        return in_progress(request, upload)
    if upload.state not in OPEN:
        return imported(request, upload)
    if not upload.lines:
        return redirect("members:roster_columns", upload.group.slug, upload.pk)
    if request.method == "POST":
        keep_choices(request, upload)
        if not wants_partial(request):
            return redirect("members:roster_preview", upload.group.slug, upload.pk)
    outcomes = outcomes_of(upload)
    counts = count_fates(outcomes)
    fate = request.GET.get("fate", "")
    chosen = [outcome for outcome in outcomes if outcome.fate == fate or fate not in counts]
    context = {
        "group": upload.group,
        "upload": upload,
        "counts": counts,
        "total": len(outcomes),
        "writes": counts[Fate.NEW] + counts[Fate.CHANGED],
        "waiting": sum(outcome.waits for outcome in outcomes),
        "taken": sum(outcome.seat_taken for outcome in outcomes),
        "waiting_list": waiting_list(upload),
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
        "tabs": fate_tabs(counts, fate),
    }
    if wants_partial(request):
        return render(request, "members/_roster_preview.html", context)
    context["columns"] = in_words(Columns.of(upload.columns), tuple(upload.header))
    context["questions"], context["more_questions"] = questions_of(upload)
    return render(request, "members/roster_preview.html", context)


def keep_choices(request: MemberRequest, upload: RosterImport) -> None:
    """Keep what was said below the preview: professions that are meant, and what is imported."""
    answer(upload, request.POST.getlist("text"), request.POST.getlist("choice"))
    if "rules" in request.POST:
        choose_rules(
            upload,
            all_or_nothing=request.POST.get("which") == "all",
            waiting_list="waiting_list" in request.POST,
        )


def fate_tabs(counts: dict[str, int], current: str) -> list[dict[str, object]]:
    labels = {
        "": "All lines",
        Fate.NEW: "New",
        Fate.CHANGED: "Changed",
        Fate.UNCHANGED: "Unchanged",
        Fate.REFUSED: "Left out",
    }
    known = current if current in counts else ""
    return [
        {
            "label": label,
            "url": f"?fate={fate}" if fate else "?",
            "current": fate == known,
            "count": counts[fate] if fate else sum(counts.values()),
        }
        for fate, label in labels.items()
    ]


def is_worked_on(upload: RosterImport) -> bool:
    """Whether a worker shall import it, or undo it."""
    undoing = upload.change is not None and upload.change.is_being_undone
    return upload.state == State.QUEUED or undoing


def in_progress(request: MemberRequest, upload: RosterImport) -> HttpResponse:
    context = {"group": upload.group, "upload": upload, "progress": progress_of(upload)}
    return render(request, "members/roster_progress.html", context)


@require_safe
@vary_on_headers("HX-Request")
def roster_progress(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """How far an import has come, every second; the whole page anew when it is over."""
    upload = my_upload(request, group, pk, without=LARGE)
    if not wants_partial(request):
        return redirect("members:roster_preview", upload.group.slug, upload.pk)
    if not is_worked_on(upload):
        return HttpResponseClientRefresh()
    context = {"group": upload.group, "upload": upload, "progress": progress_of(upload)}
    return render(request, "members/_roster_progress.html", context)


def imported(request: MemberRequest, upload: RosterImport) -> HttpResponse:
    """What an import did, and which lines it left out."""
    change = upload.change
    context = {
        "group": upload.group,
        "upload": upload,
        "counts": upload.report.get("counts", {}),
        "page": Paginator(refused_of(upload), PAGE).get_page(request.GET.get("page")),
        "waiting": not_yet_invited(upload.group).count(),
        "can_undo": change is not None and can_be_undone(change, timezone.now()),
    }
    return render(request, "members/roster_imported.html", context)


@require_POST
def roster_confirm(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    upload = my_upload(request, group, pk)
    if upload.state in OPEN and not upload.lines:
        return redirect("members:roster_columns", upload.group.slug, upload.pk)
    keep_choices(request, upload)
    try:
        confirm_import(upload, now=timezone.now())
    except AlreadyApplied:
        if upload.state != State.QUEUED:
            messages.info(request, "This list has been imported already.")
    return redirect("members:roster_preview", upload.group.slug, upload.pk)


@require_POST
def roster_import_undo(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    upload = my_upload(request, group, pk)
    try:
        left = undo_import(upload, by=request.user.person, now=timezone.now())
    except CannotUndo as refusal:
        messages.info(request, str(refusal))
    else:
        if left is not None:
            messages.success(request, undone_words(left))
    return redirect("members:roster_preview", upload.group.slug, upload.pk)


def undone_words(left: list[str]) -> str:
    if not left:
        return "Everything is as it was before."
    return f"Undone for all but {len(left)} {'person' if len(left) == 1 else 'people'}."


@require_safe
def roster_report(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    """What became of each line, or would, as a table to take along."""
    upload = my_upload(request, group, pk)
    return download(as_csv(report_of(upload)), f"{upload.group.slug}-import-{upload.pk}.csv")
