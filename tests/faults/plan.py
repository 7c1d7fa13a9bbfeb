"""The generator's own list of what is owed: written before anything is, and what the checker
believes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One mail, one recipient, who gets no other. `end`: the state that its row must reach."""

    key: str
    address: str  # "" when none is known
    kind: str = "fault_plain"
    end: str = "sent"
    subject: str = "Hello"
    due_in: float = 0.0  # seconds from now, also in the past
    expires_in: float | None = None


def entries(
    name: str, count: int, *, first: int = 0, behaviour: str = "any", **same: Any
) -> list[Entry]:
    """`count` mails of the fault `name`, numbered from `first`. `behaviour`: what the mail server
    does about them (misbehaviour.py)."""
    return [
        Entry(f"{name}-{number}", f"{behaviour}-{number}@{domain(name)}", **same)
        for number in range(first, first + count)
    ]


def domain(name: str) -> str:
    """Where the recipients of a fault are: no two faults share one."""
    return f"{name.lower()}.example"


def write(path: Path, planned: Iterable[Entry]) -> None:
    path.write_text("".join(json.dumps(asdict(entry)) + "\n" for entry in planned))


def read(path: Path) -> list[Entry]:
    return [Entry(**json.loads(line)) for line in path.read_text().splitlines()]
