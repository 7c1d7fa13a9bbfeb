"""Owe somebody a mail: a row, in the transaction of what the mail tells about."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from members.models import Delivery, Person
from networking_app.wake import wake


def queue_delivery(
    recipient: Person,
    *,
    kind: str,
    key: str,
    context: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Owe `recipient` one mail of `kind` once per `key`; False when it is owed already.

    It goes when the transaction has committed and `due_at` has come (at once by default), and not
    after `expires_at`.
    """
    delivery = Delivery(
        recipient=recipient,
        kind=kind,
        key=key,
        context=context,
        message_id=new_message_id(),
        created_at=now,
        due_at=due_at or now,
        expires_at=expires_at,
    )
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
    created = Delivery.objects.filter(message_id=delivery.message_id).exists()
    if created and delivery.due_at <= now:
        transaction.on_commit(lambda: wake("members.tasks.drain_deliveries"))
    return created


def new_message_id() -> str:
    return f"<{uuid4().hex}@{settings.MAIL_DOMAIN}>"
