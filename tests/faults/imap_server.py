"""The archive mailbox of the ledger by IMAP: log in, open it, search by Message-ID (RFC 3501)."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time

from tests.faults.ledger import Ledger

WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
LATE = 0.2  # seconds until a mail is found, as real archives are late


class Mailbox:
    """One conversation about the archive. `password` is what LOGIN asks for."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        ledger: Ledger,
        password: str,
    ) -> None:
        self.reader, self.writer = reader, writer
        self.ledger, self.password = ledger, password
        self.welcome = False

    async def run(self) -> None:
        """Answer until LOGOUT."""
        with contextlib.suppress(OSError):
            await self.say("* OK IMAP4rev1 ledger.example")
            while line := await self.reader.readline():
                tag, verb, *words = words_of(line.decode("ascii", "replace"))
                if verb.upper() == "UID":
                    verb, *words = words
                await self.answer(tag, verb.upper(), words)
                if verb.upper() == "LOGOUT":
                    break
        self.writer.close()

    async def answer(self, tag: str, verb: str, words: list[str]) -> None:
        if verb == "CAPABILITY":
            await self.say("* CAPABILITY IMAP4rev1")
        elif verb == "LOGIN":
            self.welcome = words[-1:] == [self.password]
            if not self.welcome:
                await self.say(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
                return
        elif verb == "LOGOUT":
            await self.say("* BYE")
        elif not self.welcome:
            await self.say(f"{tag} BAD log in first")
            return
        elif verb in {"SELECT", "EXAMINE"}:
            await self.say(f"* {len(self.ledger.records)} EXISTS")
        elif verb == "SEARCH":
            numbers = " ".join(str(number) for number in self.found(words))
            await self.say(f"* SEARCH {numbers}".rstrip())
        elif verb not in {"NOOP", "CLOSE", "CHECK"}:
            await self.say(f"{tag} BAD {verb} is not known")
            return
        await self.say(f"{tag} OK done")

    def found(self, words: list[str]) -> list[int]:
        """Numbers of the archived mails that `HEADER Message-ID <…>` names."""
        wanted = words[-1]
        until = time.time() - LATE
        return [
            number
            for number, record in enumerate(self.ledger.records, start=1)
            if record.kept and record.archived and wanted in record.message_id and record.at < until
        ]

    async def say(self, line: str) -> None:
        self.writer.write(line.encode() + b"\r\n")
        await self.writer.drain()


def words_of(line: str) -> list[str]:
    """The words of a command; those in quotes without them."""
    return [quoted or bare for quoted, bare in WORDS.findall(line)]
