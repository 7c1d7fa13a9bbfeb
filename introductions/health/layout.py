"""Where everybody stands in the picture of a group. Pure: the same people, the same places.

People stand round an oval, those of one sphere side by side, with a gap between spheres. A few have
their names beside them, level, and stand evenly from top to bottom, so that names never overlap.
Many stand evenly round a circle, and their names point outwards like rays.

Places depend on who is there and on nothing else: one more introduction adds a line and moves
nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from introductions.matcher.people import Floats, Ints

LEVEL_AT_MOST = 48  # people whose names stand level
GAP = 1.0  # between spheres, in places


@dataclass(frozen=True)
class Look:
    """The measures of a picture. One unit is one pixel where the page has room for it."""

    width: float  # of a picture of a few
    across: float  # half the width of their oval
    step: float  # from one place to the next
    node: float  # radius
    font: float
    room: float  # for a name
    ray: float  # from one name to the next where they point outwards
    ray_font: float
    initials: bool = False  # in place of names
    unnamed_from: int = 10_000  # with so many people there is no room for words


WIDE = Look(width=820, across=205, step=21, node=5.5, font=12.5, room=165, ray=11.5, ray_font=11.5)
NARROW = Look(
    width=340,
    across=118,
    step=18,
    node=4.5,
    font=10.5,
    room=22,
    ray=0,
    ray_font=10.5,
    initials=True,
    unnamed_from=61,
)


@dataclass(frozen=True, eq=False)
class Places:
    """n x 2 points, the direction from the middle in which each name stands, and the measures."""

    points: Floats
    directions: Floats  # radians, clockwise from the top
    half_width: float  # of the oval
    half_height: float
    is_level: bool
    hubs: Floats  # spheres x 2: where the lines of a sphere run together
    cluster: Ints  # n: the sphere of each


def places(clusters: Sequence[int], look: Look) -> Places:
    """Where people stand who are given sphere by sphere, numbered from 0."""
    cluster = np.array(clusters, dtype=np.int64)
    slots = np.arange(len(cluster)) + GAP * cluster
    total = len(cluster) + GAP * (cluster.max(initial=-1) + 1 if cluster.max(initial=0) else 0)
    turn = 2 * np.pi * (slots + 0.5) / max(total, 1.0)
    if len(cluster) <= LEVEL_AT_MOST and not look.initials:
        return _level(cluster, turn, total, look)
    radius = max(total * look.ray / (2 * np.pi), look.across)
    if look.initials:
        radius = look.width / 2 - look.node - (look.room if len(cluster) < look.unnamed_from else 4)
    points = radius * np.column_stack([np.sin(turn), -np.cos(turn)])
    return Places(points, turn, radius, radius, False, _hubs(cluster, points), cluster)


def _level(cluster: Ints, turn: Floats, total: float, look: Look) -> Places:
    """Evenly from top to bottom on both sides, on an oval."""
    half_height = max(total * look.step / 4, look.across * 0.6)
    # Half of the way round leads from the top to the bottom: as an even descent, not as an angle.
    way = turn / np.pi
    down = np.where(way <= 1, 2 * way - 1, 3 - 2 * way)
    side = np.where(way <= 1, 1.0, -1.0)
    x = side * look.across * np.sqrt(np.clip(1 - down**2, 0.0, 1.0))
    points = np.column_stack([x, down * half_height])
    return Places(points, turn, look.across, half_height, True, _hubs(cluster, points), cluster)


def _hubs(cluster: Ints, points: Floats) -> Floats:
    """Half-way from the middle of the picture to the middle of each sphere."""
    count = int(cluster.max(initial=-1)) + 1
    if not count:
        return np.zeros((0, 2))
    sizes = np.bincount(cluster, minlength=count)[:, None]
    sums = np.column_stack(
        [np.bincount(cluster, weights=points[:, axis], minlength=count) for axis in (0, 1)]
    )
    return np.asarray(0.55 * sums / np.maximum(sizes, 1))


def curves(found: Places, lines: Sequence[tuple[int, int]]) -> Floats:
    """e x 4 x 2: for each line between two people the four points of a cubic curve.

    Lines lean towards the hubs of the two spheres, so those between the same spheres run together.
    """
    ends = np.array(lines, dtype=np.int64).reshape(-1, 2)
    start, end = found.points[ends[:, 0]], found.points[ends[:, 1]]
    hub_start, hub_end = (found.hubs[found.cluster[ends[:, side]]] for side in (0, 1))
    within = (found.cluster[ends[:, 0]] == found.cluster[ends[:, 1]])[:, None]
    # Within a sphere a line bends inwards as much as its ends are apart.
    apart = np.linalg.norm(end - start, axis=1, keepdims=True)
    size = (found.half_width + found.half_height) / 2 or 1.0
    inwards = (start + end) / 2 * np.clip(1 - 0.1 - 0.5 * apart / size, 0.2, 1)
    first = np.where(within, inwards, 0.2 * start + 0.8 * hub_start)
    second = np.where(within, inwards, 0.2 * end + 0.8 * hub_end)
    return np.stack([start, first, second, end], axis=1)
