"""The fast engine against public libraries, which have the easier task."""

from __future__ import annotations

import numpy as np

from benchmarks.matcher.answers import against
from benchmarks.matcher.features import Features
from benchmarks.matcher.groups import make_group
from benchmarks.matcher.machine import THREADS
from benchmarks.matcher.ours import K, search, searcher
from benchmarks.matcher.peers import bare_product, prepared
from benchmarks.matcher.timing import duration, side_by_side
from benchmarks.report import Figure, Report
from introductions.matcher.people import Floats

# How many times as fast as each the fast engine must be, at least, by the number of people.
BARS = {
    1_000: {"sklearn brute": 10},
    10_000: {"sklearn brute": 10, "sparse_dot_topn": 5, "faiss flat": 8, "a bare SGEMM": 3},
}
CLOSE = 1e-4  # faiss computes in single precision, and the sums are about 10


def measure_peers(report: Report, n: int, *, rounds: int, seed: int = 0) -> None:
    """Everybody in turns, on the same people, and everybody prepared before the clock starts.

    Said in the detail, too: what our side needs with its preparation, from people to lists.
    """
    group = make_group(n, seed)
    features, ours = Features.of(group), searcher("numba", group)
    peers = prepared(features, K)
    report.add(agreement(n, {name: run() for name, run in peers.items()}))
    others = {**peers, "a bare SGEMM": bare_product(features)}
    contenders = {
        "numba": lambda: ours.partners(K, threads=THREADS),
        "from people": search("numba", group),
        **others,
    }
    times = side_by_side(contenders, rounds)
    unprepared = f"unprepared we need {duration(times.best('from people'))}"
    for name in others:
        detail, bar = f"{times.versus(name, 'numba')}; {unprepared}", BARS.get(n, {}).get(name)
        ratio = times.ratio(name, "numba")
        report.add(Figure(against(name, "numba", n), ratio, "x", bar, detail, least=True))


def agreement(n: int, answers: dict[str, Floats]) -> Figure:
    """How far apart the peers' sums are, so that we know that they did what they were asked."""
    first, *others = (best_without_oneself(sums) for sums in answers.values())
    apart = max(float(np.abs(first - other).max()) for other in others)
    detail = ", ".join(answers)
    return Figure(
        f"Peers' sums differ, {n:,} people", apart * 1e6, "millionths", CLOSE * 1e6, detail
    )


def best_without_oneself(sums: Floats) -> Floats:
    """n x k: the greatest sums, falling, but for the greatest of all, which is one's own."""
    return -np.sort(-sums, axis=1)[:, 1:]
