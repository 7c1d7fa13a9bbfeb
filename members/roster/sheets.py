"""The rows of an uploaded file, whatever kind of file it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_CELLS = 200
HEADINGS_WITHIN = 20
"""Rows among which the headings stand; titles may stand above them."""
MAX_TEXT = 20_000_000
"""Characters in all cells together: a spreadsheet may name one long text in many cells."""


class UnreadableRoster(Exception):
    """The file is not a roster we can read. The message says so to the person who sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts as a spreadsheet does, from 1 and with blank rows."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Every row of a file with something in it, at least one.

    `last` is the number of the last row, blank ones counted; `sheet` the name of the sheet, where
    the file has sheets.
    """

    rows: list[Row]
    last: int
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The line of headings and the rows below it. A file without headings has empty ones."""

    header: tuple[str, ...]
    rows: list[Row]
    blank: int = 0
    """Rows below the header with nothing in them; they are not in `rows`."""
    name: str = ""

    def samples(self, column: int, *, most: int = 3) -> list[str]:
        """The first different texts of a column, as they stand in the file."""
        texts = (row.cells[column].strip() for row in self.rows if column < len(row.cells))
        return list(dict.fromkeys(filter(None, first_of(texts, 200))))[:most]


def first_of(texts: Iterable[str], most: int) -> Iterable[str]:
    return (text for text, _ in zip(texts, range(most), strict=False))


def refuse_size(size: int) -> None:
    """Raise UnreadableRoster when a file of `size` bytes is too large."""
    if size > MAX_BYTES:
        raise UnreadableRoster(
            f"This file has {size / 1024 / 1024:.1f} MB; up to 5 MB can be read. "
            "Leave out pictures and notes, or split the list."
        )


def refuse_width(row: Row) -> None:
    if len(row.cells) > MAX_CELLS:
        raise UnreadableRoster(
            f"Line {row.number} has {len(row.cells):,} cells. A roster has one member a line, "
            "with a handful of cells."
        )


def refuse_nul(text: str, line: int) -> None:
    if "\0" in text:
        raise UnreadableRoster(
            f"Line {line} holds a character that no text has (NUL), so this may not be a list of "
            "members. Save it as CSV (UTF-8) first."
        )
