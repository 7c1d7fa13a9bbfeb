"""A group as everybody can see it: profiles, circles, who knows whom, who joins when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from benchmarks.effect.assumptions import Assumptions
from benchmarks.effect.starter import Starter, starter
from introductions.matcher.people import Flags, Floats, Ints, People, Sets, Vocabulary

KINDS = ("sources", "pools", "belongs", "events")


@dataclass(frozen=True, eq=False)
class Society:
    """n people at the start; nothing in here is hidden."""

    people: People  # with the profiles that people show
    vocabulary: Vocabulary
    groups: Sets
    circle: Flags  # n x n: who shares a group with whom
    joined: Ints  # n: the week in which somebody came, 0 for those who were there
    tie: Floats  # n x n: how well people know each other at the start, symmetric
    acquainted: Flags  # n x n: well enough to need no introduction

    def __len__(self) -> int:
        return len(self.people)


@dataclass(frozen=True, eq=False)
class Truth:
    """What is true of the same people, whatever their profiles say."""

    people: People
    sociable: Floats  # how many they know, in standard deviations of the logarithm


def make_society(a: Assumptions, rng: Generator) -> tuple[Society, Truth]:
    """The same people every time for the same generator."""
    lists = starter()
    profession = some_professions(a, rng, lists)
    true = {kind: true_items(a, rng, lists, kind, profession) for kind in KINDS}
    shown = {kind: shown_items(a, rng, lists, kind, table) for kind, table in true.items()}
    groups = some_groups(a, rng)
    circle = groups @ groups.T > 0
    np.fill_diagonal(circle, False)
    joined = joining_weeks(a)
    sociable = rng.standard_normal(a.people)
    tie = some_ties(a, rng, circle, joined, sociable)
    society = Society(
        people=as_people(profession, shown),
        vocabulary=lists.vocabulary,
        groups=as_sets(groups),
        circle=circle,
        joined=joined,
        tie=tie,
        acquainted=tie >= a.knows,
    )
    return society, Truth(as_people(profession, true), sociable)


def some_professions(a: Assumptions, rng: Generator, lists: Starter) -> Ints:
    """Some professions are more usual than others, and not the same ones in every group."""
    usual = rng.lognormal(0.0, 0.7, lists.n_professions)
    return rng.choice(lists.n_professions, a.people, p=usual / usual.sum())


def true_items(
    a: Assumptions, rng: Generator, lists: Starter, kind: str, profession: Ints
) -> Flags:
    """n x items: most of the profession's defaults, and something of one's own."""
    defaults = np.zeros((lists.n_professions, size_of(lists, kind)), dtype=np.bool_)
    for row, items in enumerate(getattr(lists, kind)):
        defaults[row, list(items)] = True
    table = defaults[profession]
    table &= rng.random(table.shape) < a.keeps
    table |= rng.random(table.shape) < a.own_items / table.shape[1]
    return table


def shown_items(a: Assumptions, rng: Generator, lists: Starter, kind: str, true: Flags) -> Flags:
    """What people write down of it: something is missing, and something is wrong."""
    table = true & (rng.random(true.shape) < a.shown)
    table |= rng.random(true.shape) < a.wrong_items / true.shape[1]
    return np.asarray(table)


def size_of(lists: Starter, kind: str) -> int:
    """How many items there are of a kind."""
    sizes = lists.vocabulary
    by_kind = {"sources": sizes.n_sources, "events": sizes.n_events}
    return by_kind.get(kind, sizes.n_pools)


def some_groups(a: Assumptions, rng: Generator) -> Ints:
    """n x groups: one group, or two of equal size that overlap."""
    if a.people < a.two_groups_from:
        return np.ones((a.people, 1), dtype=np.int64)
    place = rng.permutation(a.people) / a.people
    low, high = 0.5 - a.in_both / 2, 0.5 + a.in_both / 2
    return np.column_stack([place < high, place >= low]).astype(np.int64)


def joining_weeks(a: Assumptions) -> Ints:
    """The last rows are the newcomers, who come one after the other."""
    count = round(a.newcomers * a.people)
    joined = np.zeros(a.people, dtype=np.int64)
    if count:
        joined[-count:] = np.linspace(1, last_joining_week(a), count).astype(np.int64)
    return joined


def last_joining_week(a: Assumptions) -> int:
    """The week in which the last newcomer comes."""
    return max(1, int(a.joining * a.weeks))


def some_ties(
    a: Assumptions, rng: Generator, circle: Flags, joined: Ints, sociable: Floats
) -> Floats:
    """Members know some others well and the rest by sight; newcomers know hardly anybody."""
    n, there = len(joined), joined == 0
    both_there = circle & np.logical_and.outer(there, there)
    pull = np.exp(a.hub * sociable)
    chance = np.outer(pull, pull) * both_there
    chance *= a.acquaintances * there.sum() / chance.sum()
    well = _mirrored(rng.random((n, n))) < chance.clip(max=0.9)
    tie = np.where(well, 0.5 + 0.5 * _mirrored(rng.random((n, n))), 0.0)
    by_sight = a.tie_grows_to * _mirrored(rng.random((n, n)))
    tie = np.where(both_there & ~well, by_sight, tie)
    for person in np.flatnonzero(~there):
        hosts = np.flatnonzero(circle[person] & there)
        likely = pull[hosts] / pull[hosts].sum()
        known = rng.choice(hosts, min(a.newcomer_knows, len(hosts)), replace=False, p=likely)
        tie[person, known] = tie[known, person] = 0.7
    return np.asarray(tie)


def _mirrored(square: Floats) -> Floats:
    upper = np.triu(square, 1)
    return np.asarray(upper + upper.T)


def as_people(profession: Ints, tables: dict[str, Flags]) -> People:
    """People who have done nothing yet."""
    n = len(profession)
    return People(
        ids=np.arange(n),
        profession=profession.astype(np.int32),
        **{kind: as_sets(table) for kind, table in tables.items()},
        activity=np.zeros(n),
        received=np.zeros(n),
        given=np.zeros(n),
        available=np.ones(n, dtype=np.bool_),
    )


def as_sets(table: Flags | Ints) -> Sets:
    """The non-zero places of each row."""
    return Sets.from_lists([np.flatnonzero(row).tolist() for row in table])
