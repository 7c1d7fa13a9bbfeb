"""A new organizer with the list of another membership system: from the file to the first plan."""

from __future__ import annotations

import re
import time

import pytest

from tests.browser import chapter
from tests.browser.site import eventually

pytestmark = pytest.mark.browser

MINUTES = 10
WORDS_A_MINUTE = 230
RUTH = "ruth@chapter.example"
# Whoever has joined did it as the page "Join" does.
JOIN = """
from django.utils import timezone
from members.models import Membership
from members.services import accept_invitation

for membership in Membership.objects.filter(group__slug="chapter", state="invited"):
    if membership.person.email.startswith({names}):
        accept_invitation(membership, now=timezone.now())
"""
# What one reads: not each line of a table, nor what stands in closed menus.
WORDS = """() => {
    const main = document.querySelector("main").cloneNode(true);
    for (const each of main.querySelectorAll("table, select, details, .visually-hidden"))
        each.remove();
    return main.textContent.split(/\\s+/).length;
}"""


class Reader:
    """Counts what an organizer has to read on the way."""

    def __init__(self, visitor):
        self.visitor, self.words, self.pages = visitor, 0, 0

    def reads(self, what):
        self.visitor.look(what)
        self.words += self.visitor.page.evaluate(WORDS)
        self.pages += 1

    @property
    def minutes(self):
        return self.words / WORDS_A_MINUTE


def test_from_the_file_of_two_hundred_to_the_first_plan(site, mailbox, visitor, tmp_path):
    site.manage("create_group", "Chapter", "--organizer", "Ruth Alvarez", RUTH)
    ruth = visitor("Ruth", width="desktop")
    reader = Reader(ruth)
    began = time.monotonic()

    joins(ruth, mailbox)
    imports(ruth, reader, tmp_path / "members-export.csv")
    merges(ruth, reader)
    invites(ruth, reader)
    somebody_joins(visitor("Bela", width="phone"), mailbox)
    site.run(JOIN.format(names=("ada", "bela", "carmen", "dario")))
    sees_the_first_plan(ruth, reader)

    took = (time.monotonic() - began) / 60 + reader.minutes
    print(f"{took:.1f} minutes, {reader.pages} pages, {reader.words} words")  # noqa: T201
    assert took < MINUTES
    assert site.complaints() == []


def joins(ruth, mailbox):
    ruth.open(mailbox.next_to(RUTH, "Chapter").link("/join/"))
    code = ruth.get_code(RUTH, ask=lambda: ruth.press("Join"))
    ruth.type_code(code)
    ruth.arrives("/(profile/)?")


def imports(ruth, reader, file):
    file.write_bytes(chapter.export())
    ruth.open("/g/chapter/roster/")
    reader.reads("empty roster")
    ruth.follow("Import a list")
    reader.reads("import")
    ruth.page.locator("input[type=file]").set_input_files(file)
    ruth.press("Look at the result")
    ruth.sees("Look before you import")
    reader.reads("preview")
    question = ruth.page.get_by_label("Profession for “Realtor® & Broker”")
    if question.count():
        question.select_option(label="Residential realtor")
    ruth.press(f"Import {chapter.LINES} people")
    ruth.sees("The list is in")
    reader.reads("imported")


def merges(ruth, reader):
    ruth.follow("^Duplicates")
    reader.reads("duplicates")
    merged = 0
    while ruth.page.get_by_text("Very likely one person").count():
        ruth.page.get_by_role("link", name=re.compile("Look at both")).first.click()
        ruth.sees("One person or two")
        if not merged:
            reader.reads("side by side")
        ruth.press("Make them one person")
        ruth.page.get_by_role("status").or_(ruth.page.get_by_role("alert")).first.wait_for()
        ruth.open("/g/chapter/duplicates/")
        merged += 1
    assert merged == chapter.TWICE


def invites(ruth, reader):
    waiting = chapter.LINES - chapter.TWICE
    ruth.open("/g/chapter/roster/")
    reader.reads("roster")
    ruth.page.get_by_text(f"Invite all {waiting}").click()
    ruth.press(f"Send {waiting} invitations")
    ruth.sees(f"{waiting} people invited|{waiting} invitations")
    reader.reads("invited")


def somebody_joins(bela, mailbox):
    address = chapter.address_of(1)
    bela.open(mailbox.next_to(address, "Chapter").link("/join/"))
    bela.type_code(bela.get_code(address, ask=lambda: bela.press("Join")))
    bela.arrives("/(profile/)?")
    bela.look("joined")


def sees_the_first_plan(ruth, reader):
    ruth.open("/")
    cards = ruth.page.get_by_role("article")
    eventually(lambda: ruth.page.reload() and cards.count() >= 2, "the first plan")
    reader.reads("the first plan")
