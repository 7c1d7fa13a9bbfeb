"""Where and how often a worker ends itself: told from outside, by a file, while it runs.

The file (following.py) names `points`, the `deed` done there, the `chance` that it is done on
passing by, the `log` with a line for each deed, and how many are wanted (`budget`).
"""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path
from typing import Any

from members.deliveries import crashpoints
from tests.faults.following import Followed

KILL, GROUP, STOP = "kill", "group", "stop"


class Crasher:
    """What the workers call at each place they pass."""

    def __init__(self, wishes: Path) -> None:
        self.wishes = Followed(wishes)

    def __call__(self, point: str) -> None:
        """Do what is wished for here, if this is the time."""
        wishes = self.wishes.read()
        if not wishes or point not in wishes["points"]:
            return
        if random.random() < wishes["chance"] and note(wishes, point):
            do(wishes["deed"])


def note(wishes: dict[str, Any], point: str) -> bool:
    """Write down what is about to happen; False when it has happened often enough."""
    log = Path(wishes["log"])
    if len(deeds(log)) >= wishes["budget"]:
        return False
    with log.open("ab") as file:
        file.write(f"{wishes['deed']} {point} {os.getpid()}\n".encode())
    return True


def deeds(log: Path) -> list[list[str]]:
    """What was done so far: the deed, the point, the process."""
    return [line.split() for line in log.read_text().splitlines()] if log.exists() else []


def do(deed: str) -> None:
    if deed == KILL:
        crashpoints.die()
    elif deed == GROUP:
        os.killpg(0, signal.SIGKILL)
    elif deed == STOP:
        os.kill(os.getpid(), signal.SIGSTOP)
