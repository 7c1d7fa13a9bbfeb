"""Spreadsheets (.xlsx): the values of the first sheet with something in it, as a person reads them.

Values alone are read: of a formula its last result, of a link its text, of a macro nothing. What a
small file may unfold to is measured before anything of it is read.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from .sheets import (
    HEADINGS_WITHIN,
    MAX_ROWS,
    MAX_TEXT,
    Row,
    Rows,
    UnreadableRoster,
    refuse_nul,
    refuse_width,
)

MEGABYTE = 1024 * 1024
MAX_UNFOLDED = 40 * MEGABYTE  # all parts together
MAX_PART = 4 * MEGABYTE  # a part other than cells and their texts
MAX_TAGS = 2_000_000
MAX_SHEETS = 200
MAX_LOOKED_AT = 3_000_000  # cells, with the empty ones between others
LAST_ROW = 100_000
ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}

DAMAGED = "This spreadsheet cannot be read; it may be damaged. Save it again as .xlsx, or as CSV."
LOCKED = "This spreadsheet is locked with a password. Save it without one first."
TOO_MUCH = (
    "This spreadsheet holds far more than a roster. Copy the list into a new one of its own, "
    "or save its sheet as CSV."
)
TOO_LONG = (
    f"This sheet has more than {MAX_ROWS:,} lines; up to {MAX_ROWS:,} can be imported at once. "
    "Split it and import the parts one after the other."
)


def read_workbook(content: bytes) -> Rows:
    """Raises UnreadableRoster."""
    try:
        refuse_bombs(content)
        with warnings.catch_warnings():  # about parts that we do not read
            warnings.simplefilter("ignore")
            return read_first_sheet(content)
    except UnreadableRoster:
        raise
    except Exception:  # whatever a broken file makes the library raise
        raise UnreadableRoster(DAMAGED) from None


def refuse_bombs(content: bytes) -> None:
    """Raise UnreadableRoster for what would unfold to far more than a roster is.

    A part never gives more bytes than its entry in the archive says.
    """
    with ZipFile(BytesIO(content)) as archive:
        parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".rels"))]
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise UnreadableRoster(LOCKED)
        sizes = {part.filename: part.file_size for part in parts}
        small = [size for name, size in sizes.items() if not holds_cells(name)]
        if sum(sizes.values()) > MAX_UNFOLDED or max(small, default=0) > MAX_PART:
            raise UnreadableRoster(TOO_MUCH)
        tags = sheets = 0
        for part in parts:
            text = archive.read(part)
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # a spreadsheet has none
                raise BadZipFile
            tags += text.count(b"<")
            sheets += text.count(b"sheetId=")
        if tags > MAX_TAGS or sheets > MAX_SHEETS:
            raise UnreadableRoster(TOO_MUCH)


def holds_cells(name: str) -> bool:
    return name.startswith("xl/worksheets/") or name.lower() == "xl/sharedstrings.xml"


def read_first_sheet(content: bytes) -> Rows:
    """The first sheet with something in it; one that is hidden only when no other has anything."""
    from openpyxl import load_workbook  # large, and seldom needed

    workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in sorted(workbook.worksheets, key=lambda sheet: sheet.sheet_state != "visible"):
            rows = list(rows_of(sheet))
            if rows:
                return Rows(rows, rows[-1].number, sheet.title)
    finally:
        workbook.close()
    raise UnreadableRoster("This spreadsheet is empty.")


def rows_of(sheet: Any) -> Iterator[Row]:
    """The rows with something in them."""
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    looked_at = letters = kept = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        looked_at += len(values) + 1
        if looked_at > MAX_LOOKED_AT or number > LAST_ROW:
            raise UnreadableRoster(TOO_MUCH)
        row = Row(number, without_end(map(as_read, values)))
        if not any(map(str.strip, row.cells)):
            continue
        refuse_width(row)
        refuse_nul("".join(row.cells), number)
        letters += sum(map(len, row.cells))
        kept += 1
        if letters > MAX_TEXT:
            raise UnreadableRoster(TOO_MUCH)
        if kept > MAX_ROWS + HEADINGS_WITHIN:
            raise UnreadableRoster(TOO_LONG)
        yield row


def without_end(cells: Iterator[str]) -> tuple[str, ...]:
    """The cells up to the last with something in it."""
    texts = list(cells)
    while texts and not texts[-1].strip():
        texts.pop()
    return tuple(texts)


def as_read(value: object) -> str:
    """A value as text, the way a person reads it in the cell. An error is as good as nothing."""
    if value is None or (isinstance(value, str) and value in ERRORS):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        whole = (value.hour, value.minute, value.second) == (0, 0, 0)
        return f"{value:%Y-%m-%d}" if whole else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    # How Excel writes a line break of Windows.
    return str(value).replace("_x000D_", "")
