"""A Valkey of our own: no TCP port, one private Unix socket, nothing written to disk."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from launcher import binaries
from launcher.failure import Failure, reason
from launcher.places import Home, server_account
from launcher.processes import Guardian, Process

STOP = signal.SIGTERM
PATIENCE = 20.0  # seconds
DATABASES = 64  # two for each of many parallel test processes


def url(sockets: Path, database: int = 0) -> str:
    """Address of one of the numbered databases."""
    return f"unix://{quote(str(sockets / 'v.sock'))}?db={database}"


def start(guardian: Guardian, home: Home) -> Process:
    """Start Valkey and wait until it answers. The caller sees that nobody else uses `home`."""
    socket_path = home.sockets / "v.sock"
    log = home.logs / "valkey.log"
    settings = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "databases": str(DATABASES),
        "save": "",
        "appendonly": "no",
        "dir": str(home.sockets),
    }
    with log.open("wb") as output:
        process = guardian.start(
            [
                str(binaries.find_valkey()),
                *(part for name, value in settings.items() for part in (f"--{name}", value)),
            ],
            output=output,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd=Path("/"),
            account=server_account(),
            end_with=STOP,
        )
    deadline = time.monotonic() + PATIENCE
    while not answers(socket_path):
        if process.poll() is not None or time.monotonic() > deadline:
            guardian.stop(process, end_with=STOP)
            why = reason(log.read_text(errors="replace"), "#")
            raise Failure(f"Valkey does not start: {why} (see {log})")
        time.sleep(0.02)
    return process


def answers(socket_path: Path) -> bool:
    """Whether a server behind this socket answers a PING."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        connection.connect(str(socket_path))
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False


def moved(address: str, by: int) -> str:
    """The same server's database that is `by` numbers further on.

    Understands `redis://host:6379/0`, `rediss://…` and `unix:///path?db=0`.
    """
    parts = urlsplit(address)
    if parts.scheme == "unix":  # by hand: urlunsplit writes the three slashes only since 3.12
        number = int(parse_qs(parts.query).get("db", ["0"])[0])
        return f"unix://{parts.path}?db={number + by}"
    number = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{number + by}"))
