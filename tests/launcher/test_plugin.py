"""The plugin, in a pytest of its own that runs in a scratch directory."""

import subprocess
import sys

import pytest

from tests.launcher.helpers import clean_environment, eventually, processes_naming

TESTS = """
import os
from pathlib import Path

import psycopg
import redis


def test_servers():
    addresses = os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
    Path(os.environ["PYTEST_XDIST_WORKER"]).write_text(" ".join(addresses))
    psycopg.connect(os.environ["DATABASE_URL"]).close()
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        assert client.incr("seen") == 1
"""
ONLY_ADDRESSES = """
import os

def test_addresses():
    assert os.environ["DATABASE_URL"] == "postgresql://given/"
    assert os.environ["REDIS_URL"] == "redis://given/3"
"""

ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # starts in a third of the time


def command(*arguments):
    plugins = ["-p", "launcher.pytest_plugin", "-p", "xdist", "-p", "no:cacheprovider"]
    return [sys.executable, "-m", "pytest", "-q", *plugins, *arguments]


def run_pytest(directory, *arguments, **environment):
    return subprocess.run(
        command(*arguments),
        cwd=directory,
        env=clean_environment(**ALONE, **environment),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def scratch(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    return tmp_path


def test_each_process_has_its_own_valkey_database(scratch):
    (scratch / "test_it.py").write_text(TESTS)

    done = run_pytest(scratch, "-n", "2", "--dist", "each")

    assert done.returncode == 0, done.stdout + done.stderr
    addresses = [(scratch / worker).read_text().split() for worker in ("gw0", "gw1")]
    databases, caches = zip(*addresses, strict=True)
    assert databases[0] == databases[1]
    assert [cache.rpartition("=")[2] for cache in caches] == ["0", "2"]
    assert not processes_naming(caches[0].split("?")[0].removeprefix("unix://"))


def test_given_servers_are_used(scratch):
    (scratch / "test_it.py").write_text(ONLY_ADDRESSES)

    done = run_pytest(
        scratch, TEST_DATABASE_URL="postgresql://given/", TEST_REDIS_URL="redis://given/3"
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_question_to_pytest_starts_no_server(scratch, option):
    done = run_pytest(scratch, option, PATH="/nowhere", TMPDIR="/nowhere")

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_killed_pytest_leaves_nothing(scratch):
    (scratch / "test_it.py").write_text(
        "import os, time\n\ndef test_it():\n"
        "    open('address', 'w').write(os.environ['REDIS_URL'])\n    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        command(), cwd=scratch, env=clean_environment(**ALONE), stdout=subprocess.DEVNULL
    )
    address = scratch / "address"
    assert eventually(lambda: address.exists() and address.read_text())
    sockets = address.read_text().removeprefix("unix://").partition("/v.sock")[0]
    assert processes_naming(sockets)

    process.kill()
    process.wait()

    assert eventually(lambda: not processes_naming(sockets))
