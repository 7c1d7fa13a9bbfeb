"""What two people have in common, before weights: one number from 0 to 1 for each lens.

These do not depend on who introduces the two, so that introducers with the same people share them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from .people import Flags, Floats, Ints, Sets, Weights
from .profiles import Profiles


@dataclass(frozen=True, eq=False)
class Amounts:
    """Arrays of one shape: entry by entry, what person i and person j have in common."""

    sources: Floats
    events: Floats
    pools: Floats
    direct_i: Floats  # what i gains because j's profession sends business to i; then the reverse
    direct_j: Floats
    prospect_i: Floats  # what i gains because j belongs to a pool that i seeks; then the reverse
    prospect_j: Floats
    co_members: Flags

    def at(self, places: Flags | Ints | tuple[Ints, Ints]) -> Self:
        """The same, of some of the pairs."""
        return type(self)(*(getattr(self, field.name)[places] for field in fields(self)))


@dataclass(frozen=True, eq=False)
class Pairs:
    """All pairs of m people who may meet at all, by the positions i < j, with their amounts."""

    i: Ints
    j: Ints
    amounts: Amounts

    def __len__(self) -> int:
        return len(self.i)

    def take(self, places: Ints) -> Pairs:
        """Some of them, in this order."""
        return Pairs(self.i[places], self.j[places], self.amounts.at(places))


class Comparing:
    """Compares some of the people with all of them, as rows of dense matrices."""

    def __init__(self, profiles: Profiles, weights: Weights) -> None:
        self.profiles, self.weights = profiles, weights
        rarity, roots = profiles.rarity, profiles.roots
        self._sources = _spread(profiles.sources, np.sqrt(rarity.sources), roots[:, 0])
        self._events = _spread(profiles.events, np.sqrt(rarity.events), roots[:, 1])
        self._pools = _spread(profiles.pools, np.sqrt(rarity.pools), roots[:, 2])
        ones = np.ones(len(profiles))
        self._seeks = _spread(profiles.pools, rarity.pools, ones)
        self._belongs = _spread(profiles.belongs, np.ones(len(rarity.pools)), ones)
        self._listed = _listed(profiles.sources, len(rarity.sources))
        worth = np.append(rarity.sources, 0.0)
        self._direct = worth / (worth + weights.half_direct)
        n_groups = int(profiles.groups.items.max(initial=-1)) + 1
        self._groups = _spread(profiles.groups, np.ones(n_groups), ones).astype(np.float32)

    def rows(self, rows: Ints) -> Amounts:
        """The amounts of each of r people with everybody, r x m."""
        shared, one_sided = self.weights.half_shared, self.weights.half_direct
        source = self.profiles.is_source
        return Amounts(
            sources=_saturated(self._sources[rows] @ self._sources.T, shared),
            events=_saturated(self._events[rows] @ self._events.T, shared),
            pools=_saturated(self._pools[rows] @ self._pools.T, shared),
            direct_i=self._listed[np.ix_(rows, source)] * self._direct[source],
            direct_j=(self._listed[:, source[rows]] * self._direct[source[rows]]).T,
            prospect_i=_saturated(self._seeks[rows] @ self._belongs.T, one_sided),
            prospect_j=_saturated(self._belongs[rows] @ self._seeks.T, one_sided),
            co_members=self._groups[rows] @ self._groups.T > 0,
        )

    def change(self, position: int, profiles: Profiles) -> None:
        """Use `profiles`, which differ from the ones before in this one person."""
        changed = Comparing(profiles.take(np.array([position])), self.weights)
        self.profiles = profiles
        for mine, theirs in zip(self._tables(), changed._tables(), strict=True):
            mine[position] = theirs[0]

    def _tables(self) -> tuple[Floats, Floats, Floats, Floats, Floats, Flags]:
        """What has one row for each person and changes with a profile; groups do not."""
        shared = self._sources, self._events, self._pools
        return *shared, self._seeks, self._belongs, self._listed

    def may_meet(self, rows: Ints) -> Flags:
        """Whom each of r people may be introduced to at all, r x m."""
        profiles = self.profiles
        allowed = ~profiles.forbidden[np.ix_(profiles.profession[rows], profiles.profession)]
        allowed &= profiles.available
        allowed[~profiles.available[rows]] = False
        allowed[np.arange(len(rows)), rows] = False
        barred = profiles.barred.take(rows)
        allowed[barred.row_of_each(), barred.items] = False
        return allowed


def pairs_of(profiles: Profiles, weights: Weights) -> Pairs:
    """Every pair that may meet, compared with dense matrices: memory grows with m²."""
    comparing, everybody = Comparing(profiles, weights), np.arange(len(profiles))
    i, j = np.nonzero(np.triu(comparing.may_meet(everybody)))
    return Pairs(i, j, comparing.rows(everybody).at((i, j)))


def _spread(sets: Sets, worth: Floats, roots: Floats) -> Floats:
    """m x items: what each item is worth in each profile, 0 where it is not listed."""
    table = np.zeros((len(sets), len(worth)))
    rows = sets.row_of_each()
    table[rows, sets.items] = worth[sets.items] / roots[rows]
    return table


def _listed(sources: Sets, n_sources: int) -> Flags:
    """m x (source types + 1): whether each is listed; the last column stands for none."""
    listed = np.zeros((len(sources), n_sources + 1), dtype=np.bool_)
    listed[sources.row_of_each(), sources.items] = True
    return listed


def _saturated(amount: Floats, half: float) -> Floats:
    """In place: the first amounts add most, and `half` earns a half."""
    np.maximum(amount, 0.0, out=amount)
    amount /= amount + half
    return amount
