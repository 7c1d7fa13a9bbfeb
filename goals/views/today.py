"""Today: the promise, the best introductions, what to follow up, whom to give something back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals import wording
from goals.progress import progress_of
from introductions.asked import Question
from introductions.giving import most_owed_by
from introductions.models import FollowUp, Party
from introductions.suggesting.cards import cards_for
from members.http import MemberRequest
from members.models import Person

CARDS = 3


@require_safe
def today(request: MemberRequest) -> HttpResponse:
    person, now = request.user.person, timezone.now()
    local = now.astimezone(person.zone)
    progress = progress_of(person, now)
    follow_ups = list(FollowUp.objects.open_for(person).due(now).for_list()[:50])
    questions = Party.objects.waiting_for(person, now).for_question()[:CARDS]
    circle = Person.objects.keys_in_circle_of(person)
    owed = most_owed_by(person, circle, now)
    context = {
        "local_now": local,
        "greeting": wording.greeting(local, person.first_name),
        "headline": wording.headline(progress),
        "progress": progress,
        "promise_line": wording.promise(progress),
        "streak_line": wording.streak(progress),
        "suggestions": list(cards_for(person, now, circle)[:CARDS]),
        "follow_ups": follow_ups[:CARDS],
        "questions": [Question(party, now) for party in questions],
        "due_count": len(follow_ups),
        "owed": owed,
        "owed_times": wording.times(owed.received) if owed else "",
    }
    return render(request, "goals/today.html", context)
