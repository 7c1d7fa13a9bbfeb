"""The mail server of the faults, a process of its own: SMTP in, IMAP out, the ledger between.

python -m tests.faults.mail_server LEDGER WISHES SMTP-PORT IMAP-PORT

WISHES is a file (following.py) with `chances`: how often each of misbehaviour.KINDS happens to
anybody, and `deaf`: how often the archive gives no answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from pathlib import Path

from tests.faults.following import Followed
from tests.faults.imap_server import Mailbox
from tests.faults.ledger import Ledger
from tests.faults.misbehaviour import Misbehaviour
from tests.faults.smtp_server import Conversation

ARCHIVE = "archive@ledger.example"
USER, PASSWORD = "archive", "secret"


class MailServer:
    """Both doors of the same ledger."""

    def __init__(self, ledger: Path, wishes: Path) -> None:
        self.ledger = Ledger(ledger)
        self.wishes = Followed(wishes)
        self.chance = random.Random()
        self.misbehaviour = Misbehaviour({}, self.chance)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation by SMTP."""
        self.misbehaviour.chances = self.wishes.read().get("chances", {})
        conversation = Conversation(
            reader,
            writer,
            ledger=self.ledger,
            misbehaviour=self.misbehaviour,
            archive=ARCHIVE,
        )
        with contextlib.suppress(ConnectionError):
            await conversation.run()

    async def show(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation by IMAP."""
        if self.chance.random() < self.wishes.read().get("deaf", 0.0):
            writer.transport.abort()
            return
        mailbox = Mailbox(reader, writer, ledger=self.ledger, password=PASSWORD)
        with contextlib.suppress(ConnectionError):
            await mailbox.run()

    async def serve(self, smtp_port: int, imap_port: int) -> None:
        """Listen on this machine alone, until the process ends."""
        smtp = await asyncio.start_server(self.take, "127.0.0.1", smtp_port)
        imap = await asyncio.start_server(self.show, "127.0.0.1", imap_port)
        async with smtp, imap:
            await asyncio.gather(smtp.serve_forever(), imap.serve_forever())


if __name__ == "__main__":
    ledger, wishes, *ports = sys.argv[1:]
    asyncio.run(MailServer(Path(ledger), Path(wishes)).serve(*(int(port) for port in ports)))
