"""Note anything in ten seconds: who, what, done; then undo it or say how long it took."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from goals import services
from goals.forms_note import NoteForm
from goals.forms_time import NOT_MINUTES, MinutesForm
from goals.models import TimeEntry
from goals.models.time import SOURCES
from goals.noted import other_of, said_of
from goals.recent import recent_people
from goals.rot import wording
from goals.rot.defaults import OFFERED
from goals.rot.rows import Spent
from goals.rot.spending import spent_on
from goals.services.noting import Noted, TooLate, What, can_undo
from introductions.exceptions import NotInCircle
from introductions.models import Contribution
from members.http import MemberRequest, typed, wants_partial
from members.models import Currency, Interaction, Person

FOUND = 12
CHIPS = (15, 30, 45, 60, 90)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def note(request: MemberRequest) -> HttpResponse:
    """?person= chooses somebody of the circle, ?q= searches in it."""
    person, now = request.user.person, timezone.now()
    if request.method == "POST":
        return _take(request, person, now)
    other = _somebody(request, person, request.GET.get("person", ""))
    if wants_partial(request):
        return render(request, "goals/_note_who.html", _who(request, person, other, now))
    return _page(request, person, other, NoteForm(person=person, now=now), now)


def _take(request: MemberRequest, person: Person, now: datetime) -> HttpResponse:
    other = _somebody(request, person, request.POST.get("person", ""))
    form = NoteForm(request.POST, person=person, now=now)
    if form.is_valid() and other is None and form.cleaned_data["what"] != What.MINUTES:
        form.add_error(None, "Choose who it was, then press once more.")
    if not form.is_valid():
        return _page(request, person, other, form, now, status=422)
    if form.lacks_currency and other:
        return _ask_currency(request, other, form)
    said = form.cleaned_data
    try:
        done = services.note(
            person,
            other,
            what=said["what"],
            on=form.on,
            minutes=said["minutes"],
            words=said["words"],
            currency=said["currency"],
            activity=said["activity"],
            now=now,
        )
    except ValueError as error:
        form.add_error(None, str(error))
        return _page(request, person, other, form, now, status=422)
    except NotInCircle as error:
        raise Http404 from error
    return redirect(_address(done))


def _page(
    request: MemberRequest,
    person: Person,
    other: Person | None,
    form: NoteForm,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    context = _who(request, person, other, now) | {
        "form": form,
        "chips": CHIPS,
        "whats": What.choices,
        "typed_minutes": form["minutes"].value(),
        "open": form.is_bound and bool(form.errors),
    }
    return render(request, "goals/note.html", context, status=status)


def _who(
    request: HttpRequest, person: Person, other: Person | None, now: datetime
) -> dict[str, Any]:
    """The people to choose from: found by ?q=, else the likeliest."""
    q = typed(request, "q")
    if q:
        found = Person.objects.circle_of(person).search(q, person).for_list().order_by("name", "pk")
        people = list(found[:FOUND])
    else:
        people = recent_people(person, now, first=other)
    chosen = other.pk if other else people[0].pk if q and len(people) == 1 else None
    return {"people": people, "q": q, "chosen": chosen}


def _ask_currency(request: MemberRequest, other: Person, form: NoteForm) -> HttpResponse:
    """What it was that was given; everything said so far is kept."""
    kept = {
        name: value
        for name, value in form.data.items()
        if name in form.fields and name not in ("what", "currency")
    }
    context = {
        "other": other,
        "what": form.cleaned_data["what"],
        "kept": kept,
        "currencies": Currency.choices,
    }
    return render(request, "goals/note_currency.html", context)


def _somebody(request: HttpRequest, person: Person, key: str) -> Person | None:
    """The one with this key, found in the circle; nobody where nobody was named."""
    if not key:
        return None
    if not _is_key(key):
        raise Http404
    return get_object_or_404(Person.objects.circle_of(person).for_list(), pk=int(key))


def _address(done: Noted) -> str:
    """Where what was noted is shown; ?minutes= names the minutes beside a contribution."""
    if done.interaction:
        return reverse("goals:noted", args=["contact", done.interaction.pk])
    if done.contribution:
        beside = f"?minutes={done.entry.pk}" if done.entry else ""
        return reverse("goals:noted", args=["given", done.contribution.pk]) + beside
    if done.entry:
        return reverse("goals:noted", args=["minutes", done.entry.pk])
    raise ValueError("Nothing was noted.")


def _find(request: MemberRequest, kind: str, pk: int) -> Noted:
    """What was noted, found through who noted it, while the other is still around."""
    person = request.user.person
    entries = TimeEntry.objects.filter(person=person, **dict.fromkeys(SOURCES))
    if kind == "contact":
        own = Interaction.objects.filter(person=person).select_related("other")
        done = Noted(interaction=get_object_or_404(own, pk=pk))
    elif kind == "given":
        mine = Contribution.objects.filter(logged_by=person).for_list()
        beside = request.GET.get("minutes", "")
        entry = entries.filter(pk=int(beside)).first() if _is_key(beside) else None
        done = Noted(contribution=get_object_or_404(mine, pk=pk), entry=entry)
    elif kind == "minutes":
        done = Noted(entry=get_object_or_404(entries.select_related("other"), pk=pk))
    else:
        raise Http404
    if other := other_of(person, done):
        get_object_or_404(Person.objects.circle_of(person), pk=other.pk)
    return done


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


@require_safe
def noted(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """What was just noted, how long it took, and the way back."""
    person, now = request.user.person, timezone.now()
    done = _find(request, kind, pk)
    spent = _minutes_of(person, done, now)
    context = {
        "kind": kind,
        "pk": pk,
        "query": f"?minutes={done.entry.pk}" if kind == "given" and done.entry else "",
        "words": said_of(person, done, now),
        "other": other_of(person, done),
        "spent": spent,
        "said": wording.long(spent.minutes) if spent else "",
        "offered": OFFERED[spent.activity] if spent else (),
        "can_undo": can_undo(done, now),
        "is_asked": bool(
            done.contribution
            and done.contribution.giver_id == person.pk
            and done.contribution.state == Contribution.State.NOTED
            and done.contribution.receiver.keeper_id is None
        ),
    }
    return render(request, "goals/noted.html", context)


@require_POST
def noted_minutes(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Say how long it took."""
    person, now = request.user.person, timezone.now()
    done = _find(request, kind, pk)
    spent = _minutes_of(person, done, now)
    if spent is None:
        raise Http404
    form = MinutesForm(request.POST, spent=spent)
    if form.is_valid():
        chosen = form.cleaned_data["minutes"]
        services.correct_minutes(person, spent.source, spent.key, minutes=chosen, now=now)
    else:
        messages.error(request, NOT_MINUTES)
    return redirect(_address(done))


@require_POST
def noted_undo(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    person, now = request.user.person, timezone.now()
    done = _find(request, kind, pk)
    try:
        services.undo_note(person, done, now=now)
    except TooLate:
        messages.error(request, "It is too late to undo this here.")
        return redirect(_address(done))
    messages.success(request, "Undone.")
    other = other_of(person, done)
    return redirect(reverse("goals:note") + (f"?person={other.pk}" if other else ""))


def _minutes_of(person: Person, done: Noted, now: datetime) -> Spent | None:
    if done.interaction:
        return spent_on(person, "interaction", done.interaction.pk, now=now)
    return spent_on(person, "entry", done.entry.pk, now=now) if done.entry else None
