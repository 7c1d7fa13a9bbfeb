"""What became of each line of a list, to look at and to take along."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from members.models import RosterImport

from .fates import Fate, Outcome, called_of
from .formulas import guarded
from .uploads import outcomes_of

HEADINGS = ["Line", "Name", "E-mail", "Company", "Profession", "What happens", "Changes", "Why"]
HAPPENS = {
    Fate.NEW: "New",
    Fate.CHANGED: "Changed",
    Fate.UNCHANGED: "Unchanged",
    Fate.REFUSED: "Left out",
}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of a file and what became of it; `changes` are label, old and new."""

    number: int
    fate: str
    name: str = ""
    email: str = ""
    company: str = ""
    profession: str = ""
    waits: bool = False
    note: str = ""
    changes: list[list[str]] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, outcome: Outcome) -> ReportLine:
        line = outcome.line
        return cls(
            number=line.number,
            fate=outcome.fate.value,
            name=line.name,
            email=line.email,
            company=line.company,
            profession=called_of(outcome.profession) or line.profession_text,
            waits=outcome.waits,
            note=outcome.note,
            changes=[[change.label, change.old, change.new] for change in outcome.changes],
            causes=outcome.causes,
        )

    def kept(self) -> dict[str, Any]:
        """As an import keeps it: what is empty is left out."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}


def report_of(upload: RosterImport) -> list[ReportLine]:
    """What became of each line, or what confirming would do with it."""
    if "lines" in upload.report:
        return [ReportLine(**line) for line in upload.report["lines"]]
    return [ReportLine.of(outcome) for outcome in outcomes_of(upload)]


def refused_of(upload: RosterImport) -> list[ReportLine]:
    """The lines that were left out."""
    return [line for line in report_of(upload) if line.fate == Fate.REFUSED]


def as_csv(lines: Iterable[ReportLine]) -> str:
    """The report as a table, with nothing in it that a spreadsheet would compute."""
    text = StringIO()
    text.write("\ufeff")  # so that Excel reads it as UTF-8
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for line in lines:
        writer.writerow([guarded(cell) for cell in cells_of(line)])
    return text.getvalue()


def cells_of(line: ReportLine) -> Iterator[str]:
    yield str(line.number)
    yield from (line.name, line.email, line.company, line.profession)
    yield "On the waiting list" if line.waits else HAPPENS[Fate(line.fate)]
    yield "; ".join(
        f"{label}: {old} → {new}" if old else f"{label}: {new}" for label, old, new in line.changes
    )
    yield "; ".join(line.causes or filter(None, [line.note]))
