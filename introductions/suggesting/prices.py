"""The prices of a plan, kept on its row by primary keys: what the next plan starts from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

from introductions.matcher.columns import Prices
from introductions.matcher.people import Ints
from introductions.models import Plan


def recent(plans: Iterable[Plan], ids: Ints) -> Prices | None:
    """Prices as earlier plans stored them, for people with these keys (ascending).

    None when nobody is known in them.
    """
    person = np.zeros(len(ids))
    pairs: dict[tuple[int, int], float] = defaultdict(float)
    row = {key: i for i, key in enumerate(ids.tolist())}
    known = False
    for plan in plans:
        for key, price in plan.prices.get("people", {}).items():
            if (at := row.get(int(key))) is not None:
                person[at], known = price, True
        for a, b, price in plan.prices.get("pairs", []):
            if a in row and b in row:
                pairs[row[a], row[b]] = price
    if not known:
        return None
    ordered = sorted(pairs.items())
    places = np.array([pair for pair, _ in ordered], dtype=np.int64).reshape(-1, 2)
    return Prices(person, places[:, 0], places[:, 1], np.array([price for _, price in ordered]))


def to_store(prices: Prices, ids: Ints) -> dict[str, Any]:
    """Prices by primary keys, as JSON."""
    people = np.flatnonzero(prices.person > 0)
    keys, asked = ids[people].tolist(), prices.person[people].round(6).tolist()
    pairs = zip(
        ids[prices.pair_a].tolist(),
        ids[prices.pair_b].tolist(),
        prices.pair.round(6).tolist(),
        strict=True,
    )
    return {
        "people": dict(zip(map(str, keys), asked, strict=True)),
        "pairs": [list(pair) for pair in pairs],
    }
