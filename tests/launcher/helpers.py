"""What the tests of the launcher share: looking for processes, and owners that can be killed."""

import os
import subprocess
import sys
import time

import psutil

from launcher.places import PROJECT


def processes_naming(text):
    """Command lines of living processes that mention `text`."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        if text in line and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(line)
    return found


def eventually(condition, seconds=40):
    """Wait until `condition()` holds; whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def clean_environment(**more):
    """Our environment without what an outer pytest put there."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "TEST_", "DJANGO_")) and name not in URLS
    }
    return ours | {"PYTHONPATH": str(PROJECT)} | more


URLS = {"DATABASE_URL", "REDIS_URL"}


def owner(code):
    """Start Python code that prints one line when it is ready and then waits; the process."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env=clean_environment(),
    )
