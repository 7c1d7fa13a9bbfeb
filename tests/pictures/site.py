"""A trial with its own data, for the time of the pictures."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from tests.pictures.looks import ROOT


@contextmanager
def seeded_site() -> Iterator[str]:
    """A trial on a free port, with every owed mail already in its mailbox."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "TRIAL": "1", "SITE_URL": site}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    for command in (["migrate", "-v0"], ["seed_trial"], ["drain", "--limit", "1000"]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
    web = [sys.executable, "-m", "gunicorn", "networking_app.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*web, "--threads", "4"], env=environment, cwd=ROOT)
    try:
        wait_for(f"{site}/healthz/")
        yield site
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urlopen(url, timeout=2).close()
            return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
