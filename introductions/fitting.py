"""Who in somebody's circle could be the one that a request looks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from introductions.barred import barred_among
from introductions.crossing import Crossing
from introductions.models import Introduction, Request
from members.models import Membership, Person, Profession
from members.querysets import PersonQuerySet


def fitting(request: Request, introducer: Person, now: datetime, most: int) -> list[Person]:
    """People of the circle whose profession is asked for, new faces before the group's own.

    Only who can be introduced now: nobody on a pause, known to whoever asks, or kept apart.
    """
    asked = [request.profession_id]
    offered = Profession.objects.offered_among([request.group_id], asked)
    wanted = professions_for(request, offered)
    people = list(around(request, introducer).filter(profession__in=wanted))
    crossing = Crossing.read(introducer, [request.person, *people])
    out = barred_among([request.person_id, *(person.pk for person in people)], now)
    out |= _introduced_already(request.person)
    return [
        person
        for person in people
        if not person.is_on_pause(now)
        and frozenset((person.pk, request.person_id)) not in out
        and not crossing.staying(person.pk, request.person_id)
    ][:most]


def around(request: Request, introducer: Person) -> PersonQuerySet:
    """Everybody in the circle but who asks, with whether they are in the group that was asked:
    `in_their_group`; those who are not come first.
    """
    in_group = Membership.objects.active().filter(group=request.group_id, person=OuterRef("pk"))
    circle = Person.objects.circle_of(introducer).exclude(pk=request.person_id)
    annotated = circle.for_list().annotate(in_their_group=Exists(in_group))
    return annotated.order_by("in_their_group", "name", "pk")


def _introduced_already(person: Person) -> set[frozenset[int]]:
    """Pairs of `person` and whom they were introduced to, if it is under way or came to good."""
    pairs = Introduction.objects.of(person).exclude(state__in=["declined", "expired", "withdrawn"])
    return {frozenset(pair) for pair in pairs.values_list("a", "b")}


def professions_for(request: Request, professions: Iterable[Profession]) -> list[Profession]:
    """The profession that was chosen; else those that the request names, by any of their names."""
    if request.profession_id is not None:
        return [one for one in professions if one.pk == request.profession_id]
    text = request.text.lower()
    return [one for one in professions if _names(text, one)]


def _names(text: str, profession: Profession) -> bool:
    called = [
        profession.called,
        profession.called_short,
        profession.short,
        profession.plural,
        *profession.found_by,
    ]
    return any(re.search(rf"\b{re.escape(name.lower())}s?\b", text) for name in called if name)
