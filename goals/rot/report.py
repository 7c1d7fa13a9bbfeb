"""The lines of the page, named and in their order, from a Ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from goals.rot import wording
from goals.rot.attribution import (
    BEFORE,
    NOBODY,
    OUTSIDE,
    Line,
    Money,
    Stages,
    by_activity,
    by_currency,
    by_group,
    by_lens,
    by_person,
    stages,
)
from goals.rot.circle import Circle
from goals.rot.months import Chosen
from goals.rot.rows import Ledger
from members.models import Currency

UNKNOWN = -1  # people and groups that are no longer around the person
PEOPLE_SHOWN = 12
K = TypeVar("K", int, str)


@dataclass(frozen=True)
class Row:
    """One line of a table, and one bar of the chart beside it."""

    label: str
    line: Line[int] | Line[str]
    person: int | None = None  # whose page the label leads to

    @property
    def hours(self) -> str:
        return wording.hours(self.line.minutes)

    @property
    def results(self) -> str:
        return wording.amount(self.line.results)

    @property
    def brought(self) -> str:
        return wording.amount(self.line.brought)

    @property
    def is_judged(self) -> bool:
        return self.line.per_hour is not None

    @property
    def per_hour(self) -> str:
        return wording.rate(self.line.per_hour) if self.line.minutes else wording.NO_HOURS

    @property
    def per_hour_shortly(self) -> str:
        return self.per_hour if self.is_judged or not self.line.minutes else wording.TOO_FEW_SHORTLY

    @property
    def is_shown(self) -> bool:
        """Whether it has more than money, which has tables of its own."""
        return bool(self.line.minutes or self.line.results or self.line.brought)


@dataclass(frozen=True)
class MoneyRow:
    label: str
    amount: str
    cases: str
    per_hour: str


@dataclass(frozen=True)
class MoneyTable:
    """What was earned in one currency, by group and by activity."""

    code: str
    total: str
    by_group: list[MoneyRow]
    by_activity: list[MoneyRow]


@dataclass(frozen=True)
class MonthRow:
    month: date
    minutes: Mapping[str, int]  # by activity

    @property
    def total(self) -> int:
        return sum(self.minutes.values())


@dataclass(frozen=True)
class CurrencyRow:
    label: str
    came: int
    brought: int


@dataclass(frozen=True)
class Report:
    chosen: Chosen
    sentence: str
    hours: str
    came: int
    brought: int
    own: Stages
    of_me: Stages
    months: list[MonthRow]
    activities: list[Row]
    groups: list[Row]
    lenses: list[Row]
    people: list[Row]
    currencies: list[CurrencyRow]
    money: list[MoneyTable] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.months_with_hours or self.came or self.brought or self.money)

    @property
    def months_with_hours(self) -> list[MonthRow]:
        return [row for row in self.months if row.total]


def report_of(ledger: Ledger, circle: Circle, chosen: Chosen) -> Report:
    activities = by_activity(ledger)
    groups = folded(by_group(ledger), {OUTSIDE, *circle.groups})
    results = [each for each in ledger.results if not each.brought]
    minutes = sum(spent.minutes for spent in ledger.spent_in_span)
    activity_rows = _activity_rows(activities)
    group_rows = _group_rows(groups, circle)
    return Report(
        chosen=chosen,
        sentence=wording.sentence(list(activities.values()), chosen),
        hours=wording.hours(minutes),
        came=len(results),
        brought=len(ledger.results) - len(results),
        own=stages(ledger, own=True),
        of_me=stages(ledger, own=False),
        months=_months(ledger, chosen),
        activities=[row for row in activity_rows if row.is_shown],
        groups=[row for row in group_rows if row.is_shown],
        lenses=_lens_rows(by_lens(ledger)),
        people=[row for row in _people_rows(by_person(ledger), circle) if row.is_shown],
        currencies=_currencies(ledger),
        money=_money(ledger, group_rows, activity_rows),
    )


def folded(lines: Mapping[int, Line[int]], known: Iterable[int]) -> dict[int, Line[int]]:
    """The lines of `known` keys, and all others as one, UNKNOWN."""
    keys = set(known)
    found: dict[int, Line[int]] = {}
    for key, line in lines.items():
        _add(found.setdefault(key, Line(key)) if key in keys else _unknown(found), line)
    return found


def _unknown(found: dict[int, Line[int]]) -> Line[int]:
    return found.setdefault(UNKNOWN, Line(UNKNOWN))


def _add(to: Line[int], line: Line[int]) -> None:
    to.minutes += line.minutes
    to.results += line.results
    to.brought += line.brought
    for code, money in line.money.items():
        sum_of = to.money.setdefault(code, Money())
        sum_of.amount += money.amount
        sum_of.cases += money.cases


def _in_order(rows: list[Row], last: Iterable[int | str]) -> list[Row]:
    """What can be judged first, the most by the hour on top; the keys `last` at the end."""
    at_the_end = list(last)
    return sorted(
        rows,
        key=lambda row: (
            at_the_end.index(row.line.key) + 1 if row.line.key in at_the_end else 0,
            -(row.line.per_hour or Fraction(-1)),
            -row.line.results,
            -row.line.minutes,
            row.label,
        ),
    )


def _activity_rows(lines: Mapping[str, Line[str]]) -> list[Row]:
    rows = [Row(wording.activity(key), line) for key, line in lines.items()]
    return _in_order(rows, [BEFORE])


def _group_rows(lines: Mapping[int, Line[int]], circle: Circle) -> list[Row]:
    names = {**circle.groups, OUTSIDE: "Outside the groups", UNKNOWN: "Groups you have left"}
    rows = [Row(names[key], line) for key, line in lines.items()]
    return _in_order(rows, [OUTSIDE, UNKNOWN])


def _people_rows(lines: Mapping[int, Line[int]], circle: Circle) -> list[Row]:
    """By minutes, and by what went between the two."""
    names = {
        **circle.names,
        NOBODY: "Nobody in particular",
        UNKNOWN: "People no longer in your circle",
    }
    rows = [
        Row(names[key], line, key if key > NOBODY else None)
        for key, line in folded(lines, {NOBODY, *circle.names}).items()
    ]
    return _in_order(rows, [NOBODY, UNKNOWN])


def _lens_rows(lines: Mapping[str, Line[str]]) -> list[Row]:
    rows = [Row(wording.LENSES.get(key, key), line) for key, line in lines.items()]
    return _in_order(rows, [])


def _currencies(ledger: Ledger) -> list[CurrencyRow]:
    found = by_currency(ledger)
    return [
        CurrencyRow(str(label), *found[value])
        for value, label in Currency.choices
        if value in found
    ]


def _months(ledger: Ledger, chosen: Chosen) -> list[MonthRow]:
    sums: dict[date, dict[str, int]] = {month: {} for month in chosen.months}
    for spent in ledger.spent_in_span:
        of_month = sums[spent.day.replace(day=1)]
        of_month[spent.activity] = of_month.get(spent.activity, 0) + spent.minutes
    return [MonthRow(month, minutes) for month, minutes in sums.items()]


def _money(ledger: Ledger, groups: list[Row], activities: list[Row]) -> list[MoneyTable]:
    totals: dict[str, Fraction] = {}
    for earned in ledger.earned:
        totals[earned.code] = totals.get(earned.code, Fraction(0)) + Fraction(earned.amount)
    return [
        MoneyTable(
            code, wording.money(total), _money_rows(groups, code), _money_rows(activities, code)
        )
        for code, total in sorted(totals.items())
    ]


def _money_rows(rows: list[Row], code: str) -> list[MoneyRow]:
    return [
        MoneyRow(
            row.label,
            wording.money(row.line.money[code].amount),
            wording.amount(row.line.money[code].cases),
            _money_per_hour(row.line, code),
        )
        for row in rows
        if code in row.line.money
    ]


def _money_per_hour(line: Line[int] | Line[str], code: str) -> str:
    if not line.minutes:
        return wording.NO_HOURS
    per_hour = line.money_per_hour(code)
    return wording.TOO_FEW if per_hour is None else wording.money(per_hour)
