"""What became of the promises by the end of a week, in words: kind where something was missed.

A promise by the day or the week is judged for the week. One by the month is judged when the month
ends in that week; until then it only says how far it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goals import wording
from goals.models import Goal, Promised
from goals.periods import Span, month_of
from goals.progress import Record, Week

ANEW = "A new week starts today."


@dataclass(frozen=True)
class Kept:
    """One promise as it stood at the end of the week, when the summary was planned.

    `month` names the month of a promise by the month; `so_far`: it was not over.
    """

    kind: str
    promised: int
    kept: int
    excused: bool = False
    month: str = ""
    so_far: bool = False

    @property
    def is_kept(self) -> bool:
        return self.promised > 0 and self.kept >= self.promised

    @property
    def is_missed(self) -> bool:
        return not (self.is_kept or self.excused or self.so_far)

    @property
    def when(self) -> str:
        if not self.month:
            return "last week"
        return f"so far in {self.month}" if self.so_far else f"in {self.month}"

    @property
    def line(self) -> str:
        """ "Introductions: three of three"."""
        label = Promised(self.kind).label
        if self.excused:
            done = f"{wording.number(self.kept)} all the same" if self.kept else "none due"
            return f"{label}: days off, {done}"
        done = wording.number(self.kept) if self.kept else "none"
        said = f"{label}: {done} of {wording.number(self.promised)}"
        return f"{said} {self.when}" if self.month else said


def promises_of(record: Record, week: Span) -> list[Kept]:
    """Every promise that held at the end of `week`."""
    return [promise_of(record, judged) for judged in record.judged(week)]


def promise_of(record: Record, week: Week) -> Kept:
    goal = record.goal_on(week.span.last, week.kind)
    if goal is None or goal.period != Goal.Period.MONTH:
        return Kept(week.kind, week.promised, week.kept, week.excused)
    month = month_of(week.span.first)
    then = record.goal_on(month.last, week.kind)
    if month.end <= week.span.end and then and then.period == Goal.Period.MONTH:
        kept = record.made_in(month, week.kind)
        excused = kept < then.count and record.days_off_in(month)
        return Kept(week.kind, then.count, kept, excused, f"{month.first:%B}")
    month = month_of(week.span.last)
    kept = record.made_in(Span(month.first, week.span.end), week.kind)
    return Kept(week.kind, goal.count, kept, month=f"{month.first:%B}", so_far=True)


def verdict(promises: Sequence[Kept]) -> str:
    """The week in one sentence, without blame."""
    if not promises:
        return ANEW
    if len(promises) == 1:
        return of_one(promises[0])
    kept = [one for one in promises if one.is_kept]
    if any(one.is_missed for one in promises):
        if not kept:
            return f"Not quite what you had promised. {ANEW}"
        return f"{count_of(kept)} kept last week."
    if len(kept) == len(promises):
        return "Both promises kept." if len(kept) == 2 else "All promises kept."
    if any(one.excused for one in promises):
        return "A week with days off. Nothing was missed."
    return f"{count_of(kept)} kept, the rest under way." if kept else "All under way."


def of_one(promise: Kept) -> str:
    things = wording.things(promise.kind, promise.kept)
    if promise.excused:
        whole = "month" if promise.month else "week"
        if promise.kept:
            return f"A {whole} with days off, and {things} all the same."
        return f"A {whole} with days off. Nothing was missed."
    if promise.is_kept:
        return f"Promise kept: {things} {promise.when}."
    if promise.kept:
        number = wording.number(promise.promised)
        done = wording.number(promise.kept).capitalize()
        noun = wording.noun(promise.kind, promise.promised)
        return f"{done} of {number} {noun} {promise.when}."
    nothing = f"No {wording.noun(promise.kind, 1)} {promise.when}."
    return nothing if promise.month else f"{nothing} {ANEW}"


def count_of(promises: Sequence[Kept]) -> str:
    """ "One promise", "Two promises"."""
    number = wording.number(len(promises)).capitalize()
    return f"{number} promise{'' if len(promises) == 1 else 's'}"
