"""How far along promises are: what was done, counted against the goals that held.

A period is judged by the goal that held on its last day. So a goal that changes on a Wednesday
judges the whole week, and every week before keeps its own; 8 a month that become 4 a month on the
15th make it a month of 4, what was done before the 15th counting too, while the weeks that ended
before the 15th are judged by their share of 8 and those that end later by their share of 4.

A period with a day off on one of its working days can be kept but not missed: in a row it is
passed over. Saturday and Sunday are not worked, so days off on them excuse nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from math import ceil
from operator import attrgetter
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, DateTimeField

from goals.counting import Days, days_of, everything_done, introductions_by
from goals.models import Commitment, Goal, Promised
from goals.periods import Span, span_before, span_of, week_of
from members.models import Pause, Person
from members.together import Given, GivenKeys, Together

WEEKS_OF_HISTORY = 26
AROUND = timedelta(weeks=3)  # plans: more than the two weeks that pages show, wherever one lives
WORKING_DAYS = 5
WEEKS_A_MONTH = 52 / 12
INTRODUCTIONS = Promised.INTRODUCTIONS


@dataclass(frozen=True)
class Progress:
    """Where `goal` stands in its present period. Without a goal, `promised` is 0."""

    goal: Goal | None
    promised: int
    kept: int
    in_a_row: int  # whole periods just before this one in which the promise was kept
    kind: str = INTRODUCTIONS

    @property
    def missing(self) -> int:
        return max(self.promised - self.kept, 0)


@dataclass(frozen=True)
class Week:
    span: Span
    promised: int
    kept: int
    kind: str = INTRODUCTIONS
    days_off: bool = False  # on one of its working days

    @property
    def is_kept(self) -> bool:
        return self.promised > 0 and self.kept >= self.promised

    @property
    def excused(self) -> bool:
        """Not kept, and not missed either: there were days off."""
        return self.days_off and not self.is_kept

    @property
    def is_missed(self) -> bool:
        return self.promised > 0 and not self.is_kept and not self.excused


@dataclass(frozen=True)
class Judged:
    """A whole day, week or month, the goal that held at its end, and whether it was kept."""

    span: Span
    goal: Goal
    is_kept: bool


def _asked() -> dict[str, Any]:
    """What a record is made of: of people, since a moment and its day, up to an end."""
    people, first = GivenKeys("people"), Given("first", DateField())
    moments = Given("since", DateTimeField()), first, Given("end", DateTimeField())
    return {
        "goals": Goal.objects.filter(person__in=people),
        "pauses": Pause.objects.filter(person__in=people, ends_on__gt=first),
        "plans": Commitment.objects.filter(person__in=people).holding(
            Given("plans_from", DateField()), Given("plans_to", DateField())
        ),
        "done": everything_done(people, *moments),
    }


ASKED = Together(_asked)


@dataclass(frozen=True)
class Record:
    """The goals of one person, by their beginning, the days of what they did, their days off; and
    the plans that hold in these weeks, by the hour."""

    today: date
    goals: Sequence[Goal]
    done: Days
    off: Sequence[Span] = ()
    plans: Sequence[Commitment] = ()

    @classmethod
    def of(cls, person: Person, now: datetime) -> Record:
        """What is known of one person, in one query."""
        return cls.of_all([person], now)[person.pk]

    @classmethod
    def of_all(cls, people: Sequence[Person], now: datetime) -> dict[int, Record]:
        """The same of many, by their keys, in one query."""
        zones = {person.pk: person.zone for person in people}
        since = _since(now)
        found = ASKED.ask(
            people=list(zones),
            since=since,
            first=since.date(),
            end=now + timedelta(seconds=1),
            plans_from=(now - AROUND).date(),
            plans_to=(now + AROUND).date(),
        )
        plans = defaultdict[int, list[Commitment]](list)
        for plan in found["plans"]:
            plans[plan.person_id].append(plan)
        return cls._made_of(
            zones, found["goals"], found["pauses"], days_of(zones, found["done"]), now, plans
        )

    @classmethod
    def _made_of(
        cls,
        zones: Mapping[int, ZoneInfo],
        found: Iterable[Goal],
        pauses: Iterable[Pause],
        done: Mapping[int, Days],
        now: datetime,
        plans: Mapping[int, Sequence[Commitment]] = MappingProxyType({}),
    ) -> dict[int, Record]:
        goals, off = defaultdict[int, list[Goal]](list), defaultdict[int, list[Span]](list)
        for goal in sorted(found, key=attrgetter("starts_on", "pk")):
            goals[goal.person_id].append(goal)
        for pause in sorted(pauses, key=attrgetter("starts_on")):
            off[pause.person_id].append(Span(pause.starts_on, pause.ends_on))
        return {
            key: cls(
                now.astimezone(zone).date(), goals[key], done[key], off[key], plans.get(key, ())
            )
            for key, zone in zones.items()
        }

    def goal_on(self, day: date, kind: str = INTRODUCTIONS) -> Goal | None:
        """The goal of `kind` that held on `day`."""
        for goal in reversed(self.goals):
            held = goal.starts_on <= day and (goal.ends_on is None or day < goal.ends_on)
            if held and goal.kind == kind:
                return goal
        return None

    def made_in(self, span: Span, kind: str = INTRODUCTIONS) -> int:
        """How much of `kind` was done in `span`."""
        return sum(day in span for day in self.done[kind])

    def done_on(self, day: date, kind: str) -> int:
        return sum(then == day for then in self.done[kind])

    def is_off(self, day: date) -> bool:
        return any(day in span for span in self.off)

    def days_off_in(self, span: Span) -> bool:
        """Whether a working day of `span` was off."""
        return len(span.working_days(self.off)) < len(span.working_days())

    def progress(self, kind: str = INTRODUCTIONS) -> Progress:
        """Where the goal stands in the day, week or month that today belongs to."""
        goal = self.goal_on(self.today, kind)
        if goal is None:
            return Progress(None, 0, self.made_in(week_of(self.today), kind), 0, kind)
        made = self.made_in(span_of(goal.period, self.today), kind)
        return Progress(goal, goal.count, made, self._in_a_row(goal), kind)

    def progresses(self) -> list[Progress]:
        """The same of every goal that holds today, introductions first."""
        every = [self.progress(kind) for kind in Promised.values]
        return [progress for progress in every if progress.goal]

    def judged(self, span: Span) -> list[Week]:
        """The ISO week `span` by each goal that held at its end."""
        every = [self.week(span, kind) for kind in Promised.values]
        return [week for week in every if self.goal_on(span.last, week.kind)]

    def week(self, span: Span, kind: str = INTRODUCTIONS) -> Week:
        """What was promised for the ISO week `span`, by the goal at its end, and what was kept."""
        goal = self.goal_on(span.last, kind)
        promised = self.a_week_of(goal, span) if goal else 0
        return Week(span, promised, self.made_in(span, kind), kind, self.days_off_in(span))

    def weeks(self, count: int, kind: str = INTRODUCTIONS) -> list[Week]:
        """The last `count` whole weeks, oldest first."""
        this = week_of(self.today)
        spans = [week_of(this.first - timedelta(weeks=n)) for n in range(count, 0, -1)]
        return [self.week(span, kind) for span in spans]

    def a_week_of(self, goal: Goal, span: Span) -> int:
        """How much `goal` asks for in the ISO week `span`; by the day, on working days not off."""
        if goal.period == Goal.Period.DAY:
            return goal.count * len(span.working_days(self.off))
        return a_week_of(goal)

    def judged_periods(self, goal: Goal) -> Iterator[Judged]:
        """The periods before the present one, the latest first, up to the first that no goal with
        such a period judges. What days off excuse is passed over."""
        oldest = self.today - timedelta(weeks=WEEKS_OF_HISTORY)
        span = span_before(goal.period, span_of(goal.period, self.today))
        while span.first >= oldest:
            then = self.goal_on(span.last, goal.kind)
            if then is None or then.period != goal.period:
                return
            kept = self.made_in(span, goal.kind) >= then.count
            if kept or not self.days_off_in(span):
                yield Judged(span, then, kept)
            span = span_before(goal.period, span)

    def _in_a_row(self, goal: Goal) -> int:
        periods = self.judged_periods(goal)
        return sum(1 for _ in takewhile(lambda judged: judged.is_kept, periods))


def a_week_of(goal: Goal) -> int:
    """How much `goal` asks for in one week, five working days, rounded up."""
    if goal.period == Goal.Period.DAY:
        return goal.count * WORKING_DAYS
    if goal.period == Goal.Period.MONTH:
        return ceil(goal.count / WEEKS_A_MONTH)
    return goal.count


def promised(people: Sequence[int], now: datetime) -> Mapping[int, int]:
    """How many introductions each of many people (primary keys) still lacks this week.

    Only those who have promised any are in it. Three queries.
    """
    goals = Goal.objects.filter(kind=INTRODUCTIONS, person__in=people).select_related("person")
    found = list(goals)
    zones = {goal.person_id: goal.person.zone for goal in found if goal.ends_on is None}
    since = _since(now)
    pauses = Pause.objects.filter(person__in=zones, ends_on__gt=since.date())
    done = introductions_by(zones, since, now)
    records = Record._made_of(zones, found, pauses, done, now)
    return {person: lacking_this_week(record) for person, record in records.items()}


def _since(now: datetime) -> datetime:
    """From when on it is asked what was done."""
    return now - timedelta(weeks=WEEKS_OF_HISTORY + 1)


def lacking_this_week(record: Record) -> int:
    """How many introductions the goal still asks for in the week that today belongs to."""
    goal = record.goal_on(record.today)
    if goal is None:
        return 0
    week = week_of(record.today)
    lacking = max(record.a_week_of(goal, week) - record.made_in(week), 0)
    return min(lacking, record.progress().missing) if goal.period == "month" else lacking
