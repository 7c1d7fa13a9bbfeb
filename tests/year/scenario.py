"""Who the people are and what they do on which day of the year. Plain Python, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import count
from random import Random

MONDAY = date(2027, 1, 4)  # the first day; nothing of it lies before the machine's own clock
ACTS_AT = time(14, 5)  # UTC: when people act, every day
GROUP_OF = 50
ZONES = ("America/New_York", "Europe/London", "Australia/Sydney")
# Times, UTC, at which the worker is woken up: within two hours after what is due in the mornings of
# London and New York, summer and winter; Sydney's wait for the evening there, and are too late for
# an hour of a plan. The second comes a little after people have acted, on the same day in each
# zone: a mail has the same date, whichever of the two brings it.
TICKS_AT = (time(9, 15), time(14, 25))
ACTS_AFTER = time(9, 15)  # the tick before people act
ACTS_A_WEEK = 0.02  # introductions by one person


@dataclass
class Person:
    key: int
    zone: str
    group: int
    organizes: bool = False
    goal: int = 0  # introductions a week
    answers_after: int | None = 0  # days after the mail that asks; None: never
    hour: time = time(9)
    pause: tuple[date, date] | None = None  # from, up to
    slots: tuple[int, ...] = ()  # weekdays of a commitment to one introduction
    slot_at: time = time(8, 30)

    @property
    def address(self) -> str:
        return f"p{self.key}@year.example"

    def is_away(self, day: date) -> bool:
        return self.pause is not None and self.pause[0] <= day < self.pause[1]


@dataclass
class Introduction:
    """What happens after X introduced A to B, as far as people decide it."""

    key: int
    day: date
    introducer: int
    a: int
    b: int
    asks_first: bool
    says: dict[str, str]  # of a and b when asked first: "yes", "no" or "" (nothing)
    meet_after: int | None  # days after it was made; None: they never do
    useful: bool


@dataclass
class Contribution:
    """The giver notes it on `day`; the receiver confirms and thanks the next day, or does not."""

    key: int
    day: date
    giver: int
    receiver: int
    is_thanked: bool


@dataclass
class Scenario:
    weeks: int
    people: list[Person]
    introductions: list[Introduction] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        return [MONDAY + timedelta(days=n) for n in range(self.weeks * 7)]


def draw(people: int, weeks: int, seed: int) -> Scenario:
    """A scenario; the same for the same arguments."""
    chance = Random(seed)
    scenario = Scenario(weeks, [person(key, weeks, chance) for key in range(1, people + 1)])
    pairs: set[frozenset[int]] = set()
    keys = count(1)
    for day in scenario.days[:-1]:
        for who in scenario.people:
            if chance.random() < ACTS_A_WEEK / 7 and not who.is_away(day):
                found = introduction(next(keys), day, who, scenario.people, pairs, chance)
                if found:
                    scenario.introductions.append(found)
            if chance.random() < ACTS_A_WEEK / 7 and not who.is_away(day):
                scenario.contributions.append(
                    contribution(next(keys), day, who, scenario.people, chance)
                )
    return scenario


def person(key: int, weeks: int, chance: Random) -> Person:
    found = Person(key, chance.choice(ZONES), (key - 1) // GROUP_OF)
    found.organizes = key % GROUP_OF == 1
    if chance.random() < 0.07:
        found.goal = chance.choice([1, 2, 3])
    found.answers_after = chance.choice([0, 0, 0, 4, None])
    if chance.random() < 0.1:
        found.hour = time(7)
    if chance.random() < 0.1:
        first = MONDAY + timedelta(days=chance.randrange(weeks * 7))
        found.pause = (first, first + timedelta(days=14))
    if chance.random() < 0.05:
        found.slots = tuple(sorted(chance.sample(range(5), chance.choice([1, 2]))))
    return found


def introduction(
    key: int,
    day: date,
    who: Person,
    people: list[Person],
    pairs: set[frozenset[int]],
    chance: Random,
) -> Introduction | None:
    """`who` introduces two of the group who have never been introduced and are not away."""
    near = [day - timedelta(days=1), day, day + timedelta(days=1)]
    others = [
        other
        for other in people
        if other.group == who.group and other is not who and not any(map(other.is_away, near))
    ]
    a, b = chance.sample(others, 2)
    if frozenset((a.key, b.key)) in pairs:
        return None
    pairs.add(frozenset((a.key, b.key)))
    asks_first = chance.random() < 0.15
    says = {side: chance.choice(["yes", "yes", "yes", "no", ""]) for side in "ab"}
    meet_after = chance.choice([1, 5, 10, 20, 40, None])
    useful = chance.random() < 0.6
    return Introduction(key, day, who.key, a.key, b.key, asks_first, says, meet_after, useful)


def contribution(
    key: int, day: date, who: Person, people: list[Person], chance: Random
) -> Contribution:
    others = [other for other in people if other.group == who.group and other is not who]
    return Contribution(key, day, who.key, chance.choice(others).key, chance.random() < 0.5)
