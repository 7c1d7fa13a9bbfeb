"""May I introduce you? What one is asked, and one's answers, signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions import services
from introductions.asked import Question, answered_words
from introductions.exceptions import AlreadyAnswered, NotUnderWay
from introductions.models import Party
from members.http import MemberRequest, wants_partial

AT_MOST = 50


@require_safe
def asked(request: MemberRequest) -> HttpResponse:
    """What waits for an answer, and what was answered and has not come about."""
    me, now = request.user.person, timezone.now()
    waiting = list(Party.objects.waiting_for(me, now).for_question()[:AT_MOST])
    earlier = Party.objects.asked(me).filter(introduction__made_at=None).for_question()
    earlier = earlier.exclude(pk__in=[party.pk for party in waiting]).order_by("-asked_at")
    context = {
        "questions": [Question(party, now) for party in waiting],
        "earlier": [Question(party, now) for party in earlier[:AT_MOST]],
    }
    return render(request, "introductions/asked.html", context)


@require_POST
@vary_on_headers("HX-Request")
def answer_question(request: MemberRequest, pk: int) -> HttpResponse:
    party = _mine(request, pk)
    now = timezone.now()
    question = Question(party, now, data=request.POST)
    if not question.form.is_valid():
        if wants_partial(request):
            shown = {"question": question}
            return render(request, "introductions/_question.html", shown, status=422)
        messages.error(request, " ".join(question.complaints))
        return redirect("introductions:asked")
    try:
        services.answer_question(party, now=now, **question.form.cleaned_data)
    except (AlreadyAnswered, NotUnderWay):
        text = "This was answered before, or is not under way any more."
    else:
        text = answered_words(Party.objects.for_question().get(pk=party.pk))
    if wants_partial(request):
        context = {"party": party, "text": text}
        return render(request, "introductions/_question_answered.html", context)
    messages.success(request, text)
    return redirect("introductions:asked")


@require_POST
def after_all(request: MemberRequest, pk: int) -> HttpResponse:
    party = _mine(request, pk)
    introducer = party.introduction.introducer
    try:
        services.would_like_after_all(party, now=timezone.now())
    except NotUnderWay:
        messages.info(request, "This one is under way already.")
    else:
        messages.success(request, f"{introducer.first_name} will hear that you would like it.")
    return redirect("introductions:asked")


def _mine(request: MemberRequest, pk: int) -> Party:
    """The question, found through the person whom it is put to."""
    mine = Party.objects.asked(request.user.person).for_question()
    return get_object_or_404(mine, pk=pk)
