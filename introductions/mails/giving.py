"""The mails of giving and receiving: something was noted for you, and somebody thanks you."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from introductions.mails.introducing import ON_PAUSE, addresses
from introductions.mails.links import CONTRIBUTION, link
from introductions.models import Contribution
from introductions.querysets import ContributionQuerySet
from members.models import Delivery, Person


def contribution_recheck(delivery: Delivery, now: datetime) -> str | None:
    """It is worth asking as long as it waits, and the two are still near."""
    contribution = _of(delivery).filter(state=Contribution.State.NOTED).first()
    if contribution is None:
        return "It was taken back, or is settled."
    circle = Person.objects.circle_of(contribution.receiver)
    if not circle.filter(pk=contribution.giver_id).exists():
        return "The two have no group in common any more."
    return ON_PAUSE if delivery.recipient.is_on_pause(now) else None


def contribution_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """What was noted, and a link that answers once without signing in."""
    contribution = _of(delivery).get()
    return {
        "contribution": contribution,
        "giver": contribution.giver,
        "answer_url": link(delivery, CONTRIBUTION, contribution.pk, now=now),
    }


def contribution_thanks_recheck(delivery: Delivery, now: datetime) -> str | None:
    stands = _of(delivery).counted().filter(thanked_at__isnull=False)
    return None if stands.exists() else "It was taken back."


def contribution_thanks_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    contribution = _of(delivery).get()
    return {
        "contribution": contribution,
        "who": contribution.receiver,
        "from_name": f"{contribution.receiver.name} via Proactive",
        "reply_to": addresses(contribution.receiver),
    }


def _of(delivery: Delivery) -> ContributionQuerySet:
    return Contribution.objects.for_list().filter(pk=delivery.context["contribution"])
