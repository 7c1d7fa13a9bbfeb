"""`python -m benchmarks SUITE`: measure, print a line a figure, fail on a missed bar."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

# Each module has a `main(argv)` that returns an exit code. It is imported when it is asked for,
# because each suite needs other things: a database, the peers of the matcher, nothing at all.
SUITES = {
    "pages": ("benchmarks.application", "the application as people use it (needs a database)"),
    "matcher": ("benchmarks.matcher.suite", "the matcher against others and against the machine"),
    "seating": ("benchmarks.seating", "tables of a meeting against sitting anywhere"),
    "effect": ("benchmarks.effect.suite", "does it help people? a simulation"),
}


def main(argv: list[str]) -> int:
    """Run one suite; without a name it is "pages"."""
    if not argv or (argv[0] not in SUITES and argv[0] not in ("-h", "--help")):
        argv = ["pages", *argv]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    suites = parser.add_subparsers(dest="suite", required=True)
    for name, (_, about) in SUITES.items():
        suites.add_parser(name, help=about, add_help=False)  # the suite reads its own arguments
    suite = parser.parse_args(argv[:1]).suite
    code: int = import_module(SUITES[suite][0]).main(argv[1:])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
