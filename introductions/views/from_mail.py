"""Answers from a mail, without signing in: a GET shows, a POST acts, each link once.

Programs that follow every link, and even render the page, change nothing.
"""

from __future__ import annotations

from collections.abc import Callable
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
from members.models import MailLink

SAYS = {"yes", "not_now", "no"}
View = Callable[[HttpRequest, str], HttpResponse]


def answers_from_mail(view: View) -> View:
    """The token is the permission, and nothing is kept by whoever stands in between."""
    return login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


@answers_from_mail
def question_link(request: HttpRequest, token: str) -> HttpResponse:
    """May I introduce you? The button in the mail (?say=) only chooses what stands first."""
    found = _side(token, QUESTION)
    if found is None:
        return unknown(request)
    link, party = found
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


@answers_from_mail
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


@answers_from_mail
def met_link(request: HttpRequest, token: str) -> HttpResponse:
    """We met: from the letter with which the two were introduced."""
    found = _side(token, MET)
    if found is None:
        return unknown(request)
    link, party = found
    now = timezone.now()
    if request.method == "POST":
        with suppress(AlreadyAnswered):  # the page says what stands
            services.report_met(party, link=link, now=now)
        return redirect(request.path)
    known = party.introduction.met_at is not None
    context = {"party": party, "known": known, "can_answer": not known and link.is_usable(now)}
    return render(request, "introductions/met_link.html", context)


@answers_from_mail
def thanks_link(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you: from the same letter, to the introducer."""
    found = _side(token, THANKS)
    if found is None:
        return unknown(request)
    link, party = found
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


def _side(token: str, purpose: str) -> tuple[MailLink, Party] | None:
    """The link with this token and the side of an introduction that it is about."""
    link = mail_links.find(token, purpose=purpose)
    party = Party.objects.for_question().filter(pk=link.about).first() if link else None
    return (link, party) if link and party else None


def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "introductions/link_unknown.html", status=404)
