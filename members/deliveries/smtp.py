"""One conversation with the mail server about one mail for one recipient.

What matters is on which side of the final dot a failure lies. Before it nothing was sent. After it,
without an answer, nobody knows.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, unquote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from members.deliveries.crashpoints import crashpoint
from members.deliveries.cutter import Cutter
from members.deliveries.server_urls import split_server_url
from members.models import Attempt

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
CONNECT_SECONDS = 10.0
TOO_MANY = 432  # Exchange: this sender talks to it too often at the same time
OUR_FAULT = "5.7."  # refused because of who we are and not because of the address (RFC 3463)
BEGINS_WITH_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class MailServer:
    """What MAIL_URL says. `scheme` is a key of PORTS, or "kept": keep mails, send nothing."""

    scheme: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""


@dataclass(frozen=True)
class Reply:
    """What came of a try.

    away      the failure was the server's and not this mail's
    no_such   the server named the address as the reason why it refused
    """

    outcome: Attempt.Outcome
    code: int | None
    text: str
    away: bool = False
    no_such: bool = False


def check_settings() -> None:
    """Raise ImproperlyConfigured when mail could not be sent as promised."""
    mail_server()
    if not 0 < 2 * settings.MAIL_TIMEOUT < settings.MAIL_LEASE.total_seconds():
        raise ImproperlyConfigured("MAIL_TIMEOUT must be less than half of MAIL_LEASE.")


def mail_server() -> MailServer:
    """The server that settings name. Raises ImproperlyConfigured when they name none."""
    return read_mail_url(settings.MAIL_URL)


@cache
def read_mail_url(url: str) -> MailServer:
    """Read MAIL_URL. Raises ImproperlyConfigured."""
    if url == "kept:":
        return MailServer("kept")
    parts = split_server_url(url, "MAIL_URL", complaint_about)
    return MailServer(
        parts.scheme,
        parts.hostname or "",
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def complaint_about(parts: SplitResult) -> str | None:
    if parts.scheme not in PORTS:
        return "must begin with smtp://, smtps:// or smtp+starttls://, or be kept:"
    if not parts.hostname:
        return "names no host"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return "must end after the port; write / ? # in a password as %2F %3F %23"
    if bool(parts.username) != bool(parts.password):
        return "needs a user and a password, or neither"
    return None


def always() -> bool:
    return True


def hand_over(
    message: bytes,
    *,
    recipient: str,
    sender: str,
    seconds: float,
    archive: str = "",
    before_data: Callable[[], bool] = always,
) -> Reply:
    """Send `message` (CRLF lines) to the mail server; wait `seconds` in all, whatever it does.

    `archive` gets a blind copy in the same conversation, or nothing goes. `before_data` is called
    when everything is agreed and nothing has been sent yet; when it returns False, nothing is.
    """
    server = mail_server()
    if server.scheme == "kept":
        return Reply(Attempt.Outcome.SENT, None, "kept")
    with Conversation(server, seconds) as conversation:
        return conversation.hand_over(
            message, recipient=recipient, sender=sender, archive=archive, before_data=before_data
        )


class Refusal(Exception):
    """The server answered with something else than what lets us go on."""

    def __init__(self, code: int, text: bytes) -> None:
        self.code, self.text = code, text


class ArchiveRefused(Refusal):
    """The server does not take the blind copy: no fault of the mail, nor of its recipient."""


class NotOurs(Exception):
    """Another worker may have the mail in hand."""


class Conversation(smtplib.SMTP):
    """A connection that is cut when its time is over, even if the server sends a byte a second."""

    def __init__(self, server: MailServer, seconds: float) -> None:
        super().__init__(local_hostname=settings.MAIL_DOMAIN, timeout=seconds)
        self.server = server
        self.ends_at = time.monotonic() + seconds
        self.cutter: Cutter | None = None
        self.at_recipient = False  # what goes wrong from here on is about this mail
        self.recipient_taken = False
        self.after_dot = False  # from here on the server may have taken the mail

    def __exit__(self, *args: object) -> None:
        """Say goodbye without waiting for an answer: what came of the mail must be noted now."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.putcmd("quit")
        self.close()
        if self.cutter:
            self.cutter.end()

    def hand_over(
        self,
        message: bytes,
        *,
        recipient: str,
        sender: str,
        archive: str,
        before_data: Callable[[], bool],
    ) -> Reply:
        try:
            self.open()
            self.agree(sender, recipient, archive)
            crashpoint("after_rcpt")
            if not before_data():
                raise NotOurs
            self.expect(3, *self.docmd("data"))
            code, text = self.hand_in(message)
        except ArchiveRefused as refusal:
            said = f"The archive was refused: {readable(refusal.text)}"
            return Reply(Attempt.Outcome.LATER, refusal.code, said, away=True)
        except NotOurs:
            return Reply(Attempt.Outcome.LATER, None, "The lock was lost before anything was sent.")
        except Refusal as refusal:
            return self.judge(refusal.code, refusal.text)
        except smtplib.SMTPResponseException as error:
            return self.judge(error.smtp_code, error.smtp_error, certain=not self.after_dot)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            return self.judge(None, str(error) or type(error).__name__)
        return self.judge(code, text)

    def agree(self, sender: str, recipient: str, archive: str) -> None:
        """Name who sends and who gets it. Each recipient has an answer of its own."""
        self.expect(2, *self.mail(sender))
        crashpoint("after_mail")
        self.at_recipient = True
        self.expect(2, *self.rcpt(recipient))
        self.recipient_taken = True
        if archive:
            code, text = self.rcpt(archive)
            if code // 100 != 2:
                raise ArchiveRefused(code, text)

    def hand_in(self, message: bytes) -> tuple[int, bytes]:
        """Send the whole mail; return what the server says to it."""
        stuffed = BEGINS_WITH_DOT.sub(b"..", message.removesuffix(b"\r\n"))
        half = len(stuffed) // 2
        self.send(stuffed[:half])
        crashpoint("in_data")
        if time.monotonic() > self.ends_at:
            # We were stopped for longer than the lease: another may have sent it by now.
            raise TimeoutError("The time was over before all of the mail was handed over.")
        self.send(stuffed[half:])
        self.send(b"\r\n.\r\n")  # an error here says that the dot did not leave
        self.after_dot = True
        crashpoint("after_dot")
        return self.getreply()

    def open(self) -> None:
        """Connect, greet, encrypt and sign in, as far as MAIL_URL asks for it."""
        self.expect(2, *self.connect(self.server.host, self.server.port))
        if self.server.scheme == "smtp+starttls":
            self._host = self.server.host
            self.starttls(context=ssl.create_default_context())
        self.ehlo_or_helo_if_needed()
        if self.server.user:
            self.login(self.server.user, self.server.password)

    def expect(self, hundreds: int, code: int, text: bytes) -> None:
        if code // 100 != hundreds:
            raise Refusal(code, text)

    def judge(self, code: int | None, text: bytes | str | object, *, certain: bool = True) -> Reply:
        """What a reply, or its absence, means at the point that was reached."""
        answered = code if certain and code and 200 <= code <= 599 else None
        said = readable(text)
        if self.after_dot:
            if answered and answered < 300:
                return Reply(Attempt.Outcome.SENT, answered, said)
            if answered is None or answered < 400:
                return Reply(Attempt.Outcome.UNSURE, answered, said)
        away = not self.at_recipient
        if answered and answered >= 500 and not away:
            no_such = not self.recipient_taken and not said.startswith(OUR_FAULT)
            return Reply(Attempt.Outcome.REFUSED, answered, said, no_such=no_such)
        # A 5xx before the recipient was named (no sign-in, a sender not allowed) is a fault of
        # ours, to be mended by the operator: the mail waits.
        away = away or answered == TOO_MANY
        return Reply(Attempt.Outcome.LATER, answered, said, away=away)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), min(timeout, CONNECT_SECONDS))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        left = max(self.ends_at - time.monotonic(), 0.01)
        plain.settimeout(left)
        self.cutter = Cutter(plain, left)
        if self.server.scheme == "smtps":
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        return plain


def readable(text: bytes | str | object) -> str:
    """A server's words as one printable line: the database takes no NUL, and nobody a long one."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return "".join(c if c.isprintable() else " " for c in said)[:500].strip()
