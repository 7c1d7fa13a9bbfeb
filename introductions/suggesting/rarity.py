"""How rare things are, counted once a day in each set of groups and kept with the plan.

So one person's edit does not move other people's scores. When the groups have grown or shrunk much,
it is counted anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from introductions.matcher import Rarity
from introductions.matcher.people import Floats, Ints
from introductions.models import Plan
from introductions.suggesting.lists import Lists
from introductions.suggesting.network import Counted, Groups, Network, rows_of
from introductions.suggesting.population import Population

KEPT_FOR = timedelta(hours=24)
MUCH = 0.1  # of the people


def recent(plans: Iterable[Plan], population: Population, lists: Lists) -> dict[Groups, Counted]:
    """What earlier plans counted and what is still good, by groups."""
    found = {}
    for plan in plans:
        for entry in plan.rarity:
            groups, at = tuple(entry["groups"]), datetime.fromisoformat(entry["counted_at"])
            people = len(rows_of(population, groups))
            grown = abs(people - entry["people"]) > MUCH * entry["people"]
            if people and not grown and at >= population.now - KEPT_FOR:
                rarity = _read(entry, lists)
                if rarity:
                    found[groups] = Counted(rarity, at)
    return found


def to_store(network: Network, population: Population, lists: Lists) -> list[dict[str, Any]]:
    """The rarities that a plan used, as JSON; what an earlier plan counted keeps its date."""
    return [
        {
            "groups": list(groups),
            "people": len(rows_of(population, groups)),
            "counted_at": counted.at.isoformat(),
            "sources": _by_key(counted.rarity.sources, lists.source_keys),
            "pools": _by_key(counted.rarity.pools, lists.pool_keys),
            "events": _by_key(counted.rarity.events, lists.event_keys),
        }
        for groups, counted in network.counted.items()
    ]


def _by_key(rarity: Floats, keys: Ints) -> dict[str, float]:
    return dict(zip(map(str, keys.tolist()), rarity.tolist(), strict=True))


def _read(entry: dict[str, Any], lists: Lists) -> Rarity | None:
    """None when the lists have items that were not counted."""
    kinds = (
        (entry["sources"], lists.source_keys),
        (entry["pools"], lists.pool_keys),
        (entry["events"], lists.event_keys),
    )
    found = []
    for counted, keys in kinds:
        texts = [str(key) for key in keys.tolist()]
        if not all(text in counted for text in texts):
            return None
        found.append(np.array([counted[text] for text in texts], dtype=np.float64))
    return Rarity(*found)
