"""Answers from a mail, without signing in: a GET shows, a POST acts, each link once.

Programs that follow every link, and even render the page, change nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from introductions import services
from introductions.asked import Question
from introductions.exceptions import AlreadyAnswered, NotUnderWay
from introductions.forms import AnswerForm, ThanksForm
from introductions.mails.links import FOLLOW_UP, MET, QUESTION, THANKS
from introductions.models import FollowUp, Party
from introductions.templatetags.introduction_words import words_of
from members import mail_links

SAYS = {"yes", "not_now", "no"}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_link(request: HttpRequest, token: str) -> HttpResponse:
    """May I introduce you? The button in the mail (?say=) only chooses what stands first."""
    link = mail_links.find(token, purpose=QUESTION)
    party = Party.objects.for_question().filter(pk=link.about).first() if link else None
    if link is None or party is None:
        return unknown(request)
    now = timezone.now()
    question = Question(party, now, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and question.form.is_valid():
        with suppress(AlreadyAnswered, NotUnderWay):  # the page says what stands
            services.answer_question(party, link=link, now=now, **question.form.cleaned_data)
        return redirect(request.path)
    say = request.GET.get("say", "")
    context = {
        "question": question,
        "can_answer": question.is_open and link.is_usable(now),
        "say": request.POST.get("answer") or (say if say in SAYS else "yes"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "introductions/question_link.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_link(request: HttpRequest, token: str) -> HttpResponse:
    """How does it go? One question of the ladder."""
    link = mail_links.find(token, purpose=FOLLOW_UP)
    found = FollowUp.objects.for_list().select_related("person")
    follow_up = found.filter(pk=link.about).first() if link else None
    if link is None or follow_up is None:
        return unknown(request)
    now = timezone.now()
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with suppress(AlreadyAnswered):  # the page says what stands
            services.answer_follow_up(follow_up, answer=form.answer_given, link=link, now=now)
        return redirect(request.path)
    introduction = follow_up.introduction
    context = {
        "follow_up": follow_up,
        "words": words_of(follow_up, now),
        "can_answer": follow_up.state == FollowUp.State.OPEN and link.is_usable(now),
        "say": request.GET.get("say", ""),
        "answered": follow_up.state == FollowUp.State.ANSWERED,
        "introduction": introduction,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "introductions/follow_up_link.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def met_link(request: HttpRequest, token: str) -> HttpResponse:
    """We met: from the letter with which the two were introduced."""
    link = mail_links.find(token, purpose=MET)
    party = Party.objects.for_question().filter(pk=link.about).first() if link else None
    if link is None or party is None:
        return unknown(request)
    now = timezone.now()
    if request.method == "POST":
        with suppress(AlreadyAnswered):  # the page says what stands
            services.report_met(party, link=link, now=now)
        return redirect(request.path)
    known = party.introduction.met_at is not None
    context = {"party": party, "known": known, "can_answer": not known and link.is_usable(now)}
    return render(request, "introductions/met_link.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thanks_link(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you: from the same letter, to the introducer."""
    link = mail_links.find(token, purpose=THANKS)
    party = Party.objects.for_question().filter(pk=link.about).first() if link else None
    if link is None or party is None:
        return unknown(request)
    now = timezone.now()
    form = ThanksForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with suppress(AlreadyAnswered):  # the page says what stands
            services.thank(party, words=form.cleaned_data["words"], link=link, now=now)
        return redirect(request.path)
    context: dict[str, Any] = {
        "party": party,
        "form": form,
        "can_answer": party.thanked_at is None and link.is_usable(now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "introductions/thanks_link.html", context, status=status)


def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "introductions/link_unknown.html", status=404)
