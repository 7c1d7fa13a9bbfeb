"""The application as it runs for real, with a database and a clock of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from launcher.places import PROJECT
from launcher.processes import Guardian
from tests.browser.database import Database
from tests.moved_clock import Clock

CELERY = ["celery", "--app=networking_app"]
WORKER = ["--loglevel=info", "--concurrency=1", "--without-gossip", "--without-mingle"]
WEB = ["--worker-class=gthread", "--threads=4", "--graceful-timeout=1", "--no-control-socket"]
PATIENCE = 30.0  # seconds; the machine may be busy with other tests


def eventually(condition: Callable[[], Any], what: str, *, seconds: float = PATIENCE) -> Any:
    """Wait until `condition()` is true and return what it gave. `what` names it in the failure."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"Not within {seconds:.0f} s: {what}"
        time.sleep(0.05)
    return found


class Site:
    """Web, worker and beat under `clock`. `directory` gets their logs and whatever they keep."""

    def __init__(
        self,
        guardian: Guardian,
        directory: Path,
        clock: Clock,
        database: Database,
        **settings: str,
    ) -> None:
        self.guardian, self.directory = guardian, directory
        self.clock, self.database = clock, database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | common_settings() | settings
        self.environment |= {"SITE_URL": self.url, "DATABASE_URL": database.url}
        bind, schedule = f"--bind=127.0.0.1:{self.port}", f"--schedule={directory / 'beat'}"
        self.programs = {
            "web": ["gunicorn", "networking_app.wsgi", bind, *WEB],
            "worker": [*CELERY, "worker", *WORKER],
            "beat": [*CELERY, "beat", schedule, "--pidfile="],
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Start those programs, all by default, and wait until pages are answered."""
        for name in names or self.programs:
            with self.log_file(name).open("ab") as output:
                self.running[name] = self.guardian.start(
                    self.command(self.programs[name]),
                    output=output,
                    env=self.environment,
                    cwd=PROJECT,
                )
        eventually(self.answers, "the first page")

    def stop(self, *names: str) -> None:
        """Stop those programs, all by default."""
        self.guardian.stop(*(self.running.pop(name) for name in names or list(self.running)))

    def restart(self, name: str) -> None:
        self.stop(name)
        self.start(name)

    def manage(self, *arguments: str) -> str:
        """Run a management command under the site's clock; what it printed."""
        command = self.command(["django", *arguments])
        done = subprocess.run(
            command, env=self.environment, cwd=PROJECT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, code: str) -> None:
        """Run Python code with the site's models, under its clock."""
        self.manage("shell", "--verbosity=0", "--command", code)

    def move_to(self, moment: datetime) -> None:
        """Move the time of all programs; pages show it when this returns."""
        self.clock.move_to(moment)
        self.database.follow(self.clock)
        eventually(self.shows_the_clock, "pages at the new time")

    def wait_for_ticks(self, *tasks: str) -> None:
        """Wait until the worker has begun and ended each of these tasks twice from now on."""
        for task in tasks:
            done = self.ticks(task)
            eventually(lambda: self.ticks(task) >= done + 2, f"two more {task}")  # noqa: B023

    def ticks(self, task: str) -> int:
        """How often the worker has come to the end of the task with this name."""
        return sum(f"Task {task}[" in line and "succeeded" in line for line in self.lines("worker"))

    def lines(self, name: str) -> list[str]:
        return self.log(name).splitlines()

    def log(self, name: str) -> str:
        return self.log_file(name).read_text(errors="replace")

    def log_file(self, name: str) -> Path:
        return self.directory / f"{name}.log"

    def complaints(self) -> list[str]:
        """What the programs logged that should not happen."""
        bad = ("Traceback", " ERROR", " CRITICAL", "[ERROR]")
        return [
            f"{name}: {line}"
            for name in self.programs
            for line in self.lines(name)
            if any(word in line for word in bad)
        ]

    def command(self, program: list[str]) -> list[str]:
        follow = ["-m", "tests.moved_clock", str(self.clock.file), "--"]
        return [sys.executable, "-W", "ignore::UserWarning:celery.platforms", *follow, *program]

    def answers(self) -> bool:
        with suppress(OSError):
            return self.date() is not None
        return False

    def shows_the_clock(self) -> bool:
        return abs((self.date() - self.clock.now()).total_seconds()) < 5

    def date(self) -> datetime:
        with urllib.request.urlopen(f"{self.url}/healthz/", timeout=10) as answer:
            return parsedate_to_datetime(answer.headers["Date"])


def common_settings() -> dict[str, str]:
    """As for real use, but for the pace of the tick and the files that nobody collected."""
    return {
        "DJANGO_SETTINGS_MODULE": "networking_app.settings",
        "SECRET_KEY": "for-tests-only",
        "TRIAL": "false",
        "DEBUG": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "MAIL_FROM": "Proactive <proactive@example.org>",
        "STATIC_UNCOLLECTED": "true",
        "TICK_SECONDS": "1",
        "DATABASE_CONN_MAX_AGE": "60",
        "LOG_LEVEL": "INFO",
        "PYTHONUNBUFFERED": "1",
    }


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
