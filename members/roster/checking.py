"""Check each row of a roster by itself and against the other rows of the file."""

from __future__ import annotations

from dataclasses import dataclass, field

from .addresses import MAX_NAME, clean_email, clean_name
from .columns import Columns
from .formulas import unguarded
from .professions import ProfessionFinder
from .sheets import Row, Sheet

MAX_CELL = 5_000


@dataclass(slots=True)
class RosterLine:
    """What one row says, cleaned. Without `problems` it can be imported.

    `near` are slugs of professions that `profession_text` may mean, when it names none of ours.
    """

    number: int
    name: str = ""
    email: str = ""
    company: str = ""
    profession_text: str = ""
    profession: str | None = None
    near: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def check_lines(sheet: Sheet, columns: Columns, finder: ProfessionFinder) -> list[RosterLine]:
    """One line for each row of the sheet, in order; the first of two equal addresses stands."""
    lines: list[RosterLine] = []
    first_with: dict[str, int] = {}
    for row in sheet.rows:
        line = check_row(row, columns, finder, width=len(sheet.header))
        if line.email in first_with:
            line.problems.append(f"the same address as line {first_with[line.email]}")
        elif not line.problems:
            first_with[line.email] = row.number
        lines.append(line)
    return lines


def check_row(row: Row, columns: Columns, finder: ProfessionFinder, *, width: int) -> RosterLine:
    """The row by itself, `width` being the number of cells in the header."""
    line = check_person(
        name=whole_name(row, columns),
        email=cell(row, columns.email),
        company=cell(row, columns.company),
        profession=cell(row, columns.profession),
        finder=finder,
        number=row.number,
    )
    if any(text.strip() for text in row.cells[width:]):
        line.problems.append(
            f"it has {len(row.cells)} cells where the headings have {width}; "
            "a cell with a separator in it needs quotation marks"
        )
    if any(len(text) > MAX_CELL for text in row.cells):
        line.problems.append(
            f"a cell is longer than {MAX_CELL:,} characters; "
            "a quotation mark may be missing its partner"
        )
    return line


def check_person(
    *, name: str, email: str, company: str, profession: str, finder: ProfessionFinder, number: int
) -> RosterLine:
    """What was typed about one person, cleaned, with everything that is wrong with it."""
    line = RosterLine(number)
    try:
        line.name = clean_name(name)
    except ValueError as problem:
        line.problems.append(str(problem))
    try:
        line.email = clean_email(email)
    except ValueError as problem:
        line.problems.append(str(problem))
    try:
        line.company = clean_name(company, what="company")
    except ValueError as problem:
        line.problems.append(str(problem))
    try:
        line.profession_text = clean_name(profession, what="profession", limit=MAX_NAME)
    except ValueError as problem:
        line.problems.append(str(problem))
    found = finder.find(line.profession_text)
    line.profession = found.exact
    line.near = list(found.near)
    return line


def cell(row: Row, column: int | None) -> str:
    """The text of a cell; a row may be shorter than the header."""
    if column is None or column >= len(row.cells):
        return ""
    return unguarded(row.cells[column].strip())


def whole_name(row: Row, columns: Columns) -> str:
    """The name, or its two halves together; a family name may repeat the first."""
    first, last = cell(row, columns.first_name), cell(row, columns.last_name)
    halves = last if last.startswith(f"{first} ") else f"{first} {last}"
    return cell(row, columns.name) or halves.strip()
