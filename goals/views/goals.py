"""The page on which a person makes promises, plans them, and sees the weeks in which they were
kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goals import planning, services, wording
from goals.charts import weeks_chart
from goals.forms_goals import GoalForm, form_for
from goals.models import Commitment, Partner, Promised
from goals.progress import Record
from members.http import MemberRequest

WEEKS_SHOWN = 12
DONE = {Promised.INTRODUCTIONS: "Made", Promised.FOLLOW_UPS: "Done", Promised.MEETINGS: "Held"}
USUAL = {"count": 3, "period": "week"}


def goals_page(request: MemberRequest, form: GoalForm | None = None) -> HttpResponse:
    person, now = request.user.person, timezone.now()
    partners = list(Partner.objects.of(person).for_list())
    watched = [row.person for row in partners if row.partner_id == person.pk]
    records = Record.of_all([person, *watched], now)
    record = records[person.pk]
    lately = planning.lately(person, record.plans, record, now)
    context = {
        "today": record.today,
        **_promises(record, form),
        "plans": _open_plans(record),
        "coming": planning.coming(person, record.plans, record, now),
        "lately": lately,
        "kept_lately": sum(outcome.is_kept for outcome in lately),
        "charts": _charts(record),
        "days_off": [span for span in record.off if span.last >= record.today],
        "my_partner": next((row for row in partners if row.person_id == person.pk), None),
        "watched": [
            _watched(row, records[row.person_id]) for row in partners if row.partner_id == person.pk
        ],
    }
    return render(request, "goals/goals.html", context, status=422 if form else 200)


def _promises(record: Record, form: GoalForm | None) -> dict[str, Any]:
    """The goals with the forms that change them, and one form for what is not promised yet.

    `form` has just been refused: it stands in the place where it was filled in.
    """
    goals, held = [], set()
    for progress in record.progresses():
        refused = form if form and form.data.get("kind") == progress.kind else None
        goals.append({"progress": progress, "form": refused or form_for(progress)})
        held.add(progress.kind)
    if form and form.data.get("kind") in held:
        form = None
    free = [kind for kind in Promised.values if kind not in held]
    new = GoalForm(kinds=free, initial=USUAL) if free else None
    return {
        "goals": goals,
        "new": form or new,
        "restart": wording.restart_offer(record),
    }


def _charts(record: Record) -> list[dict[str, Any]]:
    """The last weeks of every kind that was promised in one of them, or of which there is any."""
    found = []
    for kind in Promised.values:
        weeks = record.weeks(WEEKS_SHOWN, kind)
        judged = [week for week in weeks if week.promised and not week.excused]
        if not judged and not (any(week.kept for week in weeks) and record.progress(kind).goal):
            continue
        found.append(
            {
                "kind": kind,
                "label": Promised(kind).label,
                "done": DONE[Promised(kind)],
                "weeks": weeks,
                "chart": weeks_chart(weeks),
                "kept": sum(week.is_kept for week in judged),
                "judged": len(judged),
                "excused": sum(week.excused for week in weeks),
            }
        )
    return found


def _watched(row: Partner, record: Record) -> dict[str, Any]:
    """What somebody has promised who would like us to keep an eye on it."""
    return {"partner": row, "progresses": record.progresses(), "plans": _open_plans(record)}


def _open_plans(record: Record) -> list[Commitment]:
    return [plan for plan in record.plans if plan.ends_on is None]


@require_safe
def goals(request: MemberRequest) -> HttpResponse:
    return goals_page(request)


@require_POST
def set_goal(request: MemberRequest) -> HttpResponse:
    person, now = request.user.person, timezone.now()
    if "nothing" in request.POST:
        services.end_goal(person, kind=_kind_of(request), now=now)
        messages.success(request, "Your promise has ended. You can make a new one at any time.")
        return redirect("goals:goals")
    form = GoalForm(request.POST)
    if not form.is_valid():
        return goals_page(request, form)
    goal = services.set_goal(person, now=now, **form.cleaned_data)
    said = wording.things(goal.kind, goal.count)
    messages.success(request, f"Promised: {said} {goal.get_period_display()}.")
    return redirect("goals:goals")


def _kind_of(request: MemberRequest) -> str:
    kind = request.POST.get("kind", "")
    return kind if kind in Promised.values else Promised.INTRODUCTIONS


@require_POST
def restart(request: MemberRequest) -> HttpResponse:
    """Take the smaller promise that is offered, or the way back; twice is once."""
    person, now = request.user.person, timezone.now()
    offer = wording.restart_offer(Record.of(person, now))
    if offer and str(offer.count) == request.POST.get("count"):
        goal = services.set_goal(
            person, kind=offer.goal.kind, count=offer.count, period=offer.goal.period, now=now
        )
        said = wording.things(goal.kind, goal.count)
        messages.success(request, f"Promised: {said} {goal.get_period_display()}.")
    return redirect("goals:goals")
