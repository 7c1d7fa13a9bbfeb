"""Introductions of a year and a half, with letters and follow-ups of which some are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from benchmarks.generator.copying import copy_rows, correct_sequences
from benchmarks.generator.people import BUSY, Society
from benchmarks.generator.reasons import Reasons
from benchmarks.generator.words import LETTER, listed
from introductions.ladder import CONNECTED, LOWEST_STEP, STEPS, Role
from introductions.models import FollowUp, Introduction, Party

DAYS = 540
MADE_BY_THE_BUSY = 40
STILL_OPEN = 14  # days: older questions have been answered or have given way to the next
# By age in days: the shares of made, met, useful and expired.
STATES = {
    4: (1.0, 0.0, 0.0, 0.0),
    21: (0.75, 0.25, 0.0, 0.0),
    60: (0.25, 0.4, 0.3, 0.05),
    DAYS + 1: (0.05, 0.2, 0.6, 0.15),
}


@dataclass(frozen=True)
class Made:
    """One introduction."""

    key: int
    introducer: int
    a: int
    b: int
    mode: str
    state: str
    made_at: datetime


def make_introductions(
    count: int, society: Society, reasons: Reasons, random: Random, now: datetime
) -> None:
    """Write `count` introductions within groups; no pair twice."""
    made = list(_invent(count, society, random, now))
    copy_rows(
        Introduction,
        listed("id introducer a b mode state reasons created_at made_at met_at useful_at ended_at"),
        (_row(each, reasons, random) for each in made),
    )
    copy_rows(
        Party,
        listed("introduction side subject body"),
        (row for each in made if each.mode == "direct" for row in _letters(each, society)),
    )
    copy_rows(
        FollowUp,
        listed("introduction person step due_at state answer answered_at reminded_at"),
        (row for each in made for row in _follow_ups(each, random, now)),
    )
    correct_sequences(Introduction)


def _invent(count: int, society: Society, random: Random, now: datetime) -> Iterator[Made]:
    pairs: set[tuple[int, int]] = set()
    activists = society.activists
    key = 0
    while key < count:
        introducer = BUSY if key < MADE_BY_THE_BUSY else random.choice(activists)
        group = society.active[random.choice(society.groups_of[introducer])]
        a, b = random.sample(group, 2)
        pair = (min(a, b), max(a, b))
        if introducer in pair or pair in pairs:
            continue
        pairs.add(pair)
        key += 1
        age = random.random() * DAYS
        shares = next(shares for days, shares in STATES.items() if age < days)
        state = random.choices(("made", "met", "useful", "expired"), shares)[0]
        mode = "direct" if random.random() < 0.85 else "recorded"
        yield Made(key, introducer, a, b, mode, state, now - timedelta(days=age))


def _row(made: Made, reasons: Reasons, random: Random) -> tuple[object, ...]:
    met = made.state in ("met", "useful")
    return (
        made.key,
        made.introducer,
        made.a,
        made.b,
        made.mode,
        made.state,
        reasons.some(random),
        made.made_at,
        made.made_at,
        made.made_at + timedelta(days=3) if met else None,
        made.made_at + timedelta(days=20) if made.state == "useful" else None,
        made.made_at + timedelta(days=120) if made.state == "expired" else None,
    )


def _letters(made: Made, society: Society) -> Iterator[tuple[object, ...]]:
    introducer = society.names[made.introducer]
    for side, one, other in (("a", made.a, made.b), ("b", made.b, made.a)):
        to, about = society.names[one], society.names[other]
        body = LETTER.format(one=to.split()[0], other=about, introducer=introducer)
        yield made.key, side, f"{to}, meet {about}", body


def _follow_ups(made: Made, random: Random, now: datetime) -> Iterator[tuple[object, ...]]:
    """The questions put so far, and the one that is open or coming, for each of the three."""
    yield from _questions(made, made.introducer, "introducer", random, now)
    for party in (made.a, made.b):
        yield from _questions(made, party, "party", random, now)


def _questions(
    made: Made, person: int, role: Role, random: Random, now: datetime
) -> Iterator[tuple[object, ...]]:
    has_met = made.state in ("met", "useful")
    for step in STEPS[role]:
        due = (made.made_at + timedelta(days=step)).replace(minute=0, second=0, microsecond=0)
        overdue = (now - due).days
        if has_met and CONNECTED < step < LOWEST_STEP["met"]:
            continue  # known already when the question's day came
        if made.state == "expired" and overdue < 0:
            return
        if overdue < 0:
            yield made.key, person, step, due, "open", "", None, None
            return
        if overdue <= STILL_OPEN and made.state != "expired" and random.random() < 0.6:
            yield made.key, person, step, due, "open", "", None, due
            return
        answer = "yes" if has_met else "not_yet"
        answered_at = min(due + timedelta(days=1), now)
        yield made.key, person, step, due, "answered", answer, answered_at, due
