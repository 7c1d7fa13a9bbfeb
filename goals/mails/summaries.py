"""The mail on Monday: what became of the promises, who waits, and what is next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from goals import wording
from goals.calendar import attached
from goals.my_week import coming_days, what_came_of, who_waits
from goals.periods import week_of
from goals.progress import Record, lacking_this_week
from goals.verdict import Kept, verdict
from introductions.suggesting.cards import cards_for
from members.deliveries import kinds
from members.models import Delivery, Membership, Person

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
    promises = [Kept(**promise) for promise in delivery.context["promises"]]
    circle = Person.objects.keys_in_circle_of(person)
    coming, events = coming_days(person, now)
    return {
        "week_span": week,
        "verdict": verdict(promises),
        "promises": promises if len(promises) > 1 else [],
        "streak_line": streak_line(record),
        "restart": wording.restart_offer(record),
        "came": what_came_of(person, week),
        "suggestions": list(cards_for(person, now, circle)[:lacking]),
        "lacking": lacking,
        "heading": heading(lacking),
        "waiting": who_waits(person, now, circle),
        "coming": coming,
        "attachments": [attached(events, "your-week.ics")] if events else [],
    }


def streak_line(record: Record) -> str:
    """The first row of kept periods that there is; of which promise, where there are several."""
    progresses = record.progresses()
    for progress in progresses:
        if line := wording.streak(progress):
            several = len(progresses) > 1
            return f"{line} ({wording.noun(progress.kind, 2)})" if several else line
    return ""


def heading(lacking: int) -> str:
    """What stands over the suggestions."""
    if lacking == 1:
        return "This week's introduction, ready to go"
    return f"This week's {wording.introductions(lacking)}, ready to go"
