"""Run faults one after the other on a stage, and mutants each on a stage of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from launcher.processes import Guardian
from tests.faults import servers, stage
from tests.faults.checker import check, rows_of
from tests.faults.matrix import Fault, fault
from tests.faults.mutants import Mutant
from tests.faults.report import Line
from tests.faults.rounds import Round
from tests.faults.servers import Servers
from tests.faults.stage import Stage

MUTANT_PATIENCE = 15.0  # seconds; nothing more may ever happen


@dataclass
class Theatre:
    """Servers, and a place for stages."""

    servers: Servers
    guardian: Guardian
    directory: Path

    @contextmanager
    def stage(self, name: str, **settings: str) -> Iterator[Stage]:
        found = Stage(self.servers, self.guardian, self.directory / name, **settings)
        try:
            yield found
        finally:
            found.close()


@contextmanager
def theatre(directory: Path) -> Iterator[Theatre]:
    """New servers with the database that stages copy; logs, plans and ledgers in `directory`."""
    with servers.running() as running, Guardian() as guardian:
        stage.fill_template(running, directory)
        yield Theatre(running, guardian, directory)


def run_faults(
    theatre: Theatre,
    faults: list[Fault],
    *,
    trials: int,
    seed: int,
    minutes: float = 0.0,
    tell: Callable[[Line], None],
) -> list[Line]:
    """Try these faults, and `tell` of each; then compare all of it once more: a copy may have come
    late. `minutes`: how long the last of them lasts, if that is the soak."""
    lines: list[Line] = []

    def act(each: Fault, where: Stage) -> Round:
        round = Round(where, each.name, each.trials(trials), seed=seed, minutes=minutes)
        lines.append(run_one(each, round))
        tell(lines[-1])
        return round

    with theatre.stage("all") as where:
        rounds = []
        for each in faults:
            if each.alone:
                with theatre.stage(each.name) as elsewhere:
                    act(each, elsewhere)
            else:
                rounds.append(act(each, where))
        if rounds:
            tell(everything(where, rounds))
    return lines


def run_one(fault: Fault, round: Round) -> Line:
    began = time.monotonic()
    try:
        fault.happen(round)
        round.wait_until_quiet()
        round.stage.workers.run(0)
    except (AssertionError, OSError, psycopg.Error) as error:  # the other faults shall be tried
        round.complaints.append(f"{type(error).__name__}: {error}"[:500])
        round.stage.calm()
    seconds = time.monotonic() - began
    name = f"{fault.name:4}{fault.what}"
    return Line(
        name, round.trials, round.kills, round.breaks, round.verdict(), seconds, fault.kills
    )


def everything(stage: Stage, rounds: list[Round]) -> Line:
    """All plans against the whole ledger and the whole table."""
    began = time.monotonic()
    planned = [entry for round in rounds for entry in round.planned]
    verdict = check(planned, stage.mail.records(), rows_of(stage.database_url))
    trials, kills, breaks = (
        sum(getattr(round, count) for round in rounds) for count in ("trials", "kills", "breaks")
    )
    seconds = time.monotonic() - began
    return Line("all of it once more", trials, kills, breaks, verdict, seconds, kills > 0)


def run_mutant(theatre: Theatre, mutant: Mutant, *, seed: int) -> tuple[Line, bool]:
    """Try the fault that must catch this wrong design; whether it did."""
    with theatre.stage(mutant.name, FAULTS_MUTANT=mutant.name, **mutant.settings) as where:
        if mutant.statement:
            with psycopg.connect(where.database_url) as connection:
                connection.execute(mutant.statement)
        by = fault(mutant.fault)
        round = Round(where, by.name, mutant.trials, seed=seed, patience=MUTANT_PATIENCE)
        line = run_one(by, round)
        return line, bool(getattr(line.verdict, mutant.caught_by))
