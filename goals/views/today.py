"""Today: the promise, the best introductions, what to follow up, whom to call, how to give back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateField, DateTimeField, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals import planning, wording
from goals.progress import Record
from introductions.asked import Question
from introductions.gathering import load_people
from introductions.models import FollowUp, Party, Suggestion
from introductions.suggesting.cards import of_those_near, ready_cards
from introductions.touch import due_ties
from introductions.ways import give_back
from members.http import MemberRequest
from members.models import Person
from members.together import Given, Together

CARDS = 3
COUNTED = 50  # follow-ups
WAYS = 2


def _asked() -> dict[str, QuerySet[Any, Any]]:
    """Without people, who are asked for by themselves: PostgreSQL takes longer to plan many joins
    than to find a few rows."""
    person, today = Given("introducer"), Given("today", DateField())
    due = FollowUp.objects.open_for(person).due(Given("now", DateTimeField()))
    return {
        "circle": Person.objects.circle_keys(person),
        "cards": ready_cards(today, person),
        "follow_ups": due.select_related("introduction").order_by("due_at", "pk")[:CARDS],
        "due": due.values_list("pk")[:COUNTED],
        "questions": Party.objects.waiting_on(today, person)
        .select_related("introduction")
        .order_by("asked_at", "pk")[:CARDS],
    }


ASKED = Together(_asked)


@dataclass(frozen=True)
class _Found:
    """What is to do: all cards that are ready; the first few follow-ups and questions."""

    circle: frozenset[int]
    cards: list[Suggestion]
    follow_ups: list[FollowUp]
    questions: list[Party]
    due_count: int


def _found(person: Person, now: datetime) -> _Found:
    """With all the people in it; two queries."""
    found = ASKED.ask(introducer=person.pk, today=person.today(now), now=now)
    circle = frozenset(key for (key,) in found["circle"])
    cards = of_those_near(found["cards"], circle, person, now)
    asking = [row.introduction for row in (*found["follow_ups"], *found["questions"])]
    load_people(person, cards, asking)
    return _Found(circle, cards, found["follow_ups"], found["questions"], len(found["due"]))


@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """Ten queries, however much there is: five of them are the frame's."""
    person, now = request.user.person, timezone.now()
    local = now.astimezone(person.zone)
    found = _found(person, now)
    context = {
        "local_now": local,
        "greeting": wording.greeting(local, person.first_name),
        **_header(person, now),
        "suggestions": found.cards[:CARDS],
        "follow_ups": found.follow_ups,
        "questions": [Question(party, now) for party in found.questions],
        "due_count": found.due_count,
        "due_ties": due_ties(person, now, found.circle),
        "give_back": give_back(person, found.circle, now, WAYS, found.cards),
    }
    return render(request, "goals/today.html", context)


def _header(person: Person, now: datetime) -> dict[str, Any]:
    """The promise, the others in a line each, the next hour of the plan, and a smaller promise
    where one is offered. One query."""
    record = Record.of(person, now)
    first, *others = record.progresses() or [record.progress()]
    slot = planning.next_slot(person, record.plans, record, now)
    return {
        "headline": wording.headline(first),
        "progress": first,
        "promise_line": wording.promise(first),
        "streak_line": wording.streak(first),
        "other_lines": [wording.standing(progress) for progress in others],
        "next_line": wording.next_slot(slot, record.today) if slot else "",
        "restart": wording.restart_offer(record),
    }
