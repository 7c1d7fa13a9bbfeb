"""The archive: a mailbox that gets a blind copy of each mail, and can be asked whether it did."""

from __future__ import annotations

import imaplib
import socket
import ssl
import time
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, unquote

from django.conf import settings

from members.deliveries.cutter import Cutter
from members.deliveries.server_urls import split_server_url

PORTS = {"imap": 143, "imaps": 993}
SECONDS = 10.0  # for one whole conversation


class ArchiveAway(Exception):
    """The archive could not be asked. That says nothing about any mail."""


@dataclass(frozen=True)
class Mailbox:
    """What MAIL_ARCHIVE_URL says."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str


@cache
def read_archive_url(url: str) -> Mailbox:
    """Read MAIL_ARCHIVE_URL. Raises ImproperlyConfigured."""
    parts = split_server_url(url, "MAIL_ARCHIVE_URL", complaint_about)
    return Mailbox(
        parts.scheme,
        parts.hostname or "",
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
    )


def complaint_about(parts: SplitResult) -> str | None:
    if parts.scheme not in PORTS:
        return "must begin with imap:// or imaps://"
    if not parts.hostname:
        return "names no host"
    if not parts.username or not parts.password:
        return "needs a user and a password"
    if parts.query or parts.fragment or '"' in unquote(parts.path):
        return "must end after the folder; write / ? # in a password as %2F %3F %23"
    return None


def held(*message_ids: str) -> set[str]:
    """Those of `message_ids` that are in the archive. Raises ArchiveAway."""
    ends_at = time.monotonic() + min(SECONDS, settings.MAIL_TIMEOUT)
    try:
        with Conversation(read_archive_url(settings.MAIL_ARCHIVE_URL), ends_at) as conversation:
            conversation.open_folder()
            return {each for each in message_ids if conversation.holds(each)}
    except Exception as error:  # whatever a strange server may answer
        raise ArchiveAway(str(error) or type(error).__name__) from error


class Conversation(imaplib.IMAP4):
    """A connection that is cut when its time is over."""

    def __init__(self, mailbox: Mailbox, ends_at: float) -> None:
        self.mailbox, self.ends_at = mailbox, ends_at
        self.cutter: Cutter | None = None
        try:
            super().__init__(mailbox.host, mailbox.port, timeout=self.left())
        except BaseException:
            self.end()
            raise

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self.end()

    def open_folder(self) -> None:
        """Sign in and open the folder to read only."""
        self.login(self.mailbox.user, self.mailbox.password)
        self.must(self.select(f'"{self.mailbox.folder}"', readonly=True))

    def holds(self, message_id: str) -> bool:
        found = self.must(self.search(None, "HEADER", "Message-ID", f'"{message_id}"'))
        return any(numbers for numbers in found)

    def must(self, answer: tuple[str, list[bytes | None]]) -> list[bytes | None]:
        """What the server answered, if it did what it was asked for."""
        result, found = answer
        if result != "OK":
            raise self.error(f"{result} {found!r}")
        return found

    def left(self) -> float:
        return max(self.ends_at - time.monotonic(), 0.01)

    def end(self) -> None:
        if self.cutter:
            self.cutter.end()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout)
        plain.settimeout(self.left())
        self.cutter = Cutter(plain, self.left())
        if self.mailbox.scheme == "imaps":
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        return plain
