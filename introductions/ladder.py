"""The ladder after an introduction: who is asked what, and when next. Pure rules, no database.

Days count from the last real contact: the introduction (day 0), the meeting (which stands for
day 21) or the moment it proved useful (day 45). A person climbs only upwards and has one open
question at a time. Rungs are named by their usual days; a schedule may ask them on others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Role = Literal["party", "introducer"]
State = Literal["made", "met", "useful"]
Answer = Literal["yes", "not_yet", "met"]

CONNECTED, DATE_SET, MET, USEFUL, FOLLOW_THROUGH, STILL_IN_TOUCH = 2, 7, 21, 45, 90, 180
RUNGS = (CONNECTED, DATE_SET, MET, USEFUL, FOLLOW_THROUGH, STILL_IN_TOUCH)
NAMES = {
    CONNECTED: "Are you in touch?",
    DATE_SET: "Is there a date?",
    MET: "Have you met?",
    USEFUL: "Was it useful?",
    FOLLOW_THROUGH: "Time to meet again?",
    STILL_IN_TOUCH: "Still in touch?",
}
STEPS: dict[Role, tuple[int, ...]] = {
    "party": RUNGS,
    "introducer": (DATE_SET, MET, USEFUL),
}
STANDS_FOR: dict[State, int] = {"made": 0, "met": MET, "useful": USEFUL}
LOWEST_STEP: dict[State, int] = {"made": CONNECTED, "met": USEFUL, "useful": FOLLOW_THROUGH}
ASKED_AT = time(9)
LATEST_DAY = 365
BREATH = timedelta(days=3)  # between an answer and the next question, at least
LAST_PATIENCE = timedelta(days=30)  # for an answer to the highest question


def faults_of(days: Sequence[int | None]) -> Iterator[tuple[int, str]]:
    """What is wrong with the days of a schedule: the place of each fault, and a sentence."""
    before, asked_before = 0, ""
    for place, (rung, day) in enumerate(zip(RUNGS, days, strict=True)):
        if day is None:
            continue
        if not 1 <= day <= LATEST_DAY:
            yield place, f"Choose a day from 1 to {LATEST_DAY}, or leave it empty."
        elif day <= before:
            yield place, f"This comes after “{asked_before}” on day {before}: choose a later day."
        else:
            before, asked_before = day, NAMES[rung]


@dataclass(frozen=True)
class Schedule:
    """On which day each of RUNGS is asked (None leaves it out), and at which hour.

    Raises ValueError, in words for people, unless the days go up and there is one at least.
    """

    days: tuple[int | None, ...] = RUNGS
    asked_at: time = ASKED_AT

    def __post_init__(self) -> None:
        if len(self.days) != len(RUNGS):
            raise ValueError(f"There are {len(RUNGS)} questions, not {len(self.days)}.")
        for place, fault in faults_of(self.days):
            raise ValueError(f"{NAMES[RUNGS[place]]} {fault}")
        if not any(self.days):
            raise ValueError("Keep at least one question.")

    @property
    def first_day(self) -> int:
        return next(day for day in self.days if day is not None)

    def day_of(self, step: int) -> int | None:
        return self.days[RUNGS.index(step)]

    def steps(self, role: Role) -> list[int]:
        """The rungs on which somebody is asked, from below."""
        return [step for step in STEPS[role] if self.day_of(step) is not None]

    def stands_for(self, state: State) -> int:
        """The day that a contact counts as which brought `state`."""
        rung = STANDS_FOR[state]
        if rung == 0:
            return 0
        place = RUNGS.index(rung)
        day = self.days[place]
        if day is not None:
            return day
        # Of a rung that is left out, the usual day, as far as its neighbours allow.
        below = max((day for day in self.days[:place] if day is not None), default=0)
        above = min((day for day in self.days[place:] if day is not None), default=LATEST_DAY)
        return min(max(rung, below), above)


USUAL = Schedule()


def first_step(role: Role, schedule: Schedule = USUAL) -> int | None:
    return next(iter(schedule.steps(role)), None)


def next_step(role: Role, step: int, state: State, schedule: Schedule = USUAL) -> int | None:
    """The next rung above `step` that still makes sense in `state`; None at the top."""
    lowest = max(step + 1, LOWEST_STEP[state])
    return next((rung for rung in schedule.steps(role) if rung >= lowest), None)


def state_after(state: State, step: int, answer: Answer) -> State:
    """What an introduction is after somebody at `step` gave `answer`. It never goes back."""
    if state == "made" and (answer == "met" or (answer == "yes" and step == MET)):
        return "met"
    if state != "useful" and answer == "yes" and (state == "met" or step >= USEFUL):
        return "useful"
    return state


def due(
    step: int,
    *,
    state: State,
    contact: datetime,
    zone: ZoneInfo,
    schedule: Schedule = USUAL,
) -> datetime:
    """When `step` is due: at the hour, on its day after `contact`, which brought `state`."""
    day = schedule.day_of(step)
    days = max((step if day is None else day) - schedule.stands_for(state), 0)
    return at_hour(contact.astimezone(zone).date() + timedelta(days=days), zone, schedule.asked_at)


def next_due(
    step: int,
    *,
    state: State,
    contact: datetime,
    now: datetime,
    zone: ZoneInfo,
    schedule: Schedule = USUAL,
) -> datetime:
    """When `step` is due for somebody who has just answered: never at once."""
    breath = at_hour((now.astimezone(zone) + BREATH).date(), zone, schedule.asked_at)
    return max(due(step, state=state, contact=contact, zone=zone, schedule=schedule), breath)


def at_hour(day: date, zone: ZoneInfo, hour: time) -> datetime:
    """`hour` on `day` in `zone`; where clocks skip it, as much later as they jump."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC).astimezone(zone)


def morning(day: date, zone: ZoneInfo) -> datetime:
    return at_hour(day, zone, ASKED_AT)


def upcoming(now: datetime, zone: ZoneInfo, hour: time) -> datetime:
    """The next time that it is `hour` there, now at the earliest."""
    today = now.astimezone(zone).date()
    moment = at_hour(today, zone, hour)
    return moment if moment >= now else at_hour(today + timedelta(days=1), zone, hour)


def patience(role: Role, step: int, schedule: Schedule = USUAL) -> timedelta:
    """How long `step` may stay unanswered before the next rung takes its place."""
    day = schedule.day_of(step)
    above = next((rung for rung in schedule.steps(role) if rung > step), None)
    if above is None or day is None:
        return LAST_PATIENCE
    return timedelta(days=(schedule.day_of(above) or day) - day)


@dataclass(frozen=True)
class Choice:
    answer: Answer
    label: str


def question(role: Role, state: State, step: int) -> str:
    if state == "made":
        if role == "introducer":
            return "Have they met yet?"
        return NAMES[min(step, MET)]
    if state == "met":
        return "Was it useful for them?" if role == "introducer" else "Was it useful for you?"
    return NAMES[max(step, FOLLOW_THROUGH)]


def choices(role: Role, state: State, step: int) -> list[Choice]:
    """The answers offered, beside putting the question off."""
    not_yet = Choice("not_yet", "Not yet")
    if state == "made":
        met = Choice("met", "They met" if role == "introducer" else "We met")
        begun = {CONNECTED: "We are in touch", DATE_SET: "We have a date"}.get(step)
        early = [Choice("yes", begun)] if begun and role == "party" else []
        return [*early, met, not_yet]
    if state == "met":
        return [Choice("yes", "Yes, it was"), not_yet]
    if step >= STILL_IN_TOUCH:
        return [Choice("yes", "Yes, we are"), Choice("not_yet", "Not really")]
    return [Choice("yes", "We have a date"), not_yet]
