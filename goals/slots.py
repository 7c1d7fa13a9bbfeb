"""Slots: the single hours that plans promise, in UTC, and which of them were kept. Pure rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from goals.models import Commitment
from goals.periods import Span, at

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Slot:
    """One hour of a plan: on `day` by the person's clock, at the instant `starts_at`."""

    commitment: Commitment
    day: date
    starts_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of a slot: how much of the kind was done that day, and how much it needed."""

    slot: Slot
    done: int
    needed: int

    @property
    def is_kept(self) -> bool:
        return self.done >= self.needed


def slots_between(
    commitments: Iterable[Commitment],
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
    *,
    off: Sequence[Span] = (),
) -> list[Slot]:
    """The slots that begin from `start` up to, not including, `end`, the first one first.

    An hour that the spring change skips is the moment the clock jumps; of one that comes twice in
    autumn the first is meant. Days in one of the spans `off` have no slots.
    """
    first, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date() + DAY
    days = [day for day in Span(first, last).days if not any(day in span for span in off)]
    found = [
        Slot(commitment, day, at(day, commitment.at, zone))
        for commitment in commitments
        for day in days
        if holds_on(commitment, day)
    ]
    within = [slot for slot in found if start <= slot.starts_at < end]
    return sorted(within, key=lambda slot: (slot.starts_at, slot.commitment.pk or 0))


def holds_on(commitment: Commitment, day: date) -> bool:
    """Whether `commitment` has a slot on `day`."""
    over = commitment.ends_on is not None and day >= commitment.ends_on
    return day >= commitment.starts_on and not over and day.weekday() in commitment.weekdays


def outcomes(slots: Iterable[Slot], done_on: Callable[[date, str], int]) -> list[Outcome]:
    """What became of `slots`, all those of their days, in their order.

    A slot is kept when by the end of its day as much was done as it and the earlier slots of that
    day and kind promised; when in the day it was done does not matter.
    """
    needed: Counter[tuple[date, str]] = Counter()
    found = []
    for slot in slots:
        kind = slot.commitment.kind
        needed[slot.day, kind] += slot.commitment.count
        found.append(Outcome(slot, done_on(slot.day, kind), needed[slot.day, kind]))
    return found


def first_day(clock: time, now: datetime, zone: ZoneInfo) -> date:
    """Today, or tomorrow when the hour has passed: a plan made at noon says nothing of 8:30."""
    today = now.astimezone(zone).date()
    return today if at(today, clock, zone) > now else today + DAY
