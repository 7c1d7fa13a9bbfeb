"""Databases of our own on the server that DATABASE_URL names; the one that it names stays as it is.

Each is a copy of a template that has the tables and the starter lists, and is dropped at the end.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

PREFIX = "proactive_benchmark"
TEMPLATE = f"{PREFIX}_template"


def url_of(name: str) -> str:
    """The address of the database `name` on our server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def execute(statement: str, *names: str) -> None:
    """Run one statement outside of any transaction, with `names` in place of its {}."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def use(name: str) -> None:
    """Have Django talk to the database `name` from now on."""
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def template() -> Iterator[None]:
    """Make the template that `fresh` copies."""
    before = connection.settings_dict["NAME"]
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", TEMPLATE)
    execute("CREATE DATABASE {}", TEMPLATE)
    try:
        use(TEMPLATE)
        call_command("migrate", verbosity=0)
        call_command("load_starter_lists", verbosity=0, stdout=StringIO())
        yield
    finally:
        use(before)
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", TEMPLATE)


@contextmanager
def fresh(purpose: str) -> Iterator[str]:
    """Use a new database while the context lasts; yields its name."""
    name = f"{PREFIX}_{purpose}"
    before = connection.settings_dict["NAME"]
    connection.close()
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    execute("CREATE DATABASE {} TEMPLATE {}", name, TEMPLATE)
    try:
        use(name)
        yield name
    finally:
        use(before)
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
