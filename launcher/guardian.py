"""Outlives the launcher to clean up after it, however it ended. A script: python -I -S guardian.py

Reads lines from standard input: `watch PID SIGNAL`, `forget PID`, `remove DIRECTORY`. When the
input ends, because the launcher has, even by kill -9, it stops what is still watched, the latest
first, and removes the directories.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 8.0  # seconds that a process gets to stop by itself


def alive(pid: int) -> bool:
    """Whether a process exists and is more than an entry that nobody has collected yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return True


def end(pid: int, number: int) -> None:
    """Stop one process politely, then whatever is left of its group."""
    with contextlib.suppress(OSError):
        os.kill(pid, number)
    deadline = time.monotonic() + PATIENCE
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watched: dict[int, int] = {}
    directories: list[str] = []
    for line in sys.stdin:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "watch":
            pid, number = rest.split()
            watched[int(pid)] = int(number)
        elif word == "forget":
            watched.pop(int(rest), None)
        elif word == "remove":
            directories.append(rest)
    for pid in reversed(watched):
        end(pid, watched[pid])
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
