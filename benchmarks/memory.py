"""Memory of all processes of `make run`, after somebody has looked at every kind of page.

It runs in a copy of the project, so that a trial on this machine keeps its data and its port.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urldefrag, urlencode, urljoin

from benchmarks.report import Figure, Report
from launcher import places
from launcher.processes import tethered

MOST_MEGABYTES = 700.0  # MB of 1,000,000 bytes
HOST = "127.0.0.1"
PATIENCE = 120.0  # seconds until the trial is ready
A_TICK = 35.0  # seconds in which each task has run once
PAGES = 60  # opened at most
LEFT_BEHIND = {".venv", ".git", ".run", "staticfiles", ".mypy_cache", ".ruff_cache"}
LEFT_BEHIND |= {".pytest_cache", ".hypothesis", ".import_linter_cache", "__pycache__"}
# Set for this benchmark, not for the trial.
NOT_FOR_THE_TRIAL = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "PORT", "TRIAL", "DEBUG", "MAIL_URL"}
NOT_FOR_THE_TRIAL |= {"DJANGO_SETTINGS_MODULE", "ALLOWED_HOSTS", "STATIC_UNCOLLECTED", "LOG_LEVEL"}


def measure_memory(report: Report) -> None:
    """Start the trial, walk as Dana, wait for a tick, add up the memory."""
    if sys.platform != "linux":
        print("Memory: only Linux says how much processes share, so there is no figure.")
        return
    with copy_of_project() as project, running(project) as (process, site):
        opened = walk(site)
        time.sleep(A_TICK)
        by_name: dict[str, float] = {}
        for pid in tree_of(process.pid):
            by_name[kind(pid)] = by_name.get(kind(pid), 0.0) + proportional_set_size(pid)
    shares = sorted(by_name.items(), key=lambda share: -share[1])
    detail = f"{opened} pages opened; " + ", ".join(f"{name} {mb:.0f}" for name, mb in shares)
    report.add(
        Figure("make run: memory (PSS)", sum(by_name.values()), "MB", MOST_MEGABYTES, detail)
    )


# --- a trial of our own ---


@contextmanager
def copy_of_project() -> Iterator[Path]:
    """The project in a temporary directory, with the virtual environment that is there already."""
    with tempfile.TemporaryDirectory(prefix="proactive-copy-") as directory:
        copy = Path(directory).resolve() / "project"
        shutil.copytree(places.PROJECT, copy, ignore=lambda _, names: LEFT_BEHIND & {*names})
        (copy / ".venv").symlink_to(places.VENV)
        try:
            yield copy
        finally:
            # Where the launcher keeps what may not be in the project: see launcher/places.py.
            name = f"proactive-{os.geteuid()}-{places.short_name(copy)}"
            for parent in (Path("/var/tmp"), places.short_directory()):
                shutil.rmtree(parent / name, ignore_errors=True)


@contextmanager
def running(project: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`launcher run` in the directory `project`; yields the process and its address."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    variables = {key: text for key, text in os.environ.items() if key not in NOT_FOR_THE_TRIAL}
    process = subprocess.Popen(
        tethered([str(places.VENV / "bin/python"), "-m", "launcher", "run", f"--port={port}"]),
        cwd=project,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    ready = threading.Event()
    threading.Thread(target=listen, args=(process, said, ready), daemon=True).start()
    try:
        if not ready.wait(PATIENCE) or process.poll() is not None:
            raise RuntimeError("The trial does not start:\n" + "".join(said[-20:]))
        yield process, f"http://{HOST}:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def listen(process: subprocess.Popen[str], said: list[str], ready: threading.Event) -> None:
    """Collect what the launcher prints; set `ready` at its last word or when it is ready."""
    assert process.stdout
    for line in process.stdout:
        said.append(line)
        if "is ready" in line:
            ready.set()
    ready.set()


# --- the walk ---


def walk(site: str) -> int:
    """Sign in as Dana and open every kind of page that is linked; how many there were."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    entrance = open_page(browser, f"{site}/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', entrance)
    if not token:
        raise RuntimeError("The sign-in page has no form.")
    fields = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    first = open_page(browser, f"{site}/look-around/dana/", fields)
    waiting = [*links(f"{site}/", first), f"{site}/people/?q=attorney"]
    opened = 2
    kinds: set[str] = set()
    while waiting and opened < PAGES:
        address = waiting.pop(0)
        shape = re.sub(r"\d+", "0", address)  # one person's page is like another's
        if shape in kinds or not address.startswith(site):
            continue
        kinds.add(shape)
        waiting += links(address, open_page(browser, address))
        opened += 1
    return opened


def open_page(
    browser: urllib.request.OpenerDirector, address: str, fields: bytes | None = None
) -> str:
    """The text of a page on our own machine; with `fields`, of the page that a POST leads to."""
    with browser.open(address, fields, timeout=30) as response:
        return str(response.read().decode(errors="replace"))


def links(address: str, page: str) -> list[str]:
    """Where the links of a page lead."""
    found = re.findall(r'<a\b[^>]*\bhref="([^"]+)"', page)
    return [urldefrag(urljoin(address, href.replace("&amp;", "&"))).url for href in found]


# --- processes ---


def tree_of(pid: int) -> list[int]:
    """A process and all that came from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            children.setdefault(parent_of(int(entry.name)), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def parent_of(pid: int) -> int:
    """The process that started this one; 0 when it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(fields.rpartition(")")[2].split()[1])


def proportional_set_size(pid: int) -> float:
    """Megabytes of a process; what several share is divided among them."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def kind(pid: int) -> str:
    """What a process is part of."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return "others"
    names = {"gunicorn": "web", "worker": "worker", "beat": "beat", "postgres": "PostgreSQL"}
    names |= {"valkey-server": "Valkey", "redis-server": "Redis"}
    return next((name for part, name in names.items() if part in command), "launcher")
