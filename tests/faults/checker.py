"""The independent checker: what was planned against what the mail server has on its disk and what
the database says. It knows nothing of the application's code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import psycopg

from tests.faults.ledger import Record
from tests.faults.plan import Entry

OPEN = {"due", "sending", "unsure"}
ROWS = """
    SELECT person.name, delivery.state, delivery.message_id, delivery.attempts
    FROM members_delivery AS delivery JOIN members_person AS person
        ON person.id = delivery.recipient_id
    WHERE person.name LIKE %s
"""


@dataclass(frozen=True)
class Row:
    """One row of the table of deliveries. `key` is the recipient's name, who gets no other mail."""

    key: str
    state: str
    message_id: str
    attempts: int = 0


@dataclass
class Verdict:
    """What is wrong, by key or address; all of it empty when nothing is."""

    messages: int = 0  # mails that the server has kept for a member
    lost: list[str] = field(default_factory=list)  # owed, and not in the ledger
    duplicated: list[str] = field(default_factory=list)  # once for each copy too many
    stuck: list[str] = field(default_factory=list)  # no row, or one without a final state
    phantom: list[str] = field(default_factory=list)  # in the ledger, and never owed
    wrong: list[str] = field(default_factory=list)  # another end than planned; two versions

    def is_clean(self) -> bool:
        return not (self.lost or self.duplicated or self.stuck or self.phantom or self.wrong)


def check(planned: Sequence[Entry], ledger: Iterable[Record], rows: Sequence[Row]) -> Verdict:
    """Compare the three. `ledger` and `rows` are all there is, also what nobody planned."""
    ledger = list(ledger)
    copies = Counter(member for record in ledger if record.kept for member in record.members)
    owed = {entry.address for entry in planned if entry.end == "sent"}
    states = {row.key: row.state for row in rows}
    return Verdict(
        messages=sum(copies.values()),
        lost=sorted(owed - copies.keys()),
        duplicated=sorted((copies - Counter(dict.fromkeys(copies, 1))).elements()),
        stuck=sorted(entry.key for entry in planned if states.get(entry.key, "due") in OPEN),
        phantom=sorted(copies.keys() - owed),
        wrong=ends(planned, states) + twice_owed(rows) + versions(ledger),
    )


def ends(planned: Sequence[Entry], states: dict[str, str]) -> list[str]:
    """Mails whose row says something else than it should."""
    return [
        f"{entry.key}: {states[entry.key]}, not {entry.end}"
        for entry in planned
        if states.get(entry.key, "due") not in OPEN | {entry.end}
    ]


def twice_owed(rows: Sequence[Row]) -> list[str]:
    owed = Counter(row.key for row in rows)
    return [f"{key}: {count} rows" for key, count in owed.items() if count > 1]


def versions(ledger: list[Record]) -> list[str]:
    """Mails that were handed over with different bytes under one Message-ID, or without one."""
    seen = defaultdict(set)
    for record in ledger:
        seen[record.message_id].add(record.sha256)
    return [
        f"{message_id or 'no Message-ID'}: {len(digests)} versions"
        for message_id, digests in seen.items()
        if len(digests) > 1 or not message_id
    ]


def rows_of(database_url: str, name: str = "F%") -> list[Row]:
    """The deliveries of the fault `name`, or of all, by plain SQL."""
    with psycopg.connect(database_url) as connection:
        return [Row(*row) for row in connection.execute(ROWS, [f"{name}-%"])]
