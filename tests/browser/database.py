"""A database for the live processes, whose clock can be moved like theirs; and their Valkey."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg import sql

from launcher import valkey
from tests.moved_clock import Clock

# Functions before those of the same name in pg_catalog: what asks the database for the time gets
# the moved one.
CLOCK = """
CREATE TABLE moved_clock (ahead interval NOT NULL);
INSERT INTO moved_clock VALUES ('0');
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM public.moved_clock';
CREATE FUNCTION public.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.statement_timestamp() + ahead FROM public.moved_clock';
"""


class Database:
    """One database on the tests' cluster, beside the one of pytest-django."""

    def __init__(self, name: str) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        self.name = f"proactive_browser_{name}_{worker}"
        self.url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.name}").geturl()

    def create(self, *, like: Database | None = None) -> None:
        """Make it anew, as a copy of a database that nobody is using."""
        self.drop()
        template = sql.Identifier(like.name if like else "template1")
        self.outside("CREATE DATABASE {} TEMPLATE {}", template)
        self.outside("ALTER DATABASE {} SET search_path = public, pg_catalog")

    def drop(self) -> None:
        self.outside("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def add_clock(self) -> None:
        self.run(CLOCK)

    def follow(self, clock: Clock) -> None:
        """Show the time that `clock` shows."""
        self.run("UPDATE moved_clock SET ahead = make_interval(secs => %s)", clock.ahead())

    def run(self, statement: str, *values: float) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement, values or None)

    def outside(self, statement: str, *more: sql.Identifier) -> None:
        """Run what is not possible from inside the database."""
        composed = sql.SQL(statement).format(sql.Identifier(self.name), *more)
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(composed)


def empty_valkey() -> str:
    """The address of two databases (broker and cache) of this test process, now with nothing in."""
    address = os.environ["REDIS_URL"]
    for number in (0, 1):
        with redis.from_url(valkey.moved(address, by=number)) as connection:
            connection.flushdb()
    return address
