"""Making a plan better by small exchanges: one column in, up to three out, and the gaps filled.

A column uses four things once: its pair, its introducer and its two people. At good prices a plan
falls short of the bound only by what its columns are worth less than 0 after prices, and by what is
left over of things that have a price. So exchanges begin at a thing left over: a column that uses
it is forced in, what is in its way goes out, and columns that fit into the new gaps come in. Thus
gaps wander until two of them meet. A loss is accepted now and then (simulated annealing), and the
best plan seen is what counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

import numpy as np

from ..people import Floats, Ints

# How much of the price of what is left over counts as still to be had, when a loss is weighed.
# With 0 a gap would never move from a cheap thing to a dear one, and so not meet another.
HOPE = 0.9


@dataclass(frozen=True, eq=False)
class Packing:
    """c columns in a form in which pairs, introducers and people are all the same: things."""

    uses: Ints  # c x 4 numbers of things: the pair, the introducer, the two people
    room: Ints  # how often each thing can be used
    price: Floats  # of each thing; 0 where some may as well be left over
    score: Floats  # c
    worth: Floats  # c: score after all four prices


def improve(
    packing: Packing, chosen: Ints, *, enough: float, steps: int, temperature: float, seed: int = 0
) -> Ints:
    """A plan worth at least as much as `chosen`, as the numbers of its columns, ascending.

    Ends when the plan is worth `enough` or after so many steps. `temperature` is the loss that is
    accepted with probability 1/e.
    """
    search = _Search(packing, chosen)
    search.run(enough, temperature, _uniform(steps, seed))
    return search.best()


def _uniform(steps: int, seed: int, block: int = 10_000) -> Iterator[list[float]]:
    """For each step three numbers between 0 and 1."""
    rng = np.random.default_rng(seed)
    for start in range(0, steps, block):
        yield from rng.random((min(block, steps - start), 3)).tolist()


class _Search:
    """The state of the search, in lists: single entries of arrays are slow to reach."""

    def __init__(self, packing: Packing, chosen: Ints) -> None:
        self.uses: list[tuple[int, int, int, int]] = list(map(tuple, packing.uses.tolist()))
        self.score: list[float] = packing.score.tolist()
        self.worth: list[float] = packing.worth.tolist()
        self.priced: list[bool] = (packing.price > 0).tolist()
        self.room: list[int] = packing.room.tolist()
        self.columns_of = _columns_of_things(packing)
        self.users: list[list[int]] = [[] for _ in self.room]
        self.in_plan = [False] * len(self.score)
        self.value = 0.0
        self.hopeful: list[float] = ((1 - HOPE) * packing.score + HOPE * packing.worth).tolist()
        self.hope = (
            0.0  # the value, and the prices of what is left over in part; but for a constant
        )
        for column in chosen.tolist():
            self._put(column)
        self.most = self.value
        self.since: list[int] = []  # columns put in or taken out since the plan was worth most

    def run(self, enough: float, temperature: float, uniform: Iterator[list[float]]) -> None:
        """Exchange columns until the plan is worth enough or there are no more numbers."""
        begin = self._begin()
        for which, position, chance in uniform:
            if self.most >= enough or not begin:
                return
            at = int(which * len(begin))
            thing = begin[at]
            columns = self.columns_of[thing]
            column = columns[int(position * position * len(columns))]  # rather a good one
            if not self.in_plan[column]:
                out = self._exchange(column, -temperature * log(max(chance, 1e-300)))
                begin.extend(t for c in out for t in self.uses[c] if self._left_over(t))
                if self.value > self.most + 1e-12:
                    self.most = self.value
                    self.since.clear()
            if not self._left_over(thing):
                begin[at] = begin[-1]
                begin.pop()
                begin = begin or self._begin()

    def best(self) -> Ints:
        """The best plan seen."""
        in_plan = np.array(self.in_plan, dtype=np.bool_)
        for column in self.since:
            in_plan[column] = ~in_plan[column]
        return np.flatnonzero(in_plan)

    def _begin(self) -> list[int]:
        """Where an exchange can begin: what is left over, else what a bad column uses."""
        things = [t for t in range(len(self.room)) if self._left_over(t)]
        if not things:
            bad = (c for c, there in enumerate(self.in_plan) if there and self.worth[c] < -1e-9)
            things = [t for c in bad for t in self.uses[c]]
        return things

    def _left_over(self, thing: int) -> bool:
        return self.priced[thing] and self.room[thing] > 0 and bool(self.columns_of[thing])

    def _exchange(self, column: int, loss: float) -> list[int]:
        """Force a column in and fill the gaps; unless that loses more, say what went out."""
        before = self.hope
        out = self._force(column)
        into = self._fill(out, column)
        if before - self.hope > loss:
            for one in into:
                self._take_out(one)
            self._take_out(column)
            for one in out:
                self._put(one)
            return []
        self.since += [*out, column, *into]
        return out

    def _force(self, column: int) -> list[int]:
        """Put a column in; what is in its way, the least worth first, goes out and is returned."""
        out = []
        for thing in self.uses[column]:
            if not self.room[thing]:
                worst = min(self.users[thing], key=self.worth.__getitem__)
                self._take_out(worst)
                out.append(worst)
        self._put(column)
        return out

    def _fill(self, out: list[int], column: int) -> list[int]:
        """Put in what fits where columns went out, but not those; say which."""
        room, in_plan, uses, into = self.room, self.in_plan, self.uses, []
        for thing in [t for c in out for t in uses[c]]:
            if not room[thing]:
                continue
            for other in self.columns_of[thing]:
                i, j, k, m = uses[other]
                if room[i] and room[j] and room[k] and room[m] and not in_plan[other]:
                    if other in out:
                        continue
                    self._put(other)
                    into.append(other)
                    if not room[thing]:
                        break
        return into

    def _put(self, column: int) -> None:
        self.in_plan[column] = True
        self.value += self.score[column]
        self.hope += self.hopeful[column]
        for thing in self.uses[column]:
            self.room[thing] -= 1
            self.users[thing].append(column)

    def _take_out(self, column: int) -> None:
        self.in_plan[column] = False
        self.value -= self.score[column]
        self.hope -= self.hopeful[column]
        for thing in self.uses[column]:
            self.room[thing] += 1
            self.users[thing].remove(column)


def _columns_of_things(packing: Packing) -> list[list[int]]:
    """For each thing the columns that use it, the greatest worth first."""
    order = np.argsort(-packing.worth, kind="stable")
    things = packing.uses[order].ravel()
    by_thing = np.argsort(things, kind="stable")
    columns = np.repeat(order, 4)[by_thing].tolist()
    ends = np.searchsorted(things[by_thing], np.arange(len(packing.room) + 1)).tolist()
    return [columns[ends[t] : ends[t + 1]] for t in range(len(packing.room))]
