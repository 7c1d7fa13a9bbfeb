"""The mails about introductions: when one may still go, and what its templates need."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from introductions.models import FollowUp, Introduction, Party
from introductions.querysets import FollowUpQuerySet
from introductions.templatetags.introduction_words import words_of
from members.deliveries.kinds import Kind, register
from members.models import Delivery

LISTED = 10  # questions in one mail; the page has them all


def register_kinds() -> None:
    register(Kind("introduction", recheck=introduction_recheck, prepare=introduction_prepare))
    register(
        Kind(
            "follow_ups",
            recheck=follow_ups_recheck,
            prepare=follow_ups_prepare,
            sent_again=False,
        )
    )
    register(Kind("outcome", prepare=outcome_prepare, sent_again=False))


def introduction_recheck(delivery: Delivery, now: datetime) -> str | None:
    gone = [Introduction.State.WITHDRAWN, Introduction.State.DECLINED]
    stands = Introduction.objects.filter(pk=delivery.context["introduction"]).exclude(
        state__in=gone
    )
    return None if stands.exists() else "The introduction was taken back."


def introduction_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """The letter as its writer left it. An answer goes to the other side and the introducer."""
    party = (
        Party.objects.select_related(
            "introduction__introducer",
            "introduction__a__profession",
            "introduction__b__profession",
        )
        .filter(introduction=delivery.context["introduction"])
        .get(side=delivery.context["side"])
    )
    introducer, other = party.introduction.introducer, party.other
    return {
        "party": party,
        "introducer": introducer,
        "other": other,
        "from_name": f"{introducer.name} via Proactive",
        "reply_to": [person.email for person in (other, introducer) if person.email],
    }


def follow_ups_recheck(delivery: Delivery, now: datetime) -> str | None:
    return None if _due(delivery, now).exists() else "Everything was answered in the meantime."


def follow_ups_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    questions = list(_due(delivery, now).for_list().select_related("person"))
    return {
        "count": len(questions),
        "lines": [words_of(question, now) for question in questions[:LISTED]],
        "more": max(len(questions) - LISTED, 0),
    }


def outcome_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    introduction = Introduction.objects.for_list().get(pk=delivery.context["introduction"])
    return {
        "introduction": introduction,
        "met": delivery.context["outcome"] == Introduction.State.MET,
    }


def _due(delivery: Delivery, now: datetime) -> FollowUpQuerySet:
    return FollowUp.objects.due(now).filter(person=delivery.recipient_id)
