"""Run a program under a clock of its own: `python -m tests.moved_clock FILE -- celery …`.

FILE holds by how many seconds the program's clock is ahead of the real one (behind it, when below
0). It is read again and again, also in processes that the program forks: whoever writes another
number moves the time of all running programs that follow the file. Other clocks, PostgreSQL's
among them, are not moved by it.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

LOOKED_AT_EVERY = 0.03  # seconds


class Clock:
    """The file from outside: what the moved time is, and moving it."""

    def __init__(self, file: Path, now: datetime) -> None:
        self.file = file
        self.move_to(now)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead())

    def ahead(self) -> float:
        """By how many seconds it is ahead of the real time."""
        return read(self.file)

    def move_to(self, moment: datetime) -> None:
        """Programs follow within a moment (LOOKED_AT_EVERY)."""
        new = self.file.with_suffix(".new")
        new.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        new.replace(self.file)  # nobody reads half a number


def read(file: Path) -> float:
    return float(file.read_text())


def follow(file: Path, *, watched: bool = True) -> Callable[[], None]:
    """Move this process's clock, and those of processes it forks, by what the file says.

    What is returned makes the calling process look at the file now; without `watched`, it looks
    only then.
    """
    current = read(file)
    traveller = time_machine.travel(timedelta(seconds=current)).start()
    time.time()  # the moved clock begins to run when somebody first looks at it

    def look() -> None:
        nonlocal current
        with contextlib.suppress(OSError):
            wanted = read(file)
            if wanted != current:
                traveller.shift(wanted - current)
                current = wanted

    def watch() -> None:
        while True:
            time.sleep(LOOKED_AT_EVERY)
            look()

    def start() -> None:
        threading.Thread(target=watch, name="moved clock", daemon=True).start()

    if not watched:
        return look
    start()
    os.register_at_fork(after_in_child=start)  # threads do not survive a fork
    return look


def main() -> None:
    file, dashes, *program = sys.argv[1:]
    if dashes != "--":
        sys.exit(__doc__)
    follow(Path(file))
    sys.argv = program
    runpy.run_module(program[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
