import os
from datetime import UTC, datetime

import pytest
from playwright.sync_api import sync_playwright

from launcher.processes import Guardian
from tests.browser.database import Database, empty_valkey
from tests.browser.mails import Mailbox
from tests.browser.site import Site
from tests.browser.visitor import Visitor
from tests.browser.walk import WEDNESDAY
from tests.chromium import ARGUMENTS, program
from tests.moved_clock import Clock
from tests.smtp_stub import SmtpStub

LINES_SHOWN = 60
FILL = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_starter_lists", verbosity=0)
"""


@pytest.fixture(scope="module")
def browser():
    chromium = program()
    if not chromium:
        why = "Chromium is missing; on Debian: apt-get install --no-install-recommends chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory):
    """A database with tables and starter lists, to be copied."""
    directory = tmp_path_factory.mktemp("filled")
    database = Database("filled")
    database.create()
    with Guardian() as guardian:
        clock = Clock(directory / "clock", datetime.now(UTC))
        empty = Site(
            guardian,
            directory,
            clock,
            database,
            REDIS_URL=os.environ["REDIS_URL"],
            MAIL_URL="kept:",
        )
        empty.run(FILL)
    database.add_clock()
    yield database
    database.drop()


@pytest.fixture(scope="module")
def mailbox():
    with SmtpStub() as stub:
        yield Mailbox(stub)


@pytest.fixture(scope="module")
def site(filled_database, mailbox, tmp_path_factory):
    """All processes, running, on the day on which the story begins; nobody is there yet.

    Time must not be turned back: beat would wait until it is later than at its last tick.
    """
    database = Database("live")
    database.create(like=filled_database)
    directory = tmp_path_factory.mktemp("site")
    clock = Clock(directory / "clock", WEDNESDAY)
    database.follow(clock)
    with Guardian() as guardian:
        found = Site(
            guardian,
            directory,
            clock,
            database,
            REDIS_URL=empty_valkey(),
            MAIL_URL=mailbox.stub.url,
        )
        try:
            found.start()
            yield found
        finally:
            found.stop()
    database.drop()
    empty_valkey()


@pytest.fixture
def visitor(browser, site, mailbox):
    """Open a browser for somebody: `visitor("Dana", width="phone")`.

    At the end nobody has anything to complain of.
    """
    opened = []

    def open_browser(name, **how):
        opened.append(Visitor(browser, site, mailbox, name=name, **how))
        return opened[-1]

    yield open_browser
    for each in opened:
        each.close()
    complaints = [complaint for each in opened for complaint in each.complaints]
    for name in site.programs:  # pytest shows it when the test failed
        print(f"--- {name}", *site.lines(name)[-LINES_SHOWN:], sep="\n")  # noqa: T201
    assert complaints == []
