"""How far along a promise is: introductions, counted against the goal that held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from goals.models import Goal
from goals.periods import Span, span_before, span_of, week_of
from introductions.models import Introduction
from members.models import Person

WEEKS_OF_HISTORY = 26
WORKING_DAYS = 5
WEEKS_A_MONTH = 52 / 12


@dataclass(frozen=True)
class Progress:
    """Where `goal` stands in its present period. Without a goal, `promised` is 0."""

    goal: Goal | None
    promised: int
    kept: int
    in_a_row: int  # whole periods just before this one in which the promise was kept

    @property
    def missing(self) -> int:
        return max(self.promised - self.kept, 0)


@dataclass(frozen=True)
class Week:
    span: Span
    promised: int
    kept: int

    @property
    def is_kept(self) -> bool:
        return self.promised > 0 and self.kept >= self.promised


@dataclass(frozen=True)
class Record:
    """The goals of one person, by their beginning, and the days of their introductions."""

    today: date
    goals: Sequence[Goal]
    days: Sequence[date]

    @classmethod
    def of(cls, person: Person, now: datetime) -> Record:
        """What is known of one person, in two queries."""
        return cls.of_all([person], now)[person.pk]

    @classmethod
    def of_all(cls, people: Sequence[Person], now: datetime) -> dict[int, Record]:
        """The same of many, by their keys, in two queries."""
        goals, days = defaultdict[int, list[Goal]](list), defaultdict[int, list[date]](list)
        zones = {person.pk: person.zone for person in people}
        for goal in Goal.objects.filter(person__in=people).order_by("starts_on"):
            goals[goal.person_id].append(goal)
        since = now - timedelta(weeks=WEEKS_OF_HISTORY + 1)
        made = Introduction.objects.filter(introducer__in=people).begun_between(
            since, now + timedelta(seconds=1)
        )
        for person, moment in made.with_introducer_and_beginning():
            days[person].append(moment.astimezone(zones[person]).date())
        return {
            key: cls(now.astimezone(zone).date(), goals[key], days[key])
            for key, zone in zones.items()
        }

    def goal_on(self, day: date) -> Goal | None:
        """The goal that held on `day`."""
        for goal in reversed(self.goals):
            if goal.starts_on <= day and (goal.ends_on is None or day < goal.ends_on):
                return goal
        return None

    def made_in(self, span: Span) -> int:
        return sum(span.first <= day < span.end for day in self.days)

    def progress(self) -> Progress:
        """Where the goal stands in the day, week or month that today belongs to."""
        goal = self.goal_on(self.today)
        if goal is None:
            return Progress(None, 0, self.made_in(week_of(self.today)), 0)
        span = span_of(goal.period, self.today)
        return Progress(goal, goal.count, self.made_in(span), self._in_a_row(goal, span))

    def _in_a_row(self, goal: Goal, present: Span) -> int:
        oldest = self.today - timedelta(weeks=WEEKS_OF_HISTORY)
        kept = 0
        span = span_before(goal.period, present)
        while span.first >= oldest:
            then = self.goal_on(span.last)
            if then is None or then.period != goal.period or self.made_in(span) < then.count:
                break
            kept += 1
            span = span_before(goal.period, span)
        return kept

    def week(self, span: Span) -> Week:
        """What was promised for the ISO week `span`, by the goal at its end, and what was kept."""
        goal = self.goal_on(span.last)
        return Week(span, a_week_of(goal) if goal else 0, self.made_in(span))

    def weeks(self, count: int) -> list[Week]:
        """The last `count` whole weeks, oldest first."""
        this = week_of(self.today)
        spans = [week_of(this.first - timedelta(weeks=n)) for n in range(count, 0, -1)]
        return [self.week(span) for span in spans]


def a_week_of(goal: Goal) -> int:
    """How many introductions `goal` asks for in one week, five working days, rounded up."""
    if goal.period == Goal.Period.DAY:
        return goal.count * WORKING_DAYS
    if goal.period == Goal.Period.MONTH:
        return ceil(goal.count / WEEKS_A_MONTH)
    return goal.count


def progress_of(person: Person, now: datetime) -> Progress:
    return Record.of(person, now).progress()


def promised(people: Sequence[int], now: datetime) -> Mapping[int, int]:
    """How many introductions each of many people (primary keys) still lacks this week.

    Only those who have promised any are in it. Three queries.
    """
    holders = Person.objects.filter(pk__in=people, goals__ends_on=None, goals__isnull=False)
    records = Record.of_all(list(holders.distinct()), now)
    return {person: lacking_this_week(record) for person, record in records.items()}


def lacking_this_week(record: Record) -> int:
    """How many introductions the goal still asks for in the week that today belongs to."""
    goal = record.goal_on(record.today)
    if goal is None:
        return 0
    lacking = max(a_week_of(goal) - record.made_in(week_of(record.today)), 0)
    return min(lacking, record.progress().missing) if goal.period == "month" else lacking
