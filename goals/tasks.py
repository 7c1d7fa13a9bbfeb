"""What the tick wakes up. The work stands in PostgreSQL; running twice has one effect."""

from celery import shared_task
from django.utils import timezone

from goals import services
from goals.progress import promised
from introductions.services import refresh_stale_suggestions


@shared_task
def plan_suggestions() -> None:
    refresh_stale_suggestions(now=timezone.now(), promised=promised)


@shared_task
def plan_summaries() -> None:
    services.plan_due_summaries(now=timezone.now())


@shared_task
def plan_group_summaries() -> None:
    services.plan_due_group_summaries(now=timezone.now())


@shared_task
def remind_slots() -> None:
    services.remind_slots(now=timezone.now())
