"""`python3 -m launcher run | test | check | exec | install`; the Makefile has a name for each."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this line is for those who run an older one)
    sys.exit(
        "Proactive needs Python 3.11 or newer: try python3.11 -m launcher, or PYTHON=python3.11."
    )
if sys.platform == "win32":
    sys.exit("Proactive runs on Linux and macOS; on Windows, run it inside WSL.")

import argparse
import os

from launcher import environment
from launcher.check import PYTEST, check
from launcher.execute import execute
from launcher.failure import Failure, explain
from launcher.places import PROJECT
from launcher.run import run
from launcher.supervisor import Stopped


def parser() -> argparse.ArgumentParser:
    """The command line."""
    main = argparse.ArgumentParser(prog="python3 -m launcher", description="Starts Proactive.")
    commands = main.add_subparsers(dest="command", required=True)

    start = commands.add_parser("run", help="run the application until Ctrl-C (make run)")
    start.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
    start.add_argument("--verbose", action="store_true", help="show each request and each task")

    test = commands.add_parser("test", help="run the tests (make test)", add_help=False)
    test.add_argument("arguments", nargs=argparse.REMAINDER, help="handed on to pytest")

    commands.add_parser("check", help="linters, types and tests (make check)")
    commands.add_parser("install", help="only install what is needed to develop")

    inside = commands.add_parser("exec", help="run a command with the servers' addresses set")
    inside.add_argument(
        "--throwaway", action="store_true", help="with new servers, data lost after"
    )
    inside.add_argument("arguments", nargs=argparse.REMAINDER, metavar="-- CMD …")
    return main


def main(words: list[str]) -> int:
    """Do what the command line says; the process's exit code."""
    chosen = parser().parse_args(words)
    os.chdir(PROJECT)
    trial_only = chosen.command == "run" or (chosen.command == "exec" and not chosen.throwaway)
    environment.ensure("local" if trial_only else "dev")
    environment.enter(words)
    if chosen.command == "run":
        return run(chosen.port, verbose=chosen.verbose)
    if chosen.command == "test":
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        command = [str(environment.PYTHON), *PYTEST[1:], *chosen.arguments]
        os.execve(command[0], command, environment.activated(dict(os.environ)))
    if chosen.command == "check":
        return check()
    if chosen.command == "exec":
        command = chosen.arguments[chosen.arguments[:1] == ["--"] :]
        return execute(command, throwaway=chosen.throwaway)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        sys.exit(str(failure))
    except OSError as error:
        sys.exit(explain(error))
    except (KeyboardInterrupt, Stopped):
        sys.exit(130)
