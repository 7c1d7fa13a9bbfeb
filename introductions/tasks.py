"""What the tick wakes up. The work stands in PostgreSQL; running twice has one effect."""

from celery import shared_task
from django.utils import timezone

from introductions import services


@shared_task
def remind_follow_ups() -> None:
    services.remind_due_follow_ups(now=timezone.now())


@shared_task
def look_after_questions() -> None:
    services.look_after_questions(now=timezone.now())
