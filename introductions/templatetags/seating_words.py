"""On the page of the meetings: with whom a member sits at the coming ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone

from introductions.models import TablePlan
from introductions.seating.looking import company_at
from members.models import Group, Person

register = template.Library()


@register.simple_tag
def my_tables(group: Group, person: Person) -> list[dict[str, Any]]:
    """The meetings that come, or go on today, at which somebody has a seat; two queries."""
    since = timezone.now() - timedelta(hours=12)
    plans = list(
        TablePlan.objects.filter(
            meeting__group=group, meeting__cancelled_at=None, meeting__starts_at__gte=since
        )
        .select_related("meeting")
        .order_by("meeting__starts_at")
    )
    if not plans:
        return []
    company = company_at(group, plans, person)
    return [
        {"meeting": plan.meeting, "rounds": [said for said in company[plan.meeting_id] if said]}
        for plan in plans
        if plan.meeting_id in company
    ]
