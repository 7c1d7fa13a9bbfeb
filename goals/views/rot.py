"""Return on time: what the hours of chosen months brought."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.rot import wording
from goals.rot.charts import bars_of, columns_of
from goals.rot.circle import Circle
from goals.rot.months import PRESETS, choices, choose
from goals.rot.reading import ledger_of
from goals.rot.report import PEOPLE_SHOWN, report_of
from members.http import MemberRequest, typed


@require_safe
def return_on_time(request: MemberRequest) -> HttpResponse:
    """?months=6 or ?from=2026-05&to=2026-11; without either, the last half year."""
    person, now = request.user.person, timezone.now()
    today = now.astimezone(person.zone).date()
    chosen = choose(
        today,
        whole=typed(request, "months"),
        first=typed(request, "from"),
        last=typed(request, "to"),
    )
    circle = Circle.of(person)
    report = report_of(ledger_of(person, chosen.span, circle, now=now), circle, chosen)
    context = {
        "chosen": chosen,
        "presets": PRESETS,
        "month_choices": choices(today),
        "report": report,
        "threshold": wording.threshold(),
        "activity_bars": bars_of(report.activities),
        "group_bars": bars_of(report.groups),
        "lens_bars": bars_of(report.lenses),
        "columns": columns_of(report.months),
        "people": report.people[:PEOPLE_SHOWN],
        "more_people": report.people[PEOPLE_SHOWN:],
    }
    status = 422 if chosen.problem else 200
    return render(request, "goals/rot.html", context, status=status)
