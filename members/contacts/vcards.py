"""vCard files, versions 2.1 to 4.0: many cards in one file, lines folded, letters encoded.

vobject takes a line apart; the lines we do not read, such as pictures, are never looked at.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vobject.base import ParseError, parseLine

from .cards import Card, card_of
from .refusing import MAX_CARDS, UnreadableContacts

READ = {"BEGIN", "END", "FN", "N", "EMAIL", "ORG", "TITLE", "ROLE", "KIND"}
LISTS = {"KIND", "X-ADDRESSBOOKSERVER-KIND"}
LONGEST = 2_000
NAME = re.compile(r"(?:[\w-]+\.)?([\w-]+)[;:]")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
PARTS = re.compile(r"(?<!\\);")


@dataclass(slots=True)
class Draft:
    """What has been read of a card."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    emails: list[str] = field(default_factory=list)
    is_list: bool = False

    def read(self, name: str, params: list[list[str]], value: str) -> None:
        if name in LISTS:
            self.is_list = value.strip().lower() not in ("", "individual", "org")
        elif name == "EMAIL":
            preferred = any("pref" in word.lower() for param in params for word in param)
            self.emails.insert(0 if preferred else len(self.emails), plain(value))
        elif value.strip():
            self.texts.setdefault(name, value)

    def card(self) -> Card | None:
        """The card; a list of people is nobody."""
        if self.is_list:
            return None
        family, given, middle, *_ = [*parts(self.texts.get("N", "")), "", "", ""]
        halves = " ".join(part for part in (given, middle, family) if part)
        company = next(iter(parts(self.texts.get("ORG", ""))), "")
        return card_of(
            self.number,
            name=plain(self.texts.get("FN", "")).strip() or halves or company,
            emails=[email.removeprefix("mailto:") for email in self.emails],
            company=company,
            title=plain(self.texts.get("TITLE", "")) or plain(self.texts.get("ROLE", "")),
        )


def read(text: str) -> tuple[str, list[Card], int]:
    """The source, the cards and how many say nothing. Raises UnreadableContacts."""
    cards: list[Card] = []
    empty = number = 0
    draft: Draft | None = None
    for line in unfolded(text):
        name, params, value = taken_apart(line)
        mark = value.strip().upper() if name in {"BEGIN", "END"} else ""
        if name == "BEGIN" and mark == "VCARD":
            number += 1
            refuse_too_many(number)
            draft = Draft(number)
        elif name == "END" and mark == "VCARD" and draft:
            card = draft.card()
            cards += [card] if card else []
            empty += card is None
            draft = None
        elif draft and name not in {"BEGIN", "END", ""}:
            draft.read(name, params, value)
    if draft:
        raise UnreadableContacts(
            f"The last card of this file, number {number}, has no end: the file may have been cut "
            "off. Export it once more."
        )
    return "vCard", cards, empty


def refuse_too_many(number: int) -> None:
    if number > MAX_CARDS:
        raise UnreadableContacts(
            f"This file has more than {MAX_CARDS:,} cards, as many as can be read at once. "
            "Split it and bring the parts one after the other."
        )


def unfolded(text: str) -> Iterator[str]:
    """The lines as they were before they were folded to fit."""
    line: list[str] = []
    for raw in re.split(r"\r\n|\r|\n", text.lstrip("\ufeff")):
        if line and raw[:1] in (" ", "\t"):
            line.append(raw[1:])
        elif line and line[-1].endswith("=") and "QUOTED-PRINTABLE" in line[0].upper():
            line[-1] = line[-1][:-1]
            line.append(raw)
        else:
            if line:
                yield "".join(line)
            line = [raw]
    yield "".join(line)


def taken_apart(line: str) -> tuple[str, list[list[str]], str]:
    """Name, parameters and value, decoded; "" for the name of a line that is not read."""
    named = NAME.match(line[:100])
    name = named[1].upper() if named else ""
    if name not in READ | LISTS:
        return "", [], ""
    try:
        _, params, value, _ = parseLine(line[:LONGEST])
    except (ParseError, ValueError):
        return "", [], ""
    words = [word.upper() for param in params for word in param]
    if "QUOTED-PRINTABLE" in words:
        value = from_quoted(value, params)
    return name, params, value


def from_quoted(value: str, params: list[list[str]]) -> str:
    """Text that version 2.1 wrote as =C3=BC, in the letters it names or in UTF-8."""
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    named = next(
        (param[1] for param in params if len(param) > 1 and param[0].upper() == "CHARSET"), ""
    )
    for encoding in (named, "utf-8"):
        try:
            return raw.decode(encoding or "utf-8").replace("\0", "")
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace").replace("\0", "")


def parts(value: str) -> list[str]:
    """What stands between semicolons."""
    return [plain(part).strip() for part in PARTS.split(value)]


def plain(value: str) -> str:
    """Without backslashes before commas, semicolons and line breaks."""
    return ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).strip()
