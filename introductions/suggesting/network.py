"""The circles of many introducers as the problem of one plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from introductions.matcher import Rarity, Weights
from introductions.matcher.people import Ints
from introductions.matcher.problem import Block, Introducer, Problem
from introductions.suggesting.lists import Lists
from introductions.suggesting.population import Population

# Nobody knows more people than this. Of a larger circle we look at those the introducer has said
# they know, and at a part of the others that changes from day to day.
MOST_KNOWN = 600

# In a circle as small as this there are few pairs. So that everybody gets some of them, the
# suggestions of one person do not all count the same.
FEW_PEOPLE = 60

Groups = tuple[int, ...]  # primary keys, ascending
BlockKey = tuple[Groups, int, int]  # the groups; the keeper of contacts; whose own block it is


@dataclass(frozen=True, eq=False)
class Counted:
    """How rare things are among the members of some groups, and when that was counted."""

    rarity: Rarity
    at: datetime


@dataclass(frozen=True, eq=False)
class Network:
    """A problem, and whose number is whose."""

    problem: Problem
    # For each of the problem's introducers whose it is, by primary key. In a small circle somebody
    # has several there, one for each suggestion, the first one with an eagerness of 1.
    introducers: list[int]
    several: frozenset[int]  # who has, and those of whom one has a quota of 1
    counted: dict[Groups, Counted]  # what the blocks' rarities come from


def network_of(
    population: Population,
    introducers: Sequence[int],
    lists: Lists,
    weights: Mapping[int, Weights],
    counted: Mapping[Groups, Counted],
    wishes: Mapping[int, Sequence[float]],
    also: Sequence[int] = (),
) -> Network:
    """What to plan for these introducers, who are among those the population was read for.

    `counted` is what was counted before; what is missing is counted now. `wishes` has, for
    each suggestion that somebody could get, how much it counts. The people `also` named are looked
    at however large the circle is.
    """
    members: dict[BlockKey, Ints] = {}
    users: dict[BlockKey, list[int]] = defaultdict(list)
    for introducer in introducers:
        key, rows = _around(population, introducer, also)
        members.setdefault(key, rows)
        users[key].append(introducer)

    known = dict[Groups, Counted]()
    blocks, found, order = [], [], list[int]()
    several = set[int]()
    for number, (key, rows) in enumerate(members.items()):
        groups = key[0]
        if groups not in known:
            known[groups] = counted.get(groups) or _count(population, groups, rows, lists)
        among = population.groups_among(users[key][0], rows)
        apart = population.apart(users[key][0], rows)
        blocks.append(Block(rows, among, known[groups].rarity, apart.pairs, apart.lifted))
        for introducer in users[key]:
            one = _introducer(population, introducer, number, rows, weights[introducer])
            counts = wishes.get(introducer, []) if len(rows) <= FEW_PEOPLE else []
            found += [replace(one, eagerness=count) for count in counts] or [one]
            order += [introducer] * max(len(counts), 1)
            if counts:
                several.add(introducer)
    never = np.sort(np.concatenate([population.met, population.barred]), axis=1)
    problem = Problem(population.people, lists.vocabulary, blocks, found, never)
    return Network(problem, order, frozenset(several), known)


def _around(population: Population, introducer: int, also: Sequence[int]) -> tuple[BlockKey, Ints]:
    """The people of an introducer's block, and what tells it from other blocks."""
    rows = population.circle_rows(introducer)
    groups = tuple(sorted(population.groups_of[introducer]))
    keeper = introducer if introducer in population.contacts else 0
    if len(rows) <= MOST_KNOWN:
        return (groups, keeper, 0), rows
    return (groups, keeper, introducer), _known(population, introducer, rows, also)


def _known(population: Population, introducer: int, rows: Ints, also: Sequence[int]) -> Ints:
    """Of a large circle, those whom the introducer knows and a part that changes by the day."""
    named = [row for key in also if (row := population.row(key)) is not None]
    tied = np.concatenate([population.tied_to(introducer), np.array(named, dtype=np.int64)])
    known = np.intersect1d(rows, tied)
    contacts = population.contacts.get(introducer, known[:0])
    start = (introducer + population.now.toordinal()) * MOST_KNOWN % len(rows)
    others = np.roll(rows, -start)[: max(MOST_KNOWN - len(known) - len(contacts), 2)]
    return np.unique(np.concatenate([known, contacts, others]))


def _count(population: Population, groups: Groups, rows: Ints, lists: Lists) -> Counted:
    """How rare each item is among the members of the groups, contacts aside."""
    among = rows_of(population, groups) if groups else rows
    rarity = Rarity.of(population.people.take(among), lists.vocabulary)
    return Counted(rarity, population.now)


def rows_of(population: Population, groups: Groups) -> Ints:
    """The members of any of the groups, ascending."""
    rows = [population.groups[group] for group in groups if group in population.groups]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *rows]))


def _introducer(
    population: Population, introducer: int, block: int, rows: Ints, weights: Weights
) -> Introducer:
    row = population.row(introducer)
    if row is None:
        raise LookupError(introducer)
    tie, very_active = population.knows(introducer, rows)
    barred = population.positions(rows)[population.declined(introducer)]
    barred = barred[(barred >= 0).all(axis=1)]
    return Introducer(row, block, tie, very_active, barred, weights)
