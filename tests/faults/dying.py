"""F1-F12: workers that die, alone or in groups, or fall asleep with a mail in hand."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from members.deliveries.crashpoints import CRASHPOINTS
from tests.faults import crashing
from tests.faults.rounds import MAILS, Round
from tests.faults.stage import LEASE, ORACLE_DELAY, Program, Spell

WORKERS = 3
CHANCE = 0.15  # that a worker dies on passing a point
CELERY = ["--", "celery", "--app=networking_app", "--quiet"]
WORKER = ["worker", "--loglevel=warning", "--concurrency=2", "--without-gossip", "--without-mingle"]
GROUPS = 2
SLEEP = LEASE + ORACLE_DELAY + 2.5  # seconds: time enough for another to have sent it
MOST_ASLEEP = 50  # each has a connection to the database
ASLEEP_AT = ["claimed", "in_data", "after_dot", "after_250"]


def at(point: str) -> Callable[[Round], None]:
    """A fault: workers are killed at this point."""

    def happen(round: Round) -> None:
        round.owe_plain(MAILS * round.trials)
        with round.stage.dying([point], budget=round.trials, chance=CHANCE) as spell:
            round.stage.workers.run(WORKERS)
            round.wait_for(spell, round.trials)
        round.kills += spell.count()
        round.wait_until_quiet()

    return happen


def whole_groups(round: Round) -> None:
    """Celery's main process and its pool die together, at any point; others are started."""
    stage = round.stage
    beat = start_beat(round)
    groups = [start_group(round) for _ in range(GROUPS)]
    round.owe_plain(MAILS * round.trials)
    with stage.dying(
        list(CRASHPOINTS), budget=round.trials, chance=CHANCE / 10, deed=crashing.GROUP
    ) as spell:
        round.wait_for(spell, round.trials)
    round.kills += spell.count()
    round.wait_until_quiet()
    stage.stop(beat, *groups)


def start_group(round: Round) -> Program:
    return round.stage.start("celery", *CELERY, *WORKER)


def start_beat(round: Round, *options: str, schedule: str = "beat") -> Program:
    """A beat that keeps what it knows in the file `schedule`."""
    file = round.stage.directory / schedule
    beat = ["beat", "--loglevel=critical", f"--schedule={file}", "--pidfile="]
    return round.stage.start("beat", *options, *CELERY, *beat)


def asleep(round: Round) -> None:
    """Workers are stopped for longer than their lease, while others go on, then continued."""
    round.owe_plain(MAILS * round.trials)
    waker = Waker()

    def look() -> None:
        waker.look(spell)
        wanted = WORKERS + min(len(waker.sleepers), MOST_ASLEEP)
        round.stage.workers.run(wanted)

    with round.stage.dying(
        ASLEEP_AT, budget=round.trials, chance=CHANCE / 3, deed=crashing.STOP
    ) as spell:
        round.wait_for(spell, round.trials, meanwhile=look)
    look()
    waker.wake_all(spell)
    round.kills += spell.count()
    round.wait_until_quiet()


class Waker:
    """Wakes each worker that fell asleep, when it has slept long enough."""

    def __init__(self) -> None:
        self.known = 0
        self.sleepers: dict[int, float] = {}

    def look(self, spell: Spell) -> None:
        """Note who has fallen asleep since; wake whose time has come."""
        deeds = spell.deeds()
        for _, _, pid in deeds[self.known :]:
            self.sleepers[int(pid)] = time.monotonic() + SLEEP
        self.known = len(deeds)
        for pid, until in list(self.sleepers.items()):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGCONT)
                del self.sleepers[pid]

    def wake_all(self, spell: Spell) -> None:
        """Wait until everybody has slept long enough."""
        self.look(spell)
        while self.sleepers:
            self.look(spell)
            time.sleep(0.1)
