"""Reminders of slots: one mail for each, when its hour has come and it is not kept already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from goals.models import Commitment
from goals.progress import Record
from goals.querysets import CommitmentQuerySet
from goals.slots import Slot, outcomes, slots_between
from members.deliveries.queueing import queue_delivery
from members.models import Delivery, Person

# An outage makes a reminder late; two hours after the slot it would remind of something gone by.
LATEST = timedelta(hours=2)
GOES_UNTIL = timedelta(hours=3)  # what the mail server has not taken by then, is let go
# Wall clocks may have been changed in between: look at more, then ask what it is in UTC.
CHANGE = timedelta(hours=3)
KIND = "slot"


def remind_slots(*, now: datetime, limit: int = 500) -> int:
    """Owe everybody the reminder of each slot that has begun in the last two hours, once.

    Returns how many were queued; at most `limit` a call, the next tick goes on. Eight queries for
    all, and those that queue.
    """
    slots = _not_yet_reminded(_begun(now))[:limit]
    people = {slot.commitment.person_id: slot.commitment.person for slot in slots}
    if not people:
        return 0
    records = Record.of_all(list(people.values()), now)
    same_days = _slots_of_their_days(people, slots)
    queued = 0
    for slot in slots:
        record, person = records[slot.commitment.person_id], slot.commitment.person
        if not record.is_off(slot.day) and not is_done(slot, same_days[person.pk], record):
            queued += queue_reminder(slot, now=now)
    return queued


def key_of(slot: Slot) -> str:
    return f"{slot.commitment.pk}:{slot.day}"


def is_done(slot: Slot, slots: Iterable[Slot], record: Record) -> bool:
    """Whether so much was done on its day that `slot`, one of the `slots` of the person, is kept
    already."""
    of_the_day = [one for one in slots if one.day == slot.day]
    found = {key_of(outcome.slot): outcome for outcome in outcomes(of_the_day, record.done_on)}
    return key_of(slot) in found and found[key_of(slot)].is_kept


def _begun(now: datetime) -> list[Slot]:
    """Slots that began in the last two hours, of people who can be reminded: two queries."""
    wanted = Commitment.objects.to_remind(now)
    hours = defaultdict[tuple[datetime, datetime], list[str]](list)
    for name in wanted.values_list("person__time_zone", flat=True).order_by().distinct():
        local = [(now + margin).astimezone(ZoneInfo(name)) for margin in (-LATEST - CHANGE, CHANGE)]
        first, last = (moment.replace(tzinfo=None, microsecond=0) for moment in local)
        hours[first, last].append(name)
    near = Q(pk=None)
    for (first, last), names in hours.items():
        near |= Q(person__time_zone__in=names) & CommitmentQuerySet.within(first, last)
    return [
        slot
        for commitment in wanted.filter(near).select_related("person")
        if not commitment.person.is_on_pause(now)
        for slot in slots_between(
            [commitment],
            commitment.person.zone,
            now - LATEST,
            now + timedelta(microseconds=1),
        )
    ]


def _not_yet_reminded(slots: list[Slot]) -> list[Slot]:
    """Those of which no mail was ever owed: one query."""
    owed = Delivery.objects.filter(
        kind=KIND,
        recipient__in={slot.commitment.person_id for slot in slots},
        key__in=[key_of(slot) for slot in slots],
    )
    known = set(owed.values_list("key", flat=True)) if slots else set()
    return [slot for slot in slots if key_of(slot) not in known]


def _slots_of_their_days(people: dict[int, Person], slots: Iterable[Slot]) -> dict[int, list[Slot]]:
    """All slots of these people around the days of `slots`, reminded of or not: one query."""
    moments = [slot.starts_at for slot in slots]
    start, end = min(moments) - timedelta(days=2), max(moments) + timedelta(days=2)
    plans = defaultdict[int, list[Commitment]](list)
    for commitment in Commitment.objects.filter(person__in=people).holding(
        start.date() - timedelta(days=1), end.date() + timedelta(days=2)
    ):
        plans[commitment.person_id].append(commitment)
    return {
        key: slots_between(plans[key], person.zone, start, end) for key, person in people.items()
    }


def queue_reminder(slot: Slot, *, now: datetime) -> bool:
    """Owe the mail about `slot`; False when it is owed already."""
    return queue_delivery(
        slot.commitment.person,
        kind=KIND,
        key=key_of(slot),
        context={"commitment": slot.commitment.pk, "day": str(slot.day)},
        now=now,
        expires_at=slot.starts_at + GOES_UNTIL,
    )
