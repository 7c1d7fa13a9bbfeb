"""What the tick wakes up. The work stands in PostgreSQL; running twice has one effect."""

from celery import shared_task

from members.deliveries.draining import drain


@shared_task
def drain_deliveries() -> None:
    drain(limit=50)
