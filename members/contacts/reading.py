"""From the bytes of an address book to cards, or a refusal that says why."""

from __future__ import annotations

from dataclasses import dataclass

from members.roster.csv_files import decode
from members.roster.reading import UnreadableRoster, refuse_other_kinds

from . import csv_books, vcards
from .cards import Card
from .refusing import MAX_CARDS, UnreadableContacts, in_our_words

MAX_BYTES = 20 * 1024 * 1024
VCARD = "begin:vcard"
ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Book:
    """`source` says whose export it is; `empty` is how many said neither a name nor an address."""

    source: str
    cards: list[Card]
    empty: int = 0


def read_book(content: bytes, *, filename: str = "") -> Book:
    """Raises UnreadableContacts."""
    refuse_size(len(content))
    try:
        if content.startswith(ZIP):
            raise UnreadableContacts(
                "This looks like a spreadsheet or a compressed file. Export it as CSV or vCard."
            )
        if VCARD not in content[:4000].replace(b"\0", b"").decode("latin-1").lower():
            refuse_other_kinds(content, filename)
        text = decode(content)
        is_vcard = text[:4000].lstrip("\ufeff \r\n\t").lower().startswith(VCARD)
        source, found, empty = vcards.read(text) if is_vcard else csv_books.read(text)
    except UnreadableRoster as refusal:
        raise UnreadableContacts(in_our_words(str(refusal))) from None
    if not found:
        raise UnreadableContacts(
            "There is nobody in this file: no line of it has a name or an e-mail address."
        )
    if len(found) > MAX_CARDS:
        raise UnreadableContacts(
            f"This file has {len(found):,} people; up to {MAX_CARDS:,} can be read at once. "
            "Split it and bring the parts one after the other."
        )
    return Book(source, found, empty)


def refuse_size(size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableContacts(
            f"This file has {size / 1024 / 1024:.1f} MB; up to 20 MB can be read. "
            "Export it without pictures, or split it."
        )
