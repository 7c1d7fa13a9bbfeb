"""Small groups: how long one person waits, and how long a great many of them take together."""

from __future__ import annotations

import numpy as np

from benchmarks.matcher.groups import make_group
from benchmarks.matcher.machine import THREADS
from benchmarks.matcher.networks import make_network
from benchmarks.matcher.ours import WEIGHTS, K, prepared
from benchmarks.matcher.timing import duration, side_by_side
from benchmarks.report import Figure, Report
from introductions.matcher.columns import Prices
from introductions.matcher.engines import engine_named

MEMBERS, GROUPS = 50, 20_000
CIRCLE, PAIRS = 150, 20


def measure_best_pairs(report: Report, rounds: int = 5, seed: int = 0) -> None:
    """The best pairs for one introducer, when the pairs of their circle have been compared."""
    network = make_network(CIRCLE + 1, seed)  # the introducer among them
    pricing = engine_named("numba").pricing(network.problem)
    free, one = Prices.free(len(network)), np.zeros(len(network), dtype=np.int64)
    one[0] = PAIRS
    everybody = np.full(len(network), PAIRS)
    contenders = {
        "one": lambda: pricing.best(free, one),
        "all": lambda: pricing.best(free, everybody),
    }
    times = side_by_side(contenders, rounds)
    each = times.best("all") / len(network)
    name = f"Best {PAIRS} pairs in a circle of {CIRCLE}"
    detail = (
        f"asked alone {duration(times.best('one'))}; here all {len(network)} at once, by one thread"
    )
    report.add(Figure(name, each * 1e6, "µs", None, detail))


def measure_many(report: Report, groups: int = GROUPS, seed: int = 0) -> None:
    """A million members in small groups, in one pass from people to lists."""
    everybody = make_group(groups * MEMBERS, seed)
    bounds = np.arange(0, len(everybody) + 1, MEMBERS)

    def work() -> None:
        profiles, stance = prepared(everybody)
        engine_named("numba").partners_within(profiles, bounds, stance, WEIGHTS, K, THREADS)

    seconds = side_by_side({"all": work}, rounds=2).best("all")
    name = f"Best {K} of everybody in {groups:,} groups of {MEMBERS}"
    detail = f"{len(everybody):,} members in one pass, from people to lists"
    report.add(Figure(name, seconds, "s", None, detail))
