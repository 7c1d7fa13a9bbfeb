"""Why two people of a table should talk, worded as suggestions are."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from introductions.matcher import Lens
from introductions.seating.reading import NEW_FACES, Room
from introductions.suggesting.wording import word

AT_A_TABLE = 2


def reasons_of(room: Room, table: Iterable[int]) -> list[dict[str, Any]]:
    """At most two pairs of a table (keys) who have not met and why they should talk, best first;
    of members alone, and where it can be, of four people."""
    row_of = {key: row for row, key in enumerate(room.ids.tolist())}
    rows = sorted(row_of[key] for key in table if key in row_of and room.joined[row_of[key]])
    pairs = [pair for pair in combinations(rows, 2) if room.worth[pair] > NEW_FACES]
    pairs.sort(key=lambda pair: -room.worth[pair])
    found: list[dict[str, Any]] = []
    named: set[int] = set()
    for others_only in (True, False):
        for pair in pairs:
            if len(found) == AT_A_TABLE or (others_only and named.intersection(pair)):
                continue
            if (reason := _reason(room, pair)) and reason not in found:
                found.append(reason)
                named.update(pair)
    return found


def _reason(room: Room, pair: tuple[int, int]) -> dict[str, Any] | None:
    """The strongest reason that names something; that both are active says nothing at a table."""
    at = room.places.get(pair)
    if at is None:
        return None
    match = room.explaining.match(at)
    a, b = (room.names[row] for row in pair)
    words = word(match, a, b, lists=room.lists, circle_size=len(room.ids))
    for reason in words.reasons:
        if reason["lens"] != Lens.BOTH_ACTIVE:
            said = {"lens": reason["lens"], "text": reason["text"]}
            return {"a": match.a, "b": match.b, **said}
    return None
