"""What the machine itself allows: adding up what pairs share, and one look at the sums.

The best that a search by scattering could do, if it had nothing else to do: no profiles to
compare, no sides, no list to keep. It takes the postings of a score with two sides: sources, events
and pools shared, professions that are one's sources and pools that one belongs to, both ways.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.matcher.groups import Group
from introductions.matcher.people import Floats, Ints, Sets

TILE = 8_192  # sums of 4 bytes that fill the first-level cache
NEVER = 1e9  # a threshold that no sum reaches: what would be found costs extra


@dataclass(frozen=True, eq=False)
class Postings:
    """What each person gives to whoever has a feature, and who has it, tile by tile."""

    indptr: Ints  # n + 1
    features: Ints  # of each person, end to end
    worth: NDArray[np.float32]  # f: what a feature adds
    starts: Ints  # tiles x (f + 1)
    places: NDArray[np.uint16]  # within the tile

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def adds(self) -> float:
        """How many additions there are for a pair of people, on average."""
        holders = np.diff(self.starts, axis=1).sum(axis=0)
        return float(holders[self.features].sum() / len(self) ** 2)


def postings_of(group: Group, *, two_sides: bool = True) -> Postings:
    """All that the score of a pair can add up; or only what the two share, as the peers do."""
    people, vocabulary, rarity = group.people, group.vocabulary, group.rarity
    n, kinds = len(people), (people.sources, people.events, people.pools)
    is_source = vocabulary.source_of_profession[people.profession].astype(np.int64)
    itself = Sets.from_pairs(np.arange(n), is_source, n)
    shared = (rarity.sources, rarity.events, rarity.pools)
    gives = list(zip(kinds, shared, strict=True))
    takes = list(kinds)
    if two_sides:  # what they send us, what they buy; then what we send and buy
        gives += [(people.sources, rarity.sources), (people.pools, rarity.pools)]
        takes += [itself, people.belongs]
        gives += [(itself, rarity.sources), (people.belongs, rarity.pools)]
        takes += [people.sources, people.pools]
    return _assemble(n, gives, takes)


def _assemble(n: int, gives: list[tuple[Sets, Floats]], takes: list[Sets]) -> Postings:
    """One feature for each item of each kind, given by some and taken by others."""
    sizes = [len(worth) for _, worth in gives]
    first = np.concatenate([[0], np.cumsum(sizes)])
    n_features, n_tiles = int(first[-1]), -(-n // TILE)
    rows = np.concatenate([sets.row_of_each() for sets, _ in gives])
    given = np.concatenate([sets.items + at for (sets, _), at in zip(gives, first, strict=False)])
    by_row = np.argsort(rows, kind="stable")
    takers = np.concatenate([sets.row_of_each() for sets in takes])
    taken = np.concatenate([sets.items + at for sets, at in zip(takes, first, strict=False)])
    cell = (takers // TILE) * n_features + taken
    by_cell = np.lexsort((takers, cell))
    ends = np.cumsum(np.bincount(cell, minlength=n_tiles * n_features)).reshape(n_tiles, -1)
    before = np.append(0, ends[:-1, -1])[:, None]
    return Postings(
        indptr=np.append(0, np.cumsum(np.bincount(rows, minlength=n))),
        features=given[by_row].astype(np.int64),
        worth=np.concatenate([worth for _, worth in gives]).astype(np.float32),
        starts=np.hstack([before, ends]).astype(np.int64),
        places=(takers[by_cell] % TILE).astype(np.uint16),
    )


@njit(nogil=True)
def scatter_and_scan(
    begin: int,
    end: int,
    indptr: Ints,
    features: Ints,
    worth: NDArray[np.float32],
    starts: Ints,
    places: NDArray[np.uint16],
    threshold: np.float32,
) -> int:
    """Add up the rows from `begin` to `end` against everybody; how many sums pass the threshold."""
    sums = np.zeros(TILE, dtype=np.float32)
    passed = 0
    for tile in range(len(starts)):
        for row in range(begin, end):
            for f in range(indptr[row], indptr[row + 1]):
                feature = features[f]
                value = worth[feature]
                for place in places[starts[tile, feature] : starts[tile, feature + 1]]:
                    sums[place] += value
            count = np.int32(0)
            for at in range(TILE):
                count += np.int32(sums[at] > threshold)
                sums[at] = np.float32(0.0)
            passed += count
    return passed


def limit_pass(postings: Postings, n_rows: int, threads: int) -> Callable[[], int]:
    """The pass over the first `n_rows` people against everybody, in as many threads."""
    cuts = np.linspace(0, n_rows, threads + 1).astype(int).tolist()
    run = partial(passed, postings, NEVER)

    def work() -> int:
        with ThreadPoolExecutor(threads) as pool:
            return sum(pool.map(run, cuts[:-1], cuts[1:]))

    return work


def passed(postings: Postings, threshold: float, begin: int, end: int) -> int:
    """How many sums of the rows from `begin` to `end` are above the threshold."""
    p = postings
    arrays = (p.indptr, p.features, p.worth, p.starts, p.places)
    return int(scatter_and_scan(begin, end, *arrays, np.float32(threshold)))
