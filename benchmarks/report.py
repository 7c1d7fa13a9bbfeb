"""Figures with their bars: printed as they come, and kept for a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured number. `bar` is the most it may be, or None where nothing is promised.

    With `least` the bar is the least it may be. `holds` is what else has to be true; `detail` is
    what the number came from.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    detail: str = ""
    holds: bool = True
    least: bool = False

    @property
    def ok(self) -> bool:
        if self.bar is None:
            return self.holds
        return self.holds and (self.value >= self.bar if self.least else self.value <= self.bar)

    def line(self) -> str:
        """The figure as one line of a table."""
        bar = "" if self.bar is None else f"{'≥' if self.least else '≤'} {number(self.bar)}"
        verdict = "MISSED" if not self.ok else "ok" if self.bar is not None else "-"
        value = f"{number(self.value)} {self.unit}"
        return f"{self.name:<52} {value:>14}  {bar:>6}  {verdict:<6}  {self.detail}".rstrip()


def number(value: float) -> str:
    """Three digits that mean something: 0.123, 1.23, 12.3, 123."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


@dataclass
class Report:
    """The figures of one run."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Keep a figure and print its line."""
        self.figures.append(figure)
        print(figure.line(), flush=True)

    @property
    def missed(self) -> list[Figure]:
        return [figure for figure in self.figures if not figure.ok]

    def verdict(self) -> int:
        """Say how many figures are fine; the exit code of the command."""
        kept = len(self.figures) - len(self.missed)
        print(f"{kept} of {len(self.figures)} figures are fine.")
        return 1 if self.missed else 0

    def write(self, path: Path, **about: object) -> None:
        """Write all figures as JSON, with what is known `about` the run."""
        figures = [asdict(figure) | {"ok": figure.ok} for figure in self.figures]
        path.write_text(json.dumps(about | {"figures": figures}, indent=1) + "\n")
