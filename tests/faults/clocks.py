"""F18: the clocks of workers are wrong, each in its own way, and jump."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from tests.faults.rounds import MAILS, Round
from tests.moved_clock import Clock

JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]
JUMPS += [timedelta(0)]
DRAIN = ["--", "django", "drain", "--loop"]
WORKERS = 2


def jump(round: Round) -> None:
    """Before each lot of mails each clock jumps to another time."""
    chance = random.Random(round.seed)
    directory = round.stage.directory
    clocks = [Clock(directory / f"clock-{n}", datetime.now(UTC)) for n in range(WORKERS)]
    workers = [round.stage.start("drain", "--clock", str(clock.file), *DRAIN) for clock in clocks]
    for _ in range(round.trials):
        round.owe_plain(MAILS)
        for clock in clocks:
            clock.move_to(datetime.now(UTC) + chance.choice(JUMPS))
            round.breaks += 1
        round.wait_until_some_have_gone()
    round.wait_until_quiet()
    round.stage.stop(*workers)
