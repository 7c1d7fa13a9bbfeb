"""Questions about introductions: due, coming, put off; and their answers."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from introductions import services
from introductions.exceptions import AlreadyAnswered
from introductions.forms import AnswerForm, PutOffForm
from introductions.forms_follow_ups import PutOffToForm
from introductions.models import FollowUp
from introductions.touch import kept_ties
from members.http import MemberRequest, wants_partial

AT_MOST = 200  # lines on the page
TIES_COMING = 5


@require_safe
def follow_up_list(request: MemberRequest) -> HttpResponse:
    return _show_list(request)


def _show_list(
    request: MemberRequest, *, wrong: PutOffToForm | None = None, at: FollowUp | None = None
) -> HttpResponse:
    """The whole page; with a day to correct at one question, where one was `wrong`."""
    me = request.user.person
    now = timezone.now()
    questions = list(FollowUp.objects.open_for(me).for_list().select_related("person")[:AT_MOST])
    waiting = [question for question in questions if question.due_at > now]
    ties = kept_ties(me, now)
    due_ties = [tie for tie in ties if tie.colour]
    context = {
        "due": [question for question in questions if question.due_at <= now],
        "coming": [question for question in waiting if not question.answer],
        "put_off": [question for question in waiting if question.answer],
        "due_ties": due_ties,
        "coming_ties": [tie for tie in ties if not tie.colour][:TIES_COMING],
        "now": now,
        "wrong": wrong,
        "wrong_at": at.pk if at else None,
    }
    status = 422 if wrong else 200
    return render(request, "introductions/follow_ups.html", context, status=status)


@require_POST
@vary_on_headers("HX-Request")
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    follow_up = _mine(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Choose one of the answers.", content_type="text/plain")
    now = timezone.now()
    given = form.answer_given
    before = follow_up.introduction.state
    try:
        introduction = services.answer_follow_up(follow_up, answer=given, now=now)
    except AlreadyAnswered:
        return _done(request, follow_up, "This was answered before. Thank you.")
    opening = "No hurry." if given == "not_yet" else "Good to hear."
    if introduction.state != before:
        follow_up.introduction.refresh_from_db(fields=["state", "met_at", "useful_at"])
        if me_is_party(follow_up):
            opening += f" {follow_up.introduction.introducer.first_name} will hear of it too."
    return _done(request, follow_up, f"{opening} {_what_comes(follow_up, now)}")


@require_POST
@vary_on_headers("HX-Request")
def put_off(request: MemberRequest, pk: int) -> HttpResponse:
    follow_up = _mine(request, pk)
    form = PutOffForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Choose 1 to 90 days.", content_type="text/plain")
    now = timezone.now()
    try:
        services.put_off_follow_up(follow_up, days=form.cleaned_data["days"], now=now)
    except AlreadyAnswered:
        return _done(request, follow_up, "This was answered before. Thank you.")
    return _done(request, follow_up, _what_comes(follow_up, now))


@require_POST
@vary_on_headers("HX-Request")
def put_off_to(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask again on a day that the person chooses."""
    follow_up, now = _mine(request, pk), timezone.now()
    form = PutOffToForm(request.POST, person=follow_up.person, now=now)
    if not form.is_valid():
        if not wants_partial(request):
            return _show_list(request, wrong=form, at=follow_up)
        context = {"follow_up": follow_up, "now": now, "wrong": form, "wrong_at": pk}
        return render(request, "introductions/_follow_up.html", context, status=422)
    try:
        services.put_off_follow_up(follow_up, on=form.cleaned_data["on"], now=now)
    except AlreadyAnswered:
        return _done(request, follow_up, "This was answered before. Thank you.")
    return _done(request, follow_up, _what_comes(follow_up, now))


def me_is_party(follow_up: FollowUp) -> bool:
    return follow_up.introduction.is_party(follow_up.person)


def _mine(request: MemberRequest, pk: int) -> FollowUp:
    """The question, found through the person it was put to."""
    mine = FollowUp.objects.filter(person=request.user.person).for_list()
    return get_object_or_404(mine.select_related("person"), pk=pk)


def _what_comes(follow_up: FollowUp, now: datetime) -> str:
    person = follow_up.person
    following = FollowUp.objects.open_for(person).filter(introduction=follow_up.introduction_id)
    due_at = following.values_list("due_at", flat=True).first()
    if due_at is None:
        return "We will not ask about it again."
    return f"We will ask again on {due_at.astimezone(person.zone):%-d %B}."


def _done(request: MemberRequest, follow_up: FollowUp, text: str) -> HttpResponse:
    """A gentle line in place of the question, or the page it stood on with that line on top."""
    if wants_partial(request):
        due = FollowUp.objects.open_for(follow_up.person).due(timezone.now()).count()
        context = {"follow_up": follow_up, "text": text, "due": due}
        return render(request, "introductions/_follow_up_done.html", context)
    messages.success(request, text)
    return redirect("introductions:follow_ups")
