"""A person's page: profile, our tie, what has passed between us, whom to introduce them to."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions.crossing import Crossing, stays_there
from introductions.forms import ClosenessForm
from introductions.forms_follow_ups import ContactForm, RhythmForm
from introductions.giving import between
from introductions.models import Introduction
from introductions.stages import facts_of, missing, stage, steps
from introductions.suggesting.asking import best_partners
from introductions.suggesting.cards import cards_for
from introductions.touch import tie_with
from members.http import MemberRequest, typed, wants_partial
from members.models import Interaction, Person, Tie
from members.services import set_tie
from members.views.wants import wants_of

SUGGESTED = 4
PARTNERS = 6
FOUND = 12
REMEMBERED = 20
LOGGED = 12  # contacts


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
    """The page of `shown`, who is in the circle; with a form to correct, where there is one."""
    me, now, q = request.user.person, timezone.now(), typed(request, "q")
    tie = Tie.objects.filter(holder=me, person=shown).first()
    closeness = tie.closeness if tie else Tie.Closeness.KNOW
    history = Introduction.objects.visible_to(me).for_list()
    contacts = list(Interaction.objects.between(me, shown).order_by("-happened_on", "-pk")[:LOGGED])
    facts = facts_of(me, shown)
    context = {
        "shown": shown,
        "q": q,
        "found": _found(me, shown, q),
        "person": me,
        "now": now,
        "today": now.astimezone(me.zone).date(),
        "is_contact": shown.keeper_id == me.pk,
        "chips": _chips(shown),
        **wants_of(shown),
        "balance": between(me, shown, now),
        "closeness_form": ClosenessForm(initial={"closeness": closeness}),
        "rhythm_form": RhythmForm(initial={"rhythm": tie.rhythm if tie else ""}),
        "tie": tie_with(me, shown, now, tie, contacts[0] if contacts else None),
        "stage": stage(facts),
        "steps": steps(facts),
        "missing": missing(facts),
        "contacts": contacts,
        "contact_form": contact_form or ContactForm(person=me, now=now),
        "suggestions": _suggestions(me, shown),
        "history": history.filter(Q(introducer=shown) | Q(a=shown) | Q(b=shown))[:REMEMBERED],
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


def _suggestions(me: Person, shown: Person) -> list[dict[str, object]]:
    """The best ready suggestions that include `shown`: the other person and the first reason."""
    circle = Person.objects.circle_of(me).values_list("pk", flat=True)
    mine = cards_for(me, timezone.now(), circle).filter(Q(a=shown) | Q(b=shown))[:SUGGESTED]
    return [
        {
            "other": suggestion.b if suggestion.a_id == shown.pk else suggestion.a,
            "reason": suggestion.reasons[0] if suggestion.reasons else None,
            "fit": suggestion.fit,
        }
        for suggestion in mine
    ]


def _chips(shown: Person) -> list[dict[str, object]]:
    """The lists of the profile that hold anything, with how they are headed."""
    lists = shown.lists()
    return [
        {"title": title, "kind": kind, "terms": lists[name]}
        for name, title, kind in (
            ("sources", "Business comes from", "ref"),
            ("pools", "Looks for clients among", "pool"),
            ("belongs", "Belongs to", "prospect"),
            ("events", "Needed when it comes to", "event"),
        )
        if name in lists
    ]
