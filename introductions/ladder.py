"""The ladder after an introduction: who is asked what, and when next. Pure rules, no database.

Days count from the last real contact: the introduction (day 0), the meeting (which stands for
day 21) or the moment it proved useful (day 45). A person climbs only upwards and has one open
question at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Role = Literal["party", "introducer"]
State = Literal["made", "met", "useful"]
Answer = Literal["yes", "not_yet", "met"]

CONNECTED, DATE_SET, MET, USEFUL, FOLLOW_THROUGH, STILL_IN_TOUCH = 2, 7, 21, 45, 90, 180
STEPS: dict[Role, tuple[int, ...]] = {
    "party": (CONNECTED, DATE_SET, MET, USEFUL, FOLLOW_THROUGH, STILL_IN_TOUCH),
    "introducer": (DATE_SET, MET, USEFUL),
}
STANDS_FOR: dict[State, int] = {"made": 0, "met": MET, "useful": USEFUL}
LOWEST_STEP: dict[State, int] = {"made": CONNECTED, "met": USEFUL, "useful": FOLLOW_THROUGH}
ASKED_AT = time(9)
BREATH = timedelta(days=3)  # between an answer and the next question, at least
LAST_PATIENCE = timedelta(days=30)  # for an answer to the highest question


def first_step(role: Role) -> int:
    return STEPS[role][0]


def next_step(role: Role, step: int, state: State) -> int | None:
    """The next rung above `step` that still makes sense in `state`; None at the top."""
    lowest = max(step + 1, LOWEST_STEP[state])
    return next((rung for rung in STEPS[role] if rung >= lowest), None)


def state_after(state: State, step: int, answer: Answer) -> State:
    """What an introduction is after somebody at `step` gave `answer`. It never goes back."""
    if state == "made" and (answer == "met" or (answer == "yes" and step == MET)):
        return "met"
    if state != "useful" and answer == "yes" and (state == "met" or step >= USEFUL):
        return "useful"
    return state


def due(step: int, *, state: State, contact: datetime, zone: ZoneInfo) -> datetime:
    """When `step` is due: in the morning of its day after `contact`, which brought `state`."""
    days = max(step - STANDS_FOR[state], 0)
    return morning(contact.astimezone(zone).date() + timedelta(days=days), zone)


def next_due(
    step: int, *, state: State, contact: datetime, now: datetime, zone: ZoneInfo
) -> datetime:
    """When `step` is due for somebody who has just answered: never at once."""
    breath = morning((now.astimezone(zone) + BREATH).date(), zone)
    return max(due(step, state=state, contact=contact, zone=zone), breath)


def morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, ASKED_AT, tzinfo=zone)


def patience(role: Role, step: int) -> timedelta:
    """How long `step` may stay unanswered before the next rung takes its place."""
    above = next((rung for rung in STEPS[role] if rung > step), None)
    return timedelta(days=above - step) if above else LAST_PATIENCE


@dataclass(frozen=True)
class Choice:
    answer: Answer
    label: str


def question(role: Role, state: State, step: int) -> str:
    if state == "made":
        if role == "introducer":
            return "Have they met yet?"
        return {CONNECTED: "Are you in touch?", DATE_SET: "Is there a date?"}.get(
            step, "Have you met?"
        )
    if state == "met":
        return "Was it useful for them?" if role == "introducer" else "Was it useful for you?"
    return "Still in touch?" if step >= STILL_IN_TOUCH else "Time to meet again?"


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
