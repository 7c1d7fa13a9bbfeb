"""The shipped lists of professions, sources, pools and events, as numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

import members
from introductions.matcher.people import Vocabulary

LISTS = Path(members.__file__).parent / "vocabulary" / "starter.json"


@dataclass(frozen=True)
class Starter:
    """For each profession what people of it have by default, and the vocabulary of it all."""

    vocabulary: Vocabulary
    sources: tuple[tuple[int, ...], ...]
    pools: tuple[tuple[int, ...], ...]
    belongs: tuple[tuple[int, ...], ...]
    events: tuple[tuple[int, ...], ...]

    @property
    def n_professions(self) -> int:
        return len(self.sources)


@cache
def starter() -> Starter:
    """Read the lists. The source types of professions come first, in the professions' order."""
    lists = json.loads(LISTS.read_text())
    professions = {p["slug"]: row for row, p in enumerate(lists["professions"])}
    others = [s["slug"] for s in lists["source_types"]]
    sources = professions | {slug: len(professions) + row for row, slug in enumerate(others)}
    pools = {p["slug"]: row for row, p in enumerate(lists["prospect_pools"])}
    competes = (sorted(professions[slug] for slug in pair) for pair in lists["competes"])
    needed_at = [{n["profession"] for n in event["needs"]} for event in lists["trigger_events"]]
    sought_by = [set(pool["professions"]) for pool in lists["prospect_pools"]]
    return Starter(
        vocabulary=Vocabulary(
            source_of_profession=np.arange(len(professions), dtype=np.int32),
            competes=frozenset((p, q) for p, q in competes),
            n_sources=len(sources),
            n_pools=len(pools),
            n_events=len(needed_at),
            own_sources=frozenset(sources[slug] for slug in ("past_clients", "peers")),
        ),
        sources=tuple(tuple(sources[s] for s in p["sources"]) for p in lists["professions"]),
        pools=_holding(professions, sought_by),
        belongs=tuple(tuple(pools[b] for b in p["belongs_to"]) for p in lists["professions"]),
        events=_holding(professions, needed_at),
    )


def _holding(professions: dict[str, int], named: list[set[str]]) -> tuple[tuple[int, ...], ...]:
    """For each profession the places of the sets that name it."""
    return tuple(tuple(row for row, who in enumerate(named) if p in who) for p in professions)
