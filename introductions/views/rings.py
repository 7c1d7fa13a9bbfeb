"""Rings: who is needed together at one event, and the introductions that would close it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions import services
from introductions.drafting import Draft
from introductions.rings.drawing import NARROW, WIDE, Link, Spot, arranged, draw
from introductions.rings.reading import NAMED, Offer, Place, Ring, offers_of, read_rings
from introductions.rings.words import (
    between,
    capital,
    counted,
    drawing_words,
    label,
    summary,
    text_for_client,
)
from introductions.services.closing_rings import UNDER_WAY, Asked, ask_pairs
from members.http import MemberRequest, typed, wants_partial
from members.models import Person, TriggerEvent
from members.templatetags.look import initials

PAIRS_AT_ONCE = 12


@require_safe
@vary_on_headers("HX-Request")
def ring_list(request: MemberRequest) -> HttpResponse:
    """All events, most worthwhile first; with ?client= to find the event of a client's."""
    me = request.user.person
    q, client = typed(request, "q"), "client" in request.GET
    offered = TriggerEvent.objects.offered_to(me)
    events = list(offered.search(q) if q else offered)
    partial = wants_partial(request)
    if client and not partial and (event := _exactly(events, q)):
        return redirect(f"{reverse('introductions:ring', args=[event.slug])}?client=1")
    rings = read_rings(me, events, timezone.now())
    if not q:
        rings.sort(key=lambda ring: ring.worth, reverse=True)
    context = {"rings": [_line(ring) for ring in rings], "q": q, "client": client}
    template = "introductions/_rings.html" if partial else "introductions/rings.html"
    return render(request, template, context)


@require_safe
def ring_page(request: MemberRequest, slug: str) -> HttpResponse:
    """One ring; with ?client= as the people a client will need, those of ?need= alone."""
    me, now = request.user.person, timezone.now()
    rings = read_rings(me, TriggerEvent.objects.known_to(me), now, named=NAMED)
    ring = next((ring for ring in rings if ring.event.slug == slug), None)
    if ring is None:
        raise Http404
    if "client" in request.GET:
        return _client_page(request, ring, now)
    offers = offers_of(ring, now)
    context = {
        "ring": ring,
        "offers": offers,
        "ticked": sum(offer.ticked for offer in offers),
        "drawings": _drawings(ring, offers),
        "drawing_words": drawing_words(ring, offers),
        "summary": summary(ring, len(offers), rings),
        # Who is there first, then who is missing.
        "places": sorted(
            (_place(ring, place) for place in ring.places), key=lambda line: line["person"] is None
        ),
    }
    return render(request, "introductions/ring.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ring_introduce(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what each pair (?pair=12-34) would be asked and, on POST, ask all of them."""
    me = request.user.person
    event = TriggerEvent.objects.known_to(me).filter(slug=slug).first()
    if event is None:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        pairs = _pairs(me, request.POST.getlist("pair"))
        asked = ask_pairs(me, pairs, now)
        _report(request, asked)
        return redirect("introductions:list")
    if not request.GET.getlist("pair"):
        messages.info(request, "Tick at least one introduction.")
        return redirect("introductions:ring", slug)
    reviews = [_review(me, a, b, now) for a, b in _pairs(me, request.GET.getlist("pair"))]
    ready = [review for review in reviews if not review.against]
    context = {"event": event, "reviews": reviews, "ready": ready}
    return render(request, "introductions/ring_introduce.html", context)


# --- the list ---


def _exactly(events: list[TriggerEvent], text: str) -> TriggerEvent | None:
    """The one event that is called just so, or the only one that was found."""
    wanted = text.casefold()
    called = [e for e in events if wanted in [word.casefold() for word in (e.name, *e.aliases)]]
    found = called or events
    return found[0] if text and len(found) == 1 else None


def _line(ring: Ring) -> dict[str, object]:
    return {"ring": ring, "dots": _dots(ring)}


def _dots(ring: Ring) -> list[tuple[str, str]]:
    """For each place how far round the little ring it stands, in degrees, and whether filled."""
    return [
        (f"{360 * number / ring.needed:.0f}", "dot" if place.person else "gap")
        for number, place in enumerate(ring.places)
    ]


# --- one ring ---


def _drawings(ring: Ring, offers: list[Offer]) -> dict[str, object]:
    """The same ring twice: for wide pages and for phones."""
    spots = [_spot(ring, place) for place in ring.places]
    number = {place.person.pk: n for n, place in enumerate(ring.places) if place.person}
    links = [
        Link(number[a], number[b], kind)
        for kind, pairs in (
            ("met", ring.met),
            ("under-way", ring.under_way),
            ("worth", [(offer.a.pk, offer.b.pk) for offer in offers]),
        )
        for a, b in pairs
    ]
    event = label(ring.event.short)
    order = arranged(len(spots), {(link.a, link.b) for link in links})
    looks = {"wide": WIDE, "narrow": NARROW}
    return {name: draw(spots, links, event, look, order) for name, look in looks.items()}


def _spot(ring: Ring, place: Place) -> Spot:
    title = capital(place.need.profession.short)
    if place.person is None:
        return Spot(title, "nobody yet", "", "", "missing")
    mine = place.person.pk == ring.around.me.pk
    more = f" +{place.others}" if place.others else ""
    name, kind = ("You", "you") if mine else (place.person.name, "known")
    return Spot(title, name, more, initials(place.person.name), kind)


def _place(ring: Ring, place: Place) -> dict[str, object]:
    person = place.person
    return {
        "need": place.need,
        "person": person,
        "is_me": person is not None and person.pk == ring.around.me.pk,
        "between": between(ring, person) if person else "",
        "no_room": person is not None and not ring.around.room[person.pk],
        "others": place.people[1:],
        "unnamed": place.unnamed,
    }


def _client_page(request: MemberRequest, ring: Ring, now: datetime) -> HttpResponse:
    wanted = set(request.GET.getlist("need"))
    all_slugs = [place.need.profession.slug for place in ring.places]
    kept = [slug for slug in all_slugs if slug in wanted] or all_slugs
    chosen = ring.only(kept)
    offers = offers_of(chosen, now)
    context = {
        "ring": chosen,
        "offers": offers,
        "ticked": sum(offer.ticked for offer in offers),
        "places": [
            {"needed": place.need.profession.slug in kept, "place": place} for place in ring.places
        ],
        "text": text_for_client(chosen, ring.event.moment),
        "subject": f"People for {ring.event.short}",
    }
    return render(request, "introductions/ring_client.html", context)


# --- several introductions at once ---


@dataclass(frozen=True)
class Review:
    """One pair as it would be asked, and what stands against it, as sentences."""

    a: Person
    b: Person
    draft: Draft
    against: list[str]

    @property
    def key(self) -> str:
        return f"{self.a.pk}-{self.b.pk}"


def _review(me: Person, a: Person, b: Person, now: datetime) -> Review:
    against = services.obstacles(me, a, b, now)
    if services.open_introduction_of(a, b):
        against = [UNDER_WAY]
    return Review(a, b, services.draft_questions(me, a, b, now), against)


def _pairs(me: Person, values: Iterable[str]) -> list[tuple[Person, Person]]:
    """The pairs named by "12-34", found through the circle of `me`; anybody else does not exist."""
    named = []
    for value in list(dict.fromkeys(values))[:PAIRS_AT_ONCE]:
        a, _, b = value.partition("-")
        if not (a.isdecimal() and b.isdecimal() and len(value) < 24) or int(a) == int(b):
            raise Http404
        named.append((int(a), int(b)))
    keys = {key for pair in named for key in pair}
    people = Person.objects.circle_of(me).for_list().in_bulk(keys)
    if not named or len(people) != len(keys):
        raise Http404
    return [(people[a], people[b]) for a, b in named]


def _report(request: MemberRequest, asked: Asked) -> None:
    """ "Four people were asked. One pair was left out: …" """
    sentences = []
    if asked.made:
        count = len(asked.people)
        sentences.append(f"{capital(counted(count, 'person was', 'people were'))} asked.")
    if asked.left_out:
        pairs = counted(len(asked.left_out), "pair was", "pairs were")
        why = " ".join(
            f"{a.first_name} and {b.first_name}: {reason}" for a, b, reason in asked.left_out
        )
        sentences.append(f"{capital(pairs)} left out. {why}")
    tell = messages.success if asked.made else messages.warning
    tell(request, " ".join(sentences))
