"""The reminder of one hour of a plan, with what fills it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from goals import wording
from goals.calendar import attached, slot_event
from goals.filling import filled
from goals.models import Commitment
from goals.periods import Span, at
from goals.progress import Record
from goals.slots import Outcome, Slot, outcomes, slots_between
from introductions.mails.links import FOLLOW_UP, link
from introductions.templatetags.introduction_words import words_of
from members.deliveries import kinds
from members.models import Delivery, Membership

SLOTS = kinds.Topic("slots", "Reminders of your plan", "at the hours you have planned, if you wish")


def kind() -> kinds.Kind:
    # One that got lost is let go: the hour has passed, and two for one hour are one too many.
    return kinds.Kind("slot", recheck=not_wanted, prepare=prepare, sent_again=False, topic=SLOTS)


def not_wanted(delivery: Delivery, now: datetime) -> str | None:
    """Why the reminder is of no use any more."""
    person = delivery.recipient
    if not Membership.objects.active().filter(person=person).exists():
        return "no longer in any group"
    record = Record.of(person, now)
    if person.is_on_pause(now) or record.is_off(_day(delivery)):
        return "They take a pause."
    outcome = _outcome(delivery, record)
    if outcome is None or not outcome.slot.commitment.reminds:
        return "The plan has changed."
    return "It is done already." if outcome.is_kept else None


def prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    person, record = delivery.recipient, Record.of(delivery.recipient, now)
    outcome = _outcome(delivery, record)
    if outcome is None:  # not_wanted was asked just before
        raise LookupError(f"There is no slot {delivery.key} any more.")
    slot, commitment = outcome.slot, outcome.slot.commitment
    lacking = min(outcome.needed - outcome.done, commitment.count)
    progress = record.progress(commitment.kind)
    (found,) = filled(person, [slot], now, {slot: lacking})
    return {
        "slot": slot,
        "commitment": commitment,
        "if_then": wording.if_then(slot),
        "title": wording.slot_title(commitment, lacking),
        "suggestions": found.suggestions,
        "questions": [
            {
                "words": words_of(question, now),
                "url": link(delivery, FOLLOW_UP, question.pk, now=now),
            }
            for question in found.follow_ups
        ],
        "people": found.people,
        "is_empty": found.is_empty,
        "standing": wording.standing(progress) if progress.kept else "",
        "attachments": [attached([slot_event(slot)], "plan.ics")],
    }


def _day(delivery: Delivery) -> date:
    return date.fromisoformat(delivery.context["day"])


def _outcome(delivery: Delivery, record: Record) -> Outcome | None:
    """What has become of the slot so far; None when the plan has none there any more."""
    for outcome in outcomes(_slots_of_the_day(delivery), record.done_on):
        if outcome.slot.commitment.pk == delivery.context["commitment"]:
            return outcome
    return None


def _slots_of_the_day(delivery: Delivery) -> list[Slot]:
    person, day = delivery.recipient, _day(delivery)
    tomorrow = day + timedelta(days=1)
    held = Commitment.objects.of(person).holding(day, tomorrow)
    start, _ = Span(day, tomorrow).instants(person.zone)
    slots = slots_between(held, person.zone, start, at(tomorrow, time(), person.zone))
    return [slot for slot in slots if slot.day == day]
