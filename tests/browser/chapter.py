"""The export of another membership system: two hundred lines, as such exports are."""

from __future__ import annotations

import csv
import io
from random import Random

LINES = 200
TWICE = 6  # people who stand in it under two addresses
HEADER = [
    *("User ID", "Membership status", "Membership level", "First name", "Last name"),
    *("Organization", "Classification", "Email", "Phone", "Member since", "Archived"),
]
FIRST = [
    "Ada",
    "Bela",
    "Carmen",
    "Dario",
    "Elif",
    "Farid",
    "Greta",
    "Hiro",
    "Ines",
    "Jonas",
    "Kemal",
    "Lucia",
    "Mateo",
    "Nadia",
    "Oskar",
    "Paula",
    "Quentin",
    "Rosa",
    "Samir",
    "Tilda",
]
LAST = [
    "Abara",
    "Boyle",
    "Cortez",
    "Dietrich",
    "Eriksen",
    "Fontaine",
    "Grubb",
    "Hoang",
    "Ivanova",
    "Jain",
]
TRADES = [
    "family lawyer",
    "divorce mediator",
    "estate attorney",
    "accountant",
    "bookkeeper",
    "financial planner",
    "mortgage broker",
    "realtor",
    "home inspector",
    "contractor",
    "architect",
    "interior designer",
    "plumber",
    "home stager",
    "mover",
    "business insurance",
    "business consultant",
    "IT services",
    "web designer",
    "marketing firm",
    "photographer",
    "psychotherapist",
    "life coach",
    "personal trainer",
    "caterer",
    "event planner",
    "florist",
    "recruiter",
    "payroll",
    "Realtor® & Broker",
]


def address_of(number: int) -> str:
    return f"{FIRST[number % 20]}.{LAST[number // 20]}{number}@chapter.example".lower()


def export(seed: int = 1) -> bytes:
    """CSV in UTF-8 with a mark, as spreadsheets like it."""
    chance = Random(seed)
    distinct = LINES - TWICE
    rows = [row(number, chance) for number in range(distinct)]
    for number in range(TWICE):
        again = dict(rows[number * 7])
        again["User ID"] = str(90_000 + number)
        again["Email"] = f"{again['First name']}.{again['Last name']}@home.example".lower()
        rows.append(again)
    written = io.StringIO()
    writer = csv.DictWriter(written, HEADER, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def row(number: int, chance: Random) -> dict[str, str]:
    first, last = FIRST[number % 20], LAST[number // 20]
    return {
        "User ID": str(50_000 + number),
        "Membership status": chance.choice(["Active", "Active", "Active", "Pending renewal"]),
        "Membership level": "Chapter member",
        "First name": first,
        "Last name": last,
        "Organization": f"{last} & {chance.choice(LAST)} {number}",
        "Classification": chance.choice(TRADES),
        "Email": address_of(number),
        "Phone": f"(212) 555-{number:04}",
        "Member since": f"{chance.randint(2012, 2026)}-0{chance.randint(1, 9)}-15",
        "Archived": "no",
    }
