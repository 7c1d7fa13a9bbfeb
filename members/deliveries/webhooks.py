"""What a mail service tells about a mail: it arrived, it came back, its reader complained.

It may tell everything twice, late, and in any order. What came back has come back for good,
whatever else is said of the same mail.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import transaction
from django.utils import timezone

from members.deliveries import bounces
from members.deliveries.marking import forgotten
from members.deliveries.providers import KEY
from members.deliveries.smtp import readable
from members.deliveries.stopping import address_hash, stop_mail
from members.models import Attempt, Delivery

logger = logging.getLogger(__name__)

State = Delivery.State
CAME_BACK = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}
NO_SUCH_ADDRESS = {RejectReason.INVALID, RejectReason.BOUNCED}
UNWANTED = {EventType.COMPLAINED, EventType.UNSUBSCRIBED}


def receive(sender: object, event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    """Act on what django-anymail has read and checked."""
    note_event(event, now=timezone.now())


@transaction.atomic
def note_event(event: AnymailTrackingEvent, *, now: datetime) -> None:
    """Bring a delivery, and the score of its address, to what the event says."""
    delivery = delivery_of(event)
    if delivery is None:
        logger.info("Nothing is known of the mail of an event %s.", event.event_type)
        return
    happened_at = min(event.timestamp or now, now)
    if event.event_type == EventType.DELIVERED:
        note_delivered(delivery, event, happened_at)
    elif event.event_type in CAME_BACK:
        note_came_back(delivery, event, happened_at)
    elif event.event_type == EventType.DEFERRED:
        bounces.note_bounce(delivery.to_address, bounces.SOFT, at=happened_at)
    elif event.event_type in UNWANTED:
        stop_mail(address_hash(delivery.recipient.email or delivery.to_address), now=now)


def delivery_of(event: AnymailTrackingEvent) -> Delivery | None:
    """The delivery, locked; None for mails that are not ours, and for copies to the archive."""
    named = str((event.metadata or {}).get(KEY) or event.message_id or "").strip("<>")
    found = Delivery.objects.select_for_update(of=["self"]).select_related("recipient")
    delivery = found.filter(message_id=f"<{named}>").first()
    if delivery and event.recipient and not same(event.recipient, delivery.to_address):
        return None
    return delivery


def same(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()


def note_delivered(delivery: Delivery, event: AnymailTrackingEvent, at: datetime) -> None:
    if delivery.state in (State.DELIVERED, State.BOUNCED):
        return
    settle(delivery, State.DELIVERED, "", at)
    bounces.forgive(delivery.to_address)


def note_came_back(delivery: Delivery, event: AnymailTrackingEvent, at: datetime) -> None:
    if delivery.state == State.BOUNCED:
        return
    said = event.mta_response or event.description or event.reject_reason or event.event_type
    settle(delivery, State.BOUNCED, readable(said), at)
    if event.event_type != EventType.FAILED:  # that is the service's fault and no address's
        hard = event.reject_reason in NO_SUCH_ADDRESS
        weight = bounces.HARD if hard else bounces.SOFT
        bounces.note_bounce(delivery.to_address, weight, at=at)


def settle(delivery: Delivery, state: Delivery.State, reason: str, at: datetime) -> None:
    """Write what became of the mail, even if a worker still waits for the answer to it."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state,
        reason=reason[:200],
        lease_until=None,
        sent_at=delivery.sent_at or at,
        **forgotten(state),
    )
    Attempt.objects.create(
        delivery=delivery,
        number=delivery.attempts,
        started_at=at,
        ended_at=at,
        outcome=Attempt.Outcome(state.value),
        smtp_text=reason[:500],
    )
