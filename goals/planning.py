"""What the pages show of plans: hours to come with what fills them, hours gone by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from goals.filling import Filled, filled
from goals.models import Commitment
from goals.periods import span_of
from goals.progress import Record
from goals.slots import Outcome, Slot, outcomes, slots_between
from members.models import Person

AHEAD = BEHIND = timedelta(weeks=2)
SHOWN, LATELY = 10, 12


@dataclass(frozen=True)
class Coming:
    """A slot from today on: what fills it, and whether it is kept already."""

    filled: Filled
    is_kept: bool

    @property
    def slot(self) -> Slot:
        return self.filled.slot


def coming(
    person: Person, commitments: Iterable[Commitment], record: Record, now: datetime
) -> list[Coming]:
    """The slots of today and of the next two weeks."""
    start, _ = span_of("day", record.today).instants(person.zone)
    slots = slots_between(commitments, person.zone, start, now + AHEAD, off=record.off)
    found = outcomes(slots[:SHOWN], record.done_on)
    lacking = {
        outcome.slot: min(max(outcome.needed - outcome.done, 0), outcome.slot.commitment.count)
        for outcome in found
    }
    fills = filled(person, [outcome.slot for outcome in found], now, lacking)
    return [Coming(fill, outcome.is_kept) for fill, outcome in zip(fills, found, strict=True)]


def lately(
    person: Person, commitments: Iterable[Commitment], record: Record, now: datetime
) -> list[Outcome]:
    """The last slots of the two weeks before today, the oldest first."""
    end, _ = span_of("day", record.today).instants(person.zone)
    slots = slots_between(commitments, person.zone, end - BEHIND, end, off=record.off)
    return outcomes(slots, record.done_on)[-LATELY:]


def next_slot(
    person: Person, commitments: Iterable[Commitment], record: Record, now: datetime
) -> Slot | None:
    """The first slot that is still to come."""
    slots = slots_between(commitments, person.zone, now, now + AHEAD, off=record.off)
    return slots[0] if slots else None
