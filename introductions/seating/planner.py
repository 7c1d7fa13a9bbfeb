"""Tables for a few rounds: a fair start, then swaps of two people as long as they help. No Django.

People are numbers, 0 to n - 1. Their tables are as large as each other, or differ by one. Empty
chairs count as people who are worth nothing to anybody, so that a swap with one is a move.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Round = list[list[int]]

AGAIN = 100.0  # what it costs that two sit together once more: more than any two can win
CHAIRS_APART = 1e6  # two empty chairs at one table would make it smaller than the others
LEAST = 1e-7  # a gain smaller than this is none
KICKS = 200  # how often each round is shaken and mended, for 200 people and fewer
KICKED = 0.08  # the share of people who change places then
SWEEPS = 3


def plan_tables(
    worth: Floats, apart: Floats, *, seats: int, rounds: int, random: np.random.Generator
) -> list[Round]:
    """Seat everybody at tables of at most `seats`, in as many rounds as were asked for.

    worth  n x n, symmetric: what it brings that two sit together, once; 0 for who has met.
    apart  n x n, symmetric: what it costs that two sit together, 0 for almost all.

    One round is enough where one table is. Who is listed first at a table has the smallest number.
    """
    n = len(worth)
    if n == 0:
        return []
    tables = count_tables(n, seats)
    if tables == 1:
        return [[list(range(n))]]
    return _Seating(worth, apart, tables, rounds, random).best()


def count_tables(people: int, seats: int) -> int:
    """As few as have a seat for everybody."""
    return -(-people // seats)


def value_of(plan: list[Round], worth: Floats, apart: Floats) -> float:
    """What a plan is worth: each pair once, less what repetitions and bad company cost."""
    times = np.zeros(worth.shape)
    for each in plan:
        for table in each:
            times[np.ix_(table, table)] += 1
    np.fill_diagonal(times, 0)
    gained = (worth * (times > 0)).sum() - AGAIN * np.maximum(times - 1, 0).sum()
    return float(gained - (apart * times).sum()) / 2


class _Seating:
    """The search. A round is an array: the table of each person and each empty chair."""

    def __init__(
        self,
        worth: Floats,
        apart: Floats,
        tables: int,
        rounds: int,
        random: np.random.Generator,
    ) -> None:
        self.n, self.tables, self.rounds, self.random = len(worth), tables, rounds, random
        self.size = -(-self.n // tables)  # chairs at each table
        chairs = tables * self.size
        self.worth, self.apart = np.zeros((chairs, chairs)), np.zeros((chairs, chairs))
        self.worth[: self.n, : self.n] = worth
        self.apart[: self.n, : self.n] = apart
        self.apart[self.n :, self.n :] = CHAIRS_APART
        np.fill_diagonal(self.worth, 0.0)
        np.fill_diagonal(self.apart, 0.0)
        self.people = np.zeros(chairs, dtype=np.bool_)
        self.people[: self.n] = True

    def best(self) -> list[Round]:
        """Seat everybody, then shake one round after the other and mend it, keeping what is
        better; larger groups are shaken less often, so that it takes as long."""
        plan = self._settled([self._start() for _ in range(self.rounds)])
        for kick in range(KICKS * self.rounds * 200 // max(self.n, 200)):
            number = kick % self.rounds
            weights = self._weights(plan[:number] + plan[number + 1 :])
            before, after = plan[number], self._kicked(plan[number])
            changed = np.unique(np.concatenate([before[before != after], after[before != after]]))
            self._improve(after, weights, changed)
            if _within(after, weights) > _within(before, weights) + LEAST:
                plan[number] = after
        return [self._listed(each) for each in self._settled(plan)]

    def _settled(self, plan: list[Ints]) -> list[Ints]:
        """Improve one round after the other, given the others, until none gets better."""
        for _ in range(SWEEPS):
            moved = False
            for number, each in enumerate(plan):
                moved |= self._improve(each, self._weights(plan[:number] + plan[number + 1 :]))
            if not moved:
                break
        return plan

    def _weights(self, others: list[Ints]) -> Floats:
        """What each pair brings in one round, given who sits together in the others."""
        if not others:
            return self.worth - self.apart
        again = self._together(others[0])
        for each in others[1:]:
            again |= self._together(each)
        weights = np.where(again, -AGAIN, self.worth) - self.apart
        np.fill_diagonal(weights, 0.0)
        return weights

    def _together(self, at: Ints) -> NDArray[np.bool_]:
        """Whether two people, empty chairs aside, sit at the same table."""
        return np.asarray(
            (at[:, None] == at[None, :]) & self.people[:, None] & self.people[None, :]
        )

    def _start(self) -> Ints:
        """Everybody anywhere, empty chairs at different tables."""
        chairs = np.arange(len(self.worth)).reshape(self.tables, self.size)
        empty = chairs[self.tables - (len(self.worth) - self.n) :, 0]
        free = np.setdiff1d(chairs, empty)
        chair = np.concatenate([self.random.permutation(free), empty])
        return chair // self.size

    def _kicked(self, at: Ints) -> Ints:
        """Some people, in their chairs, change places at random."""
        some = max(2, round(KICKED * self.n))
        chosen = self.random.choice(self.n, size=min(some, self.n), replace=False)
        kicked = at.copy()
        kicked[chosen] = at[self.random.permutation(chosen)]
        return kicked

    def _improve(self, at: Ints, weights: Floats, changed: Ints | None = None) -> bool:
        """Swap two people of different tables as long as that helps; return whether any did.

        In one pass each table takes part in one swap at most, so that the gains add up. Only who
        sits at a table that has just changed, or was not served yet, is looked at again. `changed`
        has the tables that do not stand as an earlier call left them; None for all.
        """
        moved = False
        everybody = np.arange(len(at))
        rows = everybody if changed is None else np.flatnonzero(np.isin(at, changed))
        by_table = weights[:, np.argsort(at, kind="stable")]  # every table has as many chairs
        with_table = by_table.reshape(len(at), self.tables, self.size).sum(axis=2)
        while len(rows):
            # What each of the rows and each j win together by changing places.
            own = with_table[everybody, at]
            gain = with_table[rows][:, at] + with_table[:, at[rows]].T
            gain -= own[rows, None] + own + 2 * weights[rows]
            gain[at[rows][:, None] == at] = 0.0
            partner = gain.argmax(axis=1)
            best = gain[np.arange(len(rows)), partner]
            touched: set[int] = set()
            waiting = []
            for place in np.argsort(-best, kind="stable").tolist():
                if best[place] <= LEAST:
                    break
                i, j = int(rows[place]), int(partner[place])
                a, b = int(at[i]), int(at[j])
                if a in touched or b in touched:
                    waiting.append(i)
                    continue
                touched.update((a, b))
                at[i], at[j] = b, a
                with_table[:, a] += weights[:, j] - weights[:, i]
                with_table[:, b] += weights[:, i] - weights[:, j]
            moved |= bool(touched)
            again = np.isin(at, list(touched))
            again[waiting] = True
            rows = np.flatnonzero(again)
        return moved

    def _listed(self, at: Ints) -> Round:
        tables: Round = [[] for _ in range(self.tables)]
        for person, table in enumerate(at[: self.n].tolist()):
            tables[table].append(person)
        return sorted(tables)


def _within(at: Ints, weights: Floats) -> float:
    """What everybody brings to who sits with them."""
    return float(weights[at[:, None] == at].sum())
