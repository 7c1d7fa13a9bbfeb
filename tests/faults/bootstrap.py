"""What each process of the application gets before it begins: it hears when to die, is in a hurry,
and knows the faults' kinds of mail. Nothing of this is in the product.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.db.backends.signals import connection_created

from tests.faults.following import Followed

CRASHES, NAMES = "crashes.json", "names.json"  # files in the directory of the stage
LONGEST_WAIT = timedelta(seconds=2)
HUGE = 10 * 1024 * 1024


def begin(prefix: str = "") -> None:
    """Make this process one of the application, and a mortal one. `prefix`: what the names of
    places that are not the product's own begin with."""
    django.setup()
    directory = Path(os.environ["FAULTS_DIRECTORY"])
    from members.deliveries import crashpoints
    from tests.faults import mutants
    from tests.faults.crashing import Crasher

    crasher = Crasher(directory / CRASHES)
    crashpoints.listen(crasher)
    listen_to_statements(crasher, f"{prefix}statement")
    listen_to_wakes(crasher, f"{prefix}before_wake")
    lose_names(directory / NAMES)
    hurry()
    register_kinds()
    mutants.apply(os.environ.get("FAULTS_MUTANT", ""))


def listen_to_statements(listener: Callable[[str], None], name: str) -> None:
    """The place `name` is before each statement that the database gets."""

    def listen(execute: Callable[..., Any], *statement: Any) -> Any:
        listener(name)
        return execute(*statement)

    def connected(*, connection: Any, **_: Any) -> None:
        if listen not in connection.execute_wrappers:
            connection.execute_wrappers.append(listen)

    connection_created.connect(connected, weak=False)


def listen_to_wakes(listener: Callable[[str], None], name: str) -> None:
    """The place `name` is between the commit of what is owed and waking a worker up."""
    from members.deliveries import queueing

    wake = queueing.wake

    def listen(task: str) -> None:
        listener(name)
        wake(task)

    queueing.wake = listen


def hurry() -> None:
    """Minutes become parts of a second: what is waited for between two tries, and two looks."""
    from members.deliveries import marking
    from members.management.commands import drain

    patient = marking.backoff

    def backoff(*why: Any, **how: Any) -> timedelta:
        return min(patient(*why, **how) / 200, LONGEST_WAIT)

    marking.backoff = backoff
    drain.PAUSE = 0.2


def register_kinds() -> None:
    """Mails that are quickly built, and some that cannot be."""
    from members.deliveries.kinds import Kind, register

    register(Kind("fault_plain"))
    register(Kind("fault_template"))
    register(Kind("fault_huge", prepare=lambda delivery, now: {"text": "huge " * (HUGE // 5)}))
    register(Kind("fault_nul", prepare=lambda delivery, now: {"subject": "before\0after"}))


def lose_names(wishes: Path) -> None:
    """No name of a machine is found while `wishes` says `lost`."""
    followed, find = Followed(wishes), socket.getaddrinfo

    def getaddrinfo(*wanted: Any, **how: Any) -> Any:
        if followed.read().get("lost"):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return find(*wanted, **how)

    socket.getaddrinfo = getaddrinfo
