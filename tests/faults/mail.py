"""The mail server from outside: start it, kill it, tell it to misbehave, read what it took."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_connection
from typing import Any

from launcher.places import PROJECT
from launcher.processes import Guardian
from tests.browser.site import eventually, free_port
from tests.faults import ledger
from tests.faults.following import tell
from tests.faults.mail_server import ARCHIVE, PASSWORD, USER


class Mail:
    """One mail server, at the same ports and with the same ledger however often it is restarted."""

    def __init__(self, guardian: Guardian, directory: Path, environment: dict[str, str]) -> None:
        self.guardian, self.environment = guardian, environment
        self.ledger, self.wishes = directory / "ledger.jsonl", directory / "mail.json"
        self.log = directory / "mail.log"
        self.ports = free_port(), free_port()

    def settings(self) -> dict[str, str]:
        """How the application is told of it."""
        smtp, imap = self.ports
        return {
            "MAIL_URL": f"smtp://127.0.0.1:{smtp}",
            "MAIL_ORACLE": "imap",
            "MAIL_ARCHIVE": ARCHIVE,
            "MAIL_ARCHIVE_URL": f"imap://{USER}:{PASSWORD}@127.0.0.1:{imap}/INBOX",
        }

    def start(self) -> None:
        files = [str(self.ledger), str(self.wishes)]
        ports = [str(port) for port in self.ports]
        with self.log.open("ab") as output:
            self.process = self.guardian.start(
                [sys.executable, "-m", "tests.faults.mail_server", *files, *ports],
                output=output,
                env=self.environment,
                cwd=PROJECT,
            )
        eventually(self.answers, "the mail server")

    def kill(self) -> None:
        self.guardian.stop(self.process, end_with=signal.SIGKILL)

    def stop(self) -> None:
        self.guardian.stop(self.process)

    def answers(self) -> bool:
        with suppress(OSError):
            for port in self.ports:
                create_connection(("127.0.0.1", port), 1).close()
            return True
        return False

    @contextmanager
    def misbehaving(self, **wishes: Any) -> Iterator[None]:
        """Go wrong as `wishes` say (mail_server.py) as long as this lasts."""
        tell(self.wishes, wishes)
        try:
            yield
        finally:
            tell(self.wishes, {})

    def records(self, domain: str = "") -> list[ledger.Record]:
        """What was handed over, for members at `domain` or for all."""
        return [
            record
            for record in ledger.read(self.ledger)
            if not domain or any(member.endswith(f"@{domain}") for member in record.members)
        ]
