"""The letters of an introduction, and the thanks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from introductions.mails.links import news_links
from introductions.models import Introduction, Party
from members.models import Delivery, Person

NOT_NEAR = "One of the three has left."
ON_PAUSE = "They take a pause."


def introduction_recheck(delivery: Delivery, now: datetime) -> str | None:
    """It must stand; a letter to one side alone also needs both sides to be near the introducer."""
    gone = [Introduction.State.WITHDRAWN, Introduction.State.DECLINED]
    stands = Introduction.objects.filter(pk=delivery.context["introduction"]).exclude(
        state__in=gone
    )
    introduction = stands.select_related("introducer").first()
    if introduction is None:
        return "The introduction was taken back."
    return None if is_near(introduction) else NOT_NEAR


def is_near(introduction: Introduction) -> bool:
    """Whether both are still in the introducer's circle: nobody has left meanwhile."""
    circle = Person.objects.circle_of(introduction.introducer)
    return circle.filter(pk__in=[introduction.a_id, introduction.b_id]).count() == 2


def introduction_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """The letter as its writer left it. An answer goes to the other side and the introducer."""
    party = (
        Party.objects.for_question()
        .filter(introduction=delivery.context["introduction"])
        .get(side=delivery.context["side"])
    )
    introducer, other = party.introduction.introducer, party.other
    return {
        "party": party,
        "introducer": introducer,
        "other": other,
        "from_name": f"{introducer.name} via Proactive",
        "reply_to": addresses(other, introducer),
        **news_links(delivery, party, now),
    }


def thanks_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    party = Party.objects.for_question().get(pk=delivery.context["party"])
    return {
        "party": party,
        "introduction": party.introduction,
        "who": party.person,
        "from_name": f"{party.person.name} via Proactive",
        "reply_to": addresses(party.person),
    }


def addresses(*people: Person) -> list[str]:
    return [person.email for person in people if person.email]
