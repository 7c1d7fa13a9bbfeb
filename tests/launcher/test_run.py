"""What `make run` does besides the servers: ports, the lock, running programs together."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from launcher import lock
from launcher.failure import Failure, explain, reason
from launcher.processes import Guardian
from launcher.run import refuse_taken
from launcher.supervisor import Stopped, Supervisor, stopped_by_signals
from tests.launcher.helpers import eventually, owner, processes_naming

LOCK_OWNER = """
import sys
from pathlib import Path
from launcher import lock
from launcher.processes import Guardian
with (
    lock.held("http://127.0.0.1:8000", Path("{directory}")) as held,
    Guardian(keep_open=[held.descriptor]) as guardian,
):
    held.publish("http://127.0.0.1:8000", {{"DATABASE_URL": "postgresql://here/"}})
    print("ready", flush=True)
    input()
"""


def test_a_taken_port_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Failure, match=f"port {port}.*make run PORT={port + 1}"):
            refuse_taken(port)

    refuse_taken(port)


def test_a_second_launcher_is_told_of_the_first(tmp_path):
    first = owner(LOCK_OWNER.format(directory=tmp_path))
    first.stdout.readline()

    message = f"already running: http://127.0.0.1:8000 .process {first.pid}"
    with pytest.raises(Failure, match=message), lock.held("http://other", tmp_path):
        pass
    assert lock.published_environment(tmp_path) == {"DATABASE_URL": "postgresql://here/"}

    first.communicate("\n")
    assert lock.published_environment(tmp_path) is None
    with lock.held("http://other", tmp_path):
        pass


def test_a_killed_launcher_does_not_keep_the_lock(tmp_path):
    first = owner(LOCK_OWNER.format(directory=tmp_path))
    first.stdout.readline()

    first.kill()
    first.communicate()

    assert lock.published_environment(tmp_path) is None
    with lock.held("http://other", tmp_path):
        pass


def program(code):
    return [sys.executable, "-I", "-S", "-c", code]


def test_when_one_program_ends_all_end(capfd):
    mark = f"mark_{os.getpid()}"
    sleeper = program(f"import time; {mark} = 1; print('asleep', flush=True); time.sleep(60)")
    with Guardian() as guardian, Supervisor(guardian, os.environ) as supervisor:
        supervisor.start("sleeper", sleeper)
        assert eventually(lambda: processes_naming(mark))
        supervisor.start("brief", program("print('first\\nsecond, without an end', end='')"))
        ended = supervisor.wait()

    assert ended == "brief"
    assert not processes_naming(mark)
    lines = capfd.readouterr().out.splitlines()
    assert {"brief   | first", "brief   | second, without an end"} <= set(lines)


def test_a_program_that_ignores_the_request_to_stop_is_killed():
    stubborn = program(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('deaf', flush=True); time.sleep(60)"
    )
    with Guardian() as guardian:
        process = guardian.start(stubborn, output=subprocess.PIPE, env=os.environ, cwd="/")
        assert process.stdout.readline() == b"deaf\n"
        guardian.stop(process, patience=0.3)

    assert process.returncode == -signal.SIGKILL


def test_a_failing_preparation_is_named():
    with Guardian() as guardian, Supervisor(guardian, os.environ) as supervisor:
        supervisor.complete("fine", program("pass"))
        with pytest.raises(Failure, match=r"migrate failed \(code 3\)"):
            supervisor.complete("migrate", program("raise SystemExit(3)"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_way_to_stop_us_stops_everything(number):
    before = signal.getsignal(number)

    with pytest.raises(Stopped), stopped_by_signals():
        signal.raise_signal(number)

    assert signal.getsignal(number) == before


def test_a_full_disk_is_said_in_one_line():
    assert explain(OSError(28, "No space left on device")).startswith("The disk is full")
    with pytest.raises(Failure, match="The disk is full"):
        reason("initdb: error: could not write: No space left on device", "error:")


def test_the_telling_line_of_a_log_is_shown():
    log = "LOG: starting\nFATAL: lock file exists\nHINT: is another one running?\n"

    assert reason(log, "FATAL") == "FATAL: lock file exists"
