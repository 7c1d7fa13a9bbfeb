"""Files as people bring them, and as nobody should: one for each number, always the same one."""

from __future__ import annotations

import csv
import random
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

HEADINGS = {
    "name": ["Name", "Full name", "Mitglied", "Nom complet", "name ", "MEMBER NAME", "Contact"],
    "first": ["First name", "Vorname", "Prénom", "Given Name", "first"],
    "last": ["Last name", "Nachname", "Nom", "Surname", "Apellidos"],
    "email": ["E-mail", "Email Address", "Courriel", "e-mail 1 - value", "Correo electrónico"],
    "company": ["Company", "Firma", "Société", "Organization", "Business Name"],
    "job": ["Profession", "Job Title", "Beruf", "Métier", "Category"],
    "other": ["Phone", "Notes", "Since", "Member ID", "", "Website", "Name 2", "E-mail 2", "="],
}
NAMES = [
    "Anna O'Neill",
    "Ben Berg",
    "Zoë",
    "José Peña",
    "李小龍",
    "Смирнова Ольга",
    "Ng",
    "'t Hooft",
]
NAMES += ["Å" * 120, "B" * 121, "", " ", "123", "=1+1", "-Dash", "@at", "A\u202eB", "Null\0", "😀"]
NAMES += ["Two\nLines", 'Quo"te', "Semi;colon", "Comma, Jr.", "Tab\tby", "\ufeffMark", "n\u0303"]
JOBS = [
    "Accountant",
    "CPA",
    "Acountant",
    "Realtor",
    "Zookeeper",
    "",
    "Bookkeepers",
    "=job",
    "x" * 121,
]
COMPANIES = [
    "Berg & Söhne",
    "=SUM(A1)",
    "+49 30 1",
    "-",
    "@firm",
    "",
    "Ltd, Inc.",
    "O''Hara",
    "|",
    "'",
]
ENCODINGS = ["utf-8"] * 20 + ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
ENCODINGS += ["latin-1", "mac_roman", "shift_jis", "koi8-r", "utf-7", "cp037"]
ODD_ADDRESSES = [" {} ", "{}, {}", "", "none", "a@@b", "ü@x.org", "a@münchen.de", "=a@x.org"]
ODD_ADDRESSES += ["{}\nBcc: b@x.org", "a" * 65 + "@x.org", "'{}", "<{}>", "P3@X.Example", "{}."]
NOON = datetime(2024, 3, 3, 12)  # noqa: DTZ001 cells know no zone
VALUES: list[Any] = [None, 5, 5.0, 0.1, 1e300, -3, True, NOON, timedelta(hours=30), "#N/A"]
VALUES += [NOON.date(), NOON.time(), "=A1&B1", '=HYPERLINK("http://x.example","x")', "_x0000_"]
SIGNATURES = [b"\x89PNG\r\n", b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"<html>"]
SIGNATURES += [
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"sep=;\n",
    b"BEGIN:VCARD\n",
    b"\x1f\x8b",
    b"Rar!",
]
TITLES = [["Riverside chapter"], ["Members", "as of today"], ["mail ruth@x.org"], [""]]


@dataclass(frozen=True, slots=True)
class OddFile:
    name: str
    content: bytes


def odd_file(number: int) -> OddFile:
    chance = random.Random(number)
    if chance.random() < 0.12:
        return OddFile(f"list-{number}.xlsx", spreadsheet(chance))
    return OddFile(f"list-{number}.csv", text_file(chance))


# --- what stands in it ---


def table(chance: random.Random) -> list[list[str]]:
    """Headings and rows, mostly as they should be."""
    kinds = chance.choice(
        [
            ["name", "email"],
            ["name", "email", "company", "job"],
            ["first", "last", "email", "company", "job"],
            ["email", "other", "name", "other", "job"],
            ["name", "email", "email", "other"],
            ["other", "other", "other"],
            [chance.choice(list(HEADINGS)) for _ in range(chance.randint(1, 8))],
        ]
    )
    rows = [[chance.choice(HEADINGS[kind]) for kind in kinds]]
    if chance.random() < 0.1:
        rows = []  # without headings
    if chance.random() < 0.1:
        rows = [*chance.sample(TITLES, chance.randint(1, 3)), *rows]
    for _ in range(chance.choice([0, 1, 2, 3, 5, 8, 12, 30])):
        row = [cell(chance, kind) for kind in kinds]
        if chance.random() < 0.1:
            row = row[: chance.randint(0, len(row))]
        if chance.random() < 0.05:
            row += [cell(chance, "other")] * chance.randint(1, 3)
        rows.append(row)
        if chance.random() < 0.05:
            rows.append([""] * chance.randint(0, len(kinds)))
    return rows


def cell(chance: random.Random, kind: str) -> str:
    if chance.random() < 0.01:
        return chance.choice(
            ['"', "\0", "x" * 5001, "y" * 140_000, "\r", "\u2028", "\ud7ff", "\x1b"]
        )
    if kind == "email":
        return address(chance)
    if kind in ("name", "first", "last"):
        return chance.choice(NAMES[:8] if chance.random() < 0.8 else NAMES)
    return chance.choice(COMPANIES if kind == "company" else JOBS)


def address(chance: random.Random) -> str:
    good = f"p{chance.randrange(60)}@x.example"
    if chance.random() < 0.8:
        return good
    return chance.choice([text.replace("{}", good) for text in ODD_ADDRESSES])


# --- text with separators ---


def text_file(chance: random.Random) -> bytes:
    rows = table(chance)
    text = written(chance, rows)
    content = text.encode(chance.choice(ENCODINGS), errors="replace")
    return damaged(chance, content) if chance.random() < 0.35 else content


def written(chance: random.Random, rows: list[list[str]]) -> str:
    end, separator = chance.choice(["\n", "\r\n", "\r"]), chance.choice(",,,;;\t|")
    if chance.random() < 0.15:  # by a program that knows nothing of quotation marks
        return end.join(separator.join(row) for row in rows)
    text = StringIO()
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end).writerows(rows)
    return text.getvalue()


def damaged(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    some = bytes(chance.randrange(256) for _ in range(chance.randint(1, 4)))
    return chance.choice(
        [
            content[:at],
            content[at:],
            content[:at] + some + content[at:],
            content[:at] + some + content[at + len(some) :],
            content[:at] + b'"' + content[at:],
            content[:at] + b"\0" + content[at:],
            content[:at] + content[:at],
            chance.choice(SIGNATURES) + content,
            content.replace(b"\n", b"\n\n", chance.randint(1, 5)),
            content.replace(b",", b";", chance.randint(1, 3)),
            b"",
        ]
    )


# --- spreadsheets ---


def spreadsheet(chance: random.Random) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    if chance.random() < 0.2:
        sheet = workbook.create_sheet("Second")
        sheet.sheet_state = chance.choice(["visible", "hidden"])
    for row in table(chance):
        sheet.append([value(chance, text) for text in row])
    content = BytesIO()
    workbook.save(content)
    odd = chance.random()
    if odd < 0.15:
        return damaged(chance, content.getvalue())
    return repacked(chance, content.getvalue()) if odd < 0.4 else content.getvalue()


def value(chance: random.Random, text: str) -> Any:
    """What a cell may hold in place of the text."""
    kept = "".join(letter for letter in text if letter >= " ")[:32_000]
    if chance.random() < 0.9:
        return kept
    return chance.choice(VALUES)


def repacked(chance: random.Random, content: bytes) -> bytes:
    """The parts of the file put together anew, one of them missing or spoilt."""
    new = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(new, "w", ZIP_DEFLATED) as archive:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = old.read(name)
            if name == chosen:
                part = spoilt(chance, part)
            if part is not None:
                archive.writestr(name, part)
        if chance.random() < 0.1:
            archive.writestr("xl/vbaProject.bin", b"\0" * 50)
    return new.getvalue()


def spoilt(chance: random.Random, part: bytes) -> bytes | None:
    at = chance.randrange(len(part) + 1)
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    letters = "".join(chance.choices(string.ascii_letters, k=3)).encode()
    return chance.choice(
        [
            None,
            part[:at],
            part[:at] + letters + part[at:],
            part.replace(b'r="', b'r="9', 1),
            part.replace(b"<row ", b'<row hidden="1" ', 1),
            part.replace(b't="s"', b't="n"'),
            part.replace(b"<v>", b"<v>9", 1),
            part.replace(b"sheetId", b"sheetIdx"),
            entity,
            b"",
        ]
    )
