"""Asking for columns: everybody's best, those of a few scouts, and different hands for equals."""

from __future__ import annotations

import numpy as np

from ..columns import Columns, Prices, Pricing
from ..people import Ints
from .bounds import upper_bound
from .room import Room, pair_codes
from .scatter import scattered

COLUMNS = 40_000  # that one round should bring, all introducers together
MARGINS = 15, 200  # beyond the quota: no fewer for each introducer, and no more
APART = 16  # every so many introducers one is a scout
HANDS = 8
ASIDE = 0.1  # what a pair in another hand costs more, as a share of a typical score
ALLOWANCE = 0.05  # how much cheaper people are when hands are dealt, likewise


class Asking:
    """Asks for columns that there is room for, and counts the rounds."""

    def __init__(self, pricing: Pricing, room: Room) -> None:
        self.pricing, self.room = pricing, room
        self.rounds = 0
        fewest, most = MARGINS
        self.margin = min(max(COLUMNS // max(len(room.quota), 1), fewest), most)

    def everybody(self, prices: Prices) -> tuple[Columns, float]:
        """Each introducer's best columns, and the upper bound that they prove."""
        self.rounds += 1
        closing = self.room.closing(prices)
        best = self._best(closing, self._depth(self.room.quota))
        return best.take(self.room.allows(best)), upper_bound(best, closing, self.room)

    def scouts(self, prices: Prices) -> Columns:
        """The best columns of a few introducers, many of each."""
        quota = np.where(scouts_of(self.room) > 0, self.room.quota, 0)
        best = self._best(self.room.closing(prices), self._depth(quota) * APART)
        return best.take(self.room.allows(best))

    def hands(self, prices: Prices, scale: float) -> Columns:
        """Columns worth about 0 after prices, different ones for introducers who see the same.

        At good prices many columns are worth the same, and all introducers of one circle would
        name the same few. So priced pairs are dealt out, and those in other hands cost more.
        """
        self.rounds += 1
        m = len(self.room.quota)
        hand_of = scattered(np.arange(m), self.rounds, HANDS)
        codes = pair_codes(prices.pair_a, prices.pair_b, self.pricing.n_people)
        hand_of_pair = scattered(codes, self.rounds, HANDS)
        person = np.maximum(prices.person - ALLOWANCE * scale, 0.0)
        found = Columns.empty()
        for hand in range(HANDS):
            aside = np.where(hand_of_pair == hand, 0.0, ASIDE * scale)
            dealt = Prices(person, prices.pair_a, prices.pair_b, prices.pair + aside)
            depth = np.where(hand_of == hand, self._depth(self.room.quota), 0)
            found = Columns.joined([found, self._best(self.room.closing(dealt), depth)])
        return found.take(self.room.allows(found))

    def _depth(self, quota: Ints) -> Ints:
        return np.where(quota > 0, quota + self.margin, 0)

    def _best(self, prices: Prices, k: Ints) -> Columns:
        return self.pricing.best(prices, k) if k.any() else Columns.empty()


def scouts_of(room: Room) -> Ints:
    """m: the quota of a few introducers, as large as if they stood for all; 0 of the others."""
    chosen = scattered(np.arange(len(room.quota)), 0, APART) == 0
    chosen[np.flatnonzero(room.quota)[:1]] = True  # at least one
    return np.where(chosen, room.quota * APART, 0)
