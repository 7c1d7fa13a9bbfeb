"""What is measured on which database, and in which order."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack

from django.utils import timezone

from benchmarks import databases, memory, nightly, pages, roster, roster_background
from benchmarks.generator import World, make_world
from benchmarks.report import Figure, Report
from benchmarks.server import Visitor, serving

SMALL = 100  # people; pages must not need more queries for more than these


def measure(report: Report, *, people: int, quick: bool, only: Collection[str]) -> None:
    """Add the figures named in `only` to the report."""
    tenth = max(SMALL, people // 10)
    sizes = {
        "times": {people},
        "bytes": {people},
        "queries": {SMALL, people},
        "nightly": {tenth, people},
        "roster": {people},
        "memory": set(),
    }
    with databases.template(), ExitStack() as stack:
        worlds: dict[int, World] = {}
        names: dict[int, str] = {}
        for size in sorted(set().union(*(sizes[name] for name in only))):
            names[size] = stack.enter_context(databases.fresh(str(size)))
            worlds[size] = make_world(size, timezone.now())
            made = f"Making {size:,} people and all they did"
            report.add(Figure(made, worlds[size].seconds, "s"))
        if "queries" in only:
            counts = {}
            for size in sizes["queries"]:
                databases.use(names[size])
                counts[size] = pages.count_queries(worlds[size])
            pages.report_queries(report, counts)
        if "times" in only or "bytes" in only:
            databases.use(names[people])
            rounds = 30 if quick else 100
            measure_served(report, worlds[people], names[people], only, rounds=rounds)
        if "nightly" in only:
            nightly.measure_nightly(report, {size: names[size] for size in sizes["nightly"]})
        if "roster" in only:  # last, because it adds people
            databases.use(names[people])
            lines = 1_000 if quick else 10_000
            roster.measure_roster(report, worlds[people], lines=lines)
            roster_background.measure_background(report, worlds[people], names[people], lines=lines)
    if "memory" in only:
        memory.measure_memory(report)


def measure_served(
    report: Report, world: World, database: str, only: Collection[str], *, rounds: int
) -> None:
    """Figures that need a server."""
    with serving(database) as port:
        visitor = Visitor(port, world.busy)
        try:
            if "times" in only:
                pages.measure_times(report, visitor, world, rounds)
            if "bytes" in only:
                pages.measure_bytes(report, visitor)
        finally:
            visitor.close()
