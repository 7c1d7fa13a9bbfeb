"""Where things are kept, and which account the servers run under."""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher.failure import Failure

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
RUN = PROJECT / ".run"

# A Unix socket's path may have 107 bytes on Linux and 103 on macOS; PostgreSQL adds
# "/.s.PGSQL.5432.lock" to the directory's.
LONGEST_SOCKET_DIRECTORY = 80


@dataclass(frozen=True)
class Account:
    """Numbers of a user and a group of the operating system."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Home:
    """Where one PostgreSQL and one Valkey keep their data, sockets and logs."""

    data: Path
    sockets: Path
    logs: Path


def server_account() -> Account | None:
    """`nobody` when we are root, as whom PostgreSQL refuses to run; else None (ourselves)."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise Failure("There is no user `nobody` here: run this as an ordinary user.") from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def short_name(path: Path) -> str:
    """Eight characters that differ between two checkouts of the project."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def shared_with_nobody() -> Path:
    """Root's place outside the project, whose parents `nobody` may not be allowed to enter."""
    return private(Path("/var/tmp") / f"proactive-0-{short_name(PROJECT)}", mode=0o755)  # noqa: S108


def kept_home() -> Home:
    """The place of the trial's servers; their data outlive them."""
    RUN.mkdir(exist_ok=True)
    account = server_account()
    if account:
        base = shared_with_nobody()
        return Home(base, private(base / "sockets", owner=account), RUN)
    sockets = short_directory() / f"proactive-{os.geteuid()}-{short_name(PROJECT)}"
    return Home(RUN, private(sockets), RUN)


def throwaway_home() -> Home:
    """A new place for servers whose data nobody will want."""
    base = Path(tempfile.mkdtemp(prefix="proactive-", dir=short_directory()))
    account = server_account()
    if account:
        base.chmod(0o755)
    return Home(base, private(base / "sockets", owner=account), base)


def short_directory() -> Path:
    """The directory for temporary files, or /tmp where its name is too long for sockets."""
    directory = Path(tempfile.gettempdir())
    fits = len(bytes(directory)) + len("/proactive-12345678/sockets") <= LONGEST_SOCKET_DIRECTORY
    return directory if fits else Path("/tmp")  # noqa: S108


def private(path: Path, *, owner: Account | None = None, mode: int = 0o700) -> Path:
    """Make `path` a directory of `owner` (default: ours), or find that it is one already.

    Raises Failure when somebody else was there first: /tmp is open to everybody.
    """
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        pass
    else:
        path.chmod(mode)
        if owner:
            os.chown(path, owner.uid, owner.gid)
    found = path.lstat()
    expected = owner.uid if owner else os.geteuid()
    foreign = found.st_uid != expected or bool(found.st_mode & 0o777 & ~mode)
    if foreign or not stat.S_ISDIR(found.st_mode):
        raise Failure(f"{path} belongs to somebody else or is open to others: remove it first.")
    return path


def emptied(path: Path, *, owner: Account | None) -> Path:
    """A private directory with nothing in it."""
    shutil.rmtree(private(path, owner=owner))
    return private(path, owner=owner)
