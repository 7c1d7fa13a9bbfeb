"""The product under gunicorn on a loopback port, and somebody who asks it for pages."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from benchmarks.databases import url_of
from launcher.processes import tethered
from members.models import User

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds until the server has to answer
GUNICORN = ["--worker-class=gthread", "--workers=1", "--threads=8", "--log-level=error"]


@dataclass(frozen=True)
class Answer:
    """What came back: `milliseconds` is the time inside the application."""

    body: bytes
    milliseconds: float


class Visitor:
    """Asks our server for pages, one after the other, with the session of `user`."""

    def __init__(self, port: int, user: User) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        signed_in = Client()
        signed_in.force_login(user)
        session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
        self._headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}

    def get(self, path: str, accept_encoding: str = "identity") -> Answer:
        """Raises RuntimeError for anything but a page."""
        headers = self._headers | {"Accept-Encoding": accept_encoding}
        try:
            self._connection.request("GET", path, headers=headers)
            response = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # kept alive for too long
            self._connection.close()
            self._connection.request("GET", path, headers=headers)
            response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        took = re.search(r"app;dur=([\d.]+)", response.getheader("Server-Timing") or "")
        return Answer(body, float(took[1]) if took else 0.0)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def serving(database: str) -> Iterator[int]:
    """Run gunicorn on a database of ours while the context lasts; yields its port."""
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        variables = os.environ | {
            "DATABASE_URL": url_of(database),
            "SITE_URL": f"http://{HOST}:{port}",
        }
        command = [sys.executable, "-m", "gunicorn", "benchmarks.wsgi", *GUNICORN]
        command += [f"--bind=fd://{listener.fileno()}", "--no-control-socket"]
        process = subprocess.Popen(tethered(command), env=variables, pass_fds=[listener.fileno()])
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the server is healthy. Raises RuntimeError when it does not come to that."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz/")
            if connection.getresponse().status < 500:
                return
        connection.close()
        time.sleep(0.1)
    raise RuntimeError("gunicorn does not answer.")
