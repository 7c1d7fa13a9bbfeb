"""The page on which a person makes a promise and sees the weeks in which it was kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goals import services, wording
from goals.charts import weeks_chart
from goals.forms_goals import GoalForm
from goals.progress import Record
from members.http import MemberRequest

WEEKS_SHOWN = 12


def goals_page(request: MemberRequest, form: GoalForm | None = None) -> HttpResponse:
    record = Record.of(request.user.person, timezone.now())
    progress = record.progress()
    goal = progress.goal
    initial = {"count": goal.count if goal else 3, "period": goal.period if goal else "week"}
    weeks = record.weeks(WEEKS_SHOWN)
    context = {
        "progress": progress,
        "this_title": wording.THIS[goal.period].capitalize() if goal else "",
        "left_line": f"{wording.introductions(progress.missing)} to go".capitalize(),
        "streak_line": wording.streak(progress),
        "form": form or GoalForm(initial=initial),
        "weeks": weeks,
        "chart": weeks_chart(weeks),
        "any_kept": any(week.kept for week in weeks),
        "kept_weeks": sum(week.is_kept for week in weeks),
        "judged_weeks": sum(week.promised > 0 for week in weeks),
    }
    return render(request, "goals/goals.html", context, status=422 if form else 200)


@require_safe
def goals(request: MemberRequest) -> HttpResponse:
    return goals_page(request)


@require_POST
def set_goal(request: MemberRequest) -> HttpResponse:
    person, now = request.user.person, timezone.now()
    if "nothing" in request.POST:
        services.end_goal(person, now=now)
        messages.success(request, "Your promise has ended. You can make a new one at any time.")
        return redirect("goals:goals")
    form = GoalForm(request.POST)
    if not form.is_valid():
        return goals_page(request, form)
    goal = services.set_goal(person, now=now, **form.cleaned_data)
    said = wording.introductions(goal.count)
    messages.success(request, f"Promised: {said} {goal.get_period_display()}.")
    return redirect("goals:goals")
