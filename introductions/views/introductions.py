"""Everything under way, what it has come to, and each introduction with its timeline."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from introductions.models import FollowUp, Introduction, Party
from introductions.timeline import timeline
from members.http import MemberRequest
from members.models import Person

State = Introduction.State
SHOWN = {
    "open": ("Under way", Introduction.OPEN),
    "useful": ("Useful", (State.USEFUL,)),
    "ended": ("Ended", (State.DECLINED, State.EXPIRED, State.WITHDRAWN)),
    "all": ("All", tuple(State)),
}
ON_A_PAGE = 30


@require_safe
def introduction_list(request: MemberRequest) -> HttpResponse:
    """Introductions that the person made or is part of, by state (?show=)."""
    me = request.user.person
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "open"
    mine = Introduction.objects.visible_to(me)
    counts = mine.aggregate(
        **{name: Count("pk", filter=Q(state__in=states)) for name, (_, states) in SHOWN.items()}
    )
    rows = mine.filter(state__in=SHOWN[show][1]).for_list()
    rows = rows.prefetch_related(
        Prefetch(
            "follow_ups", FollowUp.objects.open_for(me).select_related("person"), "my_questions"
        )
    )
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    base = reverse("introductions:list")
    tabs = [
        {
            "label": label,
            "url": f"{base}?show={name}",
            "current": name == show,
            "count": counts[name],
        }
        for name, (label, _) in SHOWN.items()
    ]
    context = {"page": page, "tabs": tabs, "show": show, "person": me, "now": timezone.now()}
    return render(request, "introductions/list.html", context)


@require_safe
def introduction_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One introduction as one of its three people sees it."""
    me, now = request.user.person, timezone.now()
    visible = Introduction.objects.visible_to(me).for_list()
    introduction = get_object_or_404(visible, pk=pk)
    people = [introduction.introducer, introduction.a, introduction.b]
    near = Person.objects.visible_to(me).filter(pk__in=[person.pk for person in people])
    question = FollowUp.objects.open_for(me).for_list().filter(introduction=introduction).first()
    context = {
        "introduction": introduction,
        "person": me,
        "is_introducer": me.pk == introduction.introducer_id,
        "other": introduction.other(me) if introduction.is_party(me) else None,
        "near": set(near.values_list("pk", flat=True)),
        "letters": _letters(introduction, me),
        "steps": timeline(introduction, me),
        "question": question,
        "not_due": question is not None and question.due_at > now,
        "now": now,
    }
    return render(request, "introductions/detail.html", context)


def _letters(introduction: Introduction, me: Person) -> list[Party]:
    """The introducer sees both letters, a party the one they got."""
    letters = introduction.parties.exclude(body="").order_by("side")
    if me.pk == introduction.a_id:
        letters = letters.filter(side=Party.Side.A)
    elif me.pk == introduction.b_id:
        letters = letters.filter(side=Party.Side.B)
    found = list(letters)
    for letter in found:
        letter.introduction = introduction
    return found
