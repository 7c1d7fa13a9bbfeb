"""How a note just taken is said back: "You met Marta Okafor today."."""

from __future__ import annotations

from datetime import datetime

from goals.services.noting import Noted
from members.models import Person

DID = {"met": "met", "called": "called", "wrote": "wrote to"}


def other_of(person: Person, done: Noted) -> Person | None:
    if done.interaction:
        return done.interaction.other
    if gift := done.contribution:
        return gift.receiver if gift.giver_id == person.pk else gift.giver
    return done.entry.other if done.entry else None


def said_of(person: Person, done: Noted, now: datetime) -> str:
    """ "You met Marta Okafor today."."""
    today = now.astimezone(person.zone).date()
    other = other_of(person, done)
    name = other.name if other else ""
    if done.interaction:
        day, words = done.interaction.happened_on, f"You {DID[done.interaction.kind]} {name}"
    elif gift := done.contribution:
        gave = gift.giver_id == person.pk
        day, words = gift.happened_on, f"You gave {name}" if gave else f"You received from {name}"
        words += f": {gift.get_currency_display().lower()}"
        return f"{words}, {_when((today - day).days, f'{day:%-d %B}')}."
    elif done.entry:
        day = done.entry.spent_on
        words = done.entry.get_activity_display() + (f" with {name}" if name else "")
    else:
        return ""
    return f"{words} {_when((today - day).days, f'{day:%-d %B}')}."


def _when(days: int, day: str) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"on {day}")
