"""The compiled inner loops of the fast engine.

Positions, items and features are integers; a *key* is a score in billionths, so that equals are
equal. The kernels release the interpreter lock: threads call them on rows or blocks of their own.

Arrays travel in named tuples. A call counts references to every array of a tuple, which takes
longer than comparing two people; so what is called often is `inlined` and works on many at a time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit

TILE = 8192  # people whose sums, of 4 bytes each, stay in the first-level cache
STRIDE = 64  # people that are compared with the threshold at once
STRIDES = TILE // STRIDE
LEADERS = 24  # so many of a row are compared first, so that the threshold is high from the start
SAMPLED = 2  # leaders are looked for in one part of so many of the first tile
CHUNK = 24  # people compared before the threshold is looked at again
SIZES = 4  # classes of profiles by size
BILLION = 1e9
# Sums are in single precision and have some twenty terms: their error stays well below this.
SLACK = 1.0 - 1e-5

# Compiled code is kept beside this file, or where NUMBA_CACHE_DIR says; in a directory that
# cannot be written it is compiled once in each process.
_CACHED = "NUMBA_CACHE_DIR" in os.environ or os.access(Path(__file__).parent, os.W_OK)
compiled = njit(nogil=True, cache=_CACHED, error_model="numpy")
inlined = njit(inline="always", error_model="numpy")


# What stands at the beginning of a record: where the person's sources, events, pools, belongs and
# groups end, counted from the first of them; the source type and profession they are, -1 for none.
SOURCES, EVENTS, POOLS, BELONGS, GROUPS, IS_SOURCE, PROFESSION, HEADER = range(8)


class Packed(NamedTuple):
    """The profiles of m people; what a comparison needs of one person stands close together."""

    begins: Any  # m, int64: where each one's record begins
    records: Any  # int32
    figures: Any  # m x 4: the roots of their sources, events and pools; their factor
    barred_bounds: Any  # m + 1, int64
    barred: Any  # int32, positions
    available: Any  # m, bool
    ids: Any  # m, int64
    forbidden: Any  # (p + 1) x (p + 1), bool
    sources: Any  # what an item in common tells, by item
    events: Any
    pools: Any
    longest: int  # the most items of one person
    half_shared: float
    half_direct: float


class Stakes(NamedTuple):
    """What lenses are worth, and the rest of the formula's constants."""

    shared_sources: float
    trigger_event: float
    shared_pool: float
    both_active: float
    direct_source: float
    prospect: float
    returned: float
    obvious: float
    co_members: float


class Marks(NamedTuple):
    """One person's profile, spread out: what each item tells, 0 where it is not listed."""

    sources: Any
    events: Any
    pools: Any
    belongs: Any


class Found(NamedTuple):
    """What one person has in common with n others: see Amounts. Room for more is allowed."""

    sources: Any  # float64
    events: Any
    pools: Any
    direct_i: Any
    direct_j: Any
    prospect_i: Any
    prospect_j: Any
    co_members: Any  # bool


class Tiles(NamedTuple):
    """Who has a feature, tile by tile, among the first n people.

    The features are, one kind after the other: a source listed, an event, a pool sought, each by
    the size of the profile it stands in; then a source type that one is, a pool one belongs to.
    """

    n: int
    starts: Any  # tiles x (features + 1), int64
    places: Any  # uint16, within the tile
    factor: Any  # tiles x STRIDES x STRIDE, float32; 0 where there is nobody
    active: Any  # the same, 0 or 1
    first: Any  # 5: where the features of each kind begin
    least_roots: (
        Any  # 3 x SIZES: the smallest root of the profiles of a class; inf if there are none
    )


# --- one person and others ---


@compiled
def empty_marks(packed: Packed) -> Marks:
    return Marks(
        np.zeros(len(packed.sources)),
        np.zeros(len(packed.events)),
        np.zeros(len(packed.pools)),
        np.zeros(len(packed.pools)),
    )


@compiled
def room(size: int) -> Found:
    """Room for what one person has in common with so many others."""
    return Found(
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size, dtype=np.bool_),
    )


@inlined
def mark(packed: Packed, marks: Marks, p: int, on: float) -> None:
    """Write the profile of p into `marks` (`on` = 1), or wipe it out again (0)."""
    record = packed.records[packed.begins[p] :]
    items = record[HEADER:]
    for q in range(record[SOURCES]):
        marks.sources[items[q]] = on * packed.sources[items[q]]
    for q in range(record[SOURCES], record[EVENTS]):
        marks.events[items[q]] = on * packed.events[items[q]]
    for q in range(record[EVENTS], record[POOLS]):
        marks.pools[items[q]] = on * packed.pools[items[q]]
    for q in range(record[POOLS], record[BELONGS]):
        marks.belongs[items[q]] = on * packed.pools[items[q]]


@inlined
def keep_who_may_meet(packed: Packed, i: int, others: Any, n: int) -> int:
    """Move those of the first n `others` to the front whom i may be introduced to; returns how
    many they are."""
    begins, records, available = packed.begins, packed.records, packed.available
    bounds, barred = packed.barred_bounds, packed.barred
    forbidden = packed.forbidden[records[begins[i] + PROFESSION]]
    kept = 0
    for at in range(n):
        j = others[at]
        possible = i != j and available[j] and not forbidden[records[begins[j] + PROFESSION]]
        for q in range(bounds[i], bounds[i + 1]):
            if barred[q] == j:
                possible = False
        if possible:
            others[kept] = j
            kept += 1
    return kept


@inlined
def find_amounts(packed: Packed, marks: Marks, i: int, others: Any, n: int, found: Found) -> None:
    """What i, who is marked, and each of the first n `others` have in common, into `found`."""
    begins, records, figures = packed.begins, packed.records, packed.figures
    of_sources, of_events, of_pools = marks.sources, marks.events, marks.pools
    of_belongs, tells = marks.belongs, packed.sources
    half, half_one = packed.half_shared, packed.half_direct
    mine = begins[i]
    i_is = records[mine + IS_SOURCE]
    for at in range(n):
        j = others[at]
        begin = begins[j]
        first = begin + HEADER
        sources = events = pools = brings_i = brings_j = direct_j = 0.0
        for q in range(first, first + records[begin + SOURCES]):
            sources += of_sources[records[q]]
            if records[q] == i_is:
                direct_j = tells[i_is]
        for q in range(first + records[begin + SOURCES], first + records[begin + EVENTS]):
            events += of_events[records[q]]
        for q in range(first + records[begin + EVENTS], first + records[begin + POOLS]):
            pools += of_pools[records[q]]
            brings_j += of_belongs[records[q]]
        for q in range(first + records[begin + POOLS], first + records[begin + BELONGS]):
            brings_i += of_pools[records[q]]
        shared = False
        for q in range(first + records[begin + BELONGS], first + records[begin + GROUPS]):
            for p in range(records[mine + BELONGS], records[mine + GROUPS]):
                shared |= records[mine + HEADER + p] == records[q]
        j_is = records[begin + IS_SOURCE]
        found.sources[at] = sources / (figures[i, 0] * figures[j, 0])
        found.events[at] = events / (figures[i, 1] * figures[j, 1])
        found.pools[at] = pools / (figures[i, 2] * figures[j, 2])
        found.direct_i[at] = of_sources[j_is] if j_is >= 0 else 0.0
        found.direct_j[at] = direct_j
        found.prospect_i[at] = brings_i
        found.prospect_j[at] = brings_j
        found.co_members[at] = shared
    for at in range(n):  # on its own, because divisions of several numbers can be done at once
        found.sources[at] = saturated(found.sources[at], half)
        found.events[at] = saturated(found.events[at], half)
        found.pools[at] = saturated(found.pools[at], half)
        found.direct_i[at] = saturated(found.direct_i[at], half_one)
        found.direct_j[at] = saturated(found.direct_j[at], half_one)
        found.prospect_i[at] = saturated(found.prospect_i[at], half_one)
        found.prospect_j[at] = saturated(found.prospect_j[at], half_one)


@inlined
def saturated(amount: float, half: float) -> float:
    return amount / (amount + half)


@inlined
def score_of(
    stakes: Stakes, sources: float, events: float, pools: float, direct_i: float, direct_j: float,
    prospect_i: float, prospect_j: float, co_members: bool, both_active: bool,
) -> float:  # fmt: skip
    """The harmonic mean of the two benefits, times freshness: no branch, so that compilers can
    score several pairs at once."""
    co = 1.0 if co_members else 0.0
    seen = stakes.obvious * co * min(direct_i, direct_j)
    for_i = stakes.direct_source * (direct_i - seen) + stakes.prospect * prospect_i
    for_j = stakes.direct_source * (direct_j - seen) + stakes.prospect * prospect_j
    both = stakes.shared_sources * sources + stakes.trigger_event * events
    both += stakes.shared_pool * pools + (stakes.both_active if both_active else 0.0)
    gain_i = both + for_i + stakes.returned * for_j
    gain_j = both + for_j + stakes.returned * for_i
    mean = 2.0 * gain_i * gain_j / max(gain_i + gain_j, 1e-300)
    return mean * (1.0 + co * (stakes.co_members - 1.0))


# --- the best partners of many people ---


@inlined
def insert(keys: Any, who: Any, ids: Any, key: int, person: int) -> None:
    """Put a person into a list of falling keys, equals by id, if there is room or they are better.

    Nobody may stand in the list already.
    """
    last = len(keys) - 1
    if key < keys[last] or (key == keys[last] and who[last] >= 0 and ids[person] > ids[who[last]]):
        return
    at = last
    while at > 0 and (
        key > keys[at - 1] or (key == keys[at - 1] and ids[person] < ids[who[at - 1]])
    ):
        keys[at], who[at] = keys[at - 1], who[at - 1]
        at -= 1
    keys[at], who[at] = key, person


@inlined
def emit(packed: Packed, tiles: Tiles, stakes: Stakes, i: int, features: Any, values: Any) -> int:
    """What i gives to whoever has a feature: at least as much as it adds to the mean benefit.

    The harmonic mean of two benefits is at most their mean; a saturated sum is at most the sum of
    its parts, each saturated; and a part is largest for the smallest profile of a class.
    Returns how many of `features` and `values` are filled.
    """
    record, figures, first = packed.records[packed.begins[i] :], packed.figures, tiles.first
    items, i_is = record[HEADER:], record[IS_SOURCE]
    one_side = 0.5 * (1.0 + stakes.returned)
    direct, prospect = one_side * stakes.direct_source, one_side * stakes.prospect
    n, begin = 0, 0
    for kind in range(3):
        if kind == SOURCES:
            tell, stake = packed.sources, stakes.shared_sources
        elif kind == EVENTS:
            tell, stake = packed.events, stakes.trigger_event
        else:
            tell, stake = packed.pools, stakes.shared_pool
        for size in range(SIZES):
            least = tiles.least_roots[kind, size]
            if least == np.inf:
                continue
            half = packed.half_shared * figures[i, kind] * least
            for q in range(begin, record[kind]):
                tells = tell[items[q]]
                features[n] = first[kind] + items[q] * SIZES + size
                values[n] = stake * tells / (tells + half)
                n += 1
            if kind == SOURCES and i_is >= 0:
                tells = tell[i_is]
                features[n] = i_is * SIZES + size
                values[n] = direct * tells / (tells + packed.half_direct)
                n += 1
            if kind == POOLS:
                for q in range(record[POOLS], record[BELONGS]):
                    tells = tell[items[q]]
                    features[n] = first[POOLS] + items[q] * SIZES + size
                    values[n] = prospect * tells / (tells + packed.half_direct)
                    n += 1
        begin = record[kind]
    for q in range(record[SOURCES]):
        tells = packed.sources[items[q]]
        features[n] = first[3] + items[q]
        values[n] = direct * tells / (tells + packed.half_direct)
        n += 1
    for q in range(record[EVENTS], record[POOLS]):
        tells = packed.pools[items[q]]
        features[n] = first[4] + items[q]
        values[n] = prospect * tells / (tells + packed.half_direct)
        n += 1
    return n


class Search(NamedTuple):
    """Everything that stays the same while the partners of many people are looked for."""

    packed: Packed
    tiles: Tiles
    active: Any  # m, bool
    stakes: Stakes
    aside: Any  # positions of people who are not in the tiles as they are now
    is_aside: Any  # m, bool


class Desk(NamedTuple):
    """Where one thread works."""

    marks: Marks
    found: Found
    sums: Any  # STRIDES x STRIDE, float32
    others: Any  # positions of people who might be compared
    bounds: Any  # float32, of each of them
    chunk: Any  # positions of those who are
    keys: Any  # int64, of each of those
    features: Any
    values: Any  # float32


@compiled
def new_desk(packed: Packed) -> Desk:
    longest = (2 * SIZES + 2) * (1 + packed.longest)
    size = max(TILE, len(packed.ids))
    return Desk(
        empty_marks(packed),
        room(size),
        np.empty((STRIDES, STRIDE), dtype=np.float32),
        np.empty(size, dtype=np.int64),
        np.empty(size, dtype=np.float32),
        np.empty(size, dtype=np.int64),
        np.empty(size, dtype=np.int64),
        np.empty(longest, dtype=np.int64),
        np.empty(longest, dtype=np.float32),
    )


@compiled
def best_partners(search: Search, rows: Any, keys: Any, who: Any) -> None:
    """The best partners of each of r people, exactly, into `keys` and `who` (r x k, 0 and -1).

    A tile's people get a bound on their score, as a sum; only who could still make the list is
    compared. Those set aside are compared always.
    """
    packed, tiles, desk = search.packed, search.tiles, new_desk(search.packed)
    freshest = max(1.0, search.stakes.co_members)
    for tile in range(len(tiles.starts)):
        for r in range(len(rows)):
            i = rows[r]
            if packed.available[i]:
                mark(packed, desk.marks, i, 1.0)
                bound(search, desk, i, tile)
                n = choose_first(search, desk) if tile == 0 else 0
                if n > 0:
                    compare(search, desk, i, n, keys[r], who[r])
                scale = SLACK / (packed.figures[i, 3] * freshest * BILLION)
                n = scan(search, desk, tile, np.float32(scale * max(keys[r, -1] - 1, 0)))
                at = 0
                while at < n:
                    at, size = choose_next(desk, at, n, np.float32(scale * max(keys[r, -1] - 1, 0)))
                    compare(search, desk, i, size, keys[r], who[r])
                mark(packed, desk.marks, i, 0.0)


@inlined
def bound(search: Search, desk: Desk, i: int, tile: int) -> None:
    """A sum for everybody in the tile, below which their mean benefit with i must be."""
    tiles, sums = search.tiles, desk.sums
    emitted = emit(search.packed, tiles, search.stakes, i, desk.features, desk.values)
    active = tiles.active[tile]
    if search.active[i]:
        worth = np.float32(search.stakes.both_active)
        for stride in range(strides_of(tiles, tile)):
            for at in range(STRIDE):
                sums[stride, at] = worth * active[stride, at]
    else:
        sums[: strides_of(tiles, tile)] = 0.0
    places, starts = tiles.places, tiles.starts[tile]
    scatter(starts, places, desk.features, desk.values, emitted, sums.reshape(TILE))


@inlined
def strides_of(tiles: Tiles, tile: int) -> int:
    """How many strides of a tile have people in them."""
    return min(STRIDES, (tiles.n - tile * TILE + STRIDE - 1) // STRIDE)


@inlined
def scatter(starts: Any, places: Any, features: Any, values: Any, emitted: int, sums: Any) -> None:
    """Add the value of each feature to the sums of those who have it."""
    for f in range(emitted):
        value = values[f]
        for q in range(starts[features[f]], starts[features[f] + 1]):
            sums[places[q]] += value


@inlined
def choose_first(search: Search, desk: Desk) -> int:
    """Choose for comparing whoever was set aside, and the most promising of every few people at
    the beginning of the first tile, whose sums are taken out."""
    chunk, sums, factor = desk.chunk, desk.sums.reshape(TILE), search.tiles.factor[0].reshape(TILE)
    chunk[: len(search.aside)] = search.aside
    n = len(search.aside)
    size = min(TILE, search.tiles.n)
    step = max(1, size // (SAMPLED * LEADERS))
    for start in range(0, min(size, step * LEADERS), step):
        best, most = start, np.float32(0.0)
        for place in range(start, min(start + step, size)):
            bound = sums[place] * factor[place]
            if bound > most:
                best, most = place, bound
        sums[best] = 0.0
        if most > 0 and not search.is_aside[best]:
            chunk[n] = best
            n += 1
    return n


@inlined
def scan(search: Search, desk: Desk, tile: int, threshold: Any) -> int:
    """Find everybody in the tile whose bound is above the threshold; counting first is quick."""
    factor, is_aside = search.tiles.factor[tile], search.is_aside
    sums, others, bounds = desk.sums, desk.others, desk.bounds
    n = 0
    for stride in range(strides_of(search.tiles, tile)):
        least = threshold / factor[stride, 0]  # the greatest: factors fall
        above = np.int32(0)
        for at in range(STRIDE):
            above += np.int32(sums[stride, at] > least)
        if above > 0:
            begin = tile * TILE + stride * STRIDE
            for at in range(STRIDE):
                bound = sums[stride, at] * factor[stride, at]
                if bound > threshold and not is_aside[begin + at]:
                    others[n], bounds[n] = begin + at, bound
                    n += 1
    return n


@inlined
def choose_next(desk: Desk, at: int, n: int, threshold: Any) -> tuple[int, int]:
    """Choose the next few of the others whose bounds are above the threshold.

    Returns how far along the n others we are, and how many were chosen.
    """
    size = 0
    while at < n and size < CHUNK:
        if desk.bounds[at] > threshold:
            desk.chunk[size] = desk.others[at]
            size += 1
        at += 1
    return at, size


@inlined
def compare(search: Search, desk: Desk, i: int, n: int, keys: Any, who: Any) -> None:
    """Compare i, who is marked, with the first n of the chunk; put the best into the list."""
    chunk, found, new, ids = desk.chunk, desk.found, desk.keys, search.packed.ids
    n = keep_who_may_meet(search.packed, i, chunk, n)
    find_amounts(search.packed, desk.marks, i, chunk, n, found)
    find_keys(search.stakes, found, search.packed.figures, search.active, i, chunk, n, new)
    for at in range(n):
        if new[at] > 0:
            insert(keys, who, ids, new[at], chunk[at])


@inlined
def find_keys(
    stakes: Stakes, found: Found, figures: Any, active: Any, i: int, others: Any, n: int, keys: Any
) -> None:
    """The key of i and each of the first n others."""
    for at in range(n):
        j = others[at]
        value = score_of(
            stakes, found.sources[at], found.events[at], found.pools[at], found.direct_i[at],
            found.direct_j[at], found.prospect_i[at], found.prospect_j[at], found.co_members[at],
            active[i] & active[j],
        )  # fmt: skip
        keys[at] = np.int64(np.rint(value * figures[i, 3] * figures[j, 3] * BILLION))


@compiled
def keys_with_everybody(search: Search, i: int, keys: Any) -> None:
    """The key of i with each of m people, into `keys`; 0 where they may not meet."""
    desk = new_desk(search.packed)
    keys[:] = 0
    if not search.packed.available[i]:
        return
    mark(search.packed, desk.marks, i, 1.0)
    others, found = desk.others, desk.found
    for j in range(len(keys)):
        others[j] = j
    n = keep_who_may_meet(search.packed, i, others, len(keys))
    find_amounts(search.packed, desk.marks, i, others, n, found)
    find_keys(search.stakes, found, search.packed.figures, search.active, i, others, n, desk.keys)
    for at in range(n):
        keys[others[at]] = desk.keys[at]


# --- all pairs of a block, and the best of them for each introducer ---


@compiled
def all_pairs(packed: Packed, i_of: Any, j_of: Any, found: Found) -> int:
    """Every pair that may meet, with its amounts; returns how many there are."""
    marks, m, n = empty_marks(packed), len(packed.ids), 0
    others, found_of_i = np.empty(m, dtype=np.int64), room(m)
    for i in range(m):
        if not packed.available[i]:
            continue
        for j in range(i + 1, m):
            others[j - i - 1] = j
        count = keep_who_may_meet(packed, i, others, m - i - 1)
        mark(packed, marks, i, 1.0)
        find_amounts(packed, marks, i, others, count, found_of_i)
        mark(packed, marks, i, 0.0)
        part = slice(n, n + count)
        i_of[part], j_of[part] = i, others[:count]
        found.sources[part] = found_of_i.sources[:count]
        found.events[part] = found_of_i.events[:count]
        found.pools[part] = found_of_i.pools[:count]
        found.direct_i[part] = found_of_i.direct_i[:count]
        found.direct_j[part] = found_of_i.direct_j[:count]
        found.prospect_i[part] = found_of_i.prospect_i[:count]
        found.prospect_j[part] = found_of_i.prospect_j[:count]
        found.co_members[part] = found_of_i.co_members[:count]
        n += count
    return n


class Block(NamedTuple):
    """All pairs of people who share their introducers, and what they cost."""

    i: Any  # p, int64
    j: Any
    found: Found  # p
    price: Any  # m: of each person
    priced: Any  # ascending codes i * m + j of the pairs with a price of their own
    pair_price: Any


class Askers(NamedTuple):
    """x introducers of one block."""

    factor: Any  # x x m; 0 takes a person out, as the introducer themselves
    active: Any  # x x m, bool
    stakes: Any  # x x 9, in the order of Stakes
    barred_bounds: Any  # x + 1, int64
    barred: Any  # codes of pairs that an introducer does not want, ascending for each
    k: Any  # x: how many columns are asked for


@compiled
def best_columns(block: Block, askers: Askers, after: Any, score: Any, pair: Any) -> None:
    """The best pairs of each introducer after prices: `after` and `score` in falling order of
    `after`, and which `pair` (x x most, filled with 0, 0 and -1)."""
    scores, lefts = np.empty(STRIDE), np.empty(STRIDE)
    n = len(block.i)
    for x in range(len(askers.k)):
        k = askers.k[x]
        for begin in range(0, n if k > 0 else 0, STRIDE):
            end = min(begin + STRIDE, n)
            score_some(
                block, askers.factor[x], askers.active[x], askers.stakes[x], begin, end, scores
            )
            least, above = after[x, k - 1], 0
            for at in range(end - begin):
                i, j = block.i[begin + at], block.j[begin + at]
                lefts[at] = scores[at] - block.price[i] - block.price[j]
                above += lefts[at] > least
            if above > 0:
                take_some(
                    block, askers, x, begin, end, scores, lefts, after[x, :k], score[x], pair[x]
                )


@compiled
def score_some(
    block: Block, factor: Any, active: Any, row: Any, begin: int, end: int, scores: Any
) -> None:
    """The scores of some of the pairs, as one introducer sees them."""
    stakes = Stakes(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8])
    found, i_of, j_of = block.found, block.i, block.j
    for p in range(begin, end):
        i, j = i_of[p], j_of[p]
        value = score_of(
            stakes, found.sources[p], found.events[p], found.pools[p], found.direct_i[p],
            found.direct_j[p], found.prospect_i[p], found.prospect_j[p], found.co_members[p],
            active[i] & active[j],
        )  # fmt: skip
        scores[p - begin] = value * factor[i] * factor[j]


@compiled
def take_some(
    block: Block, askers: Askers, x: int, begin: int, end: int, scores: Any, lefts: Any,
    after: Any, score: Any, pair: Any,
) -> None:  # fmt: skip
    """Put those of some pairs that are good enough into the list of an introducer."""
    last, m = len(after) - 1, len(block.price)
    barred = askers.barred[askers.barred_bounds[x] : askers.barred_bounds[x + 1]]
    for p in range(begin, end):
        left = lefts[p - begin]
        if left <= after[last]:
            continue
        code = block.i[p] * m + block.j[p]
        if found_at(barred, code) >= 0:
            continue
        costs = found_at(block.priced, code)
        if costs >= 0:
            left -= block.pair_price[costs]
        if left > after[last]:
            at = last
            while at > 0 and left > after[at - 1]:
                after[at], score[at], pair[at] = after[at - 1], score[at - 1], pair[at - 1]
                at -= 1
            after[at], score[at], pair[at] = left, scores[p - begin], p


@compiled
def found_at(codes: Any, code: int) -> int:
    """Where `code` stands among ascending codes; -1 when it does not."""
    at = int(np.searchsorted(codes, code))
    return at if at < len(codes) and codes[at] == code else -1
