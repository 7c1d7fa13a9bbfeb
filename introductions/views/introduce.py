"""The page with the two letters, and sending them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from introductions import services
from introductions.exceptions import AlreadyIntroduced, NotInCircle, Unavailable
from introductions.forms import IntroductionForm
from introductions.models import Introduction
from members.http import MemberRequest, wants_partial
from members.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def introduce(request: MemberRequest, a: int, b: int) -> HttpResponse:
    """Show both letters and, on POST, introduce the two or record that it was done elsewhere."""
    me = request.user.person
    first, second = _pair(me, a, b)
    now = timezone.now()
    if existing := services.open_introduction_of(first, second):
        return _already_introduced(request, existing)
    drafted = services.draft(me, first, second, now)
    recorded = "record" in request.POST
    data = request.POST if request.method == "POST" else None
    form = IntroductionForm(data, a=first, b=second, drafted=drafted)
    against: list[str] | None = None
    if recorded or form.is_valid():
        try:
            if recorded:
                made = services.record_introduction(
                    me, a=first, b=second, reasons=drafted.reasons, now=now
                )
            else:
                made = services.introduce(
                    me,
                    a=first,
                    b=second,
                    letter_a=form.letter_a,
                    letter_b=form.letter_b,
                    reasons=drafted.reasons,
                    now=now,
                )
        except AlreadyIntroduced as already:
            return _already_introduced(request, already.introduction)
        except NotInCircle as error:
            raise Http404 from error
        except Unavailable as unavailable:
            against = unavailable.obstacles
        else:
            messages.success(request, _thanks(made))
            return _go(request, made.get_absolute_url())
    if against is None:
        against = services.obstacles(first, second, now)
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


def _already_introduced(request: MemberRequest, existing: Introduction) -> HttpResponse:
    """Lead to the introduction that is under way, or say so to somebody who may not see it."""
    me = request.user.person
    if Introduction.objects.visible_to(me).filter(pk=existing.pk).exists():
        messages.info(request, "These two have been introduced already. Here is how it goes.")
        return _go(request, existing.get_absolute_url())
    messages.info(request, "These two have just been introduced by somebody else.")
    return _go(request, "introductions:list")


def _thanks(made: Introduction) -> str:
    if made.mode == Introduction.Mode.RECORDED:
        return "It is recorded. We will ask you how it goes."
    return f"Both mails are on their way to {made.a.first_name} and {made.b.first_name}."


def _go(request: MemberRequest, to: str) -> HttpResponse:
    response = redirect(to)
    return HttpResponseClientRedirect(response.url) if wants_partial(request) else response
