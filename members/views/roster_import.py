"""Bringing a list of members: upload it, look at what would happen, confirm."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from members.forms_roster import RosterFileForm
from members.http import MemberRequest, wants_partial
from members.models import RosterImport
from members.roster.fates import Fate
from members.roster.importing import (
    AlreadyApplied,
    apply_import,
    count_fates,
    open_import,
    outcomes_of,
)
from members.roster.listing import not_yet_invited
from members.roster.questions import answer, questions_of
from members.roster.reading import UnreadableRoster
from members.views.roster import my_organized_group

PAGE = 100


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
                return redirect("members:roster_preview", organized.slug, upload.pk)
    context = {"group": organized, "form": form}
    return render(
        request, "members/roster_import.html", context, status=422 if form.errors else 200
    )


def my_upload(request: MemberRequest, group: str, pk: int) -> RosterImport:
    organized = my_organized_group(request, group)
    return get_object_or_404(RosterImport.objects.select_related("group"), pk=pk, group=organized)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def roster_preview(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    upload = my_upload(request, group, pk)
    if upload.state == RosterImport.State.APPLIED:
        return imported(request, upload)
    if request.method == "POST":
        keep_answers(request, upload)
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
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
        "tabs": fate_tabs(counts, fate),
    }
    if wants_partial(request):
        return render(request, "members/_roster_preview.html", context)
    context["questions"], context["more_questions"] = questions_of(upload)
    return render(request, "members/roster_preview.html", context)


def keep_answers(request: MemberRequest, upload: RosterImport) -> None:
    answer(upload, request.POST.getlist("text"), request.POST.getlist("choice"))


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


def imported(request: MemberRequest, upload: RosterImport) -> HttpResponse:
    """What an import did, and which lines it left out."""
    refused = upload.report.get("refused", [])
    context = {
        "group": upload.group,
        "upload": upload,
        "counts": upload.report.get("counts", {}),
        "page": Paginator(refused, PAGE).get_page(request.GET.get("page")),
        "waiting": not_yet_invited(upload.group).count(),
    }
    return render(request, "members/roster_imported.html", context)


@require_POST
def roster_confirm(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    upload = my_upload(request, group, pk)
    keep_answers(request, upload)
    try:
        apply_import(upload, now=timezone.now())
    except AlreadyApplied:
        messages.info(request, "This list has been imported already.")
    return redirect("members:roster_preview", upload.group.slug, upload.pk)
