"""One SMTP conversation of the mail server that keeps the ledger (RFC 5321, as far as needed)."""

from __future__ import annotations

import asyncio
import contextlib
import re

from tests.faults.ledger import Ledger, record_of
from tests.faults.misbehaviour import At, Misbehaviour, Wrong

ADDRESS = re.compile(rb"<([^>]*)>")
LARGEST = 5 * 1024 * 1024
DRIP = 1.0  # seconds between two bytes
END = b"\r\n.\r\n"


class HungUp(Exception):
    """The connection is not to be used any more."""


class Conversation:
    """`archive` is the address whose copies can be asked for by IMAP."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        ledger: Ledger,
        misbehaviour: Misbehaviour,
        archive: str,
    ) -> None:
        self.reader, self.writer = reader, writer
        self.ledger, self.misbehaviour, self.archive = ledger, misbehaviour, archive
        self.forget()

    def forget(self) -> None:
        self.members: list[str] = []
        self.archived = False
        self.wrong: Wrong | None = None

    async def run(self) -> None:
        """Talk until the other side has said goodbye or one of us hangs up."""
        with contextlib.suppress(HungUp, OSError, asyncio.IncompleteReadError):
            await self.say("220 ledger.example")
            while line := await self.reader.readline():
                if line.strip().upper() == b"QUIT":
                    await self.say("221 bye")
                    break
                await self.answer(line)
        self.writer.close()

    async def answer(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"RCPT":
            await self.recipient(line)
        elif verb == b"DATA":
            await self.data()
        elif verb in {b"EHLO", b"HELO", b"MAIL", b"RSET", b"NOOP"}:
            if verb in {b"MAIL", b"RSET"}:
                self.forget()
            await self.say("250 OK")
        else:
            await self.say("502 5.5.1 not known")

    async def recipient(self, line: bytes) -> None:
        found = ADDRESS.search(line)
        address = found[1].decode("ascii", "replace") if found else ""
        is_archive = address == self.archive
        if not is_archive:
            self.wrong = self.misbehaviour.towards(address)
        if self.wrong and self.wrong.at == (At.ARCHIVE if is_archive else At.RCPT):
            await self.go_wrong(self.wrong)
            return
        if is_archive:
            self.archived = True
        else:
            self.members.append(address)
        await self.say("250 2.1.5 OK")

    async def data(self) -> None:
        if not self.members and not self.archived:
            await self.say("503 5.5.1 nobody to send to")
            return
        await self.say("354 go on")
        if self.wrong and self.wrong.at == At.DATA:
            await self.reader.read(64)
            await self.go_wrong(self.wrong)
        message = await self.read_message()
        wrong = self.wrong if self.wrong and self.wrong.at == At.DOT else None
        if wrong is None and len(message) > LARGEST:
            wrong = Wrong(At.DOT, "552 5.3.4 too large")
        self.keep(message, kept=wrong is None or wrong.kept)
        if wrong:
            await self.go_wrong(wrong)
        else:
            await self.say("250 2.0.0 taken")
        self.forget()

    async def read_message(self) -> bytes:
        """The mail as it was before dots were doubled."""
        found = bytearray(b"\r\n")
        while not found.endswith(END):
            more = await self.reader.read(1 << 16)
            if not more:
                raise HungUp
            found += more
        return bytes(found[2 : -len(END)] + b"\r\n").replace(b"\r\n..", b"\r\n.")

    def keep(self, message: bytes, *, kept: bool) -> None:
        self.ledger.append(
            record_of(message, members=self.members, archived=self.archived, kept=kept)
        )

    async def go_wrong(self, wrong: Wrong) -> None:
        if wrong.wait:
            await asyncio.sleep(wrong.wait)
        if wrong.reply:
            await self.say(wrong.reply)
        elif not wrong.cut:
            await self.reader.read()  # silence, until the other side has had enough
            raise HungUp
        if wrong.cut:
            self.writer.transport.abort()
            raise HungUp

    async def say(self, reply: str) -> None:
        said = reply.encode() + b"\r\n"
        if self.wrong and self.wrong.at == At.ALWAYS:
            for byte in said:
                self.writer.write(bytes([byte]))
                await self.writer.drain()
                await asyncio.sleep(DRIP)
        else:
            self.writer.write(said)
            await self.writer.drain()
