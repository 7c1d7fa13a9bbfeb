"""Turn the bytes of an uploaded file into rows of cells, or say plainly why that cannot be done."""

from __future__ import annotations

from .columns import header_among
from .csv_files import read_csv
from .sheets import MAX_BYTES, MAX_ROWS, Row, Rows, Sheet, UnreadableRoster, refuse_size
from .workbooks import DAMAGED, LOCKED, read_workbook

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "Row",
    "Sheet",
    "UnreadableRoster",
    "read_sheet",
    "refuse_size",
]

# What people upload by mistake, by the first bytes of the file.
SIGNATURES = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture or a film"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (.xls)"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BEGIN:VCARD", "an address book (.vcf)"),
)
ZIP = b"PK\x03\x04"
# A spreadsheet or a document is a zip file; the names of its parts tell which.
ZIP_PARTS = (
    (b"xl/workbook.bin", "a binary spreadsheet (.xlsb)"),
    (b"opendocument.spreadsheet", "a spreadsheet (.ods)"),
    (b"word/", "a text document (.docx)"),
    (b"Index/Tables", "a spreadsheet (.numbers)"),
)
# How a spreadsheet with a password begins, like an old one, and what it holds.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_sheet(content: bytes, *, filename: str = "") -> Sheet:
    """Read the header and the rows below it. Raises UnreadableRoster."""
    refuse_size(len(content))
    refuse_other_kinds(content, filename)
    workbook = content.startswith(ZIP)
    found = read_workbook(content) if workbook else read_csv(content)
    sheet = arrange(found, squared=workbook)
    if not sheet.rows:
        raise UnreadableRoster(
            "There is nothing below the first line of this file. The first line names the columns; "
            "members follow, one a line."
        )
    if len(sheet.rows) > MAX_ROWS:
        raise UnreadableRoster(
            f"This file has {len(sheet.rows):,} lines; up to {MAX_ROWS:,} can be imported at once. "
            "Split it and import the parts one after the other."
        )
    return sheet


def refuse_other_kinds(content: bytes, filename: str = "") -> None:
    """Raise UnreadableRoster when the first bytes are those of a picture, a document…"""
    if not content.strip():
        raise UnreadableRoster("This file is empty.")
    kind = next((kind for mark, kind in SIGNATURES if content.startswith(mark)), None)
    if kind and ENCRYPTED in content:
        raise UnreadableRoster(LOCKED)
    if content.startswith(ZIP):
        kind = kind_of_zip(content, filename.lower())
    if content[:200].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        kind = "a web page"
    if kind:
        raise UnreadableRoster(f"This looks like {kind}. Save it as .xlsx or CSV first.")


def kind_of_zip(content: bytes, filename: str) -> str | None:
    """What a zip file is, unless it is a spreadsheet that we read."""
    kind = next((kind for part, kind in ZIP_PARTS if part in content), None)
    if kind or b"xl/" in content:
        return kind
    if filename.endswith((".xlsx", ".xlsm")):
        raise UnreadableRoster(DAMAGED)
    return "a compressed file (.zip)"


def arrange(found: Rows, *, squared: bool) -> Sheet:
    """Tell the headings from the rows below them; what stands above is passed over.

    `squared`: cells cannot have slipped beside the columns, so a row may be wider than the header.
    """
    at = header_among(found.rows)
    rows = found.rows if at is None else found.rows[at + 1 :]
    header = () if at is None else tuple(cell.strip() for cell in found.rows[at].cells)
    if squared or at is None:
        width = max((len(row.cells) for row in rows), default=0)
        header += ("",) * (width - len(header))
    above = 0 if at is None else found.rows[at].number
    begin = rows[0].number - 1 if at is None else above
    return Sheet(header, rows, blank=found.last - begin - len(rows), name=found.sheet)
