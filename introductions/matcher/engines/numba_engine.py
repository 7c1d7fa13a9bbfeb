"""The fast engine: compiled loops over tiles of people, for groups of thousands. Needs numba."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ..amounts import Amounts, Pairs
from ..columns import Columns
from ..people import Flags, Floats, Ints, Weights
from ..pricing import BlockPricing, Priced
from ..problem import Problem
from ..profiles import Profiles
from ..scores import Stance
from . import kernels
from .interface import Partners

Floats32 = NDArray[np.float32]

ROWS = 512  # people whose partners one call of a thread looks for
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
        n = kernels.all_pairs(pack(profiles, np.ones(m), weights), i, j, found)
        return Pairs(i[:n], j[:n], Amounts(*(amount[:n] for amount in found)))

    def pricing(self, problem: Problem, *, threads: int = 1) -> NumbaPricing:
        return NumbaPricing(problem, self, threads)


class NumbaSearcher:
    """Bounds scores by sums over tiles and compares only who could be among the best.

    Inside, people stand in the order of falling factors, those who cannot be introduced last: then
    the first tile has good partners for everybody, and what is often needed is close together.
    """

    def __init__(self, profiles: Profiles, stance: Stance, weights: Weights) -> None:
        self._weights, self._stakes = weights, stakes(weights)
        self._order = np.lexsort((-stance.factor, ~profiles.available))
        self._place = np.argsort(self._order)
        self._factor = stance.factor[self._order].astype(np.float64)
        self._active = stance.active[self._order]
        self._profiles = profiles.take(self._order)
        self._is_aside: Flags
        self._aside: Ints
        self._renew()

    def partners(self, k: int, rows: Ints | None = None, threads: int = 1) -> Partners:
        places = self._place if rows is None else self._place[rows]
        keys = np.zeros((len(places), k), dtype=np.int64)
        who = np.full((len(places), k), -1, dtype=np.int64)
        search = self._search()

        def of_rows(start: int) -> None:
            part = slice(start, start + ROWS)
            kernels.best_partners(search, places[part], keys[part], who[part])

        _each(of_rows, range(0, len(places), ROWS), threads)
        partner = np.where(who >= 0, self._order[who], -1)
        return Partners(partner, keys / kernels.BILLION)

    def scores_of(self, position: int) -> Floats:
        keys = np.empty(len(self._order), dtype=np.int64)
        kernels.keys_with_everybody(self._search(), self._place[position], keys)
        return np.asarray(keys[self._place] / kernels.BILLION)

    def change(self, position: int, profiles: Profiles) -> None:
        inside = self._profiles.with_profile(
            int(self._place[position]), profiles.take(np.array([position]))
        )
        self._profiles = inside
        if len(self._aside) >= ASIDE:
            self._renew()
            return
        self._packed = pack(inside, self._factor, self._weights)
        self._is_aside[self._place[position]] = True
        self._aside = np.flatnonzero(self._is_aside)

    def _search(self) -> kernels.Search:
        return kernels.Search(
            self._packed, self._tiles, self._active, self._stakes, self._aside, self._is_aside
        )

    def _renew(self) -> None:
        """Make the tiles anew; whoever can be introduced only since the start stays aside."""
        profiles = self._profiles
        n = int(np.argmin(profiles.available)) if not profiles.available.all() else len(profiles)
        self._packed = pack(profiles, self._factor, self._weights)
        self._tiles = tile(profiles, n, self._factor, self._active)
        self._is_aside = profiles.available & (np.arange(len(profiles)) >= n)
        self._aside = np.flatnonzero(self._is_aside)


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


def pack(profiles: Profiles, factor: Floats, weights: Weights) -> kernels.Packed:
    """The profiles, with a record for each person."""
    parts = (
        profiles.sources,
        profiles.events,
        profiles.pools,
        profiles.belongs,
        profiles.groups,
    )
    ends = np.cumsum(np.column_stack([np.diff(part.indptr) for part in parts]), axis=1)
    lengths = ends[:, -1] + kernels.HEADER
    begins = np.cumsum(lengths) - lengths
    records = np.empty(int(lengths.sum()), dtype=np.int32)
    header = np.column_stack([ends, profiles.is_source, profiles.profession])
    records[begins[:, None] + np.arange(kernels.HEADER)] = header
    before = begins + kernels.HEADER
    for kind, part in enumerate(parts):
        offset = before - part.indptr[:-1]
        records[np.arange(len(part.items)) + np.repeat(offset, np.diff(part.indptr))] = part.items
        before = begins + kernels.HEADER + ends[:, kind]
    return kernels.Packed(
        begins=begins,
        records=records,
        figures=np.column_stack([profiles.roots, factor]),
        barred_bounds=profiles.barred.indptr,
        barred=profiles.barred.items,
        available=profiles.available,
        ids=profiles.ids,
        forbidden=profiles.forbidden,
        sources=profiles.rarity.sources,
        events=profiles.rarity.events,
        pools=profiles.rarity.pools,
        longest=int(lengths.max(initial=0)),
        half_shared=float(weights.half_shared),
        half_direct=float(weights.half_direct),
    )


def tile(profiles: Profiles, n: int, factor: Floats, active: Flags) -> kernels.Tiles:
    """Who of the first n people has which feature, tile by tile."""
    features, places, first = _features(profiles, n)
    n_tiles, n_features = max(1, -(-n // kernels.TILE)), int(first[-1])
    cell = places // kernels.TILE * n_features + features
    by_cell = np.lexsort((places, cell))
    ends = np.cumsum(np.bincount(cell, minlength=n_tiles * n_features))
    ends = ends.reshape(n_tiles, n_features)
    return kernels.Tiles(
        n=n,
        starts=np.column_stack([np.append(0, ends[:-1, -1]), ends]).astype(np.int64),
        places=(places[by_cell] % kernels.TILE).astype(np.uint16),
        factor=_by_stride(factor[:n], n_tiles),
        active=_by_stride(active[:n], n_tiles),
        first=first[:-1],
        least_roots=_least_roots(profiles),
    )


def _by_stride(values: Floats | Flags, n_tiles: int) -> Floats32:
    """The values of the first people, tile by tile and stride by stride, filled up with 0."""
    filled = np.zeros(n_tiles * kernels.TILE, dtype=np.float32)
    filled[: len(values)] = values
    return filled.reshape(n_tiles, kernels.STRIDES, kernels.STRIDE)


def _features(profiles: Profiles, n: int) -> tuple[Ints, Ints, Ints]:
    """The features of the first n people, and whose each is; and where each kind begins."""
    rarity, sizes = profiles.rarity, _size_classes(profiles)
    known = np.flatnonzero(profiles.is_source >= 0)
    found = [
        (sets.items * kernels.SIZES + sizes[sets.row_of_each(), kind], sets.row_of_each())
        for kind, sets in enumerate((profiles.sources, profiles.events, profiles.pools))
    ]
    found.append((profiles.is_source[known], known))
    found.append((profiles.belongs.items, profiles.belongs.row_of_each()))
    by_size = [
        len(worth) * kernels.SIZES for worth in (rarity.sources, rarity.events, rarity.pools)
    ]
    first = np.cumsum([0, *by_size, len(rarity.sources), len(rarity.pools)])
    starts = np.repeat(first[:-1], [len(items) for items, _ in found])
    features = np.concatenate([items for items, _ in found]) + starts
    places = np.concatenate([places for _, places in found])
    return features[places < n], places[places < n], first


def _size_classes(profiles: Profiles) -> Ints:
    """m x 3: the class of each profile's sources, events and pools, as many in each."""
    shares = np.arange(1, kernels.SIZES) / kernels.SIZES
    sizes = np.empty(profiles.roots.shape, dtype=np.int64)
    for kind, sets in enumerate((profiles.sources, profiles.events, profiles.pools)):
        roots = profiles.roots[:, kind]
        has_any = np.diff(sets.indptr) > 0
        edges = np.quantile(roots[has_any], shares) if has_any.any() else shares
        sizes[:, kind] = np.searchsorted(edges, roots, side="right")
    return sizes


def _least_roots(profiles: Profiles) -> Floats:
    sizes, least = _size_classes(profiles), np.full((3, kernels.SIZES), np.inf)
    for kind in range(3):
        np.minimum.at(least[kind], sizes[:, kind], profiles.roots[:, kind])
    return least


def _each(work: Callable[[int], None], starts: Iterable[int], threads: int) -> None:
    """Do the work for every start; the kernels let several threads run at once."""
    if threads == 1:
        for start in starts:
            work(start)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, starts))
