"""An archive mailbox for tests: finds the Message-IDs that it is given to hold.

with ImapStub(held=lambda: ["<1@proactive.example>"]) as stub:
    settings.MAIL_ARCHIVE_URL = stub.url
"""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections.abc import Callable

SEARCH = re.compile(r'SEARCH HEADER Message-ID "(.*)"', re.IGNORECASE)


class ImapStub:
    """Listens on a free port of this machine. `mood`: "well", "deaf", "full of refusals"."""

    def __init__(self, held: Callable[[], list[str]]) -> None:
        self.held = held
        self.mood = "well"
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"imap://archive%40here:pass%2Fword@127.0.0.1:{self.port}/All%20mail"

    def __enter__(self) -> ImapStub:
        stub = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                stub.talk(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        self.server = Server(("127.0.0.1", 0), Session)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def talk(self, session: socketserver.StreamRequestHandler) -> None:
        if self.mood == "dribble":
            try:
                while True:
                    session.wfile.write(b"*")
                    time.sleep(0.02)
            except OSError:
                return
        session.wfile.write(b"* OK IMAP4rev1 stub.example\r\n")
        while line := session.rfile.readline().decode():
            tag, command = line.strip().split(" ", 1)
            for answer in self.answers(command):
                session.wfile.write(answer.encode() + b"\r\n")
            result = "NO not now" if self.mood == "no" and "SEARCH" in command else "OK done"
            if command.startswith("LOGIN") and command != 'LOGIN archive@here "pass/word"':
                result = "NO [AUTHENTICATIONFAILED] wrong"
            if command.startswith("EXAMINE") and command != 'EXAMINE "All mail"':
                result = "NO no such folder"
            session.wfile.write(f"{tag} {result}\r\n".encode())

    def answers(self, command: str) -> list[str]:
        """What comes before the result of a command."""
        if command == "CAPABILITY":
            return ["* CAPABILITY IMAP4rev1"]
        if command.startswith("EXAMINE"):
            return ["* 3 EXISTS"]
        search = SEARCH.fullmatch(command)
        if not search:
            return []
        self.asked.append(search[1])
        found = [str(n) for n, each in enumerate(self.held(), start=1) if each == search[1]]
        return [" ".join(["* SEARCH", *found])]
