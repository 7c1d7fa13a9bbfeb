"""Whom the groups of an introducer keep apart: pure rules on arrays.

Two things are said by groups. Which professions compete: everybody's list, less what a group lifts
for its own people and more what it adds for them. And whether its people may be introduced to those
of the introducer's other groups. For both, only groups that the introducer is in count: of others
the introducer knows nothing, and must learn nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from introductions.matcher.people import Flags, Ints, Items, RowPair
from introductions.suggesting.lists import GroupLists

AT_ONCE = 1000  # rows compared with all others at a time


@dataclass(frozen=True, eq=False)
class Places:
    """m people in the g groups of one introducer."""

    keys: Sequence[int]  # g: which groups these are
    inside: Flags  # m x g: who is in which
    crossing: Flags  # m x g: and may be introduced to people of other groups from there
    contacts: Flags  # m: whom the introducer keeps privately


def competing(
    places: Places,
    profession: Items,
    competes: Collection[RowPair],
    groups: Mapping[int, GroupLists],
) -> tuple[Ints, frozenset[RowPair]]:
    """Pairs of positions that compete by what groups say, smaller first; and the pairs of
    professions of everybody's list that compete only where two are among those."""
    ours = [groups.get(key, GroupLists()) for key in places.keys]
    lifted = {pair for group in ours for pair in group.lifted if pair in competes}
    found = [_NONE]
    for at, group in enumerate(ours):
        for p, q in sorted(group.competes):
            found.append(_between(places.inside[:, at], profession, p, q))
    for pair in sorted(lifted):
        lifting = [at for at, group in enumerate(ours) if pair in group.lifted]
        pairs = _between(np.ones(len(profession), dtype=np.bool_), profession, *pair)
        inside = places.inside[:, lifting]
        together = (inside[pairs[:, 0]] & inside[pairs[:, 1]]).any(axis=1)
        found.append(pairs[~together])
    return _unique(found), frozenset(lifted)


def kept_to_their_group(places: Places) -> Ints:
    """Pairs of positions, smaller first, who share no group and of whom one is not to be introduced
    to people of other groups. Who is a contact of the introducer's is not concerned."""
    members = ~places.contacts & places.inside.any(axis=1)
    closed = np.flatnonzero(members & ~places.crossing.any(axis=1))
    found = [_NONE]
    inside = places.inside.astype(np.float32)
    for start in range(0, len(closed), AT_ONCE):
        some = closed[start : start + AT_ONCE]
        strangers = (inside[some] @ inside.T == 0) & members
        one, other = np.nonzero(strangers)
        found.append(np.column_stack([some[one], other]))
    return _unique(found)


_NONE: Ints = np.zeros((0, 2), dtype=np.int64)


def _between(among: Flags, profession: Items, p: int, q: int) -> Ints:
    """All pairs of somebody of the profession p and somebody of q."""
    of_p, of_q = (np.flatnonzero(among & (profession == one)) for one in (p, q))
    return np.column_stack([np.repeat(of_p, len(of_q)), np.tile(of_q, len(of_p))])


def _unique(found: Sequence[Ints]) -> Ints:
    pairs = np.sort(np.concatenate(found), axis=1)
    return np.unique(pairs, axis=0) if len(pairs) else pairs
