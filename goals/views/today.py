"""Today: the promise, the best introductions, what to follow up, whom to call, how to give back."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals import planning, wording
from goals.progress import Record
from introductions.asked import Question
from introductions.models import FollowUp, Party
from introductions.suggesting.cards import cards_for
from introductions.touch import due_ties
from introductions.ways import give_back
from members.http import MemberRequest
from members.models import Person

CARDS = 3
WAYS = 2


@require_safe
def today(request: MemberRequest) -> HttpResponse:
    person, now = request.user.person, timezone.now()
    local = now.astimezone(person.zone)
    header = _header(person, now)
    follow_ups = list(FollowUp.objects.open_for(person).due(now).for_list()[:50])
    questions = Party.objects.waiting_for(person, now).for_question()[:CARDS]
    circle = Person.objects.keys_in_circle_of(person)
    context = {
        "local_now": local,
        "greeting": wording.greeting(local, person.first_name),
        **header,
        "suggestions": list(cards_for(person, now, circle)[:CARDS]),
        "follow_ups": follow_ups[:CARDS],
        "questions": [Question(party, now) for party in questions],
        "due_count": len(follow_ups),
        "due_ties": due_ties(person, now, circle),
        "give_back": give_back(person, circle, now, WAYS),
    }
    return render(request, "goals/today.html", context)


def _header(person: Person, now: datetime) -> dict[str, Any]:
    """The promise, the others in a line each, the next hour of the plan, and a smaller promise
    where one is offered. Four queries."""
    record = Record.of(person, now)
    first, *others = record.progresses() or [record.progress()]
    slot = planning.next_slot(person, planning.commitments_of([person], record), record, now)
    return {
        "headline": wording.headline(first),
        "progress": first,
        "promise_line": wording.promise(first),
        "streak_line": wording.streak(first),
        "other_lines": [wording.standing(progress) for progress in others],
        "next_line": wording.next_slot(slot, record.today) if slot else "",
        "restart": wording.restart_offer(record),
    }
