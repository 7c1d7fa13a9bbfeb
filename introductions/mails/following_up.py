"""The mails of following up: what is due, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from introductions.mails.introducing import ON_PAUSE
from introductions.mails.links import FOLLOW_UP, link
from introductions.models import FollowUp, Introduction
from introductions.querysets import FollowUpQuerySet
from introductions.templatetags.introduction_words import Words, words_of
from introductions.touch import DueTie, due_ties
from members.models import Delivery

LISTED = 10  # questions, and ties, in one mail; the page has them all


def follow_ups_recheck(delivery: Delivery, now: datetime) -> str | None:
    if delivery.recipient.is_on_pause(now):
        return ON_PAUSE
    if _due(delivery, now).exists() or _ties(delivery, now):
        return None
    return "Everything was answered in the meantime."


def follow_ups_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """What this mail was made for and is still due: what an earlier one told of is not repeated."""
    questions = list(_due(delivery, now).for_list().select_related("person"))
    lines = [
        {"words": words_of(question, now), "url": link(delivery, FOLLOW_UP, question.pk, now=now)}
        for question in questions[:LISTED]
    ]
    ties = _ties(delivery, now)
    return {
        "count": len(questions),
        "lines": lines,
        "more": max(len(questions) - LISTED, 0),
        "ties": ties[:LISTED],
        "more_ties": max(len(ties) - LISTED, 0),
        "title": _title(len(questions), [line["words"] for line in lines], ties),
        "heading": _heading(len(questions), len(ties)),
    }


def outcome_prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    introduction = Introduction.objects.for_list().get(pk=delivery.context["introduction"])
    return {
        "introduction": introduction,
        "met": delivery.context["outcome"] == Introduction.State.MET,
    }


def _due(delivery: Delivery, now: datetime) -> FollowUpQuerySet:
    due = FollowUp.objects.due(now).filter(person=delivery.recipient_id)
    return due.filter(reminded_at=delivery.created_at)


def _ties(delivery: Delivery, now: datetime) -> list[DueTie]:
    wanted = set(delivery.context.get("ties", []))
    if not wanted:
        return []
    return [tie for tie in due_ties(delivery.recipient, now) if tie.key in wanted]


def _title(count: int, words: Sequence[Any], ties: Sequence[DueTie]) -> str:
    """The subject: the one thing by its name, more of them by their numbers."""
    whom = ties[0].person.name if len(ties) == 1 else f"{len(ties)} people"
    if count == 0:
        return f"Time to get in touch with {whom}"
    if count == 1 and not ties:
        only: Words = words[0]
        return f"{only.who}: {only.question}"
    follow_ups = f"{count} introduction{'' if count == 1 else 's'} to follow up"
    return f"{follow_ups}, and {whom} to get in touch with" if ties else follow_ups


def _heading(count: int, ties: int) -> str:
    if count == 0:
        return "Time to get in touch"
    return "One short question" if count == 1 else f"{count} short questions"
