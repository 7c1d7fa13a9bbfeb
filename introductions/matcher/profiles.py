"""The people of one circle, or of several circles with the same people, ready to be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np

from .people import (
    Circle,
    Flags,
    Floats,
    Ints,
    Items,
    People,
    Rarity,
    RowPair,
    Sets,
    Vocabulary,
    Weights,
)


@dataclass(frozen=True, eq=False)
class Profiles:
    """m people by position, with all that does not depend on who introduces them.

    Items that tell nothing (rarity 0) are left out of the sets.
    """

    ids: Ints
    profession: Items  # -1 when unknown
    is_source: Items  # the source type they are for others; -1 if none
    sources: Sets
    events: Sets
    pools: Sets
    belongs: Sets
    groups: Sets  # groups they share with the introducers
    rarity: Rarity
    activity: Floats
    fairness: Floats  # the square root of each one's factor
    available: Flags
    barred: Sets  # for each, the positions of those they may not be introduced to
    forbidden: Flags  # (p + 1) x (p + 1) professions, unknown last: the same, or competitors

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(
        cls,
        people: People,
        members: Ints,
        groups: Sets,
        never: Ints,
        *,
        vocabulary: Vocabulary,
        rarity: Rarity,
        weights: Weights,
    ) -> Profiles:
        """Take `members` (m rows of `people`), with `groups` of the same order.

        `never` holds q x 2 rows of `people`; pairs with anybody else than members are ignored.
        """
        profession = people.profession[members]
        source_or_none = np.append(vocabulary.source_of_profession, -1).astype(np.int32)
        return cls(
            ids=people.ids[members],
            profession=profession,
            is_source=source_or_none[profession],
            sources=_telling(people.sources.take(members), rarity.sources),
            events=_telling(people.events.take(members), rarity.events),
            pools=_telling(people.pools.take(members), rarity.pools),
            belongs=_telling(people.belongs.take(members), rarity.pools),
            groups=groups,
            rarity=rarity,
            activity=people.activity[members],
            fairness=_fairness(people.given[members], people.received[members], weights),
            available=people.available[members],
            barred=_by_position(never, members, len(people)),
            forbidden=_forbidden(vocabulary),
        )

    @classmethod
    def of_circle(
        cls,
        people: People,
        circle: Circle,
        *,
        vocabulary: Vocabulary,
        rarity: Rarity,
        weights: Weights,
    ) -> Profiles:
        """The members of one introducer's circle."""
        never = as_rows(chain(circle.met, circle.barred))
        return cls.of(
            people,
            circle.members,
            circle.groups,
            never,
            vocabulary=vocabulary,
            rarity=rarity,
            weights=weights,
        )

    def take(self, positions: Ints) -> Profiles:
        """Some of them, in this order."""
        arrays = {
            name: getattr(self, name)[positions]
            for name in ("ids", "profession", "is_source", "activity", "fairness", "available")
        }
        sets = {
            name: getattr(self, name).take(positions)
            for name in ("sources", "events", "pools", "belongs", "groups")
        }
        barred = self.barred.take(positions)
        place = np.full(len(self), -1)
        place[positions] = np.arange(len(positions))
        rows, items = barred.row_of_each(), place[barred.items]
        here = items >= 0
        barred = Sets.from_pairs(rows[here], items[here], len(positions))
        return replace(self, **arrays, **sets, barred=barred)

    def with_profile(self, position: int, other: Profiles) -> Profiles:
        """The same people, one of them with the profile that is the only one in `other`.

        Groups, activity and who may meet whom stay as they were.
        """
        arrays = {}
        for name in ("profession", "is_source", "available"):
            arrays[name] = getattr(self, name).copy()
            arrays[name][position] = getattr(other, name)[0]
        sets = {
            name: getattr(self, name).with_row(position, getattr(other, name).row(0))
            for name in ("sources", "events", "pools", "belongs")
        }
        return replace(self, **arrays, **sets)

    @cached_property
    def roots(self) -> Floats:
        """m x 3: the fourth root of what a profile's sources, events and pools add up to.

        The root of the size of a typical profile of two is then the product of theirs. 1 where
        there is nothing.
        """
        kinds = (
            (self.sources, self.rarity.sources),
            (self.events, self.rarity.events),
            (self.pools, self.rarity.pools),
        )
        return np.column_stack([_fourth_root(_sizes(sets, worth)) for sets, worth in kinds])


def trust(tie: Floats, weights: Weights) -> Floats:
    """The square root of each person's factor, from how well the introducer knows them, 0 to 1."""
    return np.asarray(np.sqrt(weights.tie_floor + (1 - weights.tie_floor) * tie))


def very_active(activity: Floats, weights: Weights, introducer: int | None = None) -> Flags:
    """Who is in the top quarter: matched or beaten by at most a quarter, themselves included.

    `introducer` is the position of one who does not count, where they are among the people.
    """
    counted = activity if introducer is None else np.delete(activity, introducer)
    first_below = len(counted) - len(counted) // 4 - 1  # who is beaten or matched by too many
    least = np.partition(counted, first_below)[first_below] if len(counted) else -np.inf
    return np.asarray((activity > least) & (activity >= weights.active_from))


def _telling(sets: Sets, worth: Floats) -> Sets:
    """The sets without the items that tell nothing."""
    keep = worth[sets.items] > 0
    if keep.all():
        return sets
    kept_before = np.concatenate([[0], np.cumsum(keep)])
    return Sets(kept_before[sets.indptr], sets.items[keep])


def _sizes(sets: Sets, worth: Floats) -> Floats:
    sizes = np.bincount(sets.row_of_each(), weights=worth[sets.items], minlength=len(sets))
    return sizes.astype(np.float64)


def _fourth_root(sizes: Floats) -> Floats:
    return np.sqrt(np.sqrt(np.where(sizes > 0, sizes, 1.0)))


def _fairness(given: Floats, received: Floats, weights: Weights) -> Floats:
    owed = (1 + given - received) / (2 + given + received)
    return np.asarray(np.sqrt(1 + weights.fairness * owed))


def as_rows(pairs: Iterable[RowPair]) -> Ints:
    """Pairs as an array, q x 2."""
    return np.fromiter(chain.from_iterable(pairs), np.int64).reshape(-1, 2)


def _by_position(rows: Ints, members: Ints, n_people: int) -> Sets:
    """Both directions of the pairs that lie among the members, by position."""
    position = np.full(n_people, -1)
    position[members] = np.arange(len(members))
    inside = position[rows]
    inside = inside[(inside >= 0).all(axis=1)]
    return Sets.from_pairs(
        np.concatenate([inside[:, 0], inside[:, 1]]),
        np.concatenate([inside[:, 1], inside[:, 0]]),
        len(members),
    )


def _forbidden(vocabulary: Vocabulary) -> Flags:
    size = len(vocabulary.source_of_profession) + 1
    forbidden = np.eye(size, dtype=np.bool_)
    forbidden[-1, -1] = False  # of two unknown professions nobody can say that they compete
    for p, q in vocabulary.competes:
        forbidden[p, q] = forbidden[q, p] = True
    return forbidden
