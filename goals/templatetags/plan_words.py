"""How promises, plans and their hours read on a page."""

from __future__ import annotations

from datetime import date

from django import template

from goals import wording
from goals.models import Commitment
from goals.periods import Span
from goals.progress import Progress

register = template.Library()
register.filter("plan", wording.plan)
register.filter("standing", wording.standing)
register.filter("promise", wording.promise)
register.filter("streak", wording.streak)
register.filter("left", wording.left)


@register.filter
def what(commitment: Commitment) -> str:
    """ "one introduction"."""
    return wording.things(commitment.kind, commitment.count)


@register.filter
def hour(commitment: Commitment) -> str:
    """ "Tuesday and Thursday 8:30"."""
    return wording.hour_of(commitment)


@register.filter
def near(day: date, today: date) -> str:
    """ "Today", "Thursday", "Tuesday 8 December"."""
    said = wording.day_of(day, today)
    return said[:1].upper() + said[1:]


@register.filter
def so_far(progress: Progress) -> str:
    """ "3 introductions a week: 1 of 3 this week"."""
    goal = progress.goal
    if goal is None:
        return ""
    done = f"{progress.kept} of {goal.count} {wording.THIS[goal.period]}"
    return f"{wording.promise(progress)}: {done}"


@register.filter
def days(span: Span) -> str:
    """ "24 December to 2 January", or the one day that it is."""
    first, last = f"{span.first:%-d %B}", f"{span.last:%-d %B}"
    return first if first == last else f"{first} to {last}"
