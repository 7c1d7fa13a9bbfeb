"""The mails of following up: what is due, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from introductions.mails.introducing import ON_PAUSE
from introductions.mails.links import FOLLOW_UP, link
from introductions.models import FollowUp, Introduction
from introductions.querysets import FollowUpQuerySet
from introductions.templatetags.introduction_words import words_of
from members.models import Delivery

LISTED = 10  # questions in one mail; the page has them all


def follow_ups_recheck(delivery: Delivery, now: datetime) -> str | None:
    if delivery.recipient.is_on_pause(now):
        return ON_PAUSE
    return None if _due(delivery, now).exists() else "Everything was answered in the meantime."


def follow_ups_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    questions = list(_due(delivery, now).for_list().select_related("person"))
    return {
        "count": len(questions),
        "lines": [
            {
                "words": words_of(question, now),
                "url": link(delivery, FOLLOW_UP, question.pk, now=now),
            }
            for question in questions[:LISTED]
        ],
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
