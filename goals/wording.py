"""How a promise is said."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time

from goals.models import Commitment, Goal, Promised
from goals.progress import Progress, Record
from goals.restarting import Restart, restart_of
from goals.slots import Slot

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
THIS = {"day": "today", "week": "this week", "month": "this month"}
FEW = 4
WEEK = 7
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def number(count: int) -> str:
    """A count as it reads in a sentence: small ones in words."""
    return NUMBERS[count] if count <= 10 else str(count)


def introductions(count: int) -> str:
    return things(Promised.INTRODUCTIONS, count)


def noun(kind: str, count: int) -> str:
    """What is counted: "introduction", "follow-ups"."""
    plural = Promised(kind).label.lower()
    return plural[:-1] if count == 1 else plural


def things(kind: str, count: int) -> str:
    """So many of a kind, as it reads in a sentence: "two follow-ups", "no meetings"."""
    return f"{number(count)} {noun(kind, count)}"


def listed(words: Collection[str]) -> str:
    """ "Tuesday", "Tuesday and Thursday", "Monday, Tuesday and Thursday"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def clock(at: time) -> str:
    """ "8:30"."""
    return f"{at:%-H:%M}"


def weekdays(days: Collection[int]) -> str:
    chosen = sorted(set(days))
    known = {tuple(range(7)): "Every day", tuple(range(5)): "Monday to Friday"}
    return known.get(tuple(chosen)) or listed([WEEKDAYS[day] for day in chosen])


def hour_of(commitment: Commitment) -> str:
    """When it is: "Tuesday and Thursday 8:30"."""
    return f"{weekdays(commitment.weekdays)} {clock(commitment.at)}"


def plan(commitment: Commitment) -> str:
    """The whole if-then: "Tuesday and Thursday 8:30, after coffee: one introduction"."""
    cue = f", {commitment.cue}" if commitment.cue else ""
    return f"{hour_of(commitment)}{cue}: {things(commitment.kind, commitment.count)}"


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def greeting(local: datetime, first_name: str) -> str:
    if local.hour < 5 or local.hour >= 18:
        return f"Good evening, {first_name}."
    return f"Good {'morning' if local.hour < 12 else 'afternoon'}, {first_name}."


def headline(progress: Progress) -> str:
    """One sentence on where the promise stands."""
    if progress.goal is None:
        return "How many introductions will you promise yourself?"
    when = THIS[progress.goal.period]
    if not progress.missing:
        return f"Your promise for {when} is kept."
    return f"{things(progress.kind, progress.missing).capitalize()} to go {when}."


def if_then(slot: Slot) -> str:
    """The promise of one hour as it was made: "When it is Thursday 8:30, after coffee, I make one
    introduction"."""
    commitment = slot.commitment
    cue = f", {commitment.cue}," if commitment.cue else ","
    when = f"{slot.day:%A} {clock(commitment.at)}{cue}"
    return f"When it is {when} {deed(commitment.kind, commitment.count)}."


def deed(kind: str, count: int) -> str:
    """What is done, in the words of who promises it: "I make one introduction"."""
    if kind == Promised.FOLLOW_UPS:
        return f"I follow up {times(count)}"
    if kind == Promised.MEETINGS:
        return f"I arrange {things(kind, count)}"
    return f"I make {things(kind, count)}"


def slot_title(commitment: Commitment, lacking: int) -> str:
    """The subject of a reminder: "8:30, after coffee: one introduction"."""
    cue = f", {commitment.cue}" if commitment.cue else ""
    return f"{clock(commitment.at)}{cue}: {things(commitment.kind, lacking)}"


def day_of(day: date, today: date) -> str:
    """A day soon to come or just gone: "today", "Thursday", "Tuesday 8 December"."""
    ahead = (day - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if ahead in near:
        return near[ahead]
    return f"{day:%A}" if 1 < ahead < WEEK else f"{day:%A %-d %B}"


def next_slot(slot: Slot, today: date) -> str:
    """ "Next: Thursday 8:30"."""
    return f"Next: {day_of(slot.day, today)} {clock(slot.commitment.at)}"


def goal_line(goal: Goal) -> str:
    """ "3 introductions a week"."""
    return f"{goal.count} {noun(goal.kind, goal.count)} {goal.get_period_display()}"


def promise(progress: Progress) -> str:
    """The goal in a line: "3 introductions a week"."""
    return goal_line(progress.goal) if progress.goal else ""


def standing(progress: Progress) -> str:
    """How far it is, in a few words: "1 of 3 meetings this month"."""
    if progress.goal is None:
        return ""
    goal = progress.goal
    return f"{progress.kept} of {goal.count} {noun(goal.kind, goal.count)} {THIS[goal.period]}"


def left(progress: Progress) -> str:
    """What is still to do: "Two to go this week", or that it is kept."""
    if progress.goal is None:
        return ""
    when = THIS[progress.goal.period]
    if not progress.missing:
        return f"Kept for {when}"
    return f"{number(progress.missing).capitalize()} to go {when}"


def streak(progress: Progress) -> str:
    """How long the promise has been kept without a gap; nothing where it has not."""
    if progress.goal is None or progress.in_a_row < 2:
        return ""
    return f"{progress.in_a_row} {progress.goal.period}s kept in a row"


def restart_offer(record: Record) -> Restart | None:
    """A smaller promise after two missed periods, or the way back; with `question` and `button`."""
    restart = restart_of(record)
    if restart is None:
        return None
    goal, count = restart.goal, number(restart.count)
    if restart.back:
        kept = f"{number(restart.periods).capitalize()} {goal.period}s kept."
        return replace(restart, question=f"{kept} Back to {count}?", button=f"Back to {count}")
    went = number(restart.periods).capitalize() if restart.periods <= FEW else "Some"
    return replace(
        restart,
        question=f"{went} {goal.period}s went by. Begin again with {count} {THIS[goal.period]}?",
        button=f"Begin with {count}",
    )
