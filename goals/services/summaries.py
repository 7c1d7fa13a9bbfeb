"""The weekly summaries: one a person and ISO week, planned when their Monday morning has come."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from goals.models import Goal, WeeklySummary
from goals.periods import Span, summary_ends, weeks_to_sum_up
from goals.progress import Record
from goals.verdict import promises_of
from members.deliveries.queueing import queue_delivery
from members.models import Membership, Person


def plan_due_summaries(*, now: datetime, limit: int = 500) -> int:
    """Owe everybody with a goal the summary of last week, once Monday's hour has come for them.

    Returns how many were planned; at most `limit` a call, the next tick goes on.
    """
    planned = 0
    holders = Person.objects.reachable(now).filter(goals__ends_on=None, goals__isnull=False)
    zones = holders.values_list("time_zone", flat=True).order_by("time_zone").distinct()
    for name, week in weeks_to_sum_up(zones, now):
        for person in awaiting(week, name, now)[: limit - planned]:
            planned += plan_summary(person, week, now=now)
    return planned


def awaiting(week: Span, zone: str, now: datetime) -> list[Person]:
    """People in `zone` who had promised something at the end of `week`, of whatever kind, have not
    stopped promising since, and have no summary of it."""
    year, number, _ = week.first.isocalendar()
    held = Goal.objects.on(week.last).filter(person=OuterRef("pk"))
    still = Goal.objects.current().filter(person=OuterRef("pk"))
    told = WeeklySummary.objects.filter(person=OuterRef("pk"), iso_year=year, iso_week=number)
    in_a_group = Membership.objects.active().filter(person=OuterRef("pk"))
    today = now.astimezone(ZoneInfo(zone)).date()
    people = Person.objects.reachable(now).exclude(paused_until__gt=today)
    people = people.filter(
        Exists(held), Exists(still), ~Exists(told), Exists(in_a_group), time_zone=zone
    )
    return list(people.order_by("pk"))


@transaction.atomic
def plan_summary(person: Person, week: Span, *, now: datetime) -> bool:
    """Owe `person` the summary of `week`; False when somebody else has just planned it."""
    year, number, _ = week.first.isocalendar()
    promises = [asdict(one) for one in promises_of(Record.of(person, now), week)]
    summary = WeeklySummary(
        person=person, iso_year=year, iso_week=number, promises=promises, planned_at=now
    )
    WeeklySummary.objects.bulk_create([summary], ignore_conflicts=True)
    return queue_delivery(
        person,
        kind="weekly_summary",
        key=f"{year}-W{number:02}",
        context={"year": year, "week": number, "promises": promises},
        now=now,
        expires_at=summary_ends(week, person.zone),
    )
