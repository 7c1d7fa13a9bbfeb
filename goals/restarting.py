"""A smaller promise after two missed periods, and the way back after two kept ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from goals.models import Goal
from goals.progress import Progress, Record

IN_A_ROW = 2


@dataclass(frozen=True)
class Restart:
    """What may be promised instead of `goal`; wording.restart_offer adds the words."""

    goal: Goal
    count: int
    periods: int  # that were missed, or kept
    back: bool  # to what was promised before
    question: str = ""
    button: str = ""


def restart_of(record: Record) -> Restart | None:
    """What to offer just now, if anything: of all promises, the first to which something applies.

    Only periods that the present goal judges count, so that a new promise begins anew.
    """
    for progress in record.progresses():
        found = _smaller(record, progress) or _back(record, progress)
        if found:
            return found
    return None


def _smaller(record: Record, progress: Progress) -> Restart | None:
    """Half, at least one, after two missed periods; not for who has begun again already."""
    goal = progress.goal
    missed = _latest_run(record, goal, kept=False) if goal else 0
    if not goal or missed < IN_A_ROW:
        return None
    count = max(goal.count // 2, 1)
    if count == goal.count or progress.kept >= count:
        return None
    return Restart(goal, count, missed, back=False)


def _back(record: Record, progress: Progress) -> Restart | None:
    """What was promised before the smaller goal, in the one period after two that kept it."""
    goal = progress.goal
    if not goal or _latest_run(record, goal, kept=True) != IN_A_ROW:
        return None
    before = _before(record, goal)
    if before is None or before.period != goal.period or before.count <= goal.count:
        return None
    return Restart(goal, before.count, IN_A_ROW, back=True)


def _before(record: Record, goal: Goal) -> Goal | None:
    """The goal of the same kind that `goal` took the place of."""
    same = [one for one in record.goals if one.kind == goal.kind and one.ends_on == goal.starts_on]
    return same[-1] if same else None


def _latest_run(record: Record, goal: Goal, *, kept: bool) -> int:
    """How many of the latest periods under `goal` were kept, or missed, one after the other.

    A period that had begun before the goal can be kept, but is not held against it.
    """
    under = [
        judged.is_kept
        for judged in record.judged_periods(goal)
        if judged.goal.pk == goal.pk and (judged.is_kept or goal.starts_on <= judged.span.first)
    ]
    runs = [(was, len(list(run))) for was, run in groupby(under)]
    return runs[0][1] if runs and runs[0][0] is kept else 0
