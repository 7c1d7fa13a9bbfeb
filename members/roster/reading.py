"""Turn the bytes of an uploaded file into rows of cells, or say plainly why that cannot be done."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_CELLS = 200

DELIMITERS = (",", ";", "\t", "|")

# What people upload by mistake, by the first bytes of the file.
SIGNATURES = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture or a film"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet (.xls)"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BEGIN:VCARD", "an address book (.vcf)"),
)
# A spreadsheet or a document is a zip file; the names of its parts tell which.
ZIP_PARTS = (
    (b"xl/", "a spreadsheet (.xlsx)"),
    (b"opendocument.spreadsheet", "a spreadsheet (.ods)"),
    (b"word/", "a text document (.docx)"),
    (b"Index/Tables", "a spreadsheet (.numbers)"),
)
# The longer mark first: the one of UTF-16 is the beginning of the one of UTF-32.
BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


class UnreadableRoster(Exception):
    """The file is not a roster we can read. The message says so to the person who sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts as a spreadsheet does, from 1 and with blank rows."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    header: tuple[str, ...]
    rows: list[Row]
    blank: int
    """Rows below the header with nothing in them; they are not in `rows`."""
    delimiter: str
    encoding: str


def read_sheet(content: bytes, *, filename: str = "") -> Sheet:
    """Read the header and the rows below it. Raises UnreadableRoster."""
    refuse_size(len(content))
    refuse_other_kinds(content, filename)
    text, encoding = decode(content)
    text, delimiter = find_delimiter(text)
    (header, *people), last = read_rows(text, delimiter)
    if not people:
        raise UnreadableRoster(
            "There is nothing below the first line of this file. The first line names the columns; "
            "members follow, one a line."
        )
    if len(people) > MAX_ROWS:
        raise UnreadableRoster(
            f"This file has {len(people):,} lines; up to {MAX_ROWS:,} can be imported at once. "
            "Split it and import the parts one after the other."
        )
    return Sheet(
        header=tuple(cell.strip() for cell in header.cells),
        rows=people,
        blank=last - header.number - len(people),
        delimiter=delimiter,
        encoding=encoding,
    )


def refuse_size(size: int) -> None:
    """Raise UnreadableRoster when a file of `size` bytes is too large."""
    if size > MAX_BYTES:
        raise UnreadableRoster(
            f"This file has {size / 1024 / 1024:.1f} MB; up to 5 MB can be read. "
            "Leave out pictures and notes, or split the list."
        )


def refuse_other_kinds(content: bytes, filename: str = "") -> None:
    """Raise UnreadableRoster when the first bytes are those of a picture, a spreadsheet…"""
    if not content.strip():
        raise UnreadableRoster("This file is empty.")
    kind = next((kind for mark, kind in SIGNATURES if content.startswith(mark)), None)
    if content.startswith(b"PK\x03\x04"):
        name = filename.lower()
        named = "a spreadsheet (.xlsx)" if name.endswith(".xlsx") else "a compressed file (.zip)"
        kind = next((kind for part, kind in ZIP_PARTS if part in content), named)
    if content[:200].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        kind = "a web page"
    if kind:
        raise UnreadableRoster(f"This looks like {kind}. Save it as CSV first.")


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises UnreadableRoster."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    try:
        if marked:
            text, encoding = content.decode(marked), marked
        else:
            text, encoding = decode_unmarked(content)
    except UnicodeDecodeError:
        raise UnreadableRoster(
            "The letters in this file cannot be read; it may have been cut off. "
            "Save it again as CSV (UTF-8)."
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableRoster(
            f"Line {line} holds a character that no text has (NUL), so this may not be a list of "
            "members. Save it as CSV (UTF-8) first."
        )
    return text, encoding


def decode_unmarked(content: bytes) -> tuple[str, str]:
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError:
        # Mostly good UTF-8 with a spoilt letter: Windows-1252 would read it, as "JosÃ©".
        lenient = content.decode(errors="replace")
        spoilt = lenient.count("\ufffd")
        if sum(not letter.isascii() for letter in lenient) >= 2 * spoilt:
            raise
        return content.decode("cp1252"), "windows-1252"


def find_delimiter(text: str) -> tuple[str, str]:
    """The text without the line `sep=;` that Excel may put first, and the delimiter."""
    first, _, rest = text[:20].partition("\n")
    first = first.strip().lower()
    if rest and first[:4] == "sep=" and first[4:] in {",", ";", "|"}:
        # The line stays as a blank row, so that the numbers are those a spreadsheet shows.
        return text[text.index("\n") :], first[4:]
    return text, max(DELIMITERS, key=lambda delimiter: how_regular(text, delimiter))


def how_regular(text: str, delimiter: str) -> tuple[float, int]:
    """How many of the first rows are as wide as the header, and how wide that is."""
    sample = islice(csv.reader(lines_of(text[:50_000]), delimiter=delimiter), 30)
    widths = [len(cells) for cells in sample if any(cell.strip() for cell in cells)]
    if not widths or widths[0] == 1:
        return 0, 0
    others = widths[1:]
    return 1 + sum(width == widths[0] for width in others) / max(len(others), 1), widths[0]


def read_rows(text: str, delimiter: str) -> tuple[list[Row], int]:
    """Every row with something in it, at least one, and how many rows there are.

    Raises UnreadableRoster.
    """
    # After the last row comes one of our own; whoever does not find it has an open quotation mark.
    reader = csv.reader(chain(lines_of(text), [f"\0{delimiter}\0"]), delimiter=delimiter)
    rows: list[Row] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if len(cells) > MAX_CELLS:
                raise UnreadableRoster(
                    f"Line {number} has {len(cells):,} cells. A roster has one member a line, "
                    "with a handful of cells."
                )
            if any(map(str.strip, cells)):
                rows.append(Row(number, tuple(cells)))
    except csv.Error:
        raise UnreadableRoster(
            f"Line {number + 1} has a cell that is far too long. "
            "A quotation mark may be missing its partner."
        ) from None
    last = rows.pop()
    if last.cells != ("\0", "\0"):
        raise UnreadableRoster(f"A quotation mark opened on line {last.number} is never closed.")
    if not rows:
        raise UnreadableRoster("This file is empty.")
    return rows, last.number - 1


def lines_of(text: str) -> Iterator[str]:
    """The lines with their ends, which may be CR, LF or CRLF."""
    return io.StringIO(text, newline="")
