"""What would close a ring: pure rules on who is connected, who is not, and which few to introduce.

People are numbers; a pair is two of them, the smaller first. A ring is closed when everybody in
it is connected, directly or through others in it: no need that each has met each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

Pair = tuple[int, int]

# Each introduction that somebody stands in already makes the next one with them worth less, so
# that the same person is not asked to meet everybody at once.
AGAIN = 0.6
ANY_PAIR = 0.25  # what two people at the same event are worth to each other at least, 0 to 1


def pair_of(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def parts_of(people: Iterable[int], joined: Iterable[Pair]) -> list[frozenset[int]]:
    """The people in connected parts; pairs with somebody who is not among them do not count."""
    part = {person: frozenset([person]) for person in people}
    for a, b in joined:
        if a in part and b in part and part[a] is not part[b]:
            both = part[a] | part[b]
            part.update(dict.fromkeys(both, both))
    return list(dict.fromkeys(part.values()))


def possible_pairs(free: Iterable[int], barred: Collection[Pair]) -> list[Pair]:
    """Pairs of people who have room for an introduction, but for those that are barred."""
    return [pair for pair in combinations(sorted(set(free)), 2) if pair not in barred]


def count_to_close(
    people: Collection[int], joined: Collection[Pair], possible: Iterable[Pair]
) -> int:
    """How many of the possible introductions it takes until no further one would help."""
    before = len(parts_of(people, joined))
    return before - len(parts_of(people, [*joined, *possible]))


def closing(
    people: Collection[int],
    joined: Collection[Pair],
    possible: Collection[Pair],
    worth: Mapping[Pair, float],
) -> list[Pair]:
    """The introductions that close the ring, as few as can be, the best first.

    joined  pairs that are connected already.
    possible  pairs that may be introduced.
    worth  of a pair, 0 to 1; every pair is worth a little.
    """
    chosen: list[Pair] = []
    times: Counter[int] = Counter()
    part = {person: part for part in parts_of(people, joined) for person in part}

    def value(pair: Pair) -> float:
        return max(worth.get(pair, 0.0), ANY_PAIR) * AGAIN ** (times[pair[0]] + times[pair[1]])

    while True:
        apart = [
            (a, b)
            for a, b in sorted(possible)
            if a in part and b in part and part[a] is not part[b]
        ]
        if not apart:
            return chosen
        a, b = max(apart, key=value)
        chosen.append((a, b))
        times.update((a, b))
        both = part[a] | part[b]
        part.update(dict.fromkeys(both, both))


def within_room(pairs: Iterable[Pair], room: Mapping[int, int]) -> list[Pair]:
    """Of these pairs, in their order, those that nobody has too many of."""
    left = dict(room)
    kept = []
    for a, b in pairs:
        if left.get(a, 0) > 0 and left.get(b, 0) > 0:
            left[a] -= 1
            left[b] -= 1
            kept.append((a, b))
    return kept
