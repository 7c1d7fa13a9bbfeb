"""PostgreSQL and Valkey together, for as long as a `with` lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from launcher import places, postgres, valkey
from launcher.places import Home
from launcher.processes import Guardian, Process


@dataclass
class Servers:
    """What was started, by name, and how to reach it (also what was given instead of started)."""

    environment: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)


@contextmanager
def throwaway(
    *, database_url: str | None = None, redis_url: str | None = None
) -> Iterator[dict[str, str]]:
    """Fresh servers without durability, gone with their data at the end; yields their addresses.

    An address that is given is used instead of a server.
    """
    if database_url and redis_url:
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        return
    with Guardian() as guardian:
        home = places.throwaway_home()
        guardian.remove_at_end(home.data)
        given = {"database_url": database_url, "redis_url": redis_url}
        with running(guardian, home, throwaway=True, **given) as servers:
            yield servers.environment


@contextmanager
def kept(
    guardian: Guardian, *, database_url: str | None = None, redis_url: str | None = None
) -> Iterator[Servers]:
    """The trial's servers, whose data stay. The caller holds the project's lock (lock.py).

    An address that is given is used instead of a server.
    """
    if database_url and redis_url:
        yield Servers({"DATABASE_URL": database_url, "REDIS_URL": redis_url})
        return
    home = places.kept_home()
    places.emptied(home.sockets, owner=places.server_account())
    guardian.remove_at_end(home.sockets)
    with running(
        guardian, home, throwaway=False, database_url=database_url, redis_url=redis_url
    ) as servers:
        yield servers


@contextmanager
def running(
    guardian: Guardian,
    home: Home,
    *,
    throwaway: bool,
    database_url: str | None,
    redis_url: str | None,
) -> Iterator[Servers]:
    """Start those servers whose address is not given; stop them at the end, the latest first."""
    servers = Servers()
    try:
        if not database_url:
            servers.processes["postgres"] = postgres.start(guardian, home, throwaway=throwaway)
        servers.environment["DATABASE_URL"] = database_url or postgres.url(home.sockets)
        if not redis_url:
            servers.processes["valkey"] = valkey.start(guardian, home)
        servers.environment["REDIS_URL"] = redis_url or valkey.url(home.sockets)
        yield servers
    finally:
        if "valkey" in servers.processes:
            guardian.stop(servers.processes["valkey"], end_with=valkey.STOP)
        if "postgres" in servers.processes:
            guardian.stop(servers.processes["postgres"], end_with=postgres.STOP, patience=30)
