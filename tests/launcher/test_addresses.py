import dj_database_url
import pytest
from psycopg.conninfo import conninfo_to_dict
from redis.connection import parse_url

from launcher import postgres, valkey


def test_database_url_is_understood_by_django_and_psycopg(tmp_path):
    sockets = tmp_path / "a place"

    url = postgres.url(sockets)

    django = dj_database_url.parse(url)
    assert (django["HOST"], django["USER"], django["NAME"]) == (str(sockets), *["proactive"] * 2)
    assert conninfo_to_dict(url) == {
        "host": str(sockets),
        "user": "proactive",
        "dbname": "proactive",
    }


def test_redis_url_is_understood_by_redis(tmp_path):
    options = parse_url(valkey.url(tmp_path, database=4))

    assert (options["path"], options["db"]) == (str(tmp_path / "v.sock"), 4)


@pytest.mark.parametrize(
    ("address", "moved"),
    [
        ("unix:///run/v.sock?db=0", "unix:///run/v.sock?db=6"),
        ("unix:///run/v.sock", "unix:///run/v.sock?db=6"),
        ("redis://cache:6379/2", "redis://cache:6379/8"),
        ("redis://user:secret@cache:6379", "redis://user:secret@cache:6379/6"),
    ],
)
def test_a_test_process_gets_its_own_valkey_database(address, moved):
    assert valkey.moved(address, by=6) == moved
