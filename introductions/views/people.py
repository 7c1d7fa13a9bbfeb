"""A person's page: profile, our tie, what has passed between us, whom to introduce them to."""

from collections import defaultdict
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.db.models import DateField, Q, QuerySet, Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions.crossing import Crossing, stays_there
from introductions.forms import ClosenessForm
from introductions.forms_follow_ups import ContactForm, RhythmForm
from introductions.gathering import load_people
from introductions.giving import balance_with, entries_of, since_when, what_passed
from introductions.models import Introduction, Suggestion
from introductions.stages import everything_between, facts_from, missing, stage, steps
from introductions.suggesting.asking import best_partners
from introductions.suggesting.cards import of_those_near, ready_cards
from introductions.touch import tie_with
from members.http import MemberRequest, typed, wants_partial
from members.models import Interaction, Person, Tie, Want
from members.services import set_tie
from members.together import Given, Together
from members.views.wants import wants_of

SUGGESTED = 4
PARTNERS = 6
FOUND = 12
REMEMBERED = 20
LOGGED = 12  # contacts
LISTS = [  # of a profile, and how they are headed
    ("sources", "Business comes from", "ref"),
    ("pools", "Looks for clients among", "pool"),
    ("belongs", "Belongs to", "prospect"),
    ("events", "Needed when it comes to", "event"),
]


def _asked() -> dict[str, QuerySet[Any, Any]]:
    """All that the page shows of an `other` and a `person` who looks."""
    me, other, today = Given("person"), Given("other"), Given("today", DateField())
    with_other = Q(a=other) | Q(b=other)

    def between(one: str, two: str) -> Q:
        return Q(**{one: me, two: other}) | Q(**{one: other, two: me})

    history = Introduction.objects.visible_to(me).filter(with_other | Q(introducer=other))
    contacts = Interaction.objects.between(me, other).order_by("-happened_on", "-pk")
    return {
        "tie": Tie.objects.filter(holder=me, person=other),
        "contacts": contacts[:LOGGED],
        "facts": everything_between(between),
        "lists": _lists(other),
        "wants": Want.objects.filter(person=other).current(),
        "suggestions": ready_cards(today, me).filter(with_other),
        "history": history.order_by("-created_at", "-pk")[:REMEMBERED],
        **what_passed(other),
    }


def _lists(person: Any) -> QuerySet[Any, Any]:
    """The lists of a profile: which, and what is in it."""
    first, *rest = (
        through.objects.filter(person=person).values_list(Value(name), f"{term}__name")
        for name, through, term in (
            (name, getattr(Person, name).through, getattr(Person, name).rel.model._meta.model_name)
            for name, *_ in LISTS
        )
    )
    return cast("QuerySet[Any, Any]", first.union(*rest, all=True))


ASKED = Together(_asked)


@require_safe
@vary_on_headers("HX-Request")
def person_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Anybody in the circle; ?q= searches for somebody to introduce them to."""
    me = request.user.person
    shown = get_object_or_404(Person.objects.visible_to(me).for_list(), pk=pk)
    if shown.pk == me.pk:
        return redirect("members:profile")
    if wants_partial(request):
        q = typed(request, "q")
        context = {"shown": shown, "q": q, "found": _found(me, shown, q)}
        return render(request, "introductions/_introduce_to.html", context)
    return show_person(request, shown)


def show_person(
    request: MemberRequest,
    shown: Person,
    *,
    contact_form: ContactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of `shown`, who is in the circle; with a form to correct, where there is one. Two
    queries for all that it shows of them."""
    me, now, q = request.user.person, timezone.now(), typed(request, "q")
    found = ASKED.ask(other=shown.pk, today=me.today(now), **since_when(me, now))
    tie = next(iter(found["tie"]), None)
    closeness = tie.closeness if tie else Tie.Closeness.KNOW
    contacts, history = found["contacts"], found["history"]
    facts = facts_from(found["facts"], me, shown)
    context = {
        "shown": shown,
        "q": q,
        "found": _found(me, shown, q),
        "person": me,
        "now": now,
        "today": me.today(now),
        "is_contact": shown.keeper_id == me.pk,
        "chips": _chips(found["lists"]),
        **wants_of(shown, wants=found["wants"]),
        "balance": balance_with(me, shown, entries_of(found, me)),
        "closeness_form": ClosenessForm(initial={"closeness": closeness}),
        "rhythm_form": RhythmForm(initial={"rhythm": tie.rhythm if tie else ""}),
        "tie": tie_with(me, shown, now, tie, contacts[0] if contacts else None),
        "stage": stage(facts),
        "steps": steps(facts),
        "missing": missing(facts),
        "contacts": contacts,
        "contact_form": contact_form or ContactForm(person=me, now=now),
        "suggestions": _suggestions(me, shown, found["suggestions"], history, now),
        "history": history,
    }
    return render(request, "introductions/person.html", context, status=status)


@require_safe
@vary_on_headers("HX-Request")
def partners(request: MemberRequest, pk: int) -> HttpResponse:
    """Whom in the circle this person should meet most, whoever else may have been given them."""
    me, now = request.user.person, timezone.now()
    shown = get_object_or_404(Person.objects.circle_of(me).for_list(), pk=pk)
    found = best_partners(me, shown, PARTNERS, now)
    people = Person.objects.for_list().in_bulk([partner.other for partner in found])
    context = {
        "shown": shown,
        "partners": [
            {"person": people[partner.other], "why": partner, "reasons": partner.reasons[:2]}
            for partner in found
        ],
    }
    partial = wants_partial(request)
    template = "_partners.html" if partial else "partners.html"
    return render(request, f"introductions/{template}", context)


@require_POST
def set_closeness(request: MemberRequest, pk: int) -> HttpResponse:
    me = request.user.person
    shown = get_object_or_404(Person.objects.circle_of(me), pk=pk)
    form = ClosenessForm(request.POST)
    if form.is_valid():
        set_tie(me, shown, closeness=form.cleaned_data["closeness"], now=timezone.now())
        messages.success(request, "Noted. Only you see this.")
    else:
        messages.error(request, "Choose one of the three answers.")
    return redirect("introductions:person", pk)


def _found(me: Person, shown: Person, q: str) -> list[dict[str, object]]:
    """People in the circle whom `shown` could be introduced to, when something was typed, and why
    somebody could not."""
    if not q:
        return []
    circle = Person.objects.circle_of(me).exclude(pk=shown.pk).search(q, me)
    people = list(circle.for_list()[:FOUND])
    crossing = Crossing.read(me, [shown, *people])
    return [
        {
            "person": other,
            "stays": [stays_there(one) for one in crossing.staying(shown.pk, other.pk)],
        }
        for other in people
    ]


def _suggestions(
    me: Person,
    shown: Person,
    ready: list[Suggestion],
    history: list[Introduction],
    now: datetime,
) -> list[dict[str, object]]:
    """The best `ready` suggestions that include `shown`: the other person and the first reason.

    Loads the people of the history, too: one query for both.
    """
    near = load_people(me, ready, history)
    mine = of_those_near(ready, near, me, now)
    return [
        {
            "other": suggestion.b if suggestion.a_id == shown.pk else suggestion.a,
            "reason": suggestion.reasons[0] if suggestion.reasons else None,
            "fit": suggestion.fit,
        }
        for suggestion in mine[:SUGGESTED]
    ]


def _chips(found: list[tuple[str, str]]) -> list[dict[str, object]]:
    """The lists of the profile that hold anything, with how they are headed."""
    lists = defaultdict[str, list[str]](list)
    for name, term in found:
        lists[name].append(term)
    return [
        {"title": title, "kind": kind, "terms": sorted(lists[name])}
        for name, title, kind in LISTS
        if name in lists
    ]
