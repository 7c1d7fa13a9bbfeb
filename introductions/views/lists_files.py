"""A list of a group as a file, out and in; and who competes, on a page of their own."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from introductions.views.lists import (
    RIVALS,
    address,
    done_or_asked,
    kind_named,
    my_group,
    tabs,
    tried,
)
from members.forms_lists import CompeteForm, ListFileForm
from members.http import MemberRequest, download
from members.models import Group
from members.roster.csv_files import decode
from members.roster.sheets import UnreadableRoster
from members.vocabulary.editing import Edit, editing
from members.vocabulary.files import Line, UnreadableList, read_list, write_list
from members.vocabulary.rivals import read_rivals, rivals_of, write_rivals

MAX_BYTES = 500_000


@require_http_methods(["GET", "HEAD", "POST"])
def lists_rivals(request: MemberRequest, group: str) -> HttpResponse:
    """Which professions compete here, and saying so of two more, or that two do not."""
    mine = my_group(request, group)
    form = CompeteForm(request.POST if request.method == "POST" else None, group=mine)
    if form.is_valid():
        one, other, how = (form.cleaned_data[name] for name in ("one", "other", "how"))
        says = {
            "compete": f"{one} and {other} compete",
            "lifted": f"{one} and {other} do not compete",
            "everybody": f"{one} and {other}: as everybody has it",
        }
        return done_or_asked(
            request,
            mine,
            lambda edit: edit.compete(one, other, how),
            summary=says[how],
            back=address(mine, RIVALS),
            notes=["Two who compete are not suggested to each other."] if how == "compete" else [],
        )
    context = {
        "group": mine,
        "tabs": tabs(mine, RIVALS),
        "pairs": rivals_of(mine),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "introductions/lists_rivals.html", context, status=status)


@require_safe
def lists_file(request: MemberRequest, group: str, kind: str) -> HttpResponse:
    """The list as CSV, as it can be read in again."""
    mine = my_group(request, group)
    text = write_rivals(mine) if kind == RIVALS else write_list(kind_named(kind), mine)
    return download(f"\ufeff{text}", f"{mine.slug}-{kind}.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def lists_import(request: MemberRequest, group: str, kind: str) -> HttpResponse:
    """Read a list from a file: each line's fate and the effect first, then all good lines."""
    mine = my_group(request, group)
    which = None if kind == RIVALS else kind_named(kind)
    context: dict[str, Any] = {
        "group": mine,
        "kind": which,
        "title": which.title if which else "Who competes",
        "form": ListFileForm(),
        "back": address(mine, kind),
    }
    if request.method != "POST":
        return render(request, "introductions/lists_import.html", context)
    try:
        text = _sent(request)
        lines = read_list(which, mine, text.encode()) if which else read_rivals(mine, text.encode())
    except UnreadableList as error:
        context["problem"] = str(error)
        return render(request, "introductions/lists_import.html", context, status=422)
    return _preview(request, mine, lines, text, context)


def _sent(request: MemberRequest) -> str:
    """The text of the file: as uploaded, or as the preview sends it once more."""
    if "text" in request.POST:
        return request.POST["text"][:MAX_BYTES]
    form = ListFileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise UnreadableList(str(form.errors["file"][0]))
    file = form.cleaned_data["file"]
    if file.size > MAX_BYTES:
        raise UnreadableList("This file is larger than any list. Is it the right one?")
    try:
        return decode(file.read())
    except UnreadableRoster as error:
        raise UnreadableList(str(error)) from error


def _preview(
    request: MemberRequest, group: Group, lines: list[Line], text: str, context: dict[str, Any]
) -> HttpResponse:
    good = [line.do for line in lines if line.do]
    now, by = timezone.now(), request.user.person

    def change(edit: Edit) -> None:
        for do in good:
            do(edit)

    if "confirm" in request.POST:
        summary = f"{context['title']} from a file: {_counted(len(good))}"
        with editing(group, summary=summary, by=by, now=now) as edit:
            change(edit)
        messages.success(request, f"{summary}. Changes can undo it.")
        return redirect(context["back"])
    context |= {
        "text": text,
        "counts": Counter(line.fate for line in lines),
        "lines": [line for line in lines if line.fate != "unchanged"],
        "good": len(good),
        "effect": tried(group, change, by=by, now=now) if good else None,
    }
    return render(request, "introductions/lists_preview.html", context)


def _counted(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines} lines"
