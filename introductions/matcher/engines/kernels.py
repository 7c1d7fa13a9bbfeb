"""The compiled inner loops of the fast engine.

Positions, items and features are integers; a *key* is a score in billionths, so that equals are
equal. The kernels release the interpreter lock: threads call them on rows or blocks of their own.

Arrays travel in named tuples. Taking one out, and each call, counts references to arrays, which
takes longer than comparing two people. So what is called often is `inlined` and works on many at a
time, and the search itself is `uncounted`: others make the arrays that it works with.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numba import config, njit

TILE = 8192  # people whose sums, of 2 bytes each, stay in the first-level cache
BLOCK = 256  # people of a tile, as four quarters
QUARTER = BLOCK // 4
BLOCKS = TILE // BLOCK
CELLS = 4  # rows of cells in which people compete to be among the first who are compared
LEADERS = 2  # times as many as are asked for are compared first, so that the threshold is high
CHUNK = 24  # people compared before the threshold is looked at again
WEIGHT = 63  # the greatest weight of a person in a list of a tile
FULL = 65535  # the greatest sum
# What an amount in common is thought to be when it matters, in halves of the saturation: there
# the straight line above the saturated amount touches it.
TYPICAL_SOURCES, TYPICAL_EVENTS, TYPICAL_POOLS = 0.45, 0.5, 0.25
AT_ONCE = 64  # pairs that are priced at once
BILLION = 1e9
SLACK = 1.0 - 1e-9  # more than all errors of rounding in a bound

# Compiled code is kept beside this file, or where NUMBA_CACHE_DIR says; in a directory that
# cannot be written it is compiled once in each process.
_CACHED = "NUMBA_CACHE_DIR" in os.environ or os.access(Path(__file__).parent, os.W_OK)
# Eight columns of marks are added up at once, in one register. numba lets LLVM do such things only
# from one turn of a loop to the next, unless told otherwise, as NUMBA_SLP_VECTORIZE=1 would.
config.SLP_VECTORIZE = 1  # type: ignore[attr-defined]
compiled = njit(nogil=True, cache=_CACHED, error_model="numpy")
brief = njit(cache=_CACHED, error_model="numpy")  # keeps the lock; to get it back takes longer
inlined = njit(inline="always", error_model="numpy")
Kernel = TypeVar("Kernel", bound=Callable[..., None])


def uncounted(function: Kernel) -> Kernel:
    """Compile without reference counts: it cannot make arrays, and its caller holds what it uses.

    numba has the flag for itself; without it all is the same, but a fifth slower.
    """
    dispatcher = njit(nogil=True, cache=_CACHED, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
    return dispatcher(function)  # type: ignore[no-any-return]


# What stands at the beginning of a record: where the person's sources, events, pools, belongs,
# groups and all items end, counted from the first of them; the source type and profession, -1 for
# none. Among all items are, last of all, so many of no kind that they are a multiple of FOUR.
SOURCES, EVENTS, POOLS, BELONGS, GROUPS, END, IS_SOURCE, PROFESSION, HEADER = range(9)
FOUR = 4

# Kinds of items, which are numbered one kind after the other; the columns of marks.
OF_SOURCES, OF_EVENTS, OF_POOLS, OF_BEING, OF_BELONGING, OF_GROUPS = range(6)
(
    IN_SOURCES, IN_EVENTS, IN_POOLS, FOR_I, FOR_J, SOLD_BY_I, SOLD_BY_J, IN_GROUPS, COLUMNS,
) = range(9)  # fmt: skip


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
    tells: Any  # what an item in common tells, by item; 1 for groups, 0 for none at last
    brings: Any  # the same, saturated, when it helps one side
    first: Any  # where each kind of items begins
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
    """Who has a feature, tile by tile, among the first n people, and what a value of 1 that is
    given to whoever has it adds to their sum: their weight.

    Features are the items of people, but for groups; then once more sources and pools sought, to
    which one side brings something, whatever the size of the profile. A feature that many have is
    a dense row of weights; the first two rows are for everybody, and for the active.
    """

    n: int
    starts: Any  # tiles x (features + 1), int64
    places: Any  # uint16, within the tile
    weights: Any  # uint8, up to WEIGHT
    row: Any  # of each feature: its dense row; 0 if it has none
    dense: Any  # tiles x rows x BLOCKS x BLOCK, uint8
    greatest: Any  # 4: what WEIGHT stands for in sources, events, pools and one-sided features
    again: Any  # 2: where sources and pools begin once more


# --- one person and others ---


@compiled
def empty_marks(packed: Packed) -> Any:
    """A table of items and columns: what each item of another person adds to what."""
    return np.zeros((len(packed.tells), COLUMNS))


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
def mark(packed: Packed, marks: Any, i: int, on: float) -> None:
    """Write the profile of i into `marks` (`on` = 1), or wipe it out again (0)."""
    records, tells, first = packed.records, packed.tells, packed.first
    begin = packed.begins[i]
    items = begin + HEADER
    for q in range(items, items + records[begin + SOURCES]):
        item = records[q]
        marks[item, IN_SOURCES] = on * tells[item]
        marks[first[OF_BEING] + item, FOR_I] = on * tells[item]
    for q in range(items + records[begin + SOURCES], items + records[begin + EVENTS]):
        marks[records[q], IN_EVENTS] = on * tells[records[q]]
    for q in range(items + records[begin + EVENTS], items + records[begin + POOLS]):
        item = records[q]
        marks[item, IN_POOLS] = on * tells[item]
        marks[item - first[OF_POOLS] + first[OF_BELONGING], SOLD_BY_I] = on * tells[item]
    for q in range(items + records[begin + POOLS], items + records[begin + BELONGS]):
        item = records[q]
        marks[item - first[OF_BELONGING] + first[OF_POOLS], SOLD_BY_J] = on * tells[item]
    for q in range(items + records[begin + BELONGS], items + records[begin + GROUPS]):
        marks[records[q], IN_GROUPS] = on
    if records[begin + IS_SOURCE] >= 0:
        marks[records[begin + IS_SOURCE], FOR_J] = on * tells[records[begin + IS_SOURCE]]


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
def find_amounts(packed: Packed, marks: Any, i: int, others: Any, n: int, found: Found) -> None:
    """What i, who is marked, and each of the first n `others` have in common, into `found`.

    One loop over a record, four items at a time, adds up everything: what takes longest is to end
    a loop of few turns, which processors cannot foresee.
    """
    begins, records, figures = packed.begins, packed.records, packed.figures
    half, half_one = packed.half_shared, packed.half_direct
    for at in range(n):
        j = others[at]
        begin = begins[j]
        items = begin + HEADER
        sources = events = pools = for_i = for_j = sold_i = sold_j = groups = 0.0
        for q in range(items, items + records[begin + END], FOUR):
            a, b = np.uint32(records[q]), np.uint32(records[q + 1])
            c, d = np.uint32(records[q + 2]), np.uint32(records[q + 3])
            sources += four_of(marks, a, b, c, d, IN_SOURCES)
            events += four_of(marks, a, b, c, d, IN_EVENTS)
            pools += four_of(marks, a, b, c, d, IN_POOLS)
            for_i += four_of(marks, a, b, c, d, FOR_I)
            for_j += four_of(marks, a, b, c, d, FOR_J)
            sold_i += four_of(marks, a, b, c, d, SOLD_BY_I)
            sold_j += four_of(marks, a, b, c, d, SOLD_BY_J)
            groups += four_of(marks, a, b, c, d, IN_GROUPS)
        found.sources[at] = sources / (figures[i, 0] * figures[j, 0])
        found.events[at] = events / (figures[i, 1] * figures[j, 1])
        found.pools[at] = pools / (figures[i, 2] * figures[j, 2])
        found.direct_i[at] = for_i
        found.direct_j[at] = for_j
        found.prospect_i[at] = sold_i
        found.prospect_j[at] = sold_j
        found.co_members[at] = groups > 0.0
    for at in range(n):  # on its own, because divisions of several numbers can be done at once
        found.sources[at] = saturated(found.sources[at], half)
        found.events[at] = saturated(found.events[at], half)
        found.pools[at] = saturated(found.pools[at], half)
        found.direct_i[at] = saturated(found.direct_i[at], half_one)
        found.direct_j[at] = saturated(found.direct_j[at], half_one)
        found.prospect_i[at] = saturated(found.prospect_i[at], half_one)
        found.prospect_j[at] = saturated(found.prospect_j[at], half_one)


@inlined
def four_of(marks: Any, a: Any, b: Any, c: Any, d: Any, column: int) -> float:
    """What four items add up to, in such an order that two sums can be done at once."""
    return float((marks[a, column] + marks[b, column]) + (marks[c, column] + marks[d, column]))


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


class Search(NamedTuple):
    """Everything that stays the same while the partners of many people are looked for."""

    packed: Packed
    tiles: Tiles
    active: Any  # m, bool
    stakes: Stakes
    aside: Any  # positions of people who are not in the tiles as they are now


class Desk(NamedTuple):
    """Where one thread works."""

    marks: Any  # items x COLUMNS
    found: Found
    sums: Any  # BLOCKS x BLOCK, uint16
    tops: Any  # BLOCKS x QUARTER: the greatest of four sums
    cells: Any  # CELLS x QUARTER: the greatest of many
    flags: Any  # BLOCKS x QUARTER, uint8: whether a top is above a threshold
    words: Any  # the same bytes, eight in one
    fours: Any  # of each top above it: the place in the tile of the first of the four
    others: Any  # positions of people who might be compared
    bounds: Any  # uint16, of each of them
    chunk: Any  # positions of those who are
    keys: Any  # int64, of each of those
    features: Any
    worth: Any  # of each feature
    rows: Any  # of features with a dense row
    usual_values: Any  # theirs, uint16
    begins: Any  # of lists of people who have a feature
    ends: Any
    values: Any  # the same in units, uint16


@brief
def new_desk(search: Search) -> Desk:
    packed = search.packed
    longest = 2 * packed.longest + 4
    size = TILE + len(search.aside) + 1  # one more is written than counts
    flags = np.zeros((BLOCKS, QUARTER), dtype=np.uint8)
    return Desk(
        empty_marks(packed),
        room(CHUNK),
        np.zeros((BLOCKS, BLOCK), dtype=np.uint16),
        np.zeros((BLOCKS, QUARTER), dtype=np.uint16),
        np.zeros((CELLS, QUARTER), dtype=np.uint16),
        flags,
        flags.reshape(BLOCKS * QUARTER).view(np.uint64),
        np.empty(BLOCKS * QUARTER + 1, dtype=np.int64),
        np.empty(size, dtype=np.int64),
        np.empty(size, dtype=np.uint16),
        np.empty(CHUNK, dtype=np.int64),
        np.empty(CHUNK, dtype=np.int64),
        np.zeros(longest, dtype=np.int64),
        np.empty(longest, dtype=np.float64),
        np.empty(longest, dtype=np.int64),
        np.empty(longest, dtype=np.uint16),
        np.empty(longest, dtype=np.int64),
        np.empty(longest, dtype=np.int64),
        np.empty(longest, dtype=np.uint16),
    )


@compiled
def write_items(indptr: Any, items: Any, begin: int, into: Any, records: Any) -> None:
    """Write everybody's items of a kind, which begin with `begin`, into the records; `into` says
    where each one's next item goes."""
    for person in range(len(into)):
        for q in range(indptr[person], indptr[person + 1]):
            records[into[person]] = begin + items[q]
            into[person] += 1


@compiled
def count_items(indptr: Any, items: Any, begin: int, n: int, counts: Any) -> None:
    """Add to `counts` (tiles x features) how many of the first n people have each item of a kind,
    whose features begin with `begin`."""
    for place in range(n):
        tile = place // TILE
        for q in range(indptr[place], indptr[place + 1]):
            counts[tile, begin + items[q]] += 1


@compiled
def fill_tiles(
    indptr: Any, items: Any, begin: int, levels: Any, row: Any, dense: Any, into: Any, places: Any,
    weights: Any,
) -> None:  # fmt: skip
    """Arrange who has each item of a kind, with the weight of their own in `levels`: in the dense
    rows (tiles x rows x TILE), or in the lists, of which `into` says where the next one goes."""
    for person in range(len(levels)):
        tile, place = person // TILE, person % TILE
        for q in range(indptr[person], indptr[person + 1]):
            feature = begin + items[q]
            if row[feature] > 0:
                dense[tile, row[feature], place] = levels[person]
            else:
                at = into[tile, feature]
                places[at], weights[at] = place, levels[person]
                into[tile, feature] += 1


@uncounted
def best_partners(search: Search, desk: Desk, rows: Any, keys: Any, who: Any) -> None:
    """The best partners of each of r people, exactly, into `keys` and `who` (r x k, 0 and -1).

    A tile's people get a bound on their score, as a sum; only who could still make the list is
    compared, in the first tile those with the greatest bounds first. Those set aside are compared
    always.
    """
    packed, tiles = search.packed, search.tiles
    freshest = max(1.0, search.stakes.co_members)
    k = keys.shape[1]
    for tile in range(len(tiles.starts)):
        blocks = blocks_of(tiles, tile)
        for r in range(len(rows)):
            i = rows[r]
            if packed.available[i]:
                mark(packed, desk.marks, i, 1.0)
                units = bound(search, desk, i, tile, blocks)
                units *= SLACK / (packed.figures[i, 3] * freshest * BILLION)
                below = FULL
                if tile == 0:
                    n = take_aside(search, desk)
                    below = first_threshold(desk, blocks, k)
                    n = find_above(search, desk, tile, blocks, below, FULL, n)
                    compare_all(search, desk, i, n, units, keys[r], who[r])
                threshold = in_units(units, keys[r, k - 1])
                if threshold < below:
                    n = find_above(search, desk, tile, blocks, threshold, below, 0)
                    compare_all(search, desk, i, n, units, keys[r], who[r])
                mark(packed, desk.marks, i, 0.0)


@inlined
def in_units(units: float, key: int) -> int:
    """The threshold for sums that a key makes: equals must be compared, too, and the greatest sum,
    which those set aside have, always."""
    return int(min(units * max(key - 1, 0), FULL - 1))


@inlined
def blocks_of(tiles: Tiles, tile: int) -> int:
    """How many blocks of a tile have people in them."""
    return min(BLOCKS, (tiles.n - tile * TILE + BLOCK - 1) // BLOCK)


@inlined
def bound(search: Search, desk: Desk, i: int, tile: int, blocks: int) -> float:
    """A sum for everybody in the tile, below which their benefit with i must be; and the greatest
    of every four. Returns for how many units of a sum 1 stands."""
    tiles, sums, tops = search.tiles, desk.sums, desk.tops
    emitted, units = emit(search, desk, i)
    values, places, weights = desk.values, tiles.places, tiles.weights
    dense = tiles.dense[tile]
    rows, usual_values, begins, ends = desk.rows, desk.usual_values, desk.begins, desk.ends
    usual, lists = sort_features(search.tiles, desk, tile, emitted)
    sums[:blocks] = 0
    for f in range(0, usual, 2):
        one, v, other, w = rows[f], usual_values[f], rows[f + 1], usual_values[f + 1]
        for block in range(blocks):
            for at in range(BLOCK):
                sums[block, at] += v * dense[one, block, at] + w * dense[other, block, at]
    flat = sums.reshape(TILE)
    for one in range(lists):
        v = values[one]
        for q in range(begins[one], ends[one]):
            flat[places[q]] += v * weights[q]
    for place in search.aside:  # as they were; as they are they are compared anyhow
        if tile * TILE <= place < (tile + 1) * TILE:
            flat[place - tile * TILE] = 0
    for block in range(blocks):
        for at in range(QUARTER):
            tops[block, at] = max(
                max(sums[block, at], sums[block, at + QUARTER]),
                max(sums[block, at + 2 * QUARTER], sums[block, at + 3 * QUARTER]),
            )
    return units


@inlined
def emit(search: Search, desk: Desk, i: int) -> tuple[int, float]:
    """What i gives to whoever has a feature, into the features and values of the desk; the first
    two for everybody and for the active. With their weights they add up to at least the mean
    benefit of i and the other, times the other's factor.

    The harmonic mean of two benefits is at most their mean; a saturated amount lies below any of
    its tangents; a saturated sum is at most the sum of its parts, each saturated.
    Returns how many features there are, and for how many units of a sum 1 stands.
    """
    packed, tiles, stakes = search.packed, search.tiles, search.stakes
    records, figures, first, tells = packed.records, packed.figures, packed.first, packed.tells
    features, worth, greatest, again = desk.features, desk.worth, tiles.greatest, tiles.again
    begin = packed.begins[i]
    items, i_is = begin + HEADER, records[begin + IS_SOURCE]
    half, brings = packed.half_shared, packed.brings
    one_side = 0.5 * (1.0 + stakes.returned) * greatest[3]
    direct, prospect = one_side * stakes.direct_source, one_side * stakes.prospect
    everybody, n, start = 0.0, 2, items
    for kind in range(3):
        if kind == SOURCES:
            typical, stake = TYPICAL_SOURCES, stakes.shared_sources
        elif kind == EVENTS:
            typical, stake = TYPICAL_EVENTS, stakes.trigger_event
        else:
            typical, stake = TYPICAL_POOLS, stakes.shared_pool
        end = items + records[begin + kind]
        if end > start:
            everybody += stake * (typical / (typical + 1.0)) ** 2
        slope = stake * greatest[kind] / (half * (typical + 1.0) ** 2 * figures[i, kind])
        for q in range(start, end):
            features[n], worth[n] = records[q], slope * tells[records[q]]
            n += 1
        start = end
    for q in range(items, items + records[begin + SOURCES]):
        item = records[q]
        features[n], worth[n] = first[OF_BEING] + item, direct * brings[item]
        n += 1
    for q in range(items + records[begin + EVENTS], items + records[begin + POOLS]):
        item = records[q]
        features[n] = item - first[OF_POOLS] + first[OF_BELONGING]
        worth[n] = prospect * brings[item]
        n += 1
    for q in range(items + records[begin + POOLS], items + records[begin + BELONGS]):
        item = records[q]
        features[n] = item - first[OF_BELONGING] + again[1]
        worth[n] = prospect * brings[item]
        n += 1
    if i_is >= 0:
        features[n], worth[n] = again[0] + i_is, direct * brings[i_is]
        n += 1
    worth[0] = everybody * greatest[3]
    worth[1] = stakes.both_active * greatest[3] if search.active[i] else 0.0
    total = 1e-300
    for f in range(n):
        total += worth[f]
    if 2 * n > FULL // WEIGHT:  # too many for small integers: everybody is compared
        desk.values[0], desk.values[1] = 1, 0
        return 2, 0.0
    units = (FULL // WEIGHT - n) / total  # each value may be one more after rounding up
    for f in range(n):
        desk.values[f] = np.uint16(np.ceil(worth[f] * units))
    return n, units * WEIGHT


@inlined
def sort_features(tiles: Tiles, desk: Desk, tile: int, emitted: int) -> tuple[int, int]:
    """Tell those of the emitted features that have a dense row from those with a list of people.

    Returns how many there are of both, of the first an even number.
    """
    features, values, row, starts = desk.features, desk.values, tiles.row, tiles.starts
    rows, usual_values, begins, ends = desk.rows, desk.usual_values, desk.begins, desk.ends
    rows[0], usual_values[0], rows[1], usual_values[1] = 0, values[0], 1, values[1]
    usual, lists = 2, 0
    for f in range(2, emitted):
        feature = features[f]
        if row[feature] > 0:
            rows[usual], usual_values[usual] = row[feature], values[f]
            usual += 1
        else:
            begin, end = starts[tile, feature], starts[tile, feature + 1]
            begins[lists], ends[lists], values[lists] = begin, end, values[f]
            lists += 1
    if usual % 2:
        rows[usual], usual_values[usual] = 0, 0
        usual += 1
    return usual, lists


@inlined
def take_aside(search: Search, desk: Desk) -> int:
    """Those set aside are compared whatever their sums are."""
    for n in range(len(search.aside)):
        desk.others[n], desk.bounds[n] = search.aside[n], FULL
    return len(search.aside)


@inlined
def first_threshold(desk: Desk, blocks: int, k: int) -> int:
    """A threshold that rather more than k of the sums exceed: only a guess, where to begin."""
    cells, tops = desk.cells, desk.tops
    cells[:] = 0
    for block in range(blocks):
        for at in range(QUARTER):
            cells[block % CELLS, at] = max(cells[block % CELLS, at], tops[block, at])
    low, high = 0, FULL
    while high - low > 1:
        middle = np.uint16((low + high) // 2)
        above = np.int32(0)
        for row in range(CELLS):
            for at in range(QUARTER):
                above += np.int32(cells[row, at] > middle)
        if above > k * LEADERS + k:
            low = int(middle)
        else:
            high = int(middle)
            if above >= k * LEADERS:
                break
    return high


@inlined
def find_above(
    search: Search, desk: Desk, tile: int, blocks: int, threshold: int, most: int, n: int
) -> int:
    """Find everybody in the tile whose sum is above the threshold and not above `most`, after the
    n others who are there.

    Whether somebody is above cannot be foreseen. So all are written down, and counted if they are:
    that takes less than a branch that the processor guesses wrong.
    """
    tops, flags, words, fours = desk.tops, desk.flags, desk.words, desk.fours
    others, bounds, flat = desk.others, desk.bounds, desk.sums.reshape(TILE)
    least = np.uint16(threshold)
    for block in range(blocks):
        for at in range(QUARTER):
            flags[block, at] = tops[block, at] > least
    above = 0
    for word in range(blocks * (QUARTER // 8)):
        if words[word] != 0:
            block, begin = word // (QUARTER // 8), word % (QUARTER // 8) * 8
            for at in range(begin, begin + 8):
                fours[above] = block * BLOCK + at
                above += int(flags[block, at])
    for one in range(above):
        for place in range(fours[one], fours[one] + BLOCK, QUARTER):
            others[n], bounds[n] = tile * TILE + place, flat[place]
            n += int((flat[place] > least) & (flat[place] <= most))
    return n


@inlined
def compare_all(
    search: Search, desk: Desk, i: int, n: int, units: float, keys: Any, who: Any
) -> None:
    """Compare i, who is marked, with those of the n others whose bounds are above the threshold,
    which is looked at again after every few."""
    others, bounds, chunk, last = desk.others, desk.bounds, desk.chunk, len(keys) - 1
    at = 0
    while at < n:
        threshold, size = in_units(units, keys[last]), 0
        while at < n and size < CHUNK:
            chunk[size] = others[at]
            size += int(bounds[at] > threshold)
            at += 1
        compare(search, desk, i, size, keys, who)


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
    keys[:] = 0
    packed, m = search.packed, len(keys)
    if not packed.available[i]:
        return
    marks, found, others = empty_marks(packed), room(m), np.arange(m)
    some = np.empty(m, dtype=np.int64)
    mark(packed, marks, i, 1.0)
    n = keep_who_may_meet(packed, i, others, m)
    find_amounts(packed, marks, i, others, n, found)
    find_keys(search.stakes, found, packed.figures, search.active, i, others, n, some)
    for at in range(n):
        keys[others[at]] = some[at]


@compiled
def best_within(search: Search, bounds: Any, first: int, last: int, keys: Any, who: Any) -> None:
    """The best partners of everybody within their own group, for the groups `first` to `last` - 1.

    Group g stands from bounds[g] to bounds[g + 1] - 1. In groups so small everybody is compared.
    """
    packed, most = search.packed, 0
    for group in range(first, last):
        most = max(most, bounds[group + 1] - bounds[group])
    marks, found = empty_marks(packed), room(most)
    others, new = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    for group in range(first, last):
        begin, size = bounds[group], bounds[group + 1] - bounds[group]
        for i in range(begin, begin + size):
            if not packed.available[i]:
                continue
            for at in range(size):
                others[at] = begin + at
            mark(packed, marks, i, 1.0)
            n = keep_who_may_meet(packed, i, others, size)
            find_amounts(packed, marks, i, others, n, found)
            find_keys(search.stakes, found, packed.figures, search.active, i, others, n, new)
            for at in range(n):
                if new[at] > 0:
                    insert(keys[i], who[i], packed.ids, new[at], others[at])
            mark(packed, marks, i, 0.0)


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
    scores, lefts = np.empty(AT_ONCE), np.empty(AT_ONCE)
    n = len(block.i)
    for x in range(len(askers.k)):
        k = askers.k[x]
        for begin in range(0, n if k > 0 else 0, AT_ONCE):
            end = min(begin + AT_ONCE, n)
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
