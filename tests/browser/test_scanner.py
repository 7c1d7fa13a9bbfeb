"""Programs that protect mailboxes follow every link and render what they find: nothing happens.

MAILS_SCANNED=500 scans that many instead of a few.
"""

from __future__ import annotations

import hashlib
import os
import re
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.browser.site import eventually

pytestmark = pytest.mark.browser

MAILS = int(os.environ.get("MAILS_SCANNED", "24"))
LINK = re.compile(r"""https?://[^\s"'<>]+""")
UNTOUCHED = {"django_migrations", "moved_clock"}

# Every kind of mail with a link in it: people who are asked, introduced, asked how it goes.
FILL = """
from datetime import timedelta
from django.utils import timezone
from goals.services import set_goal
from introductions import services
from introductions.drafting import Letter
from introductions.models import FollowUp
from members import services as people
from members.models import Group, Membership, Person, Profession, User

now = timezone.now()
count = {count}
group = Group.objects.create(name="Scanned", slug="scanned", time_zone="America/New_York")
profession = Profession.objects.get(slug="mediator")

def member(number, state="active"):
    person = Person.objects.create(
        name=f"Number {{number}}", email=f"number{{number}}@scanned.example", profession=profession,
        time_zone="America/New_York", open_limit=20,
    )
    Membership.objects.create(group=group, person=person, state=state, joined_at=now)
    if state == "active":
        User.objects.create_user(person)
    return person

ruth = member(0)
Membership.objects.filter(person=ruth).update(role="organizer")
letters = {{"letter_a": Letter("May I?", "May I?"), "letter_b": Letter("May I?", "May I?")}}
made = 0
for number in range(1, count, 2):
    a, b = member(2 * number), member(2 * number + 1)
    kind = number % 8
    send = services.introduce if kind == 1 else services.ask
    introduction = send(ruth, a=a, b=b, reasons=[], now=now - timedelta(minutes=1), **letters)
    if kind in (3, 5):
        for party in introduction.parties.all():
            services.answer_question(party, answer="yes", now=now)
    if kind == 5:
        FollowUp.objects.filter(introduction=introduction).update(due_at=now)
    if kind == 7:
        guest = member(10_000 + number, state="listed")
        membership = Membership.objects.get(person=guest)
        people.invite(membership, by=ruth, now=now)
services.remind_due_follow_ups(now=now)
"""


def test_a_scanner_changes_nothing(site, mailbox, visitor):
    site.stop("beat")
    site.run(FILL.format(count=MAILS))
    site.manage("drain", "--limit", "2000")
    mails = eventually(lambda: len(mailbox.all()) >= MAILS and mailbox.all(), "the mails")[:MAILS]
    site.stop("worker")
    scanner = visitor("scanner", width="desktop")
    before = everything(site.database.url)
    seen = 0
    for mail in mails:
        for link in dict.fromkeys(LINK.findall(mail.text) + LINK.findall(mail.html)):
            link = link.replace("&amp;", "&")
            if not link.startswith(site.url):
                continue
            with urlopen(Request(link, method="HEAD"), timeout=10) as answer:
                assert answer.status == 200
            scanner.page.goto(link)
            seen += 1

    assert seen > 2 * MAILS
    assert everything(site.database.url) == before
    a_touch_opens_an_invitation(scanner, mails, site.database.url)
    the_same_link_works_for_a_person(scanner, mails)
    assert everything(site.database.url) != before


def a_touch_opens_an_invitation(scanner, mails, database):
    """The page that the scanner looked at in vain notes the first touch of a hand."""
    mail = next(mail for mail in mails if "/join/" in mail.text)
    scanner.open(mail.link("/join/"))
    assert opened(database) == 0
    with scanner.page.expect_response(re.compile("/opened/$")) as answer:
        scanner.page.mouse.click(5, 5)
    assert answer.value.status == 204
    assert opened(database) == 1


def opened(database: str) -> int:
    with psycopg.connect(database, autocommit=True) as connection:
        rows = "SELECT count(*) FROM members_membership WHERE opened_at IS NOT NULL"
        return int(connection.execute(rows).fetchone()[0])


def the_same_link_works_for_a_person(scanner, mails):
    mail = next(mail for mail in mails if "say=yes" in mail.text)
    scanner.open(mail.link("say=yes"))
    scanner.press("Yes, introduce us")
    scanner.sees("You said yes|You are introduced")


def everything(url: str) -> dict[str, str]:
    """A fingerprint of every table."""
    with psycopg.connect(url, autocommit=True) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for (table,) in tables.fetchall():
            if table in UNTOUCHED:
                continue
            rows = connection.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), ''))"
                f' FROM public."{table}" t'
            ).fetchone()
            found[table] = hashlib.sha256(rows[0].encode()).hexdigest()
        return found
