"""F20: everything at random, with workers dying all the time."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from members.deliveries.crashpoints import CRASHPOINTS
from tests.faults import crashing, mailing, surroundings
from tests.faults.dying import ASLEEP_AT, Waker, start_beat, start_group
from tests.faults.rounds import MAILS, Round
from tests.faults.stage import Program

WORKERS = 4
LASTS = 1.5  # seconds, each thing that goes wrong
TOO_MANY = 200  # open mails
CHANCE = 0.03  # that a worker dies on passing a point
CHANCE_ANYWHERE = 0.002
WITHOUT_END = 1_000_000
RANDOM_KINDS = ["421", "450", "451", "452", "silent", "mute", "cut", "unkept", "hangup"]
RANDOM_KINDS += ["noarchive"]


def everything(round: Round) -> None:
    """Something else goes wrong every other second."""
    chance = random.Random(round.seed)
    group, beat = start_group(round), start_beat(round)
    with round.stage.dying(list(CRASHPOINTS), budget=WITHOUT_END, chance=CHANCE) as spell:
        round.stage.workers.run(WORKERS)
        while not round.is_over():
            round.owe_plain(3 * MAILS)
            chance.choice(WAYS)(round, group)
            round.stage.revive()
            round.breaks += 1
            if round.all_open() > TOO_MANY:
                round.wait_until(lambda: round.all_open() < TOO_MANY / 2)
    round.kills += spell.count()
    round.wait_until_quiet()
    round.stage.stop(group, beat)


def killed_anywhere(round: Round, group: Program) -> None:
    """Also between the named points: before any statement."""
    points = [*CRASHPOINTS, "statement"]
    with round.stage.dying(points, budget=WITHOUT_END, chance=CHANCE_ANYWHERE) as spell:
        time.sleep(LASTS)
    round.kills += spell.count()


def group_killed(round: Round, group: Program) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group.process.pid, signal.SIGKILL)
        round.kills += 1
    time.sleep(LASTS)


def asleep(round: Round, group: Program) -> None:
    """Each for longer than its lease."""
    how = {"budget": WORKERS // 2, "chance": CHANCE, "deed": crashing.STOP}
    with round.stage.dying(ASLEEP_AT, **how) as spell:
        time.sleep(LASTS)
    Waker().wake_all(spell)
    round.kills += spell.count()


def misbehaved(round: Round, group: Program) -> None:
    chances = dict.fromkeys(RANDOM_KINDS, 0.02)
    with round.stage.mail.misbehaving(chances=chances, deaf=0.1):
        time.sleep(LASTS)


def mail_away(round: Round, group: Program) -> None:
    mailing.down(round)
    round.kills += 1


def names_away(round: Round, group: Program) -> None:
    mailing.without_names(round)


def around(way: surroundings.Way) -> Callable[[Round, Program], None]:
    def happen(round: Round, group: Program) -> None:
        with way(round):
            time.sleep(LASTS)

    return happen


WAYS: list[Callable[[Round, Program], None]] = [
    killed_anywhere,
    group_killed,
    asleep,
    misbehaved,
    misbehaved,
    mail_away,
    names_away,
    *map(around, surroundings.VALKEY),
    *map(around, surroundings.POSTGRES),
]
