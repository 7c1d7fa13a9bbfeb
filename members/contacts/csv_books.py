"""The CSV that LinkedIn, Google, Outlook and others export: recognized by the headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from members.roster.addresses import quoted
from members.roster.columns import HEADINGS, fold
from members.roster.csv_files import find_delimiter, read_rows
from members.roster.sheets import Row

from .cards import Card, card_of
from .refusing import MAX_CARDS, UnreadableContacts

HEADINGS_WITHIN = 40
"""Rows among which the headings stand: LinkedIn puts a note above them."""

# By what each export calls some of its columns.
SOURCES = (
    ("LinkedIn", ({"firstname", "lastname", "connectedon"},)),
    ("Google", ({"givenname", "email1value"}, {"firstname", "email1value"}, {"email1value"})),
    (
        "Outlook",
        ({"firstname", "lastname", "emailaddress", "jobtitle"}, {"emailaddress", "email2address"}),
    ),
)
GIVEN = ("givenname", *HEADINGS["first_name"])
MIDDLE = ("middlename", "additionalname", "weiterevornamen")
FAMILY = ("familyname", *HEADINGS["last_name"])
WHOLE = ("name", "fileas", "displayname", *HEADINGS["name"])
COMPANY = ("organizationname", "organization1name", *HEADINGS["company"])
TITLE = ("organizationtitle", "organization1title", "jobtitle", *HEADINGS["profession"])
ADDRESSES = set(HEADINGS["email"])
SEVERAL = ":::"  # how Google puts several addresses into one cell


@dataclass(frozen=True, slots=True)
class Headings:
    """The positions of the columns we read."""

    source: str
    given: int | None
    middle: int | None
    family: int | None
    whole: int | None
    company: int | None
    title: int | None
    emails: tuple[int, ...]

    @property
    def usable(self) -> bool:
        named = any(at is not None for at in (self.given, self.family, self.whole))
        return named and bool(self.emails or self.company is not None or self.title is not None)


def read(text: str) -> tuple[str, list[Card], int]:
    """The source, the cards and how many lines say nothing. Raises UnreadableContacts, or what
    the reader of rosters raises."""
    rows = read_rows(*find_delimiter(text)).rows
    at, headings = find_headings(rows)
    people = rows[at + 1 :]
    if len(people) > MAX_CARDS:
        raise UnreadableContacts(
            f"This file has {len(people):,} lines; up to {MAX_CARDS:,} can be read at once. "
            "Split it and bring the parts one after the other."
        )
    cards = [card_of_row(row, headings) for row in people]
    found = [card for card in cards if card]
    return headings.source, found, len(cards) - len(found)


def find_headings(rows: Sequence[Row]) -> tuple[int, Headings]:
    """Raises UnreadableContacts."""
    for at, row in enumerate(rows[:HEADINGS_WITHIN]):
        headings = headings_of(row)
        if headings.usable:
            return at, headings
    shown = ", ".join(quoted(cell.strip()[:30]) for cell in rows[0].cells[:6] if cell.strip())
    raise UnreadableContacts(
        "No line of this file names columns for a name and an address, a company or a title. "
        f"Its first line says {shown}. Bring the file as LinkedIn, Google or Outlook exports it, "
        "or name the columns: first name, last name, e-mail, company, title."
    )


def headings_of(row: Row) -> Headings:
    folded = [fold(cell[:60]) for cell in row.cells]
    names = set(folded)
    source = next(
        (source for source, signs in SOURCES if any(sign <= names for sign in signs)), "CSV"
    )
    return Headings(
        source=source,
        given=first(folded, GIVEN),
        middle=first(folded, MIDDLE),
        family=first(folded, FAMILY),
        whole=first(folded, WHOLE),
        company=first(folded, COMPANY),
        # Outlook's "Title" is Mr or Dr.
        title=first(folded, (*TITLE[:3], "position") if source == "Outlook" else TITLE),
        emails=tuple(at for at, name in enumerate(folded) if is_address(name)),
    )


def is_address(name: str) -> bool:
    if name in ADDRESSES:
        return True
    numbered = name.startswith("email") and any(letter.isdigit() for letter in name)
    return numbered and name.endswith(("value", "address"))


def first(folded: list[str], called: Sequence[str]) -> int | None:
    return next((folded.index(name) for name in called if name in folded), None)


def card_of_row(row: Row, headings: Headings) -> Card | None:
    parts = (cell(row, at) for at in (headings.given, headings.middle, headings.family))
    return card_of(
        row.number,
        name=" ".join(part for part in parts if part) or cell(row, headings.whole),
        emails=[one for at in headings.emails for one in cell(row, at).split(SEVERAL)],
        company=cell(row, headings.company),
        title=cell(row, headings.title),
    )


def cell(row: Row, at: int | None) -> str:
    """The text of a cell; a row may be shorter than the headings."""
    return row.cells[at].strip() if at is not None and at < len(row.cells) else ""
