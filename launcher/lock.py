"""One launcher at a time works on the project's data, and tells the others how to reach them."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from launcher.failure import Failure
from launcher.guardian import alive
from launcher.places import RUN

PATIENCE = 40.0  # seconds that the guardian of a killed launcher may need to clean up


class Lock:
    """The lock while we hold it. A guardian that keeps `descriptor` open holds it with us."""

    def __init__(self, descriptor: int, state: Path) -> None:
        self.descriptor = descriptor
        self._state = state

    def publish(self, address: str, environment: dict[str, str] | None = None) -> None:
        """Tell other launchers who we are and, once that is known, how to reach our servers."""
        state = {"pid": os.getpid(), "address": address, "environment": environment}
        unfinished = self._state.with_suffix(".new")
        unfinished.touch(mode=0o600)  # an address that was given may have a password in it
        unfinished.write_text(json.dumps(state))
        unfinished.rename(self._state)


@contextmanager
def held(address: str, directory: Path = RUN) -> Iterator[Lock]:
    """Hold the lock; `address` is what a second launcher says is in use.

    Raises Failure when another launcher holds it. Waits for the guardian of one that was killed.
    """
    directory.mkdir(exist_ok=True)
    state = directory / "running.json"
    descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + PATIENCE
        while not taken(descriptor):
            other = read(state)
            if other and alive(other["pid"]):
                raise Failure(
                    f"Proactive is already running: {other['address']} (process {other['pid']})."
                    " Stop that one first."
                )
            if time.monotonic() > deadline:
                raise Failure("A launcher that was killed is still cleaning up: try again soon.")
            time.sleep(0.1)
        lock = Lock(descriptor, state)
        lock.publish(address)
        try:
            yield lock
        finally:
            state.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def published_environment(directory: Path = RUN) -> dict[str, str] | None:
    """DATABASE_URL and the like of the launcher that runs now; None when there is none."""
    state = read(directory / "running.json")
    if state is None:
        return None
    descriptor = os.open(directory / "lock", os.O_RDWR)
    try:
        return None if taken(descriptor) or not alive(state["pid"]) else state["environment"]
    finally:
        os.close(descriptor)


def taken(descriptor: int) -> bool:
    """Try to take the lock."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def read(state: Path) -> dict[str, Any] | None:
    """What the holder of the lock published; None when nothing was."""
    try:
        published: dict[str, Any] = json.loads(state.read_text())
    except (OSError, ValueError):
        return None
    return published
