"""The page with the two letters, and sending them: asking first, or directly."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from introductions import services
from introductions.drafting import Draft, compose_joint
from introductions.exceptions import AlreadyIntroduced, NotInCircle, Unavailable
from introductions.forms import IntroductionForm
from introductions.models import Introduction, Request
from members.http import MemberRequest, wants_partial
from members.models import Person

ASK, DIRECT = "ask", "direct"


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def introduce(request: MemberRequest, a: int, b: int) -> HttpResponse:
    """Show both letters and, on POST, send them or record that it was done elsewhere.

    ?how=ask asks both first, ?how=direct introduces them at once; ?request= is answered by it.
    """
    me = request.user.person
    first, second = _pair(me, a, b)
    now = timezone.now()
    if existing := services.open_introduction_of(first, second):
        return _already_introduced(request, existing)
    wanted = _request(request, me, first, second, now)
    to_be_asked = services.wants_to_be_asked(first, second)
    how = _how(request, me, first, second)
    drafted = _draft(how, me, first, second, now)
    data = request.POST if request.method == "POST" else None
    form = IntroductionForm(data, a=first, b=second, drafted=drafted)
    against: list[str] | None = None
    if "record" in request.POST or form.is_valid():
        try:
            made = _do(request, form, how, drafted, (me, first, second), wanted, now)
        except AlreadyIntroduced as already:
            return _already_introduced(request, already.introduction)
        except NotInCircle as error:
            raise Http404 from error
        except Unavailable as unavailable:
            against = unavailable.obstacles
        else:
            return _go(request, made.get_absolute_url())
    if against is None:
        against = services.obstacles(me, first, second, now, request=wanted)
    here = reverse("introductions:introduce", args=[first.pk, second.pk])
    context = {
        "a": first,
        "b": second,
        "form": form,
        "letters": [
            {"person": first, "subject": form["subject_a"], "body": form["body_a"]},
            {"person": second, "subject": form["subject_b"], "body": form["body_b"]},
        ],
        "reasons": drafted.reasons,
        "obstacles": against,
        "cautions": services.cautions(me, first, second),
        "asking": how == ASK,
        "to_be_asked": to_be_asked,
        "tabs": _tabs(here, how, wanted) if not to_be_asked else [],
        "joint": compose_joint(me, first, second, drafted.reasons) if how == ASK else None,
        "wanted": wanted,
        "action": _address(here, how, wanted),
    }
    partial = wants_partial(request)
    template = "introductions/_introduce.html" if partial else "introductions/introduce.html"
    # htmx swaps a refused form only when the status says so.
    status = 422 if partial and request.method == "POST" else 200
    return render(request, template, context, status=status)


def _pair(me: Person, a: int, b: int) -> tuple[Person, Person]:
    """Both people, found through the circle of `me`; anybody else does not exist."""
    people = Person.objects.circle_of(me).for_list().in_bulk([a, b])
    if a == b or len(people) != 2:
        raise Http404
    return people[a], people[b]


def _request(
    request: MemberRequest, me: Person, a: Person, b: Person, now: datetime
) -> Request | None:
    """What one of the two has asked for and this introduction would answer, if anything."""
    key = request.GET.get("request", "")
    if not key:
        return None
    if not key.isdecimal():
        raise Http404
    visible = Request.objects.visible_to(me).open(now).filter(person__in=[a, b])
    return get_object_or_404(visible, pk=int(key))


def _how(request: MemberRequest, me: Person, a: Person, b: Person) -> str:
    """Ask first or directly: as chosen, where both allow it."""
    if services.wants_to_be_asked(a, b):
        return ASK
    chosen = request.GET.get("how", "")
    if chosen in (ASK, DIRECT):
        return chosen
    return ASK if services.ask_first_by_default(me, a, b) else DIRECT


def _draft(how: str, me: Person, a: Person, b: Person, now: datetime) -> Draft:
    write = services.draft_questions if how == ASK else services.draft
    return write(me, a, b, now)


def _do(
    request: MemberRequest,
    form: IntroductionForm,
    how: str,
    drafted: Draft,
    people: tuple[Person, Person, Person],
    wanted: Request | None,
    now: datetime,
) -> Introduction:
    me, a, b = people
    if "record" in request.POST:
        made = services.record_introduction(
            me, a=a, b=b, reasons=drafted.reasons, now=now, request=wanted
        )
        messages.success(request, "It is recorded. We will ask you how it goes.")
        return made
    send = services.ask if how == ASK else services.introduce
    return send(
        me,
        a=a,
        b=b,
        letter_a=form.letter_a,
        letter_b=form.letter_b,
        reasons=drafted.reasons,
        now=now,
        request=wanted,
    )


def _address(here: str, how: str, wanted: Request | None) -> str:
    return f"{here}?how={how}" + (f"&request={wanted.pk}" if wanted else "")


def _tabs(here: str, how: str, wanted: Request | None) -> list[dict[str, object]]:
    return [
        {"label": label, "url": _address(here, name, wanted), "current": name == how}
        for name, label in ((ASK, "Ask both first"), (DIRECT, "Introduce directly"))
    ]


def _already_introduced(request: MemberRequest, existing: Introduction) -> HttpResponse:
    """Lead to the introduction that is under way, or say so to somebody who may not see it."""
    me = request.user.person
    if Introduction.objects.visible_to(me).filter(pk=existing.pk).exists():
        messages.info(request, "These two are being introduced already. Here is how it goes.")
        return _go(request, existing.get_absolute_url())
    messages.info(request, "Somebody else is introducing these two.")
    return _go(request, "introductions:list")


def _go(request: MemberRequest, to: str) -> HttpResponse:
    response = redirect(to)
    return HttpResponseClientRedirect(response.url) if wants_partial(request) else response
