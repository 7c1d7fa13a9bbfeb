"""Invented groups: the same people every time for the same number and seed.

Three to eight types of referral sources of 300, two to six prospect pools of 150 and one to six
trigger events of 60: thirteen things a person. Some are much more usual than others (Zipf), so that
two people taken at random share about 1.58.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from introductions.matcher.people import (
    Circle,
    Ints,
    People,
    Rarity,
    RowPair,
    Sets,
    Vocabulary,
)

SOURCES, POOLS, EVENTS, PROFESSIONS = 300, 150, 60, 300
SHARED = 1.58  # what two people have in common on average
ZIPF = 0.883  # the exponent with which they do
GROUP = 150  # members of a group, where there is more than one
IN_TWO = 50  # one in so many is in two groups


@dataclass(frozen=True, eq=False)
class Group:
    """n people, and the circle of somebody who knows them all."""

    people: People
    circle: Circle
    vocabulary: Vocabulary
    rarity: Rarity

    def __len__(self) -> int:
        return len(self.people)


def make_group(n: int, seed: int = 0) -> Group:
    """n people in groups of 150, all known to one introducer who is not among them."""
    rng = np.random.default_rng([n, seed])
    people, vocabulary = make_people(rng, n), make_vocabulary(rng)
    met, barred = some_pairs(rng, n), some_pairs(rng, n)
    circle = Circle(
        members=np.arange(n),
        tie=rng.random(n),
        groups=memberships(rng, n, count=max(1, round(n / GROUP))),
        met=met,
        barred=barred,
        very_active=rng.random(n) < 0.02,
    )
    return Group(people, circle, vocabulary, Rarity.of(people, vocabulary))


def make_vocabulary(rng: Generator) -> Vocabulary:
    """300 professions, each a type of referral source; a dozen pairs of them compete."""
    two = np.sort(rng.choice(PROFESSIONS, (12, 2), replace=False), axis=1)
    competes = frozenset((int(p), int(q)) for p, q in two)
    return Vocabulary(np.arange(PROFESSIONS, dtype=np.int32), competes, SOURCES, POOLS, EVENTS)


def make_people(rng: Generator, n: int) -> People:
    """n people who know nothing of each other."""
    return People(
        ids=rng.permutation(n) + 1,
        profession=rng.integers(0, PROFESSIONS, n).astype(np.int32),
        sources=some_items(rng, n, 3, 8, SOURCES),
        pools=some_items(rng, n, 2, 6, POOLS),
        belongs=some_items(rng, n, 0, 2, POOLS),
        events=some_items(rng, n, 1, 6, EVENTS),
        activity=rng.exponential(1.5, n),
        received=rng.exponential(1.0, n),
        given=rng.exponential(1.0, n),
        available=rng.random(n) < 0.98,
    )


def some_items(rng: Generator, n: int, fewest: int, most: int, size: int) -> Sets:
    """For each of n people between `fewest` and `most` of `size` items, usual ones more often."""
    weight = 1 / np.arange(1, size + 1) ** ZIPF
    upto = np.cumsum(weight) / weight.sum()
    name = rng.permutation(size)  # the usual ones are anywhere
    table = np.empty((n, most), dtype=np.int64)
    for column in range(most):
        left = np.arange(n)
        while len(left):  # draw again what a person has already
            drawn = np.searchsorted(upto, rng.random(len(left))).clip(max=size - 1)
            table[left, column] = drawn
            left = left[(table[left, :column] == drawn[:, None]).any(axis=1)]
    has = np.arange(most) < rng.integers(fewest, most + 1, n)[:, None]
    return Sets.from_pairs(np.nonzero(has)[0], name[table[has]], n)


def some_pairs(rng: Generator, n: int) -> frozenset[RowPair]:
    """Half as many pairs of n people as there are people."""
    two = np.sort(rng.integers(0, n, (n // 2, 2)), axis=1)
    return frozenset((int(a), int(b)) for a, b in two if a != b)


def memberships(rng: Generator, n: int, count: int) -> Sets:
    """For each of n people one of `count` groups of equal size, and a second one for a few."""
    shuffled = rng.permutation(n)
    first: Ints = np.empty(n, dtype=np.int64)
    first[shuffled] = np.arange(n) % count
    both = np.arange(n)
    if count == 1:
        return Sets.from_pairs(both, first, n)
    again = rng.permutation(n)[: n // IN_TWO]
    second = (first[again] + rng.integers(1, count, len(again))) % count
    return Sets.from_pairs(np.concatenate([both, again]), np.concatenate([first, second]), n)


def shared_by_two(people: People) -> float:
    """How many sources, pools and events two of them have in common on average."""
    pairs = 0
    for sets in (people.sources, people.pools, people.events):
        holders = np.bincount(sets.items)
        pairs += int((holders * (holders - 1)).sum())
    return pairs / (len(people) * (len(people) - 1))
