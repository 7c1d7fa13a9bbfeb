"""Runs several programs as one: their output together, and when one ends, all end."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from launcher.failure import Failure
from launcher.places import PROJECT
from launcher.processes import Guardian, Process

COLOURS = (36, 35, 33, 32, 34)
WIDTH = 8


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, `kill`, or a closed terminal."""


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Raise Stopped inside on SIGINT, SIGTERM or SIGHUP, once; later ones find us stopping already.

    Handlers of our own also because a shell's `&` makes SIGINT ignored.
    """
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in wanted:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    previous = {number: signal.signal(number, stop) for number in wanted}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


class Supervisor:
    """Starts programs under a guardian and shows their output with their names in front."""

    def __init__(self, guardian: Guardian, environment: Mapping[str, str]) -> None:
        self._guardian = guardian
        self._environment = environment
        self._started: dict[str, Process] = {}
        self._watched: dict[str, Process] = {}
        self._outputs = selectors.DefaultSelector()
        self._unfinished: dict[str, bytes] = {}

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *exception: object) -> None:
        self._guardian.stop(*self._started.values())
        self._outputs.close()

    def start(self, name: str, command: Sequence[str]) -> Process:
        """Start a program in the project's directory; its name goes before each line it prints."""
        process = self._guardian.start(
            command, output=subprocess.PIPE, env=self._environment, cwd=PROJECT
        )
        assert process.stdout  # noqa: S101 (just asked for)
        os.set_blocking(process.stdout.fileno(), False)
        self._started[name] = self._watched[name] = process
        self._outputs.register(process.stdout, selectors.EVENT_READ, name)
        return process

    def watch(self, name: str, process: Process) -> None:
        """Also end when this process ends, which others started and will stop."""
        self._watched[name] = process

    def complete(self, name: str, command: Sequence[str]) -> None:
        """Run one program to its end. Raises Failure when it fails."""
        process = self.start(name, command)
        ended = self.wait()
        if ended != name:
            raise Failure(f"{ended} ended while {name} was running.")
        del self._started[name], self._watched[name]
        self._guardian.stop(process)
        if process.returncode:
            raise Failure(f"{name} failed (code {process.returncode}); what it said is above.")

    def wait(self) -> str:
        """Show output until one of the programs ends; the name of that one."""
        while True:
            for key, _ in self._outputs.select(timeout=0.2):
                self._show(key)
            for name, process in self._watched.items():
                if process.poll() is not None:
                    self._show_rest(name)
                    return name

    def code(self, name: str) -> int | None:
        """With what a program ended; negative: the signal's number."""
        return self._watched[name].returncode

    def _show(self, key: selectors.SelectorKey) -> bool:
        """Print the whole lines that came; False when nothing more will come now."""
        try:
            text = os.read(key.fd, 65536)
        except BlockingIOError:
            return False
        *lines, rest = (self._unfinished.pop(key.data, b"") + text).split(b"\n")
        if text:
            self._unfinished[key.data] = rest
        else:
            self._outputs.unregister(key.fileobj)
            lines += [rest] if rest else []
        for line in lines:
            print(prefix(key.data) + line.decode(errors="replace"), flush=True)
        return bool(text)

    def _show_rest(self, name: str) -> None:
        """Print what a program that ended still had to say."""
        keys = [key for key in self._outputs.get_map().values() if key.data == name]
        for key in keys:
            while self._show(key):
                pass


def prefix(name: str) -> str:
    """`name` as the beginning of a line, coloured on a terminal."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return f"\x1b[{COLOURS[sum(name.encode()) % len(COLOURS)]}m{name:{WIDTH}}│\x1b[0m "
    return f"{name:{WIDTH}}| "
