"""One contribution: noted with one press, settled, thanked, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions import services
from introductions.exceptions import AlreadyAnswered
from introductions.forms_giving import (
    GAVE,
    CorrectForm,
    GivingThanksForm,
    NoteForm,
    ShowForm,
    WordsForm,
)
from introductions.giving import between
from introductions.models import Contribution
from introductions.templatetags.giving_words import told_to
from members.http import MemberRequest, wants_partial
from members.models import Group, Person

NOTED = Contribution.State.NOTED


@require_POST
@vary_on_headers("HX-Request")
def note_giving(request: MemberRequest, pk: int) -> HttpResponse:
    """I gave, or I received: one press. Words can be added afterwards."""
    me, now = request.user.person, timezone.now()
    other = get_object_or_404(Person.objects.circle_of(me), pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose what it was, and whether you gave or received it.")
        return redirect("introductions:person", pk)
    gave = form.cleaned_data["way"] == GAVE
    noted = services.log_contribution(
        by=me,
        giver=me if gave else other,
        receiver=other if gave else me,
        currency=form.cleaned_data["currency"],
        text=form.cleaned_data["text"],
        on=now.astimezone(me.zone).date(),
        now=now,
    )
    if wants_partial(request):
        noted = Contribution.objects.for_list().get(pk=noted.pk)
        context = {"shown": other, "balance": between(me, other, now), "noted": noted}
        return render(request, "introductions/_balance.html", context | _may(me, noted))
    messages.success(request, f"Noted: {_said(noted, me)}")
    return redirect("introductions:contribution", noted.pk)


@require_safe
def contribution_page(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, _of_mine(request, pk))


@require_POST
def contribution_words(request: MemberRequest, pk: int) -> HttpResponse:
    """Words for what one has noted, as long as the receiver has not settled it."""
    me = request.user.person
    contribution = get_object_or_404(Contribution.objects.for_list(), pk=pk, logged_by=me)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, contribution, words_form=form)
    text = form.cleaned_data["text"]
    if contribution.receiver_id == me.pk:
        now = timezone.now()
        services.correct_contribution(
            contribution, currency=contribution.currency, text=text, now=now
        )
        messages.success(request, "Kept.")
    elif services.describe_contribution(contribution, text=text):
        messages.success(request, "Kept.")
    else:
        messages.info(request, f"{contribution.receiver.first_name} has settled it meanwhile.")
    return redirect(_back(request, contribution))


@require_POST
@vary_on_headers("HX-Request")
def contribution_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    contribution = _received(request, pk)
    services.confirm_contribution(contribution, now=timezone.now())
    return _done(request, contribution, "Good. It counts.")


@require_POST
def contribution_correct(request: MemberRequest, pk: int) -> HttpResponse:
    """What it really was, and that it was so."""
    contribution = _received(request, pk)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _page(request, contribution, correct_form=form)
    services.correct_contribution(contribution, now=timezone.now(), **form.cleaned_data)
    return _done(request, contribution, "Good. It counts as you say.")


@require_POST
@vary_on_headers("HX-Request")
def contribution_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    contribution = _received(request, pk)
    services.refuse_contribution(contribution, now=timezone.now())
    return _done(request, contribution, "It does not count. Nobody is told.")


@require_POST
def contribution_undo(request: MemberRequest, pk: int) -> HttpResponse:
    me = request.user.person
    contribution = get_object_or_404(Contribution.objects.for_list(), pk=pk, logged_by=me)
    if services.take_back_contribution(contribution, by=me):
        messages.success(request, "It is as if it had never been noted.")
        return redirect(_next(request) or reverse("introductions:giving"))
    messages.info(request, f"{contribution.receiver.first_name} has settled it meanwhile.")
    return redirect("introductions:contribution", pk)


@require_POST
@vary_on_headers("HX-Request")
def contribution_thank(request: MemberRequest, pk: int) -> HttpResponse:
    contribution = _received(request, pk)
    form = GivingThanksForm(request.POST, contribution=contribution)
    if not form.is_valid():
        return _page(request, contribution, thanks_form=form)
    text, show_to = form.cleaned_data["words"], form.cleaned_data["show_to"]
    now = timezone.now()
    try:
        services.thank_for_contribution(contribution, text=text, show_to=show_to, now=now)
    except AlreadyAnswered:
        return _done(request, contribution, "You have thanked already.")
    return _done(request, contribution, f"{contribution.giver.first_name} hears of your thanks.")


@require_POST
def thanks_show(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the group what was said already."""
    contribution = _received(request, pk)
    form = ShowForm(request.POST, contribution=contribution)
    if not form.is_valid():
        messages.error(request, "Choose a group that you are both in.")
        return redirect("introductions:contribution", pk)
    group: Group = form.cleaned_data["show_to"]
    if services.show_thanks(contribution, group=group):
        messages.success(request, f"Everybody in {group} can see your thanks now.")
    return redirect("introductions:contribution", pk)


@require_POST
def thanks_hide(request: MemberRequest, pk: int) -> HttpResponse:
    """Both may: they are the receiver's words, and about the giver."""
    contribution = _of_mine(request, pk)
    services.hide_thanks(contribution)
    messages.success(request, "The group sees these thanks no more.")
    return redirect(_back(request, contribution))


def _of_mine(request: MemberRequest, pk: int) -> Contribution:
    """What the person gave or received; nobody else learns of it."""
    return get_object_or_404(Contribution.objects.of(request.user.person).for_list(), pk=pk)


def _received(request: MemberRequest, pk: int) -> Contribution:
    mine = Contribution.objects.filter(receiver=request.user.person).for_list()
    return get_object_or_404(mine, pk=pk)


def _page(request: MemberRequest, contribution: Contribution, **forms: Any) -> HttpResponse:
    """Everything that can be said of one contribution; with forms that have mistakes, 422."""
    me = request.user.person
    given = contribution.giver_id == me.pk
    other = contribution.receiver if given else contribution.giver
    said = {"currency": contribution.currency, "text": contribution.text}
    context: dict[str, Any] = {
        "contribution": contribution,
        "person": me,
        "given": given,
        "other": other,
        "near": Person.objects.circle_of(me).filter(pk=other.pk).exists(),
        "groups": list(Group.objects.of_both(me, other)),
        "words_form": WordsForm(initial=said),
        "correct_form": CorrectForm(initial=said),
        "thanks_form": GivingThanksForm(contribution=contribution),
    }
    context |= _may(me, contribution) | forms
    return render(request, "introductions/contribution.html", context, status=422 if forms else 200)


def _may(me: Person, contribution: Contribution) -> dict[str, bool]:
    """Whether it is still `me` who has the say over it as whoever noted it."""
    own = contribution.logged_by_id == me.pk
    return {"may_undo": own and (contribution.state == NOTED or contribution.receiver_id == me.pk)}


def _done(request: MemberRequest, contribution: Contribution, text: str) -> HttpResponse:
    """The line as it is now, with what was done; or the page it stood on."""
    if wants_partial(request):
        contribution = Contribution.objects.for_list().get(pk=contribution.pk)
        context = {"contribution": contribution, "person": request.user.person, "text": text}
        return render(request, "introductions/_contribution.html", context)
    messages.success(request, text)
    return redirect(_back(request, contribution))


def _said(contribution: Contribution, me: Person) -> str:
    return f"{told_to(contribution, me)}."


def _back(request: MemberRequest, contribution: Contribution) -> str:
    """Where it was pressed, if that is one of our pages; else the contribution's own."""
    return _next(request) or reverse("introductions:contribution", args=[contribution.pk])


def _next(request: MemberRequest) -> str:
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""
