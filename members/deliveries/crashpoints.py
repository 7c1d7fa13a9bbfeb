"""Named places at which a worker can be made to die: for the fault harness, off in real use."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

# In the order in which a delivery passes them. docs/reliability.md has the same list.
CRASHPOINTS = (
    "before_claim",
    "claimed_uncommitted",
    "claimed",
    "after_mail",
    "after_rcpt",
    "in_data",
    "after_dot",
    "after_250",
    "marked_uncommitted",
    "marked",
)


def pass_by(name: str) -> None:
    """Nothing, unless somebody listens: see `listen`."""


_listener: Callable[[str], None] = pass_by


def crashpoint(name: str) -> None:
    """A worker is at the place `name`, one of CRASHPOINTS."""
    _listener(name)


def listen(listener: Callable[[str], None]) -> None:
    """Call `listener` with the name of each place that is passed from now on."""
    global _listener
    _listener = listener


def die() -> None:
    """End this process as `kill -9` would: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)
