"""What every engine's pricing has in common: blocks prepared once, prices taken to each block."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from .amounts import Pairs
from .columns import Columns, Prices
from .people import Floats, Ints
from .problem import Problem

if TYPE_CHECKING:
    from .engines.interface import Engine
    from .profiles import Profiles
    from .scores import Stance

KEPT_PAIRS = 4_000_000  # pairs whose amounts are kept between rounds, 80 bytes each


@dataclass(frozen=True, eq=False)
class Priced:
    """The prices of one block: of its people, and of those pairs that have one of their own."""

    person: Floats  # m
    places: Ints  # which of the block's pairs
    pair: Floats


class BlockPricing(ABC):
    """Finds the best columns block by block: introducers of one block share its pairs."""

    def __init__(self, problem: Problem, engine: Engine, threads: int = 1) -> None:
        self.problem, self.engine, self._threads = problem, engine, threads
        self._kept: dict[int, Pairs] = {}
        self._room = KEPT_PAIRS
        block_of = np.array([one.block for one in problem.introducers], dtype=np.int64)
        self._introducers = [np.flatnonzero(block_of == b) for b in range(len(problem.blocks))]

    @property
    def n_people(self) -> int:
        return len(self.problem.people)

    @property
    def n_introducers(self) -> int:
        return len(self.problem.introducers)

    def best(self, prices: Prices, k: Ints) -> Columns:
        """See Pricing."""

        def of_block(block: int) -> Columns:
            return self.best_of_block(block, self._priced(block, prices), k)

        blocks = [b for b, introducers in enumerate(self._introducers) if k[introducers].any()]
        _ = self.stances  # and the profiles: computed once, before the threads
        if self._threads == 1:
            return by_introducer(map(of_block, blocks))
        with ThreadPoolExecutor(self._threads) as pool:
            return by_introducer(pool.map(of_block, blocks))

    @abstractmethod
    def best_of_block(self, block: int, prices: Priced, k: Ints) -> Columns:
        """The same for the introducers of one block."""

    def introducers_of(self, block: int) -> Ints:
        """The numbers of the introducers of a block."""
        return self._introducers[block]

    def pairs(self, block: int) -> Pairs:
        """All pairs of a block, kept as long as there is room."""
        if block in self._kept:
            return self._kept[block]
        pairs = self.engine.pairs(self._profiles[block], self.problem.weights)
        if len(pairs) <= self._room:
            self._room -= len(pairs)
            self._kept[block] = pairs
        return pairs

    @cached_property
    def _profiles(self) -> list[Profiles]:
        return [self.problem.profiles(block) for block in range(len(self.problem.blocks))]

    @cached_property
    def stances(self) -> list[Stance]:
        """How each introducer sees the people of their block."""
        return [
            self.problem.stance(introducer, self._profiles[introducer.block])
            for introducer in self.problem.introducers
        ]

    def _priced(self, block: int, prices: Prices) -> Priced:
        members = self.problem.blocks[block].members
        position = np.full(self.n_people, -1)
        position[members] = np.arange(len(members))
        here = position[np.column_stack([prices.pair_a, prices.pair_b])]
        inside = (here >= 0).all(axis=1)
        places = self.places(block, here[inside])
        there = places >= 0
        return Priced(prices.person[members], places[there], prices.pair[inside][there])

    def places(self, block: int, positions: Ints) -> Ints:
        """The number of each pair of positions (q x 2) among the block's pairs; -1 for none."""
        if not len(positions):
            return np.zeros(0, dtype=np.int64)
        pairs, m = self.pairs(block), len(self.problem.blocks[block].members)
        codes = pairs.i * m + pairs.j  # ascending: pairs go by i, then by j
        wanted = positions[:, 0] * m + positions[:, 1]
        at = np.minimum(np.searchsorted(codes, wanted), max(len(codes) - 1, 0))
        return np.where(codes[at] == wanted, at, -1) if len(codes) else np.full(len(wanted), -1)


def by_introducer(parts: Iterable[Columns]) -> Columns:
    """Several columns as one, in the order of introducers, each one's own order kept."""
    columns = Columns.joined(parts)
    return columns.take(np.argsort(columns.introducer, kind="stable"))
