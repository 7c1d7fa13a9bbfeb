"""PostgreSQL and Valkey that can be stopped, broken and started again; with durability, as in real
use, because they will be."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from launcher import places, postgres, valkey
from launcher.places import Home
from launcher.processes import Guardian


class Servers:
    """Both servers of a run. Addresses stay the same through every restart."""

    def __init__(self, guardian: Guardian, home: Home) -> None:
        self.guardian, self.home = guardian, home
        self.postgres = postgres.start(guardian, home, throwaway=False)
        self.valkey = valkey.start(guardian, home)
        self.redis_url = valkey.url(home.sockets)

    def database_url(self, name: str = postgres.DATABASE) -> str:
        return postgres.url(self.home.sockets).rpartition("/")[0] + f"/{name}"

    def crash_postgres(self) -> None:
        """`pg_ctl stop -m immediate`: no goodbye, recovery at the next start."""
        self.guardian.stop(self.postgres, end_with=signal.SIGQUIT, patience=30)

    def start_postgres(self) -> None:
        self.postgres = postgres.start(self.guardian, self.home, throwaway=False)

    def stop_valkey(self) -> None:
        """What it held is gone."""
        self.guardian.stop(self.valkey, end_with=valkey.STOP)

    def start_valkey(self) -> None:
        self.valkey = valkey.start(self.guardian, self.home)

    def create_database(self, name: str, *, like: str = "template1") -> str:
        """A new database, a copy of one that nobody uses; its address."""
        with self.administrator() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(like)
                )
            )
        return self.database_url(name)

    def administrator(self) -> psycopg.Connection:
        return psycopg.connect(self.database_url(), autocommit=True)

    def end_sessions(self, database: str) -> int:
        """`pg_terminate_backend` for everybody in `database`; how many they were."""
        with self.administrator() as connection:
            found = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
                [database],
            ).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def running() -> Iterator[Servers]:
    """New servers, gone with their data at the end, however that comes."""
    with Guardian() as guardian:
        home = places.throwaway_home()
        guardian.remove_at_end(home.data)
        servers = Servers(guardian, home)
        try:
            yield servers
        finally:
            guardian.stop(servers.valkey, end_with=valkey.STOP)
            guardian.stop(servers.postgres, end_with=postgres.STOP, patience=30)
