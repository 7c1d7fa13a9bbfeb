"""What each member had of the introductions within the group. Pure rules; people are keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Introductions under way at once from which on it may be too much: what most people take on.
# Everybody's own limit is their own affair, so it is not looked at.
MANY = 4


class Stage(StrEnum):
    MADE = "made"
    MET = "met"
    USEFUL = "useful"

    @property
    def order(self) -> int:
        return list(Stage).index(self)


@dataclass(frozen=True)
class Made:
    """One introduction that was made within the group."""

    by: int
    a: int
    b: int
    made_at: datetime
    met_at: datetime | None = None
    useful_at: datetime | None = None
    under_way: bool = False  # not met yet, and nothing has ended it

    def stage(self, until: datetime) -> Stage:
        """How far it had come before `until`."""
        if self.useful_at and self.useful_at < until:
            return Stage.USEFUL
        return Stage.MET if self.met_at and self.met_at < until else Stage.MADE

    @property
    def pair(self) -> tuple[int, int]:
        return (self.a, self.b) if self.a < self.b else (self.b, self.a)


@dataclass(frozen=True)
class Share:
    """What one member had of the introductions: how often they were introduced, and introduced."""

    received: int
    made: int
    last: datetime | None  # when they were last part of one


def before(made: Iterable[Made], until: datetime) -> list[Made]:
    return [each for each in made if each.made_at < until]


def since(made: Iterable[Made], moment: datetime | None) -> list[Made]:
    """Those made at `moment` or later; all of them without one."""
    return [each for each in made if moment is None or each.made_at >= moment]


def shares(people: Iterable[int], made: Sequence[Made]) -> dict[int, Share]:
    """The share of each of `people`."""
    received = Counter(key for each in made for key in (each.a, each.b))
    given = Counter(each.by for each in made)
    last: dict[int, datetime] = {}
    for each in made:
        for key in (each.by, each.a, each.b):
            last[key] = max(each.made_at, last.get(key, each.made_at))
    return {key: Share(received[key], given[key], last.get(key)) for key in people}


def lines(made: Iterable[Made], until: datetime) -> dict[tuple[int, int], Stage]:
    """Each pair that was introduced before `until`, with the furthest they had come by then."""
    found: dict[tuple[int, int], Stage] = {}
    for each in before(made, until):
        stage = each.stage(until)
        if each.pair not in found or stage.order > found[each.pair].order:
            found[each.pair] = stage
    return found


def left_out(people: Iterable[int], made: Iterable[Made]) -> list[int]:
    """Those of `people` whom nobody has introduced to anybody, in their order."""
    there = {key for each in made for key in each.pair}
    return [key for key in people if key not in there]


def busy(people: Collection[int], made: Iterable[Made]) -> dict[int, int]:
    """Those of `people` with many introductions within the group under way, and how many."""
    under_way = Counter(key for each in made if each.under_way for key in each.pair)
    return {key: under_way[key] for key in people if under_way[key] >= MANY}
