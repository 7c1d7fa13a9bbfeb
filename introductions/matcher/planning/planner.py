"""The whole way to a plan: find prices, asking for columns at each, then choose among the columns.

Columns are too many to write down, and lists of everybody's favourites are no help: all have the
same. So prices are found on the columns known so far, everybody is asked for the best columns at
these prices, and so on (column generation). Each answer proves an upper bound for every plan.
"""

from __future__ import annotations

import numpy as np

from ..columns import Columns, Prices, Pricing
from ..people import Ints
from .asking import Asking, scouts_of
from .plan import Plan
from .pool import Pool
from .room import Room, pair_codes
from .rounding import WORST, Choice, choose
from .settling import Settled, settle

SCOUTING = 3  # rounds in which only a few are asked, when there are no prices to start from
ENOUGH_TO_SCOUT = 100  # introducers
NEAR = 8  # prices are good when unknown columns can add no more than this part of the gap


def make_plan(
    pricing: Pricing,
    *,
    quota: Ints,
    limit: Ints,
    start: Prices | None = None,
    taken: Ints | None = None,
    rounds: int = 10,
    gap: float = 0.004,
) -> Plan:
    """Give introducers their introductions so that together they are worth most.

    Each of m introducers makes at most their quota, each of n people is a party at most to their
    limit, and no pair is given to two introducers, nor at all if it is `taken` (q x 2 rows of
    People). What is left of quotas and limits is for the caller to count. Ends when the plan is
    proven to be worth all but a share of `gap` of the best, or after so many rounds of asking.
    `start` is the prices of an earlier plan for the same people, which save rounds.
    """
    room = Room.of(quota, limit, taken)
    planner = _Planner(pricing, room, start, gap)
    planner.find_prices(max(rounds, 1))
    return planner.plan(rounds)


def more(
    pricing: Pricing, prices: Prices, introducer: int, k: int, taken: Ints | None = None
) -> Columns:
    """One introducer's next best k columns at a plan's prices, without the pairs taken (q x 2)."""
    everybody = np.ones(pricing.n_people, dtype=np.int64)
    depth = np.zeros(pricing.n_introducers, dtype=np.int64)
    depth[introducer] = k
    return pricing.best(Room.of(depth, everybody, taken).closing(prices), depth)


class _Planner:
    """What is known on the way: columns, prices, the least bound."""

    def __init__(self, pricing: Pricing, room: Room, start: Prices | None, gap: float) -> None:
        self.asking, self.room, self.gap = Asking(pricing, room), room, gap
        self.prices = start or Prices.free(pricing.n_people)
        self.pool = Pool(self.asking.scouts(self.prices), pricing.n_people)
        self.settled: Settled | None = None
        self.bound = np.inf
        if start is None and np.count_nonzero(room.quota) >= ENOUGH_TO_SCOUT:
            self._scout()

    def find_prices(self, rounds: int) -> None:
        """Ask everybody and settle the prices, until columns still unknown can add little."""
        while self.asking.rounds < rounds:
            best, bound = self.asking.everybody(self.prices)
            # At good prices hardly anything is worth more than 0, and what is not is not named:
            # a pool of so few columns would make people seem cheap.
            if self.settled is None and self.asking.rounds < rounds:
                best = Columns.joined([best, self.asking.hands(self.prices, self._scale())])
            self.bound = min(self.bound, bound)
            self._settle(best)
            known = self.settled.value if self.settled else 0.0
            if self.bound - known <= self.bound * self.gap / NEAR:
                return

    def plan(self, rounds: int) -> Plan:
        """Choose columns; as long as that is not enough, ask for others that are worth the same."""
        choice = self._choose(Columns.empty())
        while choice.value < self._enough() and self.asking.rounds < rounds:
            chosen = self.pool.columns.take(choice.columns)
            others = self.asking.hands(self.prices, self._scale())
            self._settle(Columns.joined([chosen, others]), again=True)
            choice = self._choose(chosen)
        columns = self.pool.columns.take(choice.columns)
        return Plan(
            columns=columns.take(_best_first(columns, self.pool.n_people)),
            prices=self.prices,
            value=choice.value,
            bound=max(self.bound, choice.value),  # which differ the other way by rounding only
            greedy=choice.greedy,
            rounds=self.asking.rounds,
        )

    def _scout(self) -> None:
        """Find prices at which a few introducers could make everybody's introductions."""
        room = Room(scouts_of(self.room), self.room.limit, self.room.taken)
        for _ in range(SCOUTING):
            if len(self.pool):
                settled = settle(self.pool, room, self.prices, self._scale())
                self.prices, better = settled.prices, self._better(settled)
                self.pool = better.with_more(self.asking.scouts(self.prices))

    def _settle(self, columns: Columns, *, again: bool = False) -> None:
        """Add columns to the better ones so far and find prices for them."""
        better = self._better(self.settled) if self.settled else self.pool
        self.pool = better.with_more(columns)
        if len(self.pool):
            scale = self._scale()
            self.settled = settle(self.pool, self.room, self.prices, scale, again=again)
            self.prices = self.settled.prices
        else:  # nothing is to be had, or nothing at the prices to start from
            self.prices = Prices.free(self.pool.n_people)

    def _better(self, settled: Settled) -> Pool:
        """The columns that may yet be of use."""
        return self.pool.only(settled.worth > WORST * self._scale())

    def _choose(self, known: Columns) -> Choice:
        if self.settled is None:
            return Choice(np.zeros(0, dtype=np.int64), 0.0, 0.0)
        return choose(
            self.pool,
            self.room,
            self.settled,
            self._scale(),
            enough=self._enough(),
            known=self.pool.numbers_of(known),
            seed=self.asking.rounds,
        )

    def _enough(self) -> float:
        return (1 - self.gap) * self.bound

    def _scale(self) -> float:
        """A typical score; 0 as long as none is known."""
        return float(self.pool.columns.score.mean()) if len(self.pool) else 0.0


def _best_first(columns: Columns, n: int) -> Ints:
    """By introducer, then by score, then by pair."""
    codes = pair_codes(columns.a, columns.b, n)
    return np.lexsort((codes, -columns.score, columns.introducer))
