"""The matcher's own engines as contenders, and plain Python to compare with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.matcher.groups import Group
from benchmarks.matcher.machine import THREADS
from introductions.matcher import oracle
from introductions.matcher.engines import Partners, Searcher, engine_named, partners
from introductions.matcher.people import Ints, Weights
from introductions.matcher.profiles import Profiles
from introductions.matcher.scores import Stance

K = 10  # partners for everybody
WEIGHTS = Weights()
List = list[tuple[int, float]]  # positions and scores, best first


def search(
    name: str, group: Group, *, rows: Ints | None = None, threads: int = THREADS
) -> Callable[[], Partners]:
    """All that an engine does, from people to lists, ready to run."""
    engine = engine_named(name)

    def run() -> Partners:
        return partners(
            engine,
            group.people,
            group.circle,
            vocabulary=group.vocabulary,
            rarity=group.rarity,
            weights=WEIGHTS,
            k=K,
            rows=rows,
            threads=threads,
        )

    return run


def prepared(group: Group) -> tuple[Profiles, Stance]:
    """The people of a group as an engine takes them."""
    profiles = Profiles.of_circle(
        group.people,
        group.circle,
        vocabulary=group.vocabulary,
        rarity=group.rarity,
        weights=WEIGHTS,
    )
    return profiles, Stance.of_circle(profiles, group.circle, WEIGHTS)


def searcher(name: str, group: Group) -> Searcher:
    """What an engine prepares before it searches."""
    return engine_named(name).searcher(*prepared(group), WEIGHTS)


def in_plain_python(group: Group, rows: Sequence[int] | None = None) -> list[List]:
    """The same by the oracle: loops and sets, from people to lists."""
    return oracle.partners(
        group.people,
        group.circle,
        vocabulary=group.vocabulary,
        rarity=group.rarity,
        weights=WEIGHTS,
        k=K,
        rows=rows,
    )


def differing(found: Partners, expected: list[List]) -> int:
    """How many rows are not the same, people and scores to the last digit that is kept."""
    return sum(
        _listed(partner, score) != [(place, round(value, 9)) for place, value in row]
        for partner, score, row in zip(found.partner, found.score, expected, strict=True)
    )


def _listed(partner: Ints, score: np.ndarray) -> List:
    pairs = zip(partner.tolist(), score.tolist(), strict=True)
    return [(place, round(value, 9)) for place, value in pairs if place >= 0]
