"""Start and stop programs so that none outlives us.

On Linux the kernel tells each of them that we died (tether.py); everywhere a guardian that reads a
pipe from us makes sure of it (guardian.py).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from launcher.places import Account

Process = subprocess.Popen[bytes]
HERE = Path(__file__).resolve().parent
PYTHON = (sys.executable, "-I", "-S")  # starts in some 15 ms


def tethered(
    command: Sequence[str], *, account: Account | None = None, end_with: int = signal.SIGTERM
) -> list[str]:
    """`command` such that it runs as `account` and gets the signal `end_with` when we die."""
    who = f"{account.uid}:{account.gid}" if account else "-"
    return [*PYTHON, str(HERE / "tether.py"), str(int(end_with)), who, str(os.getpid()), *command]


class Guardian:
    """Our end of the guardian's pipe. Use it as a context: leaving it ends the guardian too."""

    def __init__(self, *, keep_open: Sequence[int] = ()) -> None:
        """`keep_open`: file descriptors to hold until all is cleaned up, such as a lock's."""
        self.process = subprocess.Popen(
            [*PYTHON, str(HERE / "guardian.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=keep_open,
            start_new_session=True,
            cwd="/",
        )

    def __enter__(self) -> Guardian:
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.communicate()

    def _tell(self, line: str) -> None:
        assert self.process.stdin  # noqa: S101 (it was asked for above)
        with contextlib.suppress(
            OSError
        ):  # a guardian that somebody killed is not worth failing for
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()

    def start(
        self,
        command: Sequence[str],
        *,
        output: int | IO[bytes],
        env: Mapping[str, str],
        cwd: Path,
        account: Account | None = None,
        end_with: int = signal.SIGTERM,
    ) -> Process:
        """Start `command` in a process group of its own and watch over it."""
        process = subprocess.Popen(
            tethered(command, account=account, end_with=end_with),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
        self._tell(f"watch {process.pid} {int(end_with)}")
        return process

    def stop(
        self, *processes: Process, end_with: int = signal.SIGTERM, patience: float = 8
    ) -> None:
        """Signal all of them at once, wait up to `patience` seconds for each, kill what is left."""
        for process in processes:
            process.send_signal(end_with)
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
            with contextlib.suppress(OSError):  # helpers that outlived it, such as Celery's pool
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdout:
                process.stdout.close()
            self._tell(f"forget {process.pid}")

    def remove_at_end(self, directory: Path) -> None:
        """Have `directory` removed with all that is in it, after everything was stopped."""
        self._tell(f"remove {directory}")
