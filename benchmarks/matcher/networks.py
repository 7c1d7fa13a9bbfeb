"""Invented networks for plans: people in groups, everybody an introducer of those around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from benchmarks.matcher.groups import make_people, make_vocabulary, memberships
from introductions.matcher.people import Ints, People, Rarity, Sets, Vocabulary
from introductions.matcher.problem import Block, Introducer, Problem

WHOLE = 200  # up to so many people all are in one group
MEMBERS = 143  # of a group, where there are several; with people in two, a circle of some 145


@dataclass(frozen=True, eq=False)
class Network:
    """n people, all of them introducers, and how much of everything there is."""

    problem: Problem
    quota: Ints  # n: how many introductions each wants to make, 1 to 5
    # n: how often each can be a party, 4 to 8: all together twice what is wanted, since every
    # introduction takes two, so that neither is there in plenty.
    limit: Ints

    def __len__(self) -> int:
        return len(self.quota)

    @property
    def circle(self) -> float:
        """How many people an introducer has around them, on average."""
        blocks = self.problem.blocks
        around = [len(blocks[x.block].members) - 1 for x in self.problem.introducers]
        return float(np.mean(around))

    @property
    def triples(self) -> int:
        """Introductions one could think of: an introducer and two people around them."""
        blocks = self.problem.blocks
        around = [len(blocks[x.block].members) - 1 for x in self.problem.introducers]
        return sum(m * (m - 1) // 2 for m in around)


def make_network(n: int, seed: int = 0) -> Network:
    """One group up to 200 people; more of them with one person in fifty in two, for more people."""
    rng = np.random.default_rng([n, seed, 1])
    people, vocabulary = make_people(rng, n), make_vocabulary(rng)
    count = 1 if n <= WHOLE else round(n * 51 / 50 / MEMBERS)
    of_person = memberships(rng, n, count)
    everybody_in = Sets.from_pairs(of_person.items.astype(np.int64), of_person.row_of_each(), count)
    blocks, block_of = _blocks(people, vocabulary, of_person, everybody_in)
    introducers = [
        _introducer(rng, row, block, len(blocks[block].members))
        for row, block in enumerate(block_of)
    ]
    never = _co_members(rng, everybody_in, n)
    problem = Problem(people, vocabulary, blocks, introducers, never)
    return Network(problem, quota=rng.integers(1, 6, n), limit=rng.integers(4, 9, n))


def _blocks(
    people: People, vocabulary: Vocabulary, of_person: Sets, everybody_in: Sets
) -> tuple[list[Block], list[int]]:
    """A block for each set of groups that somebody is in, and for each person its number."""
    number: dict[tuple[int, ...], int] = {}
    blocks, block_of = [], []
    for row in range(len(of_person)):
        groups = tuple(of_person.row(row).tolist())
        if groups not in number:
            number[groups] = len(blocks)
            blocks.append(_block(people, vocabulary, of_person, everybody_in, groups))
        block_of.append(number[groups])
    return blocks, block_of


def _block(
    people: People,
    vocabulary: Vocabulary,
    of_person: Sets,
    everybody_in: Sets,
    groups: tuple[int, ...],
) -> Block:
    """All members of some groups."""
    members = np.unique(np.concatenate([everybody_in.row(group) for group in groups]))
    members = members.astype(np.int64)
    theirs = of_person.take(members)
    here = np.isin(theirs.items, groups)
    shared = Sets.from_pairs(
        theirs.row_of_each()[here], theirs.items[here].astype(np.int64), len(members)
    )
    return Block(members, shared, Rarity.of(some_of(people, members), vocabulary))


def some_of(people: People, rows: Ints) -> People:
    """The people in these rows."""
    return People(
        ids=people.ids[rows],
        profession=people.profession[rows],
        sources=people.sources.take(rows),
        pools=people.pools.take(rows),
        belongs=people.belongs.take(rows),
        events=people.events.take(rows),
        activity=people.activity[rows],
        received=people.received[rows],
        given=people.given[rows],
        available=people.available[rows],
    )


def _introducer(rng: Generator, row: int, block: int, m: int) -> Introducer:
    two = np.sort(rng.integers(0, m, (2, 2)), axis=1)
    return Introducer(
        row=row,
        block=block,
        tie=rng.random(m),
        very_active=rng.random(m) < 0.02,
        barred=two[two[:, 0] < two[:, 1]],
    )


def _co_members(rng: Generator, everybody_in: Sets, n: int) -> Ints:
    """q x 2: about half as many pairs of co-members as people, who have met already."""
    pairs = []
    for group in range(len(everybody_in)):
        members = everybody_in.row(group)
        pairs.append(rng.choice(members, (len(members) // 2, 2)))
    two = np.sort(np.concatenate(pairs), axis=1).astype(np.int64)
    return two[two[:, 0] < two[:, 1]]
