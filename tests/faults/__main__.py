"""Break everything around the mails, and count: python -m tests.faults --trials 100

One line for each fault; ends with 1 when a mail was lost, doubled, stuck or made up, and when
nothing was killed or sent.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from launcher.supervisor import Stopped, stopped_by_signals
from tests.faults import report
from tests.faults.matrix import FAULTS
from tests.faults.mutants import MUTANTS
from tests.faults.report import Line
from tests.faults.running import Theatre, run_faults, run_mutant, theatre


def parser() -> argparse.ArgumentParser:
    names = [each.name for each in FAULTS]
    main = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    main.add_argument("--trials", type=int, default=5, help="of F1 to F10, others in proportion")
    main.add_argument("--only", nargs="+", choices=names, metavar="F3", help="only these faults")
    main.add_argument("--soak", type=float, default=0.0, metavar="MINUTES", help="how long F20 is")
    main.add_argument("--seed", type=int, help="the plan of a former run")
    main.add_argument("--mutants", action="store_true", help="only the seven wrong designs")
    main.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there too")
    return main


def main(words: list[str]) -> int:
    """Do what the command line says; the process's exit code."""
    chosen = parser().parse_args(words)
    seed = secrets.randbelow(1_000_000) if chosen.seed is None else chosen.seed
    say(report.versions(seed))
    directory = Path(tempfile.mkdtemp(prefix="faults-"))
    with stopped_by_signals(), theatre(directory) as place:
        good = mutants(place, seed) if chosen.mutants else faults(place, chosen, seed, words)
    if good:
        shutil.rmtree(directory, ignore_errors=True)
    else:
        say(f"Logs, plans and ledger are in {directory}")
    return 0 if good else 1


def faults(place: Theatre, chosen: argparse.Namespace, seed: int, words: list[str]) -> bool:
    """Try the faults that were chosen; whether all is good."""
    wanted = [each for each in FAULTS if not chosen.only or each.name in chosen.only]
    told: list[Line] = []

    def tell(line: Line) -> None:
        told.append(line)
        say(report.row(line), *report.details(line.verdict))

    say(report.head())
    how = {"trials": chosen.trials, "seed": seed, "minutes": chosen.soak}
    lines = run_faults(place, wanted, **how, tell=tell)
    say("", report.summary(lines))
    if chosen.markdown:
        command = " ".join(["python -m tests.faults", *words])
        date = f"{datetime.now(UTC):%Y-%m-%d}"
        chosen.markdown.write_text(report.markdown(lines, command=command, date=date, seed=seed))
    return all(line.is_good for line in told)


def mutants(place: Theatre, seed: int) -> bool:
    """Try the wrong designs; whether each was caught."""
    say(report.head())
    survivors = []
    for mutant in MUTANTS:
        line, caught = run_mutant(place, mutant, seed=seed)
        fate = f"caught: {mutant.caught_by}" if caught else "SURVIVED"
        say(report.row(line).partition("  <--")[0] + f"  {mutant.name} {fate}")
        survivors += [] if caught else [mutant.name]
    say("", f"{len(MUTANTS) - len(survivors)} of {len(MUTANTS)} wrong designs caught.")
    return not survivors


def say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, Stopped):
        sys.exit(130)
