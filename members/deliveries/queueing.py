"""Owe somebody a mail: a row, in the transaction of what the mail tells about."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    owed = Owed(recipient, key, context)
    return bool(queue_many([owed], kind=kind, now=now, due_at=due_at, expires_at=expires_at))


@dataclass(frozen=True)
class Owed:
    """One mail of many of a kind."""

    recipient: Person
    key: str
    context: dict[str, Any]


def queue_many(
    owed: Iterable[Owed],
    *,
    kind: str,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> int:
    """Owe several people a mail of `kind`, in two statements; return how many are new."""
    deliveries = [
        Delivery(
            recipient=each.recipient,
            kind=kind,
            key=each.key,
            context=each.context,
            message_id=new_message_id(),
            created_at=now,
            due_at=due_at or now,
            expires_at=expires_at,
        )
        for each in owed
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    names = [delivery.message_id for delivery in deliveries]
    created = Delivery.objects.filter(message_id__in=names).count()
    if created and (due_at or now) <= now:
        transaction.on_commit(lambda: wake("members.tasks.drain_deliveries"))
    return created


def new_message_id() -> str:
    return f"<{uuid4().hex}@{settings.MAIL_DOMAIN}>"
