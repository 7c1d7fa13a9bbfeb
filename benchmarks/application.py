"""`python -m benchmarks pages`: measure the application as people use it, on a database."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

FIGURES = ("times", "queries", "bytes", "memory", "roster", "nightly")
LEAST = 200
QUICK = 1_000


def arguments(argv: list[str]) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages", description=__doc__)
    parser.add_argument("--people", type=int, help="in the large database (10,000)")
    parser.add_argument("--quick", action="store_true", help="1,000 people, no memory figure")
    parser.add_argument("--only", nargs="+", choices=FIGURES, default=FIGURES, metavar="FIGURE")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args(argv)
    chosen.people = chosen.people or (QUICK if chosen.quick else 10_000)
    if chosen.people < LEAST:
        parser.error(f"--people must be at least {LEAST}: the small database has 100")
    chosen.only = set(chosen.only) - ({"memory"} if chosen.quick else set())
    return chosen


def main(argv: list[str]) -> int:
    """Measure; 0 when every bar was kept."""
    chosen = arguments(argv)
    if "DATABASE_URL" not in os.environ:
        sys.exit("Start this with: python3 -m launcher exec --throwaway -- python -m benchmarks")
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores / 2:
        print(f"This machine is busy (load {load:.1f} on {cores} cores): mistrust what takes time.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django  # after the settings are named
    from django.core.management import call_command

    with tempfile.TemporaryDirectory(prefix="proactive-static-") as static:
        os.environ["BENCHMARK_STATIC_ROOT"] = static  # the servers we start read it too
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0)
        from benchmarks.report import Report
        from benchmarks.suite import measure

        report = Report()
        measure(report, people=chosen.people, quick=chosen.quick, only=chosen.only)
    if chosen.json:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        report.write(
            chosen.json, measured_at=moment, people=chosen.people, quick=chosen.quick, load=load
        )
    return report.verdict()
