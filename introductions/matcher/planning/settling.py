"""Prices at which everybody together wants about what there is.

Where many introducers see nearly the same columns, plain subgradient steps swing: at a price all of
them want a pair, a little above it nobody does. So demand is softened. At a temperature T (in the
unit of scores) an introducer wants a column in proportion to exp(worth / T), all of them together
at most the quota. Then each price has one value at which demand meets supply if the others stand
still, T log(demand / supply) above the old one, but never below 0. Setting introducers', pairs' and
people's prices to it in turn is ascent by coordinates on the dual of the linear program with an
entropy term (iterative scaling); it converges, and the colder, the closer to the program's own
prices. Cooling step by step keeps it quick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..columns import Prices
from ..people import Floats
from .pool import Pool
from .room import Room

COOLING = 0.05, 0.02, 0.01, 0.005, 0.002, 0.001  # temperatures as shares of a typical score
REHEATED = 2  # where to begin in this list when prices are good already
STEPS = 25  # at each temperature
# People's prices move all at once and every column has two of them: a half is always safe, a
# little more is quicker and has never been seen to swing.
STRIDE = 0.9
TINY = 1e-300  # instead of no demand at all, whose logarithm is not a number


@dataclass(frozen=True, eq=False)
class Settled:
    """Prices, and what the columns of a pool are worth after them."""

    prices: Prices
    worth: Floats  # c: after everything, the introducer's price too; at most about 0
    person: Floats  # n
    pair: Floats  # p, of the pool's pairs
    introducer: Floats  # of the pool's introducers: what one more of a quota would be worth
    value: float  # about the best linear plan on these columns


def settle(pool: Pool, room: Room, prices: Prices, scale: float, *, again: bool = False) -> Settled:
    """Move prices until the demand for a pool's columns meets what there is.

    `scale` is a typical score; `again` if the prices are those of nearly the same columns.
    """
    market = _Market(pool, room, prices)
    for temperature in COOLING[REHEATED:] if again else COOLING:
        for _ in range(STEPS):
            market.step(temperature * scale)
    return market.settled()


class _Market:
    """The state of settling: a pool, the room, and the prices so far."""

    def __init__(self, pool: Pool, room: Room, prices: Prices) -> None:
        self.pool, self.room = pool, room
        self.quota = room.quota[pool.introducers].astype(np.float64)
        # Where there is no room there is no column either; 1 keeps the logarithm quiet.
        self.limit = np.maximum(room.limit, 1).astype(np.float64)
        self.person = np.where(room.limit > 0, prices.person, 0.0)
        self.pair = pool.prices_of_pairs(prices)
        self.introducer = np.zeros(len(pool.introducers))

    def step(self, temperature: float) -> None:
        """Let introducers, pairs and people in turn find their price."""
        pool, columns = self.pool, self.pool.columns
        beyond = self._beyond(self.pair)
        best = np.maximum.reduceat(beyond, pool.starts)
        demand = np.exp((beyond - best[pool.owner]) / temperature)
        total = np.add.reduceat(demand, pool.starts)
        self.introducer = np.maximum(best + temperature * np.log(total / self.quota), 0.0)
        demand *= np.exp((best - self.introducer) / temperature)[pool.owner]

        wanted = np.bincount(pool.pair, demand, len(self.pair))
        rise = temperature * np.log(np.maximum(wanted, TINY))
        pair = np.maximum(self.pair + rise, 0.0)
        demand *= np.exp((self.pair - pair) / temperature)[pool.pair]
        self.pair = pair

        n = len(self.person)
        wanted = np.bincount(columns.a, demand, n) + np.bincount(columns.b, demand, n)
        rise = STRIDE * temperature * np.log(np.maximum(wanted, TINY) / self.limit)
        self.person = np.maximum(self.person + rise, 0.0)

    def settled(self) -> Settled:
        """The prices now; those of pairs are exact for the others, or as they are if better so."""
        soft = self._settled(self.pair)
        exact = self._settled(self._exact_pairs())
        return exact if exact.value < soft.value else soft

    def _exact_pairs(self) -> Floats:
        """What each pair is worth to who wants it most.

        Soft demand prices a pair higher, the more introducers see the same in it.
        """
        worth = self._beyond(self.pair) - self.introducer[self.pool.owner]
        most = np.full(len(self.pair), -np.inf)
        np.maximum.at(most, self.pool.pair, worth)
        return np.asarray(np.maximum(self.pair + most, 0.0))

    def _settled(self, pair: Floats) -> Settled:
        pool = self.pool
        beyond = self._beyond(pair)
        best = pool.rank(beyond) < self.quota[pool.owner]
        own = np.maximum(beyond[best], 0.0).sum()
        return Settled(
            prices=pool.as_prices(self.person, pair),
            worth=beyond - self.introducer[pool.owner],
            person=self.person,
            pair=pair,
            introducer=self.introducer,
            value=float(self.person @ self.room.limit + pair.sum() + own),
        )

    def _beyond(self, pair: Floats) -> Floats:
        """c: each column's score beyond the prices of its people and its pair."""
        columns = self.pool.columns
        paid = self.person[columns.a] + self.person[columns.b] + pair[self.pool.pair]
        return np.asarray(columns.score - paid)
