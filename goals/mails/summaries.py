"""The mail on Monday: what became of the promise, and what is next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from goals import wording
from goals.periods import week_of
from goals.progress import Record, lacking_this_week
from introductions.models import FollowUp, Introduction
from introductions.suggesting.cards import cards_for
from introductions.templatetags.introduction_words import words_of
from members.deliveries import kinds
from members.models import Delivery, Membership, Person

NAMED = 5  # of each kind in one mail; the pages have them all
SUMMARIES = kinds.Topic("summaries", "Weekly summaries", "on Monday mornings, if you have a goal")


def kind() -> kinds.Kind:
    # A lost summary is made good by the next one: better none than two.
    return kinds.Kind(
        "weekly_summary",
        recheck=left_everything,
        prepare=this_week,
        sent_again=False,
        topic=SUMMARIES,
    )


def left_everything(delivery: Delivery, now: datetime) -> str | None:
    if delivery.recipient.is_on_pause(now):
        return "They take a pause."
    if Membership.objects.active().filter(person=delivery.recipient).exists():
        return None
    return "no longer in any group"


def this_week(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """What came of last week, and as many ready suggestions as the goal lacks this week."""
    person = delivery.recipient
    record = Record.of(person, now)
    lacking = lacking_this_week(record)
    week = week_of(date.fromisocalendar(delivery.context["year"], delivery.context["week"], 1))
    start, end = week.instants(person.zone)
    due = FollowUp.objects.open_for(person).due(now).for_list().select_related("person")
    promised, kept = delivery.context["promised"], delivery.context["kept"]
    return {
        "week_span": week,
        **what_came_of(person, start, end),
        "waiting": [words_of(follow_up, now) for follow_up in due[:NAMED]],
        "suggestions": list(cards_for(person, now)[:lacking]),
        "lacking": lacking,
        "heading": heading(lacking),
        "verdict": verdict(promised, kept),
        "streak_line": wording.streak(record.progress()),
    }


def what_came_of(person: Person, start: datetime, end: datetime) -> dict[str, list[Introduction]]:
    """The introductions of `person` that proved useful, led to a meeting, or were made in between.

    Each is named once, by the furthest it came.
    """
    mine = Introduction.objects.filter(introducer=person).for_list()
    useful = mine.filter(useful_at__gte=start, useful_at__lt=end)
    met = mine.filter(met_at__gte=start, met_at__lt=end).exclude(pk__in=useful.values("pk"))
    made = mine.made_between(start, end).filter(met_at=None)
    return {"useful": list(useful[:NAMED]), "met": list(met[:NAMED]), "made": list(made[:NAMED])}


def verdict(promised: int, kept: int) -> str:
    """Last week in one sentence, without blame."""
    if not promised:
        return f"You made {wording.introductions(kept)} last week."
    if kept >= promised:
        return f"Promise kept: {wording.introductions(kept)} last week."
    if kept:
        return (
            f"{wording.introductions(kept).capitalize()} of {wording.number(promised)} last week."
        )
    return "No introduction last week. A new week starts today."


def heading(lacking: int) -> str:
    """What stands over the suggestions."""
    if lacking == 1:
        return "This week's introduction, ready to go"
    return f"This week's {wording.introductions(lacking)}, ready to go"
