"""What the matcher is given and what it answers: people, an introducer's circle, and matches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from math import exp
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Items = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
RowPair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Sets:
    """One set of small integers a row, stored end to end (compressed sparse rows).

    `items[indptr[i]:indptr[i + 1]]` is row i, ascending and without repetitions.
    """

    indptr: Ints  # n + 1
    items: Items

    @classmethod
    def from_lists(cls, lists: Sequence[Iterable[int]]) -> Self:
        """One row for each of `lists`, in any order and with repetitions."""
        rows = [sorted(set(row)) for row in lists]
        indptr = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=indptr[1:])
        return cls(indptr, np.fromiter(chain.from_iterable(rows), np.int32, int(indptr[-1])))

    @classmethod
    def from_pairs(cls, rows: Ints, items: Ints, n: int) -> Self:
        """n rows from pairs of a row and an item, in any order and with repetitions."""
        width = int(items.max(initial=0)) + 1
        codes = np.sort(rows * width + items)
        codes = codes[np.diff(codes, prepend=-1) != 0]
        rows, items = np.divmod(codes, width)
        indptr = np.zeros(n + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows, minlength=n), out=indptr[1:])
        return cls(indptr, items.astype(np.int32))

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def row(self, i: int) -> Items:
        """The items of row i, ascending."""
        return self.items[self.indptr[i] : self.indptr[i + 1]]

    def take(self, rows: Ints) -> Sets:
        """The given rows, in the given order."""
        starts = self.indptr[rows]
        lengths = self.indptr[rows + 1] - starts
        indptr = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(lengths, out=indptr[1:])
        places = np.arange(indptr[-1]) + np.repeat(starts - indptr[:-1], lengths)
        return Sets(indptr, self.items[places])

    def with_row(self, i: int, items: Items) -> Sets:
        """The same rows but for row i."""
        start, end = self.indptr[i], self.indptr[i + 1]
        indptr = self.indptr.copy()
        indptr[i + 1 :] += len(items) - (end - start)
        return Sets(indptr, np.concatenate([self.items[:start], items, self.items[end:]]))

    def row_of_each(self) -> Ints:
        """For each stored item, the row it is in."""
        return np.repeat(np.arange(len(self)), np.diff(self.indptr))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The lists that people choose from."""

    source_of_profession: Items  # p: the source type "people of this profession"; -1 if none
    competes: frozenset[tuple[int, int]]  # profession pairs, smaller first
    n_sources: int
    n_pools: int
    n_events: int
    # Source types that are other people for everybody (past clients, peers): nothing to share.
    own_sources: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class People:
    """n people; a row's number is the person's index."""

    ids: Ints  # the caller's keys, all different
    profession: Items  # -1 when unknown
    sources: Sets  # source types that send them business
    pools: Sets  # prospect pools whose custom they seek
    belongs: Sets  # prospect pools they belong to themselves
    events: Sets  # trigger events that make their help needed
    activity: Floats  # events a month, decayed
    received: Floats  # introductions received lately, decayed
    given: Floats  # introductions and help given lately, decayed
    available: Flags  # neither paused nor at their limit

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Ints) -> People:
        """The given rows, in the given order."""
        sets = {name: getattr(self, name).take(rows) for name in _SETS}
        return replace(self, **sets, **{name: getattr(self, name)[rows] for name in _ARRAYS})


_SETS = ("sources", "pools", "belongs", "events")
_ARRAYS = ("ids", "profession", "activity", "received", "given", "available")


@dataclass(frozen=True, eq=False)
class Circle:
    """One introducer's view of m people, the introducer not among them."""

    members: Ints  # rows of People, all different
    tie: Floats  # 0..1, how well the introducer knows each
    groups: Sets  # m rows: groups shared with the introducer's circle
    met: frozenset[RowPair]  # rows of People, smaller first: well acquainted
    barred: frozenset[RowPair]  # introduced already, refused, put off, do-not-introduce
    very_active: Flags  # the introducer's private mark

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True, eq=False)
class Rarity:
    """How much an item in common says, by kind: the rarer, the more; 0 says nothing.

    Freeze it between refreshes, so that scores do not move when somebody edits a profile.
    """

    sources: Floats
    pools: Floats
    events: Floats

    @classmethod
    def of(cls, people: People, vocabulary: Vocabulary) -> Self:
        """ln((n + 20) / (holders + 1)) for each item: inverse document frequency, smoothed.

        It is as though 20 more people had been asked of whom one has it, so that the figures mean
        the same in a group of five and in one of ten thousand.
        """
        sources = _rarity(people.sources, vocabulary.n_sources)
        sources[list(vocabulary.own_sources)] = 0.0
        return cls(
            sources,
            _rarity(people.pools, vocabulary.n_pools),
            _rarity(people.events, vocabulary.n_events),
        )


def _rarity(sets: Sets, size: int) -> Floats:
    holders = np.bincount(sets.items, minlength=size)
    return np.log((len(sets) + 20) / (holders + 1))


class Lens(StrEnum):
    """Why two people should meet."""

    SHARED_SOURCES = "shared_sources"
    BOTH_ACTIVE = "both_active"
    SHARED_POOL = "shared_pool"
    TRIGGER_EVENT = "trigger_event"
    DIRECT_SOURCE = "direct_source"
    PROSPECT = "prospect"


Side = Literal["both", "a", "b"]
Acquaintance = Literal["strangers", "co-members"]


@dataclass(frozen=True)
class Evidence:
    """One reason, with the items that name it."""

    lens: Lens
    items: tuple[int, ...]  # sources, pools or events, rarest first, at most three
    helps: Side
    weight: float  # what it adds to the benefit of the side it helps


@dataclass(frozen=True)
class Match:
    """Two people who should meet; `a` has the smaller row of the two."""

    a: int  # the caller's key
    b: int
    score: float  # of the pair itself, whatever else is in the list
    fit: int  # the score on a scale of 0 to 100
    benefit_a: float
    benefit_b: float
    acquaintance: Acquaintance
    evidence: tuple[Evidence, ...]  # strongest first


@dataclass(frozen=True)
class Weights:
    """Every constant of the formula; docs/matcher.md says what each is for."""

    # The most that a lens can add to a person's benefit.
    shared_sources: float = 0.35
    trigger_event: float = 0.40
    shared_pool: float = 0.20
    both_active: float = 0.15
    direct_source: float = 0.40
    prospect: float = 0.40
    # The amount in common that earns half of that.
    half_shared: float = 1.5
    half_direct: float = 2.0
    active_from: float = 1.0  # events a month below which nobody is called active
    # What comes back to the side that helps, as a share of what it brings.
    returned: float = 0.25
    # How much less counts what two co-members can see for themselves. One more shared source could
    # lower a pair if this were above returned / (1 + returned).
    obvious: float = 0.2
    co_members: float = 0.8  # freshness of co-members; strangers have 1
    fairness: float = 0.25  # the factor of a person runs from 1 - fairness to 1 + fairness
    tie_floor: float = 0.5  # the factor of a person the introducer hardly knows
    repeat: float = 0.9  # a list's discount for each time a party already stands in it
    fit_scale: float = 0.25  # the score with a fit of 63

    def fit(self, score: float) -> int:
        """The score on a scale of 0 to 100."""
        return round(100 * (1 - exp(-score / self.fit_scale)))
