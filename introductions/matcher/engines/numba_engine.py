"""The fast engine: compiled loops over tiles of people, for groups of thousands. Needs numba."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import accumulate

import numpy as np

from ..amounts import Amounts, Pairs
from ..columns import Columns
from ..people import Flags, Floats, Ints, Sets, Weights
from ..pricing import BlockPricing, Priced
from ..problem import Problem
from ..profiles import Profiles
from ..scores import Stance
from . import kernels
from .interface import Partners

GROUPS = 64  # small groups that one call of a thread looks through
ROWS = 512  # the most people whose partners one call of a thread looks for
USUAL = 1 / 24  # a feature that more people have than this part is a dense row
ASIDE = 64  # changed people who are compared one by one before the tiles are made anew


class NumbaEngine:
    name = "numba"

    def searcher(self, profiles: Profiles, stance: Stance, weights: Weights) -> NumbaSearcher:
        return NumbaSearcher(profiles, stance, weights)

    def pairs(self, profiles: Profiles, weights: Weights) -> Pairs:
        m = len(profiles)
        most = m * (m - 1) // 2
        i, j = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
        found = kernels.room(most)
        packed = pack(profiles, np.ones(m), weights, first_items(profiles))
        n = kernels.all_pairs(packed, i, j, found)
        return Pairs(i[:n], j[:n], Amounts(*(amount[:n] for amount in found)))

    def partners_within(
        self,
        profiles: Profiles,
        bounds: Ints,
        stance: Stance,
        weights: Weights,
        k: int,
        threads: int = 1,
    ) -> Partners:
        keys = np.zeros((len(profiles), k), dtype=np.int64)
        who = np.full((len(profiles), k), -1, dtype=np.int64)
        packed = pack(profiles, stance.factor.astype(np.float64), weights, first_items(profiles))
        tiles = tile(profiles, 0, stance.factor, stance.active)  # for groups so small: none
        search = kernels.Search(
            packed, tiles, stance.active, stakes(weights), np.empty(0, dtype=np.int64)
        )

        def work(firsts: Iterator[int]) -> None:
            for first in firsts:
                last = min(first + GROUPS, len(bounds) - 1)
                kernels.best_within(search, bounds, first, last, keys, who)

        _share(work, range(0, len(bounds) - 1, GROUPS), threads)
        return Partners(who, keys / kernels.BILLION)

    def pricing(self, problem: Problem, *, threads: int = 1) -> NumbaPricing:
        return NumbaPricing(problem, self, threads)


class NumbaSearcher:
    """Bounds scores by sums over tiles and compares only who could be among the best.

    Inside, people stand in the order of falling factors, those who cannot be introduced last: then
    the first tile has good partners for everybody, and what is often needed is close together.
    """

    def __init__(self, profiles: Profiles, stance: Stance, weights: Weights) -> None:
        self._weights, self._stakes = weights, stakes(weights)
        self._order = np.argsort(np.where(profiles.available, -stance.factor, np.inf))
        self._place = np.argsort(self._order)
        self._factor = stance.factor[self._order].astype(np.float64)
        self._active = stance.active[self._order]
        self._profiles = profiles.take(self._order)
        self._packed: kernels.Packed
        self._tiles: kernels.Tiles
        self._aside: Ints
        self._renew()

    def partners(self, k: int, rows: Ints | None = None, threads: int = 1) -> Partners:
        places = self._place if rows is None else self._place[rows]
        keys = np.zeros((len(places), k), dtype=np.int64)
        who = np.full((len(places), k), -1, dtype=np.int64)
        search = self._search()
        turns = 1 + len(places) // (ROWS * threads)  # of each thread, nearly all of one size
        size = 1 + len(places) // (turns * threads)

        def work(starts: Iterator[int]) -> None:
            desk = kernels.new_desk(search)
            for start in starts:
                part = slice(start, start + size)
                kernels.best_partners(search, desk, places[part], keys[part], who[part])

        _share(work, range(0, len(places), size), threads)
        partner = np.append(self._order, -1)[who]  # nobody, -1, is the last
        return Partners(partner, keys / kernels.BILLION)

    def scores_of(self, position: int) -> Floats:
        keys = np.empty(len(self._order), dtype=np.int64)
        kernels.keys_with_everybody(self._search(), self._place[position], keys)
        return np.asarray(keys[self._place] / kernels.BILLION)

    def change(self, position: int, profiles: Profiles) -> None:
        place = int(self._place[position])
        inside = self._profiles.with_profile(place, profiles.take(np.array([position])))
        self._profiles = inside
        if len(self._aside) >= ASIDE:
            self._renew()
            return
        alone = inside.take(np.array([place]))
        one = pack(alone, self._factor[[place]], self._weights, self._packed.first)
        self._packed = with_record(self._packed, place, one)
        self._aside = np.union1d(self._aside, place)

    def _search(self) -> kernels.Search:
        return kernels.Search(self._packed, self._tiles, self._active, self._stakes, self._aside)

    def _renew(self) -> None:
        """Make the tiles anew, up to the last one who can be introduced."""
        profiles = self._profiles
        n = int(np.flatnonzero(profiles.available).max(initial=-1)) + 1
        self._packed = pack(profiles, self._factor, self._weights, first_items(profiles))
        self._tiles = tile(profiles, n, self._factor, self._active)
        self._aside = np.empty(0, dtype=np.int64)


class NumbaPricing(BlockPricing):
    """Scores a block's pairs for all its introducers in one call; threads take a block each."""

    def __init__(self, problem: Problem, engine: NumbaEngine, threads: int) -> None:
        super().__init__(problem, engine, threads)
        self._askers: dict[int, kernels.Askers] = {}

    def best_of_block(self, block: int, prices: Priced, k: Ints) -> Columns:
        introducers = self.introducers_of(block)
        asked = k[introducers]
        most = int(asked.max(initial=0))
        if most == 0:
            return Columns.empty()
        pairs = self.pairs(block)
        after, score = np.zeros((2, len(introducers), most))
        place = np.full((len(introducers), most), -1, dtype=np.int64)
        kernels.best_columns(
            _block(pairs, prices), self._askers_of(block, asked), after, score, place
        )
        who, column = np.nonzero(place >= 0)
        best = place[who, column]
        members = self.problem.blocks[block].members
        return Columns(
            introducers[who], members[pairs.i[best]], members[pairs.j[best]], score[who, column]
        )

    def _askers_of(self, block: int, k: Ints) -> kernels.Askers:
        if block not in self._askers:
            introducers = [self.problem.introducers[x] for x in self.introducers_of(block)]
            stances = [self.stances[x] for x in self.introducers_of(block)]
            barred = [np.unique(_codes(one.barred, len(one.tie))) for one in introducers]
            self._askers[block] = kernels.Askers(
                factor=np.stack([stance.factor for stance in stances]),
                active=np.stack([stance.active for stance in stances]),
                stakes=np.array([stakes(one.weights) for one in introducers]),
                barred_bounds=np.array([0, *accumulate(map(len, barred))]),
                barred=np.concatenate(barred),
                k=k,
            )
        return self._askers[block]._replace(k=k)


def _block(pairs: Pairs, prices: Priced) -> kernels.Block:
    amounts, m = pairs.amounts, len(prices.person)
    ascending = np.argsort(prices.places)
    places = prices.places[ascending]
    return kernels.Block(
        i=pairs.i,
        j=pairs.j,
        found=kernels.Found(*(getattr(amounts, name) for name in kernels.Found._fields)),
        price=prices.person,
        priced=pairs.i[places] * m + pairs.j[places],
        pair_price=prices.pair[ascending],
    )


def _codes(pairs: Ints, m: int) -> Ints:
    return pairs[:, 0] * m + pairs[:, 1]


# --- arranging ---


def stakes(weights: Weights) -> kernels.Stakes:
    """The constants of the formula as the kernels want them."""
    return kernels.Stakes(*(float(getattr(weights, name)) for name in kernels.Stakes._fields))


def pack(profiles: Profiles, factor: Floats, weights: Weights, first: Ints) -> kernels.Packed:
    """The profiles, with a record for each person; items are numbered from `first_items`."""
    rarity = profiles.rarity
    parts = (*_item_sets(profiles), profiles.groups, _being(profiles))
    kinds = (*ITEM_KINDS, kernels.OF_GROUPS, kernels.OF_BEING)
    ends = np.cumsum(np.column_stack([np.diff(part.indptr) for part in parts]), axis=1)
    padded = -(-ends[:, -1] // kernels.FOUR) * kernels.FOUR
    lengths = padded + kernels.HEADER
    begins = np.cumsum(lengths) - lengths
    records = np.full(int(lengths.sum()), first[-1], dtype=np.int32)  # an item of no kind
    header = np.column_stack([ends[:, :5], padded, profiles.is_source, profiles.profession])
    records[begins[:, None] + np.arange(kernels.HEADER)] = header
    into = begins + kernels.HEADER
    for kind, part in zip(kinds, parts, strict=True):
        kernels.write_items(part.indptr, part.items, first[kind], into, records)
    told = (rarity.sources, rarity.events, rarity.pools, rarity.sources, rarity.pools)
    tells = np.concatenate([*told, np.ones(first[-1] - first[kernels.OF_GROUPS]), [0.0]])
    return kernels.Packed(
        begins=begins,
        records=records,
        figures=np.column_stack([profiles.roots, factor]),
        barred_bounds=profiles.barred.indptr,
        barred=profiles.barred.items,
        available=profiles.available,
        ids=profiles.ids,
        forbidden=profiles.forbidden,
        tells=tells,
        brings=tells / (tells + weights.half_direct),
        first=first,
        longest=int(lengths.max(initial=0)),
        half_shared=float(weights.half_shared),
        half_direct=float(weights.half_direct),
    )


def with_record(packed: kernels.Packed, place: int, one: kernels.Packed) -> kernels.Packed:
    """The same, but for one person, the only one in `one`: their record comes last of all."""
    begins, figures, available = (
        packed.begins.copy(),
        packed.figures.copy(),
        packed.available.copy(),
    )
    begins[place] = len(packed.records)
    figures[place], available[place] = one.figures[0], one.available[0]
    return packed._replace(
        begins=begins,
        records=np.append(packed.records, one.records),
        figures=figures,
        available=available,
        longest=max(packed.longest, one.longest),
    )


def tile(profiles: Profiles, n: int, factor: Floats, active: Flags) -> kernels.Tiles:
    """Who of the first n people has which feature, tile by tile, and with what weight."""
    first = first_items(profiles)
    sources, pools = len(profiles.rarity.sources), len(profiles.rarity.pools)
    again = first[kernels.OF_GROUPS] + np.array([0, sources])
    n_tiles, n_features = max(1, -(-n // kernels.TILE)), int(again[-1]) + pools
    worth = np.column_stack([factor[:, None] / profiles.roots, factor])[:n]
    greatest = worth.max(axis=0, initial=1e-300)
    levels = np.ceil(worth / greatest * kernels.WEIGHT).clip(max=kernels.WEIGHT).astype(np.uint8)
    sets = (*_item_sets(profiles), _being(profiles), profiles.sources, profiles.pools)
    begins = (*first[list(ITEM_KINDS)], first[kernels.OF_BEING], *again)
    counts = np.zeros((n_tiles, n_features), dtype=np.int64)
    for each, begin in zip(sets, begins, strict=True):
        kernels.count_items(each.indptr, each.items, begin, n, counts)
    row = np.zeros(n_features, dtype=np.int64)
    usual = np.flatnonzero(counts.sum(axis=0) > n * USUAL)
    row[usual] = np.arange(2, 2 + len(usual))
    counts[:, usual] = 0
    starts = np.cumsum(np.pad(counts, ((0, 0), (1, 0)))).reshape(n_tiles, -1)
    places = np.empty(starts[-1, -1], dtype=np.uint16)
    weights = np.empty(len(places), dtype=np.uint8)
    everybody = np.zeros((2, n_tiles * kernels.TILE), dtype=np.uint8)
    everybody[0, :n], everybody[1, :n] = levels[:, 3], levels[:, 3] * active[:n]
    dense = np.zeros((n_tiles, 2 + len(usual), kernels.TILE), dtype=np.uint8)
    dense[:, :2] = everybody.reshape(2, n_tiles, kernels.TILE).swapaxes(0, 1)
    into = starts.copy()
    for each, begin, level in zip(sets, begins, levels.T[[0, 1, 2, 3, 3, 3, 3]], strict=True):
        kernels.fill_tiles(each.indptr, each.items, begin, level, row, dense, into, places, weights)
    return kernels.Tiles(
        n=n,
        starts=starts,
        places=places,
        weights=weights,
        row=row,
        dense=dense.reshape(n_tiles, -1, kernels.BLOCKS, kernels.BLOCK),
        greatest=greatest,
        again=again,
    )


ITEM_KINDS = (kernels.OF_SOURCES, kernels.OF_EVENTS, kernels.OF_POOLS, kernels.OF_BELONGING)


def _item_sets(profiles: Profiles) -> tuple[Sets, Sets, Sets, Sets]:
    return profiles.sources, profiles.events, profiles.pools, profiles.belongs


def _being(profiles: Profiles) -> Sets:
    """The source type that each one is, if any."""
    known = profiles.is_source >= 0
    return Sets(np.append(0, np.cumsum(known)), profiles.is_source[known])


def first_items(profiles: Profiles) -> Ints:
    """Where each kind of items begins, and how many there are."""
    rarity, groups = profiles.rarity, int(profiles.groups.items.max(initial=-1)) + 1
    sources, events, pools = len(rarity.sources), len(rarity.events), len(rarity.pools)
    return np.cumsum([0, sources, events, pools, sources, pools, groups])


def _share(work: Callable[[Iterator[int]], None], starts: range, threads: int) -> None:
    """Let several threads, this one too, take starts to work from, each from those that are left.

    The kernels let several threads run at once.
    """
    left = iter(starts)
    others = [_helpers(os.getpid()).submit(work, left) for _ in range(threads - 1)]
    try:
        work(left)
    finally:
        for other in others:
            if not other.cancel():  # who has not begun by now has nothing left to do
                other.result()


@cache
def _helpers(process: int) -> ThreadPoolExecutor:
    """Threads that wait for work: to start one takes longer than to look for a hundred people's
    partners. They do not survive a fork, so each process has its own."""
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="matcher")
