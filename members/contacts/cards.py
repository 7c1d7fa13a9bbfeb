"""One person out of an address book, made clean."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from members.roster.addresses import INVISIBLE, LINE_BREAKS, MAX_NAME, clean_email

LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class Card:
    """`number` is the line or the place in the file; `email` is "" where none can be used."""

    number: int
    name: str
    email: str = ""
    company: str = ""
    title: str = ""

    def as_row(self) -> list[Any]:
        return [self.number, self.name, self.email, self.company, self.title]

    @classmethod
    def of_row(cls, row: list[Any]) -> Card:
        return cls(*row)


def card_of(number: int, *, name: str, emails: list[str], company: str, title: str) -> Card | None:
    """The card, or nothing where it says neither a name nor an address.

    An address book is not typed for us: what is too long is cut, what cannot be seen is dropped,
    and an address that is none is as good as no address.
    """
    email = first_usable(emails)
    name = tidy(name, MAX_NAME)
    if not any(letter.isalpha() for letter in name):
        name = email[:MAX_NAME]
    if not name:
        return None
    return Card(number, name, email, tidy(company, MAX_NAME), tidy(title, LONGEST_TITLE))


def first_usable(emails: list[str]) -> str:
    for text in emails:
        try:
            return clean_email(tidy(text, 500))
        except ValueError:
            continue
    return ""


def tidy(text: str, longest: int) -> str:
    """One line of text without what cannot be seen."""
    normal = unicodedata.normalize("NFC", text[: 10 * longest])
    seen = "".join(
        " " if letter in LINE_BREAKS or letter == "\t" else letter
        for letter in normal
        if letter in LINE_BREAKS or letter == "\t" or unicodedata.category(letter) not in INVISIBLE
    )
    return " ".join(seen.split())[:longest].strip()
