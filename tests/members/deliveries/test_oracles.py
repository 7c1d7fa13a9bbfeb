"""What is asked before a mail whose answer got lost goes again."""

from datetime import timedelta
from uuid import uuid4

import hypothesis
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import strategies as st

from members.deliveries import archive, oracles
from members.deliveries.claiming import claim
from members.deliveries.draining import drain
from members.deliveries.history import History
from members.deliveries.marking import note_answer
from members.deliveries.oracles import Answer
from members.models import Attempt, Delivery
from tests.factories import PersonFactory
from tests.imap_stub import ImapStub
from tests.members.deliveries.test_draining import after_lease, outcomes
from tests.smtp_stub import CUT

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ARCHIVE = "archive@proactive.example"


@pytest.fixture
def imap(stub, settings):
    """The archive holds whatever the mail server took for it, also when its answer got lost."""
    lost = set()

    def held():
        return [
            mail.message["Message-ID"]
            for mail in stub.received
            if ARCHIVE in mail.recipients and mail.message["Message-ID"] not in lost
        ]

    with ImapStub(held) as server:
        settings.MAIL_ORACLE = "imap"
        settings.MAIL_ARCHIVE = ARCHIVE
        settings.MAIL_ARCHIVE_URL = server.url
        server.lose = lost.add
        yield server


def in_an_hour(delivery, now):
    """Let the time of waiting be over, and look again."""
    after_lease(delivery)
    drain(now=now + HOUR)
    delivery.refresh_from_db()


def test_the_archive_gets_a_blind_copy_in_the_same_conversation(stub, imap, owe, now):
    delivery = owe(PersonFactory(email="tom@lindqvist.example"))

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, stub.conversations) == ("sent", 1)
    [mail] = stub.accepted
    assert mail.recipients == ["tom@lindqvist.example", ARCHIVE]
    assert ARCHIVE.encode() not in mail.raw


def test_what_opens_an_account_is_in_no_archive(stub, imap, letter, owe, now):
    letter(secret=True)
    owe(PersonFactory(email="tom@lindqvist.example"))

    drain(now=now)

    assert stub.accepted[0].recipients == ["tom@lindqvist.example"]


@pytest.mark.parametrize("reply", ["452 full", "550 no such mailbox"])
def test_without_the_archive_nothing_goes_and_nobody_is_blamed(stub, imap, owe, now, reply):
    delivery = owe()
    stub.answer("250 OK", reply, at="rcpt")

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, stub.handed_over) == ("due", [])
    assert delivery.due_at - now < 2 * MINUTE
    drain(now=delivery.due_at)
    assert len(stub.accepted) == 1


def test_a_refused_member_is_not_made_good_by_the_archive(stub, imap, owe, now):
    delivery = owe()
    stub.answer("550 no such mailbox", at="rcpt")

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, stub.handed_over) == ("bounced", [])


def test_a_mail_that_the_archive_has_is_sent(stub, imap, owe, now):
    delivery = owe()
    stub.answer(CUT, at="dot")
    drain(now=now)
    delivery.refresh_from_db()
    assert delivery.state == "unsure"

    in_an_hour(delivery, now)

    assert (delivery.state, delivery.sent_at, delivery.message) == ("sent", now, None)
    assert outcomes(delivery) == [("unsure", None), ("found", None)]
    assert len(stub.received) == 1


@pytest.mark.parametrize("sent_again", [True, False])
def test_a_mail_that_the_archive_lacks_goes_again_with_the_same_bytes(
    stub, imap, letter, owe, now, sent_again
):
    letter(sent_again=sent_again)
    delivery = owe()
    imap.lose(delivery.message_id)
    stub.answer(CUT, at="dot")
    drain(now=now)

    in_an_hour(delivery, now)

    assert delivery.state == "sent"
    assert outcomes(delivery) == [("unsure", None), ("absent", None), ("sent", 250)]
    first, second = stub.received
    assert first.raw == second.raw


def test_a_mail_that_may_be_on_its_way_to_the_archive_waits(stub, imap, owe, now):
    delivery = owe()
    imap.lose(delivery.message_id)
    stub.answer(CUT, at="dot")
    drain(now=now)
    after_lease(delivery)

    drain(now=now + 14 * MINUTE)

    delivery.refresh_from_db()
    assert delivery.state == "unsure"
    assert delivery.lease_until is not None
    assert outcomes(delivery) == [("unsure", None), ("unknown", None)]
    assert len(stub.received) == 1


@pytest.mark.parametrize("mood", ["dribble", "no", "away", "stranger"])
def test_an_archive_that_cannot_be_asked_sends_nothing(stub, imap, owe, now, settings, mood):
    settings.MAIL_TIMEOUT = 0.5
    delivery = owe()
    imap.lose(delivery.message_id)
    imap.mood = mood
    if mood == "away":
        settings.MAIL_ARCHIVE_URL = "imap://archive:password@127.0.0.1:1"
    if mood == "stranger":
        settings.MAIL_ARCHIVE_URL = imap.url.replace("pass%2F", "")
    stub.answer(CUT, at="dot")
    drain(now=now)

    in_an_hour(delivery, now)

    assert (delivery.state, len(stub.received)) == ("unsure", 1)
    assert delivery.lease_until is not None
    assert delivery.reason.startswith("The archive could not be asked")
    assert outcomes(delivery) == [("unsure", None), ("unknown", None)]


def test_an_archive_that_stays_away_for_three_days_is_left_to_people(
    stub, imap, owe, now, settings
):
    delivery = owe()
    stub.answer(CUT, at="dot")
    drain(now=now)
    settings.MAIL_ARCHIVE_URL = "imap://archive:password@127.0.0.1:1"
    after_lease(delivery)

    drain(now=now + timedelta(days=3, minutes=1))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until) == ("unsure", None)


def test_an_archive_that_lacks_what_went_for_certain_proves_nothing(stub, imap, owe, now):
    witness, delivery = owe(key="witness"), owe(key="doubtful")
    stub.answer("250 OK", CUT, at="dot")
    drain(now=now)
    imap.lose(witness.message_id)
    imap.lose(delivery.message_id)

    in_an_hour(delivery, now)

    assert (delivery.state, len(stub.received)) == ("unsure", 2)
    assert delivery.reason == "The archive lacks mails that have gone."
    assert imap.asked == [delivery.message_id, witness.message_id]


def test_a_mail_built_before_there_was_an_archive_is_not_looked_for_there(
    stub, imap, letter, owe, now, settings
):
    letter(sent_again=False)
    settings.MAIL_ORACLE = "none"
    delivery = owe()
    stub.answer(CUT, at="dot")
    drain(now=now)
    settings.MAIL_ORACLE = "imap"

    assert drain(now=now + HOUR) == 0

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until, imap.asked) == ("unsure", None, [])


def test_what_has_gone_is_not_called_skipped_and_what_has_not_is(stub, imap, owe, now):
    for key in ["found", "absent"]:
        owe(key=key, expires_at=now + MINUTE)
    imap.lose(Delivery.objects.get(key="absent").message_id)
    stub.answer(CUT, CUT, at="dot")
    drain(now=now)
    Delivery.objects.update(lease_until="2020-01-01T00:00Z")

    drain(now=now + HOUR)

    assert dict(Delivery.objects.values_list("key", "state")) == {
        "found": "sent",
        "absent": "skipped",
    }


def test_a_worker_killed_while_it_asked_asks_again(stub, imap, owe, now):
    delivery = owe()
    stub.answer(CUT, at="dot")
    drain(now=now)
    killed = {"state": "sending", "attempts": 2, "lease_until": "2020-01-01T00:00Z"}
    Delivery.objects.update(**killed)

    drain(now=now + HOUR, limit=1)
    delivery.refresh_from_db()
    assert delivery.state == "unsure"  # never `due` as long as it may have gone
    drain(now=now + HOUR)

    delivery.refresh_from_db()
    assert (delivery.state, len(stub.received)) == ("sent", 1)


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_too_late_is_no_answer_to_what_was_done_since(stub, imap, owe, now):
    delivery = owe()
    imap.lose(delivery.message_id)
    stub.answer(CUT, at="dot")
    drain(now=now)
    after_lease(delivery)
    sleeper = claim(now + HOUR).delivery
    history = History.of(sleeper)
    connection.close()  # its lock is gone, and another goes on
    Delivery.objects.update(state="unsure", attempts=3, lease_until="2020-01-01T00:00Z")

    note_answer(sleeper, Answer(Attempt.Outcome.ABSENT), history, now=now + HOUR)

    assert outcomes(delivery) == [("unsure", None)]


MISHAPS = {
    "put off": ("rcpt", "451 later"),
    "broken off": ("data", CUT),
    "put off at the end": ("dot", "451 later"),
    "taken, and the answer lost": ("dot", CUT),
    "not taken, and the answer lost": ("dot", CUT),
}


@pytest.fixture
def in_archive():
    """Message-IDs, of all examples of a test."""
    return []


@hypothesis.settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(mishaps=st.lists(st.sampled_from(sorted(MISHAPS)), max_size=6))
def test_whatever_happens_it_arrives_once(stub, owe, now, settings, in_archive, mishaps):
    delivery = owe(key=uuid4().hex)
    settings.MAIL_ORACLE, settings.MAIL_ARCHIVE = "imap", ARCHIVE
    with ImapStub(lambda: in_archive) as imap:
        settings.MAIL_ARCHIVE_URL = imap.url
        for day, mishap in enumerate([*mishaps, *[None] * 8]):
            before = len(stub.received)
            if mishap:
                point, reply = MISHAPS[mishap]
                stub.answer(reply, at=point)
            drain(now=now + timedelta(days=day))
            if len(stub.received) > before and mishap in (None, "taken, and the answer lost"):
                in_archive.append(delivery.message_id)
            stub.next.clear()
            delivery.refresh_from_db()
            if delivery.state == "due":  # it is certain then that it has not gone
                assert delivery.message_id not in in_archive
            Delivery.objects.exclude(lease_until=None).update(lease_until="2020-01-01T00:00Z")

    assert (delivery.state, in_archive.count(delivery.message_id)) == ("sent", 1)


# --- A provider that knows what it has sent by a key -------------------------------------------


@pytest.fixture
def key(settings):
    settings.MAIL_ORACLE = "idempotency"
    return "Resend-Idempotency-Key"


def test_each_try_carries_the_same_key(stub, key, letter, owe, now):
    letter(sent_again=False)
    delivery = owe()
    stub.answer(CUT, CUT, at="dot")
    for tries in range(3):
        drain(now=now + tries * HOUR)
        Delivery.objects.exclude(lease_until=None).update(lease_until="2020-01-01T00:00Z")

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 3)
    keys = {mail.message[key] for mail in stub.received}
    assert keys == {delivery.message_id.strip("<>")}


def test_the_name_of_the_header_can_be_another(stub, key, owe, now, settings):
    settings.MAIL_IDEMPOTENCY_HEADER = "X-Key"
    owe()
    drain(now=now)
    assert stub.received[0].message["X-Key"]


def test_keys_are_not_relied_on_for_longer_than_they_are_kept(stub, key, owe, now):
    delivery = owe()
    stub.answer_always(CUT, at="dot")
    moment = now
    while True:
        drain(now=moment)
        delivery.refresh_from_db()
        if delivery.lease_until is None:
            break
        after_lease(delivery)
        moment += HOUR

    assert delivery.state == "unsure"
    last = delivery.tries.filter(outcome=Attempt.Outcome.UNSURE).latest("pk")
    assert 15 * HOUR <= last.started_at - now < 20 * HOUR


def test_a_key_that_has_been_forgotten_sends_nothing(stub, key, owe, now):
    delivery = owe()
    stub.answer(CUT, at="dot")
    drain(now=now)
    after_lease(delivery)

    drain(now=now + 20 * HOUR)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until, len(stub.received)) == ("unsure", None, 1)


# --- Settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"MAIL_ORACLE": "delphi"}, "MAIL_ORACLE"),
        ({"MAIL_ORACLE": "imap", "MAIL_ARCHIVE_URL": "imap://a:b@here"}, "MAIL_ARCHIVE must"),
        ({"MAIL_ORACLE": "imap", "MAIL_ARCHIVE": ARCHIVE}, "MAIL_ARCHIVE_URL"),
        ({"MAIL_IDEMPOTENCY_HEADER": "not a name"}, "MAIL_IDEMPOTENCY_HEADER"),
        ({"MAIL_ORACLE_DELAY": timedelta(seconds=-1)}, "MAIL_ORACLE_DELAY"),
    ],
)
def test_settings_that_cannot_work_are_named(settings, changes, named):
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=named):
        oracles.check_settings()


@pytest.mark.parametrize(
    "url",
    ["", "imap://host", "smtp://a:hidden@host", "imap://a:hid/den@host", "imaps://a:hidden@host?x"],
)
def test_a_bad_archive_url_is_refused_without_showing_it(url):
    with pytest.raises(ImproperlyConfigured, match="MAIL_ARCHIVE_URL") as caught:
        archive.read_archive_url(url)
    assert "hid" not in str(caught.value)


def test_an_archive_url_is_read():
    assert archive.read_archive_url("imaps://me%40x:p%2Fw@mail.example/Sent%20mail") == (
        archive.Mailbox("imaps", "mail.example", 993, "me@x", "p/w", "Sent mail")
    )
