"""`launcher exec -- CMD`: a command inside the environment, with servers to talk to."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from launcher import environment, lock, servers
from launcher.failure import Failure
from launcher.processes import Guardian, tethered
from launcher.run import HOST, trial_environment
from launcher.supervisor import stopped_by_signals

NAME = "launcher exec"


def execute(command: list[str], *, throwaway: bool) -> int:
    """Run `command` in the foreground; its exit code."""
    if not command:
        raise Failure("Say which command: python3 -m launcher exec -- python manage.py shell")
    with stopped_by_signals(), addresses(throwaway=throwaway) as variables:
        return foreground(command, environment.activated(dict(os.environ)) | variables)


@contextmanager
def addresses(*, throwaway: bool) -> Iterator[dict[str, str]]:
    """Environment of the running trial, else of servers that run as long as the context."""
    given = {
        "database_url": os.environ.get("DATABASE_URL"),
        "redis_url": os.environ.get("REDIS_URL"),
    }
    defaults = trial_environment(f"http://{HOST}:{os.environ.get('PORT') or 8000}")
    if throwaway:
        with servers.throwaway() as fresh:
            yield defaults | fresh
    elif published := lock.published_environment():
        yield published
    else:
        with (
            lock.held(NAME) as held,
            Guardian(keep_open=[held.descriptor]) as guardian,
            servers.kept(guardian, **given) as started,
        ):
            held.publish(NAME, defaults | started.environment)
            yield defaults | started.environment


def foreground(command: list[str], variables: dict[str, str]) -> int:
    """Run a command on our terminal. Ctrl-C is the command's own business while it runs."""
    signal.signal(signal.SIGINT, lambda number, frame: None)
    process = subprocess.Popen(tethered(command), env=variables)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
