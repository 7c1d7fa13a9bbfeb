"""The same answers as plain Python, and how much quicker."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from benchmarks.matcher.features import Features, plain_python
from benchmarks.matcher.groups import Group, make_group, shared_by_two
from benchmarks.matcher.ours import K, List, differing, in_plain_python, search
from benchmarks.matcher.timing import TURN, Times, one_turn
from benchmarks.report import Figure, Report
from introductions.matcher.engines import Partners
from introductions.matcher.people import Ints

ENGINES = ("numpy", "numba")
LEAST_NUMPY, LEAST_FAST = 30, 100  # times as fast as plain Python
PARTS = 5  # in which plain Python does its work, engines running in between


def measure_answers(
    report: Report, sizes: tuple[int, ...], sampled: dict[int, int], seed: int = 0
) -> None:
    """Compare with plain Python: everybody's list, or those of some people of large groups."""
    for n in sizes:
        compare(report, n, None, seed)
    for n, rows in sampled.items():
        chosen = np.random.default_rng(seed).choice(n, rows, replace=False)
        compare(report, n, chosen, seed)


def compare(report: Report, n: int, rows: Ints | None, seed: int) -> None:
    """Of so many people, the lists of those at `rows` or of everybody.

    The fast engine always searches for everybody; its tiles and threads are part of the question.
    """
    group = make_group(n, seed)
    chosen = np.arange(n) if rows is None else rows
    expected = in_plain_python(group, chosen.tolist())
    fast = search("numba", group)()
    differ = differing(Partners(fast.partner[chosen], fast.score[chosen]), expected)
    differ += differing(search("numpy", group, rows=chosen)(), expected)
    sample = "" if rows is None else f"a sample of {len(rows)}; "
    report.add(same_answers(n, differ, f"{sample}{what_is_shared(group)}"))


def what_is_shared(group: Group) -> str:
    """How much two people have in common, which is most of the work."""
    return f"two share {shared_by_two(group.people):.2f} on average"


def same_answers(n: int, differ: int, detail: str) -> Figure:
    """The figure that says so."""
    return Figure(f"Same best {K} as plain Python, {n:,} people", differ, "differ", 0, detail)


def measure_python(report: Report, n: int, seed: int = 0) -> None:
    """Both engines and the plain sums against plain Python, at a size where it can be waited for.

    Plain Python does its rows in a few parts, and after each of them the others have a turn.
    """
    group = make_group(n, seed)
    engines = {name: search(name, group) for name in ENGINES}
    answers = {name: run() for name, run in engines.items()}  # they are warm after that
    others = {**engines, "plain sums": plain_python(Features.of(group), K)}
    times = Times({"plain Python": [0.0], **{name: [] for name in others}})
    expected: list[List] = []
    for rows in np.array_split(np.arange(n), PARTS):
        began = perf_counter()
        expected += in_plain_python(group, rows.tolist())
        times.seconds["plain Python"][0] += perf_counter() - began
        for name, work in others.items():
            times.seconds[name] += one_turn(work, TURN)

    differ = sum(differing(answer, expected) for answer in answers.values())
    report.add(same_answers(n, differ, what_is_shared(group)))
    for name, bar in (("numpy", LEAST_NUMPY), ("numba", LEAST_FAST)):
        ratio, detail = times.ratio("plain Python", name), times.versus("plain Python", name)
        report.add(Figure(against("plain Python", name, n), ratio, "x", bar, detail, least=True))
    detail = "an inverted index in plain Python, for the easier task of the peers"
    report.add(Figure(f"Plain sums, {n:,} people", times.best("plain sums"), "s", None, detail))


def against(slow: str, fast: str, n: int) -> str:
    """What a ratio is called."""
    engine = {"numba": "Fast engine", "numpy": "numpy engine"}[fast]
    return f"{engine} against {slow}, {n:,} people"
