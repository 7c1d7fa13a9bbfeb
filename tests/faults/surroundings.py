"""F14-F16: beat, Valkey and PostgreSQL go away, come back, refuse."""

from __future__ import annotations

import contextlib
import itertools
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import redis
from psycopg import sql

from tests.browser.database import CLOCK
from tests.browser.site import eventually, free_port
from tests.faults import crashing
from tests.faults.dying import CELERY, WORKER, WORKERS, Waker, start_beat, start_group
from tests.faults.rounds import MAILS, Round
from tests.faults.web import GUNICORN
from tests.moved_clock import Clock

MOST_BEATS = 3
SLEEPERS = WORKERS - 1
AWAY = 2.0  # seconds that something stays broken
PAGES = ["/healthz/", "/accounts/login/"]
ABSENCES = [timedelta(hours=6), timedelta(days=3)]


def beats(round: Round) -> None:
    """None, one, two, three beats, each killed in the end; then a beat that was away for days."""
    stage = round.stage
    group = start_group(round)
    for number in range(round.trials):
        many = number % (MOST_BEATS + 1)
        running = [start_beat(round, schedule=f"beat-{place}") for place in range(many)]
        round.owe_plain(MAILS, due_in=0.5)  # not due yet: only a tick will find them
        if running:
            round.wait_until_quiet()
        stage.stop(*running, end_with=signal.SIGKILL)
        round.kills += len(running)
    last = start_beat(round)
    round.wait_until_quiet()
    stage.stop(last, group)
    for absence in ABSENCES:
        beat_away(round, absence)


def beat_away(round: Round, absence: timedelta) -> None:
    """All that is due in the meantime goes when beat is back; what came too late to be of use does
    not."""
    stage = round.stage
    clock = Clock(stage.directory / "clock", datetime.now(UTC))
    add_clock(round)
    options = ["--clock", str(clock.file)]
    group = stage.start("celery", *options, *CELERY, *WORKER)
    beat = start_beat(round, *options, schedule="beat-moved")
    round.owe_plain(MAILS, due_in=60.0)
    round.owe_plain(MAILS, due_in=60.0, expires_in=3600.0, end="skipped")
    stage.stop(beat, end_with=signal.SIGKILL)
    clock.move_to(datetime.now(UTC) + absence)
    set_clock(round, absence)
    round.kills += 1
    beat = start_beat(round, *options, schedule="beat-moved")
    round.wait_until_quiet()
    stage.stop(beat, group)
    set_clock(round, timedelta(0))


def add_clock(round: Round) -> None:
    """Give the database a clock that can be moved, once."""
    with psycopg.connect(round.stage.database_url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('moved_clock')").fetchone() == (None,):
            connection.execute(CLOCK)
            connection.execute(
                sql.SQL("ALTER DATABASE {} SET search_path = public, pg_catalog").format(
                    sql.Identifier(round.stage.database)
                )
            )


def set_clock(round: Round, ahead: timedelta) -> None:
    with psycopg.connect(round.stage.database_url, autocommit=True) as connection:
        connection.execute("UPDATE moved_clock SET ahead = %s", [ahead])


def valkey(round: Round) -> None:
    """Its content is lost, it stops, it has no room: mails go, and pages are answered."""
    stage = round.stage
    address = f"127.0.0.1:{free_port()}"
    web = stage.start("web", *GUNICORN, f"--bind={address}")
    group, beat = start_group(round), start_beat(round)
    url = f"http://{address}"
    eventually(lambda: answers(url), "the first page", seconds=60)
    ways = itertools.cycle(VALKEY)
    for _ in range(round.trials):
        round.owe_plain(MAILS // 2)
        with next(ways)(round):
            round.owe_plain(MAILS // 2)
            if not answers(url):
                round.complaints.append(f"pages fail in {stage.directory}")
            time.sleep(AWAY)
        round.breaks += 1
    round.wait_until_quiet()
    stage.stop(web, group, beat)


def answers(site: str) -> bool:
    """Whether all PAGES are answered."""
    with contextlib.suppress(OSError):
        for page in PAGES:
            urllib.request.urlopen(site + page, timeout=15).close()
        return True
    return False


@contextmanager
def flushed(round: Round) -> Iterator[None]:
    with redis.from_url(round.stage.servers.redis_url) as client:
        client.flushall()
        try:
            yield
        finally:
            client.flushall()


@contextmanager
def stopped(round: Round) -> Iterator[None]:
    round.stage.servers.stop_valkey()
    try:
        yield
    finally:
        round.stage.servers.start_valkey()


@contextmanager
def full(round: Round) -> Iterator[None]:
    """It refuses to take anything."""
    with redis.from_url(round.stage.servers.redis_url) as client:
        client.config_set("maxmemory", "1")
        try:
            yield
        finally:
            client.config_set("maxmemory", "0")


def postgres(round: Round) -> None:
    """It crashes, ends everybody's session, has no session left, takes nothing new."""
    round.stage.workers.run(WORKERS)
    ways = itertools.cycle(POSTGRES)
    for _ in range(round.trials):
        round.owe_plain(MAILS)
        round.wait_until_some_have_gone()
        with next(ways)(round):
            time.sleep(AWAY / 4)
        round.breaks += 1
    round.wait_until_quiet()


@contextmanager
def crashed(round: Round) -> Iterator[None]:
    round.stage.servers.crash_postgres()
    round.kills += 1
    try:
        yield
    finally:
        round.stage.servers.start_postgres()


@contextmanager
def crashed_meanwhile(round: Round) -> Iterator[None]:
    """It crashes while workers sleep in the middle of a mail: nobody holds their locks any more."""
    how = {"budget": SLEEPERS, "chance": 0.5, "deed": crashing.STOP}
    with round.stage.dying(["in_data"], **how) as spell:
        round.owe_plain(MAILS)
        round.wait_until(lambda: spell.count() >= SLEEPERS)
    with crashed(round):
        yield
    Waker().wake_all(spell)
    round.kills += spell.count()


@contextmanager
def cut_off(round: Round) -> Iterator[None]:
    round.stage.servers.end_sessions(round.stage.database)
    try:
        yield
    finally:
        round.stage.servers.end_sessions(round.stage.database)


@contextmanager
def exhausted(round: Round) -> Iterator[None]:
    """All connections are taken, those of the workers cut."""
    with contextlib.ExitStack() as taken:
        round.stage.servers.end_sessions(round.stage.database)
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                taken.enter_context(round.stage.servers.administrator())
        yield


@contextmanager
def read_only(round: Round) -> Iterator[None]:
    """As services that run a database do when its disk is full."""
    set_read_only(round, "on")
    try:
        yield
    finally:
        set_read_only(round, "off")


def set_read_only(round: Round, value: str) -> None:
    statement = "ALTER DATABASE {} SET default_transaction_read_only = {}"
    with round.stage.servers.administrator() as connection:
        connection.execute(
            sql.SQL(statement).format(sql.Identifier(round.stage.database), sql.SQL(value))
        )
    round.stage.servers.end_sessions(round.stage.database)


VALKEY = [flushed, stopped, full]
POSTGRES = [crashed, crashed_meanwhile, cut_off, exhausted, read_only]
Way = Callable[[Round], contextlib.AbstractContextManager[None]]
