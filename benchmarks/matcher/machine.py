"""The same footing for everybody: threads, and the linear algebra's own choice of kernels."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

THREADS = 2  # for everybody who can use them
# Somebody's choice of kernels for another program, which would hold the peers back here. The two
# go together: sizes meant for one kernel are wrong for another.
CHOSEN = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def settle() -> None:
    """Start this process again where the environment says otherwise: libraries read it once."""
    wanted = settled(os.environ)
    if wanted != dict(os.environ):
        sys.stdout.flush()
        os.execve(sys.executable, sys.orig_argv, wanted)  # the same command once more


def settled(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which everybody is measured."""
    others = {name: value for name, value in environment.items() if name not in CHOSEN}
    return others | dict.fromkeys(COUNTS, str(THREADS))


def kernels() -> list[str]:
    """Which linear algebra runs, one line for each library that is loaded."""
    from threadpoolctl import threadpool_info

    return [
        f"{pool['filepath'].rsplit('/', 1)[-1].split('-')[0]} {pool['version']}:"
        f" {pool['architecture']} kernels, {pool['num_threads']} threads"
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    ]


def load() -> float:
    """How many processes wanted to run in the last minute."""
    return os.getloadavg()[0]


def describe() -> str:
    """A few lines about where this runs."""
    cores = os.cpu_count() or 1
    lines = [f"{THREADS} threads for everybody; {cores} cores, load {load():.1f}.", *kernels()]
    if load() > cores / 2:
        lines.append("This machine is busy: mistrust what takes time.")
    return "\n".join(lines)
