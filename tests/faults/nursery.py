"""Workers in milliseconds: a process that has loaded the application and forks it.

python -m tests.faults.nursery SOCKET

Reads from the socket `workers N` (so many run `manage.py drain --loop` from now on; each that dies
is replaced) and `call MODULE FUNCTION FILE`; says `done` when it has been done.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.faults import bootstrap


class Nursery:
    """The workers that are wanted and those that run."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.wanted = 0
        self.workers: set[int] = set()
        self.busy: set[int] = set()  # children that do one thing and end

    def obey(self, line: str) -> None:
        verb, _, argument = line.partition(" ")
        if verb == "call":
            self.busy.add(fork(lambda: call(*argument.split(" ", 2))))
        elif verb == "workers":
            self.wanted = int(argument)
            self.fill()
            if not self.wanted:
                self.dismiss()
            self.say("done")

    def fill(self) -> None:
        while len(self.workers) < self.wanted:
            self.workers.add(fork(work))

    def dismiss(self) -> None:
        """Let each worker end its mail, and wait until it has."""
        for pid in self.workers:
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal.SIGTERM)
        for pid in self.workers:
            os.waitpid(pid, 0)
        self.workers.clear()

    def bury(self) -> None:
        """Take note of the children that have ended."""
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self.workers.discard(ended[0])
                if ended[0] in self.busy:
                    self.busy.remove(ended[0])
                    self.say("failed" if ended[1] else "done")
        self.fill()


def fork(job: Callable[[], None]) -> int:
    """Do `job` in a child process, which ends with it."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        job()
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def work() -> None:
    """`manage.py drain --loop`."""
    from django.core.management import call_command

    call_command("drain", loop=True)


def call(module: str, function: str, file: str) -> None:
    getattr(import_module(module), function)(Path(file))


def main(path: str) -> None:
    """Until the other end of the socket closes."""
    bootstrap.begin()
    door = socket.socket(socket.AF_UNIX)
    door.connect(path)
    nursery = Nursery(lambda line: door.sendall(f"{line}\n".encode()))
    bell = deaths()
    events = selectors.DefaultSelector()
    for source in (door, bell):
        events.register(source, selectors.EVENT_READ)
    unread = b""
    while True:
        for key, _ in events.select():
            text = os.read(key.fd, 4096)
            if key.fd == bell:
                nursery.bury()
                continue
            if not text:
                return
            *lines, unread = (unread + text).split(b"\n")
            for line in lines:
                nursery.obey(line.decode())


def deaths() -> int:
    """A descriptor that has something to read when a child has ended."""
    bell, ring = os.pipe()
    for end in (bell, ring):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
    return bell


if __name__ == "__main__":
    main(sys.argv[1])
