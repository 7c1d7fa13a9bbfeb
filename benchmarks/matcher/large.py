"""Large groups: what the machine allows, how time grows, what a second thread brings."""

from __future__ import annotations

from math import log

from benchmarks.matcher.answers import against
from benchmarks.matcher.groups import make_group
from benchmarks.matcher.limit import limit_pass, postings_of
from benchmarks.matcher.machine import THREADS
from benchmarks.matcher.ours import K, search
from benchmarks.matcher.timing import side_by_side
from benchmarks.report import Figure, Report

OVER_LIMIT = 2.0  # times the measured scatter and scan, at most
EXPONENT = 1.9
TWO_THREADS = 1.7
LONG_TURN = 0.5  # seconds: with other programs about, both cores are seldom free for long
LIMIT_ROWS = 10_000  # whom the limit adds up; its time is the same for every row


def measure_numpy(report: Report, n: int, *, rounds: int, seed: int = 0) -> None:
    """Both engines where numpy is slow."""
    group = make_group(n, seed)
    contenders = {name: search(name, group) for name in ("numba", "numpy")}
    times = side_by_side(contenders, rounds, unprepared=["numpy"])
    name = f"numpy engine, {n:,} people"
    report.add(Figure(name, times.best("numpy"), "s", None, f"the best {K} of everybody"))
    ratio, detail = times.ratio("numpy", "numba"), times.versus("numpy", "numba")
    report.add(Figure(against("numpy", "numba", n), ratio, "x", None, detail))


def measure_threads(report: Report, n: int, *, rounds: int, seed: int = 0) -> None:
    """Two threads against one."""
    group = make_group(n, seed)
    contenders = {f"{t}": search("numba", group, threads=t) for t in (1, THREADS)}
    times = side_by_side(contenders, rounds, turn=LONG_TURN)
    ratio, detail = times.ratio("1", f"{THREADS}"), times.versus("1", f"{THREADS}")
    name = f"Two threads against one, {n:,} people"
    report.add(Figure(name, ratio, "x", TWO_THREADS, detail, least=True))


def measure_growth(
    report: Report, small: int, large: int, *, rounds: int, limit_rows: int = LIMIT_ROWS
) -> None:
    """The large group against a small one, and against what the machine allows."""
    groups = {n: make_group(n) for n in (small, large)}
    postings = postings_of(groups[large])
    contenders = {f"{n}": search("numba", group) for n, group in groups.items()}
    contenders["limit"] = limit_pass(postings, limit_rows, THREADS)
    times = side_by_side(contenders, rounds)
    short, long = times.best(f"{small}"), times.best(f"{large}")

    report.add(Figure(f"Fast engine, {large:,} people", long, "s", None, f"the best {K} of all"))
    name = f"Growth, {small:,} to {large:,} people: exponent"
    exponent = log(long / short) / log(large / small)
    report.add(Figure(name, exponent, "", EXPONENT, times.versus(f"{large}", f"{small}")))

    ours = nanoseconds(long, large, large)
    bare = nanoseconds(times.best("limit"), limit_rows, large)
    detail = (
        f"{ours:.2f} ns a pair and thread against {bare:.2f} ns"
        f" for {postings.adds():.2f} additions and a scan"
    )
    name = f"Over what the machine allows, {large:,} people"
    report.add(Figure(name, ours / bare, "x", OVER_LIMIT, detail))


def nanoseconds(seconds: float, rows: int, people: int) -> float:
    """A pair and thread."""
    return seconds * THREADS / rows / people * 1e9
