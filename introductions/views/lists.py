"""The lists of a group, for its organizers: what is offered, under which words, and who competes.

Whatever can move suggestions is shown with its effect before it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions.suggesting.effects import Effect, effect_of
from members.forms_lists import DEFAULTS, EntryForm, MergeForm, NeedsForm, WordsForm
from members.http import MemberRequest, typed, wants_partial
from members.models import Group, TriggerEvent
from members.views.profile import option
from members.vocabulary.editing import CannotMerge, Edit, InUse, editing, users_of
from members.vocabulary.kinds import KINDS, Kind

RIVALS = "rivals"
CHIPS = {
    "sources": ("Who sends them business", "What somebody of this profession begins with."),
    "pools": ("Whose custom they seek", ""),
    "belongs": ("What they are themselves", "Somebody may look for clients like them."),
}


def my_group(request: MemberRequest, slug: str) -> Group:
    """The group, if whoever asks organizes it; 404 for everybody else."""
    return get_object_or_404(Group.objects.organized_by(request.user.person), slug=slug)


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def entry_of(group: Group, kind: Kind, pk: int) -> Any:
    """Everybody's entry, or one of the group; entries of other groups do not exist."""
    return get_object_or_404(kind.model.objects.of_lists_of(group), pk=pk)


def tabs(group: Group, here: str) -> list[dict[str, object]]:
    """Between the lists of one group."""
    names = {kind.name: kind.title for kind in KINDS.values()} | {RIVALS: "Who competes"}
    return [
        {"label": title, "url": address(group, name), "current": name == here}
        for name, title in names.items()
    ]


def address(group: Group, name: str) -> str:
    if name == RIVALS:
        return reverse("introductions:lists_rivals", args=[group.slug])
    return reverse("introductions:lists_of", args=[group.slug, name])


@require_safe
@vary_on_headers("HX-Request")
def lists(request: MemberRequest, group: str, kind: str = "professions") -> HttpResponse:
    """One list; ?q= searches it, ?own= shows the group's own entries alone."""
    mine, which = my_group(request, group), kind_named(kind)
    q, own = typed(request, "q"), "own" in request.GET
    entries = which.model.objects.of_lists_of(mine)
    entries = entries.search(q) if q else entries
    context = {
        "group": mine,
        "kind": which,
        "tabs": tabs(mine, which.name),
        "q": q,
        "own": own,
        "entries": entries.filter(group=mine) if own else entries,
    }
    partial = wants_partial(request)
    template = "introductions/_lists.html" if partial else "introductions/lists.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def lists_add(request: MemberRequest, group: str, kind: str) -> HttpResponse:
    """A new entry of the group's own."""
    mine, which = my_group(request, group), kind_named(kind)
    data = request.POST if request.method == "POST" else None
    form, needs = EntryForm(data, group=mine, kind=which), _needs(request, mine, which, None)
    if data is not None and form.is_valid() and (needs is None or needs.is_valid):
        fields = form.cleaned_data

        def add(edit: Edit) -> None:
            term = edit.add(which.model, fields)
            if needs and needs.said:
                edit.needs(term, needs.said)

        with editing(
            mine,
            summary=f"Added “{fields['name']}”",
            by=request.user.person,
            now=timezone.now(),
        ) as edit:
            add(edit)
        messages.success(request, f"“{fields['name']}” is on the list of {mine}.")
        return redirect(address(mine, which.name))
    return _form_page(request, mine, which, form, needs, None)


@require_http_methods(["GET", "HEAD", "POST"])
def lists_entry(request: MemberRequest, group: str, kind: str, pk: int) -> HttpResponse:
    """Change an entry of the group's own, or say what the group calls one of everybody's."""
    mine, which = my_group(request, group), kind_named(kind)
    term = entry_of(mine, which, pk)
    data = request.POST if request.method == "POST" else None
    form: EntryForm | WordsForm = (
        EntryForm(data, group=mine, kind=which, term=term)
        if term.group_id
        else WordsForm(data, group=mine, term=term)
    )
    needs = _needs(request, mine, which, term)
    if data is None or not form.is_valid() or not (needs is None or needs.is_valid):
        return _form_page(request, mine, which, form, needs, term)
    said = form.cleaned_data

    def change(edit: Edit) -> None:
        if term.group_id:
            edit.change(term, said)
        else:
            edit.say(term, **said)
        if needs and needs.has_changed:
            edit.needs(term, needs.said)

    return done_or_asked(
        request,
        mine,
        change,
        summary=f"Changed “{term}”",
        back=address(mine, which.name),
        ask=form.changes_suggestions or bool(needs and needs.has_changed),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def lists_merge(request: MemberRequest, group: str, kind: str, pk: int) -> HttpResponse:
    """Make an entry of the group's own one with another."""
    mine, which = my_group(request, group), kind_named(kind)
    term = get_object_or_404(which.model.objects.of_lists_of(mine), pk=pk, group=mine)
    form = MergeForm(request.POST if request.method == "POST" else None, group=mine, term=term)
    if form.is_valid():
        into, name = form.cleaned_data["into"], str(term)
        try:
            return done_or_asked(
                request,
                mine,
                lambda edit: edit.merge(term, into),
                summary=f"Made “{name}” one with “{into}”",
                back=address(mine, which.name),
                notes=[f"Who has “{name}” will have “{into}”, and “{name}” still finds it."],
            )
        except CannotMerge as error:
            form.add_error("into", str(error))
    context = {"group": mine, "kind": which, "term": term, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "introductions/lists_merge.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def lists_delete(request: MemberRequest, group: str, kind: str, pk: int) -> HttpResponse:
    """Take away an entry of the group's own that nobody has."""
    mine, which = my_group(request, group), kind_named(kind)
    term = get_object_or_404(which.model.objects.of_lists_of(mine), pk=pk, group=mine)
    now, by, against, name = timezone.now(), request.user.person, "", str(term)
    if request.method == "POST":
        try:
            with editing(mine, summary=f"Deleted “{name}”", by=by, now=now) as edit:
                edit.delete(term)
        except InUse as error:
            against = str(error)
        else:
            messages.success(request, f"“{name}” is off the list. Changes can bring it back.")
            return redirect(address(mine, which.name))
    context = {
        "group": mine,
        "kind": which,
        "term": term,
        "against": against,
        "users": users_of(term).count(),
    }
    status = 422 if against else 200
    return render(request, "introductions/lists_delete.html", context, status=status)


# --- asking before something is done ---


def done_or_asked(
    request: MemberRequest,
    group: Group,
    change: Callable[[Edit], object],
    *,
    summary: str,
    back: str,
    ask: bool = True,
    notes: list[str] | None = None,
) -> HttpResponse:
    """Do it, or first show what it would do to the suggestions and ask; the answer sends the same
    form again. Whatever the change raises is raised."""
    now, by = timezone.now(), request.user.person
    if ask and "confirm" not in request.POST:
        effect = tried(group, change, by=by, now=now)
        context = {
            "group": group,
            "summary": summary,
            "notes": notes or [],
            "effect": effect,
            "back": back,
            "sent": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name != "csrfmiddlewaretoken"
            ],
        }
        return render(request, "introductions/lists_confirm.html", context)
    with editing(group, summary=summary, by=by, now=now) as edit:
        change(edit)
    messages.success(request, f"{summary}. Changes can undo it.")
    return redirect(back)


def tried(group: Group, change: Callable[[Edit], object], *, by: Any, now: datetime) -> Effect:
    """What the change would do, without doing it."""

    def attempt() -> None:
        with editing(group, summary="", by=by, now=now) as edit:
            change(edit)

    return effect_of(group, attempt, by=by, now=now)


# --- the form ---


def _needs(request: MemberRequest, group: Group, kind: Kind, term: Any) -> NeedsForm | None:
    if kind.model is not TriggerEvent:
        return None
    data = request.POST if request.method == "POST" else None
    return NeedsForm(data, group=group, event=term)


def _form_page(
    request: MemberRequest,
    group: Group,
    kind: Kind,
    form: EntryForm | WordsForm,
    needs: NeedsForm | None,
    term: Any,
) -> HttpResponse:
    context = {
        "group": group,
        "kind": kind,
        "form": form,
        "needs": needs,
        "everybodys_needs": _everybodys_needs(term),
        "term": term,
        "fields": [field for field in form if field.name not in DEFAULTS],
        "chips": [_chips(form, name) for name in DEFAULTS if name in form.fields],
        "search_url": f"{reverse('members:terms')}?group={group.slug}",
    }
    status = 422 if form.is_bound else 200
    return render(request, "introductions/lists_form.html", context, status=status)


def _everybodys_needs(term: Any) -> Any:
    if not isinstance(term, TriggerEvent):
        return []
    return term.needs.filter(group=None).select_related("profession").order_by("pk")


def _chips(form: EntryForm | WordsForm, name: str) -> dict[str, object]:
    title, help_text = CHIPS[name]
    field: Any = form.fields[name]
    chosen = {str(value) for value in form[name].value() or []}
    entries = list(field.queryset)
    return {
        "name": name,
        "label": title,
        "help": help_text,
        "selected": [option(name, entry) for entry in entries if str(entry.pk) in chosen],
        "choices": [option(name, entry) for entry in entries if str(entry.pk) not in chosen],
        "errors": form[name].errors,
    }
