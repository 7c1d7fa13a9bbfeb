"""What the mail server took: an append-only file, on the disk before the server says so."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

MESSAGE_ID = re.compile(rb"(?mi)^Message-ID:\s*(<[^>\r\n]+>)")


@dataclass(frozen=True)
class Record:
    """One mail that was handed over completely. It counts for `members` when it was `kept`."""

    members: list[str]  # whose RCPT was accepted, without the archive
    archived: bool  # the archive's RCPT was accepted
    message_id: str
    sha256: str
    kept: bool
    at: float  # seconds since 1970


def record_of(
    message: bytes, *, members: list[str], archived: bool, kept: bool, at: float | None = None
) -> Record:
    """The record for `message` as it came over the wire."""
    head = message.partition(b"\r\n\r\n")[0]
    found = MESSAGE_ID.search(head)
    message_id = found[1].decode("ascii", "replace") if found else ""
    digest = hashlib.sha256(message).hexdigest()
    return Record(members, archived, message_id, digest, kept, time.time() if at is None else at)


class Ledger:
    """The file, for the one process that appends to it."""

    def __init__(self, path: Path) -> None:
        self.records = read(path)
        self.file = path.open("ab")

    def append(self, record: Record) -> None:
        """Returns when the record is on the disk."""
        self.file.write(json.dumps(asdict(record)).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.records.append(record)


def read(path: Path) -> list[Record]:
    """All whole lines: a server that was killed may have left half of one, which nobody was told
    of."""
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]
    return [Record(**json.loads(line)) for line in lines]
