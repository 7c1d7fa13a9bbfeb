"""What the tick wakes up. The work stands in PostgreSQL; running twice has one effect."""

from celery import shared_task
from django.utils import timezone

from goals import services


@shared_task
def plan_summaries() -> None:
    services.plan_due_summaries(now=timezone.now())
