"""Gives pytest a PostgreSQL and a Valkey of its own, and takes them away at the end.

Named in pyproject.toml (`-p launcher.pytest_plugin`), so that `pytest` works by itself. With
TEST_DATABASE_URL or TEST_REDIS_URL set, those are used instead of a server of ours. The processes
of pytest-xdist inherit the addresses; each gets two databases of Valkey for itself, and
pytest-django gives each a database of PostgreSQL.
"""

import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from launcher import servers, valkey
from launcher.failure import Failure


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Before pytest-django loads the settings, which its own implementation of this hook does."""
    known = early_config.known_args_namespace
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        number = int(worker.removeprefix("gw"))
        os.environ["REDIS_URL"] = valkey.moved(os.environ["REDIS_URL"], by=2 * number)
    elif not (known.help or known.version):
        stack = ExitStack()
        early_config.add_cleanup(stack.close)
        try:
            addresses = stack.enter_context(
                servers.throwaway(
                    database_url=os.environ.get("TEST_DATABASE_URL"),
                    redis_url=os.environ.get("TEST_REDIS_URL"),
                )
            )
        except Failure as failure:
            raise pytest.UsageError(str(failure)) from None
        os.environ.update(addresses)
    return (yield)
