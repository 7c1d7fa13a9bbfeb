"""How a promise is said."""

from datetime import datetime

from goals.progress import Progress

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
THIS = {"day": "today", "week": "this week", "month": "this month"}


def number(count: int) -> str:
    """A count as it reads in a sentence: small ones in words."""
    return NUMBERS[count] if count <= 10 else str(count)


def introductions(count: int) -> str:
    return f"{number(count)} introduction{'' if count == 1 else 's'}"


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
    return f"{introductions(progress.missing).capitalize()} to go {when}."


def promise(progress: Progress) -> str:
    """The goal in a line: "3 introductions a week"."""
    if progress.goal is None:
        return ""
    noun = "introduction" if progress.goal.count == 1 else "introductions"
    return f"{progress.goal.count} {noun} {progress.goal.get_period_display()}"


def streak(progress: Progress) -> str:
    """How long the promise has been kept without a gap; nothing where it has not."""
    if progress.goal is None or progress.in_a_row < 2:
        return ""
    return f"{progress.in_a_row} {progress.goal.period}s kept in a row"
