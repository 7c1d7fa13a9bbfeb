"""`python -m tests.year`: see the package."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from launcher.processes import Guardian
from tests.browser.database import Database, empty_valkey
from tests.browser.site import common_settings
from tests.moved_clock import Clock
from tests.smtp_stub import SmtpStub
from tests.year import scenario
from tests.year.expected import Mail, mails_of
from tests.year.workers import Workers


def main() -> int:
    options = read_options()
    drawn = scenario.draw(options.people, options.weeks, options.seed)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="year-") as directory,
        Guardian() as guardian,
        SmtpStub() as stub,
    ):
        got = live(drawn, Path(directory), guardian, stub)
    seconds = time.monotonic() - began
    from tests.year import counting  # knows the models, so not before Django is set up

    expected = mails_of(drawn)
    print(*counting.report(expected, got), f"{seconds:.0f} s", sep="\n")  # noqa: T201
    return 0 if got == expected and got else 1


def live(
    drawn: scenario.Scenario, directory: Path, guardian: Guardian, stub: SmtpStub
) -> Counter[Mail]:
    """Live the year in a database of its own; the mails that came of it."""
    database = Database("year")
    database.create()
    environment = {"DATABASE_URL": database.url, "MAIL_URL": stub.url, "REDIS_URL": empty_valkey()}
    os.environ |= common_settings() | environment | {"MAIL_DAILY_CAP": "100"}
    os.environ |= {"SITE_URL": "http://127.0.0.1", "LOG_LEVEL": "WARNING"}
    os.environ["DATABASE_CONN_MAX_AGE"] = "1000000000"  # two hours pass between two ticks
    import django
    from django.core.management import call_command

    django.setup()
    logging.getLogger("tests.year").setLevel(logging.INFO)
    call_command("migrate", verbosity=0)
    database.add_clock()
    from tests.year import counting, living

    clock = Clock(directory / "clock", datetime.now(UTC))
    log = directory / "worker.log"
    workers = Workers(guardian, clock.file, log, environment["REDIS_URL"])
    try:
        life = living.Life(drawn, workers, clock, database)
        life.begin()
        life.live()
    except Exception:
        print(log.read_text()[-4000:], file=sys.stderr)  # noqa: T201
        raise
    finally:
        workers.stop()
    got = counting.arrived(drawn, stub)
    django.db.connection.close()
    return got


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.year")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
