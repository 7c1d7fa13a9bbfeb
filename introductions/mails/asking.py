"""The mails of asking first: the question, the letter to both, and what comes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from introductions.mails.introducing import NOT_NEAR, ON_PAUSE, addresses, is_near
from introductions.mails.links import LINKS_ANSWER_FOR, QUESTION, link, news_links
from introductions.models import Introduction, Party
from members.models import Delivery

REASONS_TAGGED = 3


def question_recheck(delivery: Delivery, now: datetime) -> str | None:
    """A question is worth asking as long as it is open and was not answered with yes or no."""
    still = Party.objects.open().select_related("introduction__introducer")
    party = still.filter(pk=delivery.context["party"]).first()
    if party is None:
        return "The question is not open any more."
    if delivery.recipient.is_on_pause(now):
        return ON_PAUSE  # the second question finds them when the pause is over
    return None if is_near(party.introduction) else NOT_NEAR


def question_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """The letter as its writer left it, and a link that answers it once without signing in."""
    party = Party.objects.for_question().get(pk=delivery.context["party"])
    introduction = party.introduction
    expires_at = introduction.expires_at or now + LINKS_ANSWER_FOR
    return {
        "party": party,
        "introducer": introduction.introducer,
        "other": party.other,
        "reasons": introduction.reasons[:REASONS_TAGGED],
        "answer_url": link(delivery, QUESTION, party.pk, now=now, expires_at=expires_at),
        "from_name": f"{introduction.introducer.name} via Proactive",
        "reply_to": addresses(introduction.introducer),
    }


def joint_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """One letter that all three get; an answer goes to the other two."""
    introduction = Introduction.objects.for_list().get(pk=delivery.context["introduction"])
    a, b, introducer = introduction.a, introduction.b, introduction.introducer
    others = [person for person in (a, b, introducer) if person.pk != delivery.recipient_id]
    party = introduction.parties.filter(side=delivery.context["role"]).first()
    return {
        "introduction": introduction,
        "introducer": introducer,
        "people": [a, b],
        "from_name": f"{introducer.name} via Proactive",
        "reply_to": addresses(*others),
        "shown_to": [(person.name, person.email) for person in (a, b) if person.email],
        "shown_cc": [(introducer.name, introducer.email)] if introducer.email else [],
        "headers": {"References": f"<introduction-{introduction.pk}@{settings.MAIL_DOMAIN}>"},
        **(news_links(delivery, party, now) if party else {}),
    }


def let_rest_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    return {
        "introduction": Introduction.objects.for_list().get(pk=delivery.context["introduction"])
    }


def after_all_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    introduction = Introduction.objects.for_list().get(pk=delivery.context["introduction"])
    who = introduction.a if delivery.context["side"] == Party.Side.A else introduction.b
    return {"introduction": introduction, "who": who, "other": introduction.other(who)}
