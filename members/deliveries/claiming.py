"""Take one mail, so that nobody else does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.functions import Now

from members.deliveries import kinds, locks
from members.deliveries.crashpoints import crashpoint
from members.models import Delivery
from members.querysets import DeliveryQuerySet

CANDIDATES = 8


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours alone. `left_behind`: a worker stopped while it had it, and what
    came of that try is still to be noted; else it stands as `sending`, one attempt further."""

    delivery: Delivery
    left_behind: bool


def database_now() -> datetime:
    """The database's clock: those of the workers may differ."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def waiting(now: datetime) -> DeliveryQuerySet:
    """Due at `now`, or left behind: leases are a matter of the database's own clock.

    Mails that are unsure come last: whoever is asked about them may be slow.
    """
    due = Q(state=Delivery.State.DUE, due_at__lte=now)
    leased = [Delivery.State.SENDING, Delivery.State.UNSURE]
    left_behind = Q(state__in=leased, lease_until__lt=Now())
    doubtful = Case(
        When(state=Delivery.State.UNSURE, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    urgent = [kind.name for kind in kinds.registered() if kind.urgent]
    patient = Case(
        When(kind__in=urgent, then=Value(False)), default=Value(True), output_field=BooleanField()
    )
    return (
        Delivery.objects.open()
        .filter(due | left_behind)
        .order_by(patient, doubtful, "due_at", "pk")
    )


def claim(now: datetime) -> Claim | None:
    """Take the next mail, committed before anything is sent; None when there is none.

    The caller gives the lock back with `locks.release`.
    """
    crashpoint("before_claim")
    with transaction.atomic(durable=True):
        for delivery in waiting(now).select_for_update(skip_locked=True)[:CANDIDATES]:
            if not locks.take(delivery.pk):
                continue  # its worker is alive, however long ago its lease ran out
            if delivery.state == Delivery.State.SENDING:
                return Claim(delivery, left_behind=True)
            Delivery.objects.filter(pk=delivery.pk).update(
                state=Delivery.State.SENDING,
                attempts=F("attempts") + 1,
                lease_until=Now() + settings.MAIL_LEASE,
                handed_over=False,
            )
            delivery.attempts += 1
            crashpoint("claimed_uncommitted")
            return Claim(delivery, left_behind=False)
    return None


def begin_to_hand_over(delivery: Delivery) -> bool:
    """Note that the mail server may have the mail from here on; False when it is not ours to send.

    Committed at once: a worker that stops before this has certainly sent nothing.
    """
    ours = Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.SENDING, attempts=delivery.attempts
    )
    return locks.is_ours(delivery.pk) and ours.update(handed_over=True) == 1
