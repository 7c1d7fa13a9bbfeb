"""What the tick wakes up. The work stands in PostgreSQL; running twice has one effect."""

from celery import shared_task
from django.utils import timezone

from members.deliveries.draining import drain
from members.deliveries.forgetting import forget_secrets as forget_what_expired
from members.journal import forget_what_cannot_be_undone
from members.roster.forgetting import forget_old_lists
from members.roster.importing import apply_queued
from members.roster.taking_back import take_back_asked
from members.services.pauses import begin_pauses as begin_due_pauses
from members.services.series import extend_series
from networking_app.wake import wake

AT_ONCE = 50


@shared_task
def drain_deliveries() -> None:
    if drain(limit=AT_ONCE) == AT_ONCE:  # there may be more: do not wait for the next tick
        wake("members.tasks.drain_deliveries")


@shared_task
def forget_secrets() -> None:
    forget_what_expired(now=timezone.now())
    forget_what_cannot_be_undone(now=timezone.now())
    forget_old_lists(now=timezone.now())


@shared_task
def apply_roster_imports() -> None:
    apply_queued(now=timezone.now())


@shared_task
def take_back_changes() -> None:
    take_back_asked(now=timezone.now())


@shared_task
def begin_pauses() -> None:
    begin_due_pauses(now=timezone.now())


@shared_task
def make_meetings_ahead() -> None:
    extend_series(now=timezone.now())
