"""F17: the mail server does what mail servers do."""

from __future__ import annotations

import time

from tests.faults.bootstrap import NAMES
from tests.faults.dying import WORKERS
from tests.faults.following import tell
from tests.faults.misbehaviour import KINDS
from tests.faults.rounds import MAILS, Round

AWAY = 2.0  # seconds


def misbehaves(round: Round) -> None:
    """Each kind of misbehaviour, `trials` times; then no server, no name, no encryption."""
    for name, wrong in KINDS.items():
        round.owe_plain(round.trials, behaviour=name, end=wrong.end)
        round.breaks += round.trials
    with round.stage.mail.misbehaving(deaf=0.2):
        round.stage.workers.run(2 * WORKERS)
        round.wait_until_quiet()
    for away in (down, without_names):
        round.owe_plain(MAILS)
        away(round)
        round.breaks += 1
    round.wait_until_quiet()


def down(round: Round) -> None:
    """Killed, and started again."""
    round.stage.mail.kill()
    time.sleep(AWAY)
    round.stage.mail.start()


def without_names(round: Round) -> None:
    """The name service gives no answer."""
    wishes = round.stage.directory / NAMES
    tell(wishes, {"lost": True})
    time.sleep(AWAY)
    wishes.unlink()
