"""To which person, group, activity and lens minutes and results belong. Pure rules, exact sums.

The rules are written in the docstring of the package.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Generic, TypeVar

from goals.models import Activity
from goals.rot.rows import Ledger, Spent

NOBODY = 0  # minutes spent on nobody in particular, and money of nobody
OUTSIDE = 0  # outside the groups
BEFORE = ""  # nothing recorded touched the person before the result

REACH = timedelta(days=180)  # how long before a result an activity may have brought it
FEWEST_RESULTS = 5
LEAST_MINUTES = 120

# Of several activities on one day the last of these is the nearest to the person.
BY_NEARNESS = [
    Activity.LARGE_EVENT.value,
    Activity.SEMINAR.value,
    Activity.GROUP_MEETING.value,
    Activity.SPEAKING_WRITING.value,
    Activity.FOLLOWING_UP.value,
    Activity.INTRODUCING.value,
    Activity.ONE_TO_ONE.value,
]
NEARNESS = {activity: place for place, activity in enumerate(BY_NEARNESS)}

K = TypeVar("K", int, str)
Shares = dict[int, Fraction]


@dataclass
class Money:
    """What was earned in one currency: how much, and how many times."""

    amount: Fraction = Fraction(0)
    cases: Fraction = Fraction(0)


@dataclass
class Line(Generic[K]):
    """What belongs to one person, group, activity or lens."""

    key: K
    minutes: Fraction = Fraction(0)
    results: Fraction = Fraction(0)
    brought: Fraction = Fraction(0)
    money: dict[str, Money] = field(default_factory=dict)

    @property
    def per_hour(self) -> Fraction | None:
        """Results an hour; None where there is too little to say."""
        return per_hour(self.results, self.results, self.minutes)

    def money_per_hour(self, code: str) -> Fraction | None:
        money = self.money.get(code, Money())
        return per_hour(money.amount, money.cases, self.minutes)


def per_hour(amount: Fraction, cases: Fraction, minutes: Fraction) -> Fraction | None:
    """`amount` by hours; None below FEWEST_RESULTS cases or LEAST_MINUTES."""
    if cases < FEWEST_RESULTS or minutes < LEAST_MINUTES:
        return None
    return amount * 60 / minutes


class Lines(Generic[K]):
    """Lines by their keys, made as they are needed."""

    def __init__(self) -> None:
        self.of: dict[K, Line[K]] = {}

    def __getitem__(self, key: K) -> Line[K]:
        if key not in self.of:
            self.of[key] = Line(key)
        return self.of[key]

    def add_money(self, key: K, code: str, amount: Fraction, cases: Fraction) -> None:
        money = self[key].money.setdefault(code, Money())
        money.amount += amount
        money.cases += cases


def by_person(ledger: Ledger) -> dict[int, Line[int]]:
    lines: Lines[int] = Lines()
    for person, minutes in _minutes_by_person(ledger.spent_in_span).items():
        lines[person].minutes += minutes
    _results(ledger, lines, lambda person, day: {person or NOBODY: Fraction(1)})
    return lines.of


def by_group(ledger: Ledger) -> dict[int, Line[int]]:
    lines: Lines[int] = Lines()
    spent = ledger.spent_in_span
    for group, minutes in _sums((each.group, each.minutes) for each in spent if each.group):
        lines[group].minutes += minutes
    without_group = _minutes_by_person(each for each in spent if not each.group)
    for person, part in without_group.items():
        for group, share in _groups(ledger, person).items():
            lines[group].minutes += part * share
    _results(ledger, lines, lambda person, day: _groups(ledger, person))
    return lines.of


def by_activity(ledger: Ledger) -> dict[str, Line[str]]:
    lines: Lines[str] = Lines()
    for activity, minutes in _sums((each.activity, each.minutes) for each in ledger.spent_in_span):
        lines[activity].minutes += minutes
    touches = Touches(ledger.spent)
    _results(ledger, lines, lambda person, day: {touches.last(person, day): Fraction(1)})
    return lines.of


def by_lens(ledger: Ledger) -> dict[str, Line[str]]:
    """Introductions by the person: `results` are those that proved useful, `brought` those made."""
    lines: Lines[str] = Lines()
    for spent in ledger.spent_in_span:
        if spent.lens is not None:
            lines[spent.lens].minutes += spent.minutes
    for introduced in ledger.introductions:
        if introduced.own:
            if ledger.holds(introduced.made):
                lines[introduced.lens].brought += 1
            if ledger.holds(introduced.useful):
                lines[introduced.lens].results += 1
    return lines.of


@dataclass(frozen=True)
class Stages:
    """How many introductions reached each stage."""

    made: int
    met: int
    useful: int


def stages(ledger: Ledger, *, own: bool) -> Stages:
    """Of the introductions that the person made (`own`), or of those that others made for them."""
    reached = [each for each in ledger.introductions if each.own == own]
    return Stages(
        made=sum(ledger.holds(each.made) for each in reached),
        met=sum(ledger.holds(each.met) for each in reached),
        useful=sum(ledger.holds(each.useful) for each in reached),
    )


def by_currency(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """Of each currency, how often something came back and was brought to others."""
    came = Counter(each.currency for each in ledger.results if not each.brought)
    brought = Counter(each.currency for each in ledger.results if each.brought)
    return {currency: (came[currency], brought[currency]) for currency in {*came, *brought}}


class Touches:
    """When each person was touched by what: the last activity before a day."""

    def __init__(self, spent: Iterable[Spent]) -> None:
        self._of: dict[int, list[tuple[date, int]]] = defaultdict(list)
        for each in spent:
            if each.minutes:
                for person in each.near:
                    self._of[person].append((each.day, NEARNESS[each.activity]))
        for touches in self._of.values():
            touches.sort()

    def last(self, person: int | None, day: date) -> str:
        """The activity, or BEFORE where none reaches `day`."""
        touches = self._of.get(person or NOBODY, [])
        place = bisect_right(touches, (day, len(BY_NEARNESS)))
        if place == 0 or touches[place - 1][0] < day - REACH:
            return BEFORE
        return BY_NEARNESS[touches[place - 1][1]]


def _minutes_by_person(spent: Iterable[Spent]) -> Shares:
    """Whole minutes are added up before they are divided, which is exact and quick."""
    whole = Counter[tuple[int, int]]()  # of a person, and of minutes shared by so many
    for each in spent:
        people = each.people or (NOBODY,)
        for person in people:
            whole[person, len(people)] += each.minutes
    return dict(
        _sums((person, Fraction(minutes, many)) for (person, many), minutes in whole.items())
    )


def _sums(pairs: Iterable[tuple[K, Fraction | int]]) -> list[tuple[K, Fraction]]:
    sums: dict[K, Fraction | int] = {}
    for key, amount in pairs:
        sums[key] = sums.get(key, 0) + amount
    return [(key, Fraction(amount)) for key, amount in sums.items()]


def _groups(ledger: Ledger, person: int | None) -> Shares:
    """The groups shared with `person`, in equal parts."""
    groups = ledger.shared.get(person or NOBODY, ()) or (OUTSIDE,)
    return {group: Fraction(1, len(groups)) for group in groups}


def _results(
    ledger: Ledger,
    lines: Lines[K],
    parts: Callable[[int | None, date], Mapping[K, Fraction]],
) -> None:
    """Give every result and all money of the span to the lines that `parts` names."""
    for result in ledger.results:
        for key, share in parts(result.person, result.day).items():
            if result.brought:
                lines[key].brought += share
            else:
                lines[key].results += share
    for earned in ledger.earned:
        for key, share in parts(earned.person, earned.day).items():
            lines.add_money(key, earned.code, Fraction(earned.amount) * share, share)
