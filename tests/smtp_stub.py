"""A mail server for tests: keeps what it gets and answers as it is told to.

with SmtpStub() as stub:
    settings.MAIL_URL = stub.url
    stub.answer("550 no such mailbox", at="rcpt")
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP

CUT = "cut"  # close the connection instead of answering
SILENCE = "silence"  # say nothing, and keep the connection open


@dataclass(frozen=True)
class Received:
    """One mail that was handed over completely; `accepted` when the answer to it was 250."""

    recipients: list[str]
    raw: bytes
    accepted: bool

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


class SmtpStub:
    """Listens on a free port of this machine, in a thread of its own."""

    def __init__(self, *, tls: str = "", context: ssl.SSLContext | None = None) -> None:
        """`tls`: "" (none), "smtps" or "smtp+starttls", with the `context` of a server."""
        self.tls, self.context = tls, context
        self.received: list[Received] = []
        self.handed_over: list[bytes] = []  # complete mails, also those not answered yet
        self.conversations = 0
        self.always: dict[str, str] = {}
        self.next: dict[str, deque[str]] = defaultdict(deque)
        self.delay = 0.0  # seconds before the answer to a complete mail

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def accepted(self) -> list[Received]:
        return [mail for mail in self.received if mail.accepted]

    def answer(self, *replies: str, at: str = "data") -> None:
        """Answer so the next times, once each: a reply as `451 later`, CUT or SILENCE.

        `at`: "mail", "rcpt" or "dot" (all of the mail is there), or "data" (before any of it is).
        """
        self.next[at].extend(replies)

    def answer_always(self, reply: str, *, at: str) -> None:
        self.always[at] = reply

    def reply_at(self, point: str) -> str | None:
        return self.next[point].popleft() if self.next[point] else self.always.get(point)

    def __enter__(self) -> SmtpStub:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = self.call(self.listen())
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *args: object) -> None:
        self.call(self.end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def listen(self) -> asyncio.Server:
        later = self.context if self.tls == "smtp+starttls" else None
        options = {"loop": self.loop, "hostname": "stub.example", "tls_context": later}
        return await self.loop.create_server(
            lambda: _Session(self, **options),
            "127.0.0.1",
            0,
            ssl=self.context if self.tls == "smtps" else None,
        )

    async def end(self) -> None:
        self.server.close()
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task():
                task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await self.server.wait_closed()


class _Session(SMTP):
    """One conversation; `event_handler` of aiosmtpd is this object itself."""

    def __init__(self, stub: SmtpStub, **options) -> None:
        self.stub = stub
        super().__init__(self, enable_SMTPUTF8=False, **options)

    def connection_made(self, transport) -> None:
        self.stub.conversations += 1
        super().connection_made(transport)

    async def obey(self, point: str, otherwise: str) -> str:
        reply = self.stub.reply_at(point) or otherwise
        if reply == CUT:
            self.transport.abort()
            return "421 cut"
        if reply == SILENCE:
            await asyncio.sleep(3600)
        return reply

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        reply = await self.obey("mail", "250 OK")
        if reply.startswith("2"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        reply = await self.obey("rcpt", "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def smtp_DATA(self, arg: str) -> None:
        reply = await self.obey("data", "")
        if not reply:
            await super().smtp_DATA(arg)
        elif not self.transport.is_closing():
            await self.push(reply)

    async def handle_DATA(self, server, session, envelope) -> str:
        self.stub.handed_over.append(envelope.original_content)
        if self.stub.delay:
            await asyncio.sleep(self.stub.delay)
        reply = self.stub.reply_at("dot") or "250 OK"
        accepted = reply.startswith("250")
        mail = Received(list(envelope.rcpt_tos), envelope.original_content, accepted)
        self.stub.received.append(mail)
        if reply == CUT:
            self.transport.abort()
        if reply == SILENCE:
            await asyncio.sleep(3600)
        return reply


def wait_for(condition, seconds: float = 5.0) -> bool:
    """Whether `condition()` becomes true within `seconds`."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if condition():
            return True
        time.sleep(0.01)
    return False
