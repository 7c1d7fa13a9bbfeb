"""Text with separators, in whatever spelling programs write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain, dropwhile, islice

from .sheets import Row, Rows, UnreadableRoster, refuse_nul, refuse_width

DELIMITERS = (",", ";", "\t", "|")

# The longer mark first: the one of UTF-16 is the beginning of the one of UTF-32.
BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read_csv(content: bytes) -> Rows:
    """Raises UnreadableRoster."""
    return read_rows(*find_delimiter(decode(content)))


def decode(content: bytes) -> str:
    """The text. Raises UnreadableRoster."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    try:
        text = content.decode(marked) if marked else decode_unmarked(content)
    except UnicodeDecodeError:
        raise UnreadableRoster(
            "The letters in this file cannot be read; it may have been cut off. "
            "Save it again as CSV (UTF-8)."
        ) from None
    if "\0" in text:
        refuse_nul(text, text.count("\n", 0, text.index("\0")) + 1)
    return text


def decode_unmarked(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        # Mostly good UTF-8 with a spoilt letter: Windows-1252 would read it, as "JosÃ©".
        lenient = content.decode(errors="replace")
        spoilt = lenient.count("\ufffd")
        if sum(not letter.isascii() for letter in lenient) >= 2 * spoilt:
            raise
        return content.decode("cp1252")


def find_delimiter(text: str) -> tuple[str, str]:
    """The text without the line `sep=;` that Excel may put first, and the delimiter."""
    first, _, rest = text[:20].partition("\n")
    first = first.strip().lower()
    if rest and first[:4] == "sep=" and first[4:] in {",", ";", "|"}:
        # The line stays as a blank row, so that the numbers are those a spreadsheet shows.
        return text[text.index("\n") :], first[4:]
    return text, max(DELIMITERS, key=lambda delimiter: how_regular(text, delimiter))


def how_regular(text: str, delimiter: str) -> tuple[float, int]:
    """How many of the first rows are as wide as the header, and how wide that is.

    The header is the first row of several cells: a title may stand above it.
    """
    sample = islice(csv.reader(lines_of(text[:50_000]), delimiter=delimiter), 30)
    widths = [len(cells) for cells in sample if any(cell.strip() for cell in cells)]
    widths = list(dropwhile(lambda width: width == 1, widths))
    if not widths:
        return 0, 0
    others = widths[1:]
    return 1 + sum(width == widths[0] for width in others) / max(len(others), 1), widths[0]


def read_rows(text: str, delimiter: str) -> Rows:
    """Raises UnreadableRoster."""
    # After the last row comes one of our own; whoever does not find it has an open quotation mark.
    reader = csv.reader(chain(lines_of(text), [f"\0{delimiter}\0"]), delimiter=delimiter)
    rows: list[Row] = []
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            row = Row(number, tuple(cells))
            refuse_width(row)
            if any(map(str.strip, cells)):
                rows.append(row)
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
    return Rows(rows, last.number - 1)


def lines_of(text: str) -> Iterator[str]:
    """The lines with their ends, which may be CR, LF or CRLF."""
    return io.StringIO(text, newline="")
