"""Everything under way, what it has come to, and each introduction with its timeline."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from introductions import services
from introductions.exceptions import AlreadyAnswered
from introductions.forms import ThanksForm
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
    now = timezone.now()
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
    context = {
        "page": page,
        "tabs": tabs,
        "show": show,
        "person": me,
        "now": now,
        "asked": Party.objects.waiting_for(me, now).count(),
    }
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
        "can_undo": introduction.sends_at is not None and now < introduction.sends_at,
        "asking": introduction.state == State.ASKING,
        "my_side": _side_to_thank(introduction, me),
        "thanks_form": ThanksForm(),
        "now": now,
    }
    return render(request, "introductions/detail.html", context)


@require_POST
def thank(request: MemberRequest, pk: int) -> HttpResponse:
    """A party thanks the introducer."""
    me = request.user.person
    parties = Party.objects.of(me).filter(introduction__made_at__isnull=False)
    party = get_object_or_404(parties.for_question(), introduction=pk)
    form = ThanksForm(request.POST)
    introducer = party.introduction.introducer
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["words"])))
        return redirect(party.introduction)
    try:
        services.thank(party, words=form.cleaned_data["words"], now=timezone.now())
    except AlreadyAnswered:
        messages.info(request, f"You have thanked {introducer.first_name} before.")
    else:
        messages.success(request, f"Your thanks go to {introducer.first_name}.")
    return redirect(party.introduction)


def _side_to_thank(introduction: Introduction, me: Person) -> Party | None:
    """The side of `me`, where a thank you has not been said."""
    return introduction.parties.of(me).filter(thanked_at=None).first()


def _letters(introduction: Introduction, me: Person) -> list[Party]:
    """The introducer sees both letters, a party the one they got."""
    if introduction.joint_body and introduction.introducer_id != me.pk:
        return []  # what a party got is the letter to both
    letters = introduction.parties.exclude(body="").order_by("side")
    if me.pk == introduction.a_id:
        letters = letters.filter(side=Party.Side.A)
    elif me.pk == introduction.b_id:
        letters = letters.filter(side=Party.Side.B)
    found = list(letters)
    for letter in found:
        letter.introduction = introduction
    return found
