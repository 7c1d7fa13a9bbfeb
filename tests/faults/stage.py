"""Where faults happen: a database of its own, a mail server with its ledger, and the application's
processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg

from launcher.places import PROJECT
from launcher.processes import Guardian, Process
from tests.browser.site import common_settings
from tests.faults import crashing
from tests.faults.bootstrap import CRASHES
from tests.faults.following import tell
from tests.faults.mail import Mail
from tests.faults.servers import Servers
from tests.faults.workers import Workers

TEMPLATE = "faults_template"
LEASE = 2  # seconds
ORACLE_DELAY = 2  # seconds; the mail server may be slow on a busy machine
PACE = {
    "MAIL_TIMEOUT": "0.9",
    "MAIL_LEASE_SECONDS": str(LEASE),
    "MAIL_ORACLE_DELAY": str(ORACLE_DELAY),
    "MAIL_DAILY_CAP": "1000",
    "TICK_SECONDS": "1",
    "LOG_LEVEL": "WARNING",
}


@dataclass(eq=False)
class Program:
    """A program that is meant to run until it is stopped."""

    name: str
    words: Sequence[str]
    process: Process


class Spell:
    """A time during which workers end themselves at `points`."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def deeds(self) -> list[list[str]]:
        return crashing.deeds(self.log)

    def count(self) -> int:
        return len(self.deeds())


class Stage:
    """Everything is the caller's to start; `close` ends it all. `settings` are environment
    variables of the application's processes."""

    def __init__(
        self, servers: Servers, guardian: Guardian, directory: Path, **settings: str
    ) -> None:
        directory.mkdir()
        self.servers, self.guardian, self.directory = servers, guardian, directory
        self.database = f"faults_{directory.name}"
        self.database_url = servers.create_database(self.database, like=TEMPLATE)
        self.environment = environment(servers, self.database_url, directory)
        self.mail = Mail(guardian, directory, self.environment)
        self.environment |= self.mail.settings() | settings
        self.programs: list[Program] = []
        self.spells = 0
        self.mail.start()

    @cached_property
    def workers(self) -> Workers:
        """Workers that cost little."""
        return Workers(self.guardian, self.directory, self.servers.home.logs, self.environment)

    def calm(self) -> None:
        """End what a fault that failed has left running."""
        self.stop(*self.programs)
        self.workers.run(0)

    def close(self) -> None:
        if "workers" in self.__dict__:
            self.workers.stop()
        self.stop(*self.programs)
        self.mail.stop()

    def start(self, name: str, *words: str) -> Program:
        """Start a program of the application; its output goes to <name>.log."""
        program = Program(name, words, self.launch(name, words))
        self.programs.append(program)
        return program

    def launch(self, name: str, words: Sequence[str]) -> Process:
        with (self.directory / f"{name}.log").open("ab") as output:
            return self.guardian.start(
                command(*words), output=output, env=self.environment, cwd=PROJECT
            )

    def revive(self) -> None:
        """Start again what has ended by itself, as `restart: unless-stopped` does."""
        for program in self.programs:
            if program.process.poll() is not None:
                self.guardian.stop(program.process)  # whatever is left of its group
                program.process = self.launch(program.name, program.words)

    def stop(self, *programs: Program, end_with: int = signal.SIGTERM) -> None:
        self.programs = [program for program in self.programs if program not in programs]
        self.guardian.stop(*(program.process for program in programs), end_with=end_with)

    @contextmanager
    def dying(
        self, points: list[str], *, budget: int, chance: float, deed: str = crashing.KILL
    ) -> Iterator[Spell]:
        """Let workers die at these points until `budget` have; then as before."""
        self.spells += 1
        spell = Spell(self.directory / f"deeds-{self.spells}.log")
        wishes = self.directory / CRASHES
        before = wishes.read_text() if wishes.exists() else None
        how = {"points": points, "deed": deed, "chance": chance, "budget": budget}
        tell(wishes, how | {"log": str(spell.log)})
        try:
            yield spell
        finally:
            wishes.unlink()
            if before:
                tell(wishes, json.loads(before))

    def ask(self, question: str, *values: object) -> tuple[object, ...]:
        """The first row that the database answers."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            row = connection.execute(question, values).fetchone()
        assert row
        return row


def environment(servers: Servers, database_url: str, directory: Path) -> dict[str, str]:
    """What each process of the application is told, but for the mail server."""
    return {
        **os.environ,
        **common_settings(),
        **PACE,
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "SITE_URL": "http://127.0.0.1",
        "DATABASE_URL": database_url,
        "REDIS_URL": servers.redis_url,
        "MAIL_URL": "kept:",
        "FAULTS_DIRECTORY": str(directory),
    }


def command(*program: str) -> list[str]:
    quiet = ["-W", "ignore::UserWarning:celery.platforms"]
    return [sys.executable, *quiet, "-m", "tests.faults.worker", *program]


def fill_template(servers: Servers, directory: Path) -> None:
    """Make the database that each stage copies: tables and starter lists."""
    url = servers.create_database(TEMPLATE)
    for arguments in (["migrate", "--verbosity=0"], ["load_starter_lists", "--verbosity=0"]):
        done = subprocess.run(
            command("--", "django", *arguments),
            env=environment(servers, url, directory),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
