"""Run a program of the application as one that can be made to die (bootstrap.py).

python -m tests.faults.worker [--clock FILE] -- celery --app=networking_app worker
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

WEB = "web_"  # before the names of places in web processes


def main(words: list[str]) -> None:
    where = words.index("--")
    options, program = words[:where], words[where + 1 :]
    if options[:1] == ["--clock"]:
        from tests import moved_clock

        moved_clock.follow(Path(options[1]))
    from tests.faults import bootstrap

    bootstrap.begin(WEB if program[0] == "gunicorn" else "")
    sys.argv = program
    runpy.run_module(program[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
