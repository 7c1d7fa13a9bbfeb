"""`python -m benchmarks matcher`: the matcher against plain Python, libraries and the machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from benchmarks.matcher import machine
from benchmarks.report import Report

Measure = Callable[[Report, bool], None]  # told whether to be quick


def answers(report: Report, quick: bool) -> None:
    """The same as plain Python."""
    from benchmarks.matcher.answers import measure_answers

    measure_answers(report, (40, 200), {} if quick else {10_000: 20, 100_000: 3})


def python(report: Report, quick: bool) -> None:
    """Both engines against plain Python at 1,000; the answers of everybody are compared too."""
    from benchmarks.matcher.answers import measure_python

    measure_python(report, 1_000)


def peers(report: Report, quick: bool) -> None:
    """The fast engine against libraries."""
    from benchmarks.matcher.comparison import measure_peers

    measure_peers(report, 1_000, rounds=5)
    if not quick:
        measure_peers(report, 10_000, rounds=5)


def numpy(report: Report, quick: bool) -> None:
    """The numpy engine where it is slow."""
    from benchmarks.matcher.large import measure_numpy

    measure_numpy(report, 10_000, rounds=1 if quick else 3)


def threads(report: Report, quick: bool) -> None:
    """What a second thread brings."""
    from benchmarks.matcher.large import measure_threads

    if not quick:
        measure_threads(report, 10_000, rounds=5)


def growth(report: Report, quick: bool) -> None:
    """From 10,000 to 100,000, and against what the machine allows."""
    from benchmarks.matcher.large import measure_growth

    if not quick:
        measure_growth(report, 10_000, 100_000, rounds=3)


def editing(report: Report, quick: bool) -> None:
    """One profile."""
    from benchmarks.matcher.editing import measure_editing

    if not quick:
        measure_editing(report, 10_000, rounds=5)


def plans(report: Report, quick: bool) -> None:
    """How good plans are."""
    from benchmarks.matcher.plans import measure_plans

    measure_plans(report, (40, 200, 1_000) if quick else (40, 200, 1_000, 10_000))


def small(report: Report, quick: bool) -> None:
    """One circle, and a million members."""
    from benchmarks.matcher.small import measure_best_pairs, measure_many

    measure_best_pairs(report)
    if not quick:
        measure_many(report)


# Imported one by one when they are asked for, so that `--only python` needs no library to beat.
MEASURES: dict[str, Measure] = {
    "answers": answers,
    "python": python,
    "peers": peers,
    "numpy": numpy,
    "threads": threads,
    "growth": growth,
    "editing": editing,
    "plans": plans,
    "small": small,
}


def arguments(argv: list[str]) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks matcher", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="what is done within a minute")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=MEASURES, metavar="FIGURE")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Measure; 0 when every bar was kept."""
    chosen = arguments(argv)
    machine.settle()
    began, load = perf_counter(), machine.load()
    report = Report()
    for name, measure in MEASURES.items():
        if name in chosen.only:
            measure(report, chosen.quick)
    print(machine.describe())
    if chosen.json:
        report.write(
            chosen.json,
            measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
            quick=chosen.quick,
            threads=machine.THREADS,
            kernels=machine.kernels(),
            load=load,
        )
    print(f"{perf_counter() - began:.0f} seconds.")
    return report.verdict()
