"""Entries of a roster that look like one person: the pairs, two side by side, made one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from members.http import MemberRequest
from members.merging.bringing import brought_by
from members.merging.fields import LABELS, choices_between, of_form, said_by
from members.merging.finding import pairs_of, signs_between, told_apart
from members.merging.merge import (
    BOTH_KEEP,
    AlreadyMerged,
    CannotMerge,
    look_again,
    merge,
    say_two_people,
)
from members.merging.sides import Side, entry_of, sides_of, usual_order
from members.models import Group, Profession
from members.views.roster import my_organized_group

PAGE = 20


@require_safe
def duplicates(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    pairs = pairs_of(organized)
    context = {
        "group": organized,
        "page": Paginator(pairs, PAGE).get_page(request.GET.get("page")),
        "told_apart": told_apart(organized),
    }
    return render(request, "members/duplicates.html", context)


@require_safe
def duplicate(request: MemberRequest, group: str, a: int, b: int) -> HttpResponse:
    """Two side by side, with what is to be chosen. `?stay=` says who stays."""
    organized = my_organized_group(request, group)
    one, other = _two(organized, a, b)
    stays, goes = usual_order(one, other)
    if request.GET.get("stay") == str(goes.person.pk):
        stays, goes = goes, stays
    if not goes.may_go:
        stays, goes = goes, stays
    called = {entry.pk: entry.called for entry in Profession.objects.offered_in(organized)}
    choices = {choice.name: choice for choice in choices_between(stays, goes, called)}
    kept, gone = said_by(stays, called), said_by(goes, called)
    context = {
        "group": organized,
        "stays": stays,
        "goes": goes,
        "may_turn": stays.may_go and goes.may_go,
        "cannot": "" if goes.may_go else BOTH_KEEP,
        "signs": signs_between(entry_of(one), entry_of(other)),
        "rows": [
            {"label": label, "kept": kept[name], "gone": gone[name], "choice": choices.get(name)}
            for name, label in LABELS.items()
            if kept[name] or gone[name]
        ],
        "brought": brought_by(organized, stays.person.pk, goes.person.pk),
    }
    return render(request, "members/duplicate.html", context)


@require_POST
def duplicate_merge(request: MemberRequest, group: str, a: int, b: int) -> HttpResponse:
    """Make `b` go and `a` stay."""
    organized = my_organized_group(request, group)
    try:
        stays, goes = _two(organized, a, b)
    except Http404:
        if _one_of(organized, a, b):  # pressed twice, or by two at once
            messages.info(request, "These two are one person already.")
            return redirect("members:duplicates", organized.slug)
        raise
    try:
        merge(
            stays.person,
            goes.person,
            group=organized,
            fields=of_form(request.POST.dict()),
            by=request.user.person,
            now=timezone.now(),
        )
    except AlreadyMerged:
        messages.info(request, "These two are one person already.")
    except CannotMerge as refusal:
        messages.error(request, str(refusal))
        return redirect("members:duplicate", organized.slug, a, b)
    else:
        changes = reverse("members:changes", args=[organized.slug])
        said = format_html(
            '{} is one person now. <a href="{}">Undo it</a> within 30 days.', stays.label, changes
        )
        messages.success(request, said)
    return redirect("members:duplicates", organized.slug)


@require_POST
def duplicate_two(request: MemberRequest, group: str, a: int, b: int) -> HttpResponse:
    """They are two people; or, with `again`, that was said too soon."""
    organized = my_organized_group(request, group)
    one, other = _two(organized, a, b)
    if "again" in request.POST:
        look_again(organized, one.person, other.person)
        messages.success(request, "Shown again.")
    else:
        by, now = request.user.person, timezone.now()
        say_two_people(organized, one.person, other.person, by=by, now=now)
        messages.success(request, f"{one.label} and {other.label} stay two people.")
    return redirect("members:duplicates", organized.slug)


def _two(group: Group, a: int, b: int) -> tuple[Side, Side]:
    sides = sides_of(group, [a, b])
    if a == b or len(sides) != 2:
        raise Http404
    return sides[a], sides[b]


def _one_of(group: Group, a: int, b: int) -> bool:
    return bool(sides_of(group, [a, b]))
