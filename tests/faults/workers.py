"""The nursery of workers from outside."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from launcher.places import PROJECT
from launcher.processes import Guardian

PATIENCE = 180.0  # seconds; the machine may be busy


class Workers:
    """`manage.py drain --loop`, so many at a time, replaced when they die (nursery.py)."""

    def __init__(
        self, guardian: Guardian, directory: Path, sockets: Path, environment: dict[str, str]
    ) -> None:
        """`sockets`: a directory with a short name."""
        self.guardian = guardian
        path = sockets / f"{directory.name}.sock"
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(PATIENCE)
            door.bind(str(path))
            door.listen(1)
            with (directory / "workers.log").open("ab") as output:
                self.process = guardian.start(
                    [sys.executable, "-m", "tests.faults.nursery", str(path)],
                    output=output,
                    env=environment,
                    cwd=PROJECT,
                )
            self.talk = door.accept()[0]
        path.unlink()
        self.talk.settimeout(PATIENCE)

    def run(self, number: int) -> None:
        """Have so many from now on. For 0: each has ended the mail it had when this returns."""
        self.ask(f"workers {number}")

    def call(self, module: str, function: str, file: Path) -> None:
        """Have a function of the faults called with `file`, inside the application."""
        self.ask(f"call {module} {function} {file}")

    def ask(self, line: str) -> None:
        self.talk.sendall(f"{line}\n".encode())
        answer = b""
        while not answer.endswith(b"\n"):
            more = self.talk.recv(100)
            assert more, "The nursery has ended; workers.log may say why."
            answer += more
        assert answer == b"done\n", f"{line}: {answer!r}"

    def stop(self) -> None:
        self.talk.close()
        self.guardian.stop(self.process)
