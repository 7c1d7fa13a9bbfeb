"""Whose schedule holds when somebody is asked about an introduction.

The hour is the person's own. So are the days, where they chose any; else those of a group in which
both they and the introducer are active. Of several such groups the one that asks latest is taken:
nobody is asked sooner than one of their groups finds right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import time

from introductions.ladder import ASKED_AT, RUNGS, USUAL, Schedule
from introductions.models import Introduction, Pace
from members.models import Membership, Person

Asked = tuple[int, int]  # the keys of whoever is asked, and of the introducer
Days = tuple[int | None, ...]


def schedules_of(asked: Iterable[Asked]) -> dict[Asked, Schedule]:
    """The schedule of each, in two queries."""
    pairs = set(asked)
    own = _own_paces({person for person, _ in pairs})
    groups = _group_days({key for pair in pairs for key in pair})
    return {
        (person, introducer): _schedule(own.get(person), groups[person], groups[introducer])
        for person, introducer in pairs
    }


def schedule_of(person: Person, introduction: Introduction) -> Schedule:
    pair = (person.pk, introduction.introducer_id)
    return schedules_of([pair])[pair]


def hours_of(people: Collection[Person]) -> dict[int, time]:
    """At which hour each wants to be asked, by their keys, in one query."""
    own = _own_paces({person.pk for person in people})
    return {
        person.pk: own[person.pk].asked_at if person.pk in own else ASKED_AT for person in people
    }


def own_days(pace: Pace | None) -> Days | None:
    """The days that somebody chose for themselves; None for who chose at most the hour."""
    return tuple(pace.days) if pace and any(pace.days) else None


def days_without_own(person: Person) -> Days:
    """What holds for `person` in their groups, as long as they choose nothing themselves."""
    groups = _group_days({person.pk})[person.pk]
    return _slowest(groups.values())


def _schedule(pace: Pace | None, mine: dict[int, Days], introducers: dict[int, Days]) -> Schedule:
    common = [days for group, days in mine.items() if group in introducers]
    days = own_days(pace) or _slowest(common)
    hour = pace.asked_at if pace else ASKED_AT
    return USUAL if (days, hour) == (RUNGS, ASKED_AT) else Schedule(days, hour)


def _slowest(schedules: Iterable[Days]) -> Days:
    """Of several the one whose first question comes last."""

    def lateness(days: Days) -> tuple[int, list[int]]:
        return Schedule(days).first_day, [day or 0 for day in days]

    return max(schedules, key=lateness, default=RUNGS)


def _own_paces(people: Collection[int]) -> dict[int, Pace]:
    own = Pace.objects.filter(person__in=people)
    return {pace.person_id: pace for pace in own if pace.person_id is not None}


def _group_days(people: Collection[int]) -> defaultdict[int, dict[int, Days]]:
    """Of each person the groups that have a pace of their own, with its days."""
    found: defaultdict[int, dict[int, Days]] = defaultdict(dict)
    active = Membership.objects.active().filter(person__in=people, group__pace__isnull=False)
    for person, group, days in active.values_list("person", "group", "group__pace__days"):
        found[person][group] = tuple(days)
    return found
