"""No more than so many mails a day to one person: what is over goes the next morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from members.deliveries.kinds import Kind
from members.models import Delivery, Person

MORNING = time(8)


def check_settings() -> None:
    """Raise ImproperlyConfigured when no mail could ever go."""
    if settings.MAIL_DAILY_CAP < 1:
        raise ImproperlyConfigured("MAIL_DAILY_CAP must be 1 or more.")


def put_off_until(delivery: Delivery, kind: Kind, now: datetime) -> datetime | None:
    """When `delivery` may go, if the recipient's day is full; else None, and it counts for the day.

    Call it in the transaction in which the mail is made ready. The recipient's row is locked until
    its end, so that workers who have mails for the same person count one after the other. A mail
    keeps its place when the server puts it off, and needs none when it may have gone already.
    """
    if kind.urgent or delivery.state == Delivery.State.UNSURE:
        return None
    today = now.astimezone(delivery.recipient.zone).date()
    if delivery.counts_on == today:
        return None
    Person.objects.select_for_update(no_key=True).get(pk=delivery.recipient_id)
    others = Delivery.objects.filter(recipient=delivery.recipient_id, counts_on=today)
    if others.exclude(pk=delivery.pk).count() >= settings.MAIL_DAILY_CAP:
        return datetime.combine(today + timedelta(days=1), MORNING, delivery.recipient.zone)
    Delivery.objects.filter(pk=delivery.pk).update(counts_on=today)
    delivery.counts_on = today
    return None
