"""Forget what mails and their links hold and nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from members.deliveries import kinds
from members.mail_links import forget_expired
from members.models import Delivery

UNSURE_KEPT = timedelta(days=30)


def forget_secrets(now: datetime) -> int:
    """Forget what has expired; return of how much.

    That is text and context of mails that opened an account and have expired, the text of mails of
    which nobody could say for a month whether they went, and expired links in mails.
    """
    secret = [kind.name for kind in kinds.registered() if kind.secret]
    expired = Delivery.objects.filter(kind__in=secret, expires_at__lte=now)
    kept = expired.exclude(state=Delivery.State.SENDING).exclude(message=None, context={})
    forgotten = kept.update(message=None, context={}, subject="")
    old = Delivery.objects.filter(state=Delivery.State.UNSURE, created_at__lte=now - UNSURE_KEPT)
    forgotten += old.filter(lease_until=None, message__isnull=False).update(message=None)
    return forgotten + forget_expired(now)
