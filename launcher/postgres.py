"""A PostgreSQL of our own: no TCP port, one private Unix socket, one user without a password."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from launcher import binaries
from launcher.failure import Failure, reason
from launcher.places import Account, Home, private, server_account
from launcher.processes import Guardian, Process, tethered

USER = DATABASE = "proactive"
STOP = signal.SIGINT  # "fast": end the sessions, write everything, stop
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
PATIENCE = 60.0  # seconds; recovery after a crash takes a while on a slow disk

SETTINGS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "jit": "off",
}
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


def url(sockets: Path) -> str:
    """Address of the database, with the socket's directory in the host's place."""
    return f"postgresql://{USER}@{quote(str(sockets), safe='')}/{DATABASE}"


def start(guardian: Guardian, home: Home, *, throwaway: bool) -> Process:
    """Start PostgreSQL and wait until it accepts connections; where there are no data, make some.

    The caller sees to it that nobody else uses `home`.
    """
    programs = binaries.find_postgres()
    account = server_account()
    major = binaries.major_version(programs)
    data = home.data / f"postgres-{major}"  # a cluster can be read by its own major version only
    if not data.exists():
        create(programs, major, data, account)
    end_leftover(data)
    settings = SETTINGS | {"unix_socket_directories": str(home.sockets)}
    if throwaway:
        settings |= THROWAWAY_SETTINGS
    log = home.logs / "postgres.log"
    with log.open("wb") as output:
        process = guardian.start(
            [str(programs / "postgres"), "-D", str(data), *options(settings)],
            output=output,
            env=ENVIRONMENT,
            cwd=Path("/"),
            account=account,
            end_with=STOP,
        )
    deadline = time.monotonic() + PATIENCE
    while not ready(data, process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            guardian.stop(process, end_with=STOP)
            why = reason(log.read_text(errors="replace"), "FATAL", "PANIC")
            raise Failure(f"PostgreSQL does not start: {why} (see {log})")
        time.sleep(0.02)
    return process


def create(programs: Path, major: int, data: Path, account: Account | None) -> None:
    """Make a UTF-8 cluster with one empty database; `data` appears when it is complete."""
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    private(unfinished, owner=account)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if major < 17:
        locale = ["--locale=C.UTF-8"]
    initdb = [str(programs / "initdb"), "-D", str(unfinished), "-U", USER, "-A", "trust"]
    run([*initdb, "-E", "UTF8", "--no-sync", *locale], account)
    single = [str(programs / "postgres"), "--single", "-D", str(unfinished), "postgres"]
    run(single, account, f"CREATE DATABASE {DATABASE}\n")
    unfinished.rename(data)


def run(command: list[str], account: Account | None, said: str = "") -> None:
    """Run one of PostgreSQL's programs to its end."""
    done = subprocess.run(
        tethered(command, account=account),
        input=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=ENVIRONMENT,
        cwd="/",
        check=False,
    )
    if done.returncode or "ERROR:" in done.stdout:
        why = reason(done.stdout, "error:", "ERROR:", "FATAL:")
        raise Failure(f"PostgreSQL's data could not be created: {why}")


def options(settings: dict[str, str]) -> list[str]:
    """`-c name=value` for each setting."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def ready(data: Path, pid: int) -> bool:
    """Whether the server `pid` says in its postmaster.pid that it accepts connections."""
    lines = read(data / "postmaster.pid").splitlines()
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def end_leftover(data: Path) -> None:
    """Stop a server on `data` that outlived its launcher and guardian; forget one that is no more.

    PostgreSQL refuses to start while postmaster.pid names a living process, which after a restart
    of the machine may be any other program.
    """
    lock = data / "postmaster.pid"
    first_line = read(lock).partition("\n")[0]
    if not first_line.isdecimal():
        return
    pid = int(first_line)
    if str(data) in command_line(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, STOP)
        deadline = time.monotonic() + PATIENCE
        while str(data) in command_line(pid):
            if time.monotonic() > deadline:
                raise Failure(f"An old PostgreSQL (process {pid}) does not stop: end it first.")
            time.sleep(0.05)
    lock.unlink(missing_ok=True)


def command_line(pid: int) -> str:
    """What a process was started with; empty when there is no such process."""
    if Path("/proc/self/cmdline").exists():
        return read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ")
    shown = ["ps", "-ww", "-p", str(pid), "-o", "command="]
    return subprocess.run(shown, capture_output=True, text=True, check=False).stdout


def read(path: Path) -> str:
    """A file's text; empty when it is not there or just went away."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
