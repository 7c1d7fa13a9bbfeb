import os
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
import redis

from launcher import places, postgres, servers
from launcher.processes import Guardian
from tests.launcher.helpers import eventually, owner, processes_naming

THROWAWAY_OWNER = """
from launcher import servers
with servers.throwaway() as addresses:
    print(addresses["DATABASE_URL"], flush=True)
    input()
"""


def home_of(database_url):
    return Path(unquote(urlsplit(database_url).netloc.partition("@")[2])).parent


@contextmanager
def kept(home):
    with (
        Guardian() as guardian,
        servers.running(
            guardian, home, throwaway=False, database_url=None, redis_url="redis://elsewhere/0"
        ) as started,
    ):
        yield started


@pytest.fixture
def home():
    with Guardian() as guardian:
        home = places.throwaway_home()
        guardian.remove_at_end(home.data)
        yield home


def test_throwaway_servers_answer_and_leave_nothing(monkeypatch):
    with servers.throwaway() as addresses:
        home = home_of(addresses["DATABASE_URL"])
        with psycopg.connect(addresses["DATABASE_URL"]) as connection:
            facts = connection.execute(
                "SELECT current_setting('server_encoding'), current_setting('listen_addresses'),"
                " lower('ÀÉ'), current_setting('TimeZone')"
            ).fetchone()
        with redis.Redis.from_url(addresses["REDIS_URL"]) as client:
            persistence = client.config_get("save")["save"], client.config_get("port")["port"]
        mode = (home / "sockets").stat().st_mode & 0o777
        assert len(processes_naming(str(home))) == 2

    assert facts == ("UTF8", "", "àé", "UTC")
    assert persistence == ("", "0")
    assert mode == 0o700
    assert not processes_naming(str(home))
    assert not home.exists()


def test_given_addresses_are_used_and_nothing_is_started():
    with servers.throwaway(database_url="postgresql://a/b", redis_url="redis://c/1") as addresses:
        assert addresses == {"DATABASE_URL": "postgresql://a/b", "REDIS_URL": "redis://c/1"}


def test_a_killed_owner_leaves_neither_process_nor_data():
    process = owner(THROWAWAY_OWNER)
    home = home_of(process.stdout.readline().strip())
    assert processes_naming(str(home))

    process.kill()
    process.communicate()

    assert eventually(lambda: not home.exists() and not processes_naming(str(home)))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux tells children")
def test_a_killed_owner_with_a_killed_guardian_leaves_no_process():
    process = owner(THROWAWAY_OWNER)
    home = home_of(process.stdout.readline().strip())
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    guardian = next(
        int(child)
        for child in children
        if "guardian.py" in Path(f"/proc/{child}/cmdline").read_text()
    )

    os.kill(guardian, 9)
    process.kill()
    process.communicate()

    assert eventually(lambda: not processes_naming(str(home)))
    with Guardian() as cleaner:
        cleaner.remove_at_end(home)


def test_kept_data_outlive_a_stop_and_a_crash(home):
    with kept(home) as started:
        address = started.environment["DATABASE_URL"]
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
            connection.execute("INSERT INTO kept VALUES (2)")
        started.processes["postgres"].kill()

    pid_file = next(home.data.glob("postgres-*/postmaster.pid"))
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:], ""]))  # now somebody else's number
    with kept(home) as started, psycopg.connect(address) as connection:
        assert connection.execute("SELECT sum(one) FROM kept").fetchone() == (3,)


def test_a_server_that_was_left_over_is_stopped_first(home):
    with Guardian() as guardian:
        first = postgres.start(guardian, home, throwaway=True)
        with Guardian() as another:
            second = postgres.start(another, home, throwaway=True)
            assert first.wait(5) == 0
            another.stop(second, end_with=postgres.STOP)


def test_somebody_elses_socket_directory_is_refused(tmp_path):
    open_to_all = tmp_path / "sockets"
    open_to_all.mkdir(mode=0o777)
    open_to_all.chmod(0o777)

    with pytest.raises(places.Failure, match="open to others"):
        places.private(open_to_all)


def test_a_link_is_not_taken_for_a_directory(tmp_path):
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")

    with pytest.raises(places.Failure, match="remove it"):
        places.private(tmp_path / "link")


def test_sockets_fit_where_temporary_files_have_long_names(monkeypatch, tmp_path):
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(tmp_path / ("x" * 90)))

    assert places.short_directory() == Path("/tmp")
