"""The worker as it runs for real, under a moved clock, and waiting until it is through.

As a program, `python -m tests.year.workers CLOCK QUEUE -- celery …`, it is that worker: before each
task its processes look at the clock, and after each they say so in the list QUEUE of the broker.
The process above them keeps the real time: it must not take a task for one that never ends because
the clock was moved by hours meanwhile.
"""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import redis

from launcher.places import PROJECT
from launcher.processes import Guardian
from tests.moved_clock import follow

QUEUE = "year:done"
PATIENCE = 120  # seconds for what one tick brings
PROCESSES = 4
CELERY = [
    *("celery", "--app=networking_app", "worker", "--loglevel=warning"),
    *(f"--concurrency={PROCESSES}", "--without-gossip", "--without-mingle"),
]


class Workers:
    """One Celery worker with PROCESSES processes, told what to do task by task.

    More than the machine has cores: they wait for the database and the mail server half the time.
    """

    def __init__(self, guardian: Guardian, clock: Path, log: Path, redis_url: str) -> None:
        self.guardian, self.log = guardian, log
        self.done = redis.from_url(redis_url, socket_timeout=2 * PATIENCE)
        self.done.delete(QUEUE)
        program = [sys.executable, "-W", "ignore", "-m", "tests.year.workers"]
        with log.open("wb") as output:
            self.process = guardian.start(
                [*program, str(clock), QUEUE, "--", *CELERY],
                output=output,
                env=dict(os.environ),
                cwd=PROJECT,
            )

    def run(self, *tasks: str) -> None:
        """Send these tasks, by name, and wait until all of them have ended."""
        from networking_app.celery import app

        waiting = {str(uuid4()): task for task in tasks}
        for key, task in waiting.items():
            app.send_task(task, task_id=key)
        while waiting:
            answer = self.done.blpop([QUEUE], timeout=PATIENCE)
            if answer is None:
                raise RuntimeError(f"{', '.join(waiting.values())} did not end: see {self.log}")
            key, state = answer[1].decode().split()
            task = waiting.pop(key, "")
            if task and state != "SUCCESS":
                raise RuntimeError(f"{task} ended with {state}: see {self.log}")

    def stop(self) -> None:
        self.guardian.stop(self.process)


def main() -> None:
    from celery import signals

    from networking_app.celery import app

    clock, queue, dashes, *program = sys.argv[1:]
    if dashes != "--":
        sys.exit(__doc__)
    looks: list[Callable[[], None]] = []
    connection = redis.from_url(os.environ["REDIS_URL"])
    # Celery closes the database connection around every task, which costs as much as the task.
    app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000

    @signals.worker_process_init.connect(weak=False)
    def begin(**_: object) -> None:
        looks.append(follow(Path(clock), watched=False))

    @signals.task_prerun.connect(weak=False)
    def before(**_: object) -> None:
        for look in looks:
            look()

    @signals.task_postrun.connect(weak=False)
    def after(task_id: str, state: str, **_: object) -> None:
        connection.rpush(queue, f"{task_id} {state}")

    sys.argv = program
    runpy.run_module(program[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
