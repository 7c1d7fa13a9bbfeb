"""What introductions have taught: the weights of many introducers, in two queries.

A person's weights come from what came of their own suggestions and introductions and, with less
weight, from what the others in each of their groups found. Of a group only that is counted which is
wholly its own: introducer and both people are active members of it. What one single person has done
cannot be read from it: a lens of a group counts when at least five others have tried it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from introductions.matcher import Weights
from introductions.matcher.learning import (
    LENSES,
    PLACE,
    learned,
    of_others,
    with_lens_weights,
)
from introductions.matcher.people import Flags, Floats, Ints
from introductions.suggesting.happenings import summed
from members.models import Membership

ENOUGH = 5  # other people who must have tried a lens in a group before the group teaches it


def weights_for(introducers: Sequence[int], now: datetime) -> dict[int, Weights]:
    """The weights that suggestions of these people (primary keys) are computed with."""
    return Lessons(introducers, now).weights()


class Lessons:
    """What has happened around some introducers, counted once: successes and failures by lens."""

    def __init__(self, introducers: Sequence[int], now: datetime) -> None:
        self._introducers = sorted(set(introducers))
        seats = _seats_around(self._introducers)
        groups = sorted({group for group, _ in seats})
        people = sorted({person for _, person in seats} | set(self._introducers))
        # One row of counts for each seat, a member in a group, and for each introducer's own.
        own = [(0, person) for person in self._introducers]
        self._row = {key: row for row, key in enumerate([*seats, *own])}
        counts = np.zeros((len(self._row), 2, len(LENSES)), dtype=np.int64)
        for group, person, lens, *counted in summed(people, self._introducers, groups, now):
            counts[self._row[group, person], :, PLACE[lens]] = counted
        self._own, self._by_seat = counts[len(seats) :], counts[: len(seats)]
        self._seats = seats
        self._group_at = np.searchsorted(groups, [group for group, _ in seats])
        self._by_group = _sums(self._group_at, self._by_seat, len(groups))
        self._tried: Flags = np.any(self._by_seat, axis=1)
        self._trying = _sums(self._group_at, self._tried, len(groups))

    def weights(self) -> dict[int, Weights]:
        """By introducer; those who have the same share one object."""
        prior, same = Weights(), dict[tuple[float, ...], Weights]()
        found = {}
        for person, row in zip(self._introducers, learned(self._counts(), prior), strict=True):
            key = tuple(row.tolist())
            if key not in same:
                same[key] = with_lens_weights(row, prior)
            found[person] = same[key]
        return found

    def of_group(self, group: int, introducer: int) -> tuple[Ints, Flags]:
        """What others in the group found, 2 x 6, and which lenses enough of them have tried."""
        others, enough = self._others([self._row[group, introducer]])
        return others[0], enough[0]

    def _others(self, seats: Sequence[int]) -> tuple[Ints, Flags]:
        """For each of these seats what the others in its group found, and what enough have tried.

        A lens that too few others have tried is left out of the counts.
        """
        at = np.array(seats, dtype=np.int64)
        group = self._group_at[at]
        enough = self._trying[group] - self._tried[at] >= ENOUGH
        counts = self._by_group[group] - self._by_seat[at]
        return counts * enough[:, None, :], enough

    def _counts(self) -> Floats:
        """What speaks to each introducer: their own, and the average of their groups."""
        row, n = {person: i for i, person in enumerate(self._introducers)}, len(self._introducers)
        seats = [at for at, (_, person) in enumerate(self._seats) if person in row]
        others, enough = self._others(seats)
        teaching = np.any(enough, axis=1)
        rows = np.array([row[self._seats[at][1]] for at in seats], dtype=np.int64)[teaching]
        of_groups = np.zeros(self._own.shape)
        np.add.at(of_groups, rows, of_others(others[teaching]))
        groups = np.maximum(np.bincount(rows, minlength=n), 1)
        return np.asarray(self._own + of_groups / groups[:, None, None])


def _seats_around(introducers: Sequence[int]) -> list[tuple[int, int]]:
    """(group, person) for all active members of the introducers' groups, in order."""
    active = Membership.objects.active()
    groups = active.filter(person__in=introducers).values("group")
    return sorted(active.filter(group__in=groups).values_list("group_id", "person_id"))


def _sums(rows: Ints, values: Ints | Flags, n: int) -> Ints:
    """The sum of the values of each row, n of them."""
    total = np.zeros((n, *values.shape[1:]), dtype=np.int64)
    np.add.at(total, np.asarray(rows, dtype=np.int64), values)
    return total
