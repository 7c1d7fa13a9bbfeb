"""What becomes of a mail that is owed, whatever the mail server does."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from subprocess import DEVNULL
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.template.loader import get_template

from members.deliveries import crashpoints, kinds
from members.deliveries.claiming import claim
from members.deliveries.draining import deal_with, drain
from members.deliveries.forgetting import forget_secrets
from members.deliveries.queueing import queue_delivery
from members.deliveries.stopping import address_hash, stop_mail
from members.models import Delivery, Suppression
from members.services import invite, leave_group
from tests.factories import GroupFactory, MembershipFactory, PersonFactory, UserFactory
from tests.members.deliveries.workers import eight_workers_drain
from tests.smtp_stub import CUT, SILENCE, wait_for

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def after_lease(delivery):
    """Let the lease of the delivery run out."""
    rows = Delivery.objects.filter(pk=delivery.pk).exclude(lease_until=None)
    assert rows.update(lease_until="2020-01-01T00:00Z") == 1


def outcomes(delivery):
    return list(delivery.tries.order_by("pk").values_list("outcome", "smtp_code"))


def test_a_mail_is_sent_once_when_drained_twice(stub, owe, now):
    delivery = owe(PersonFactory(email="Tom@Lindqvist.example"))

    assert [drain(now=now), drain(now=now)] == [1, 0]

    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.lease_until) == ("sent", now, None)
    assert outcomes(delivery) == [("sent", 250)]
    [mail] = stub.received
    assert mail.recipients == ["Tom@Lindqvist.example"]
    assert mail.message["Message-ID"] == delivery.message_id
    assert mail.message["Date"] == "Mon, 23 Nov 2026 14:00:00 +0000"
    assert delivery.message is None  # it holds names and links, and no try needs it any more


def test_nothing_goes_before_it_is_due(stub, owe, now):
    owe(due_at=now + MINUTE)

    assert drain(now=now) == 0
    assert drain(now=now + MINUTE) == 1


def test_kept_mail_is_built_and_counts_as_sent(settings, owe, now):
    settings.MAIL_URL = "kept:"
    delivery = owe()

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.subject) == ("sent", "A title")
    assert b"A text." in bytes(delivery.message)
    assert delivery.tries.get().smtp_text == "kept"


@pytest.mark.parametrize(
    ("point", "reply"),
    [
        ("rcpt", "421 4.3.2 closing"),
        ("rcpt", "451 4.7.1 greylisted"),
        ("data", "452 4.3.1 full"),
        ("data", CUT),
        ("dot", "432 4.3.2 too many"),
        ("dot", "451 4.3.0 try later"),
    ],
)
def test_what_certainly_did_not_go_comes_back_with_the_same_bytes(stub, owe, now, point, reply):
    delivery = owe(title="First")
    stub.answer(reply, at=point)

    drain(now=now)

    delivery.refresh_from_db()
    assert delivery.state == "due"
    first = bytes(delivery.message)
    Delivery.objects.update(context={"title": "Changed", "text": "Changed"})

    drain(now=delivery.due_at)

    assert [mail.raw for mail in stub.accepted] == [first]
    assert [outcome for outcome, _ in outcomes(delivery)] == ["later", "sent"]


@pytest.mark.parametrize(("point", "code"), [("rcpt", 550), ("data", 554), ("dot", 552)])
def test_refused_for_good(stub, owe, now, point, code):
    delivery = owe()
    stub.answer(f"{code} no", at=point)

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("bounced", f"{code} no")
    assert drain(now=now + timedelta(days=2)) == 0


@pytest.mark.parametrize("reply", [CUT, SILENCE, "250" + "x" * 9000])
def test_a_lost_answer_is_unsure_and_never_due(stub, owe, now, settings, reply):
    settings.MAIL_TIMEOUT = 0.4
    delivery = owe()
    stub.answer(reply, at="dot")

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, outcomes(delivery)) == ("unsure", [("unsure", None)])
    assert drain(now=now + timedelta(days=2)) == 0  # the database's clock has not moved


def test_an_unsure_mail_goes_once_more_and_never_a_third_time(stub, owe, now):
    delivery = owe()
    stub.answer(CUT, CUT, at="dot")
    drain(now=now)
    after_lease(delivery)

    drain(now=now + 16 * MINUTE)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until) == ("unsure", None)
    assert drain(now=now + timedelta(days=2)) == 0
    first, second = stub.received
    assert first.raw == second.raw


def test_a_kind_that_is_not_sent_again_stays_unsure(stub, letter, owe, now):
    letter(sent_again=False)
    delivery = owe()
    stub.answer(CUT, at="dot")

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until) == ("unsure", None)


def test_an_unsure_mail_that_may_not_go_again_is_not_called_skipped(stub, owe, now):
    delivery = owe(expires_at=now + MINUTE)
    stub.answer(CUT, at="dot")
    drain(now=now)
    after_lease(delivery)

    drain(now=now + 16 * MINUTE)

    delivery.refresh_from_db()
    assert delivery.state == "unsure"
    assert delivery.reason == "Not sent again: It came too late to be of use."
    assert len(stub.received) == 1


def test_a_server_that_is_away_ends_the_round_and_no_mail(settings, owe, now):
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    deliveries = [owe(key=str(n)) for n in range(3)]

    assert drain(now=now) == 1

    untouched = Delivery.objects.filter(due_at=now, attempts=0, state="due")
    assert untouched.count() == len(deliveries) - 1


@pytest.mark.parametrize("reply", ["550 not you", "530 sign in first", "421 too busy"])
def test_a_sender_that_is_not_allowed_is_our_fault_and_bounces_nothing(stub, owe, now, reply):
    delivery = owe()
    stub.answer(reply, at="mail")

    drain(now=now)

    delivery.refresh_from_db()
    assert delivery.state == "due"


def test_a_mail_server_that_is_down_for_a_day_loses_nothing(settings, stub, owe, now):
    delivery = owe()
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    moment = now
    while moment < now + timedelta(days=1):
        drain(now=moment)
        delivery.refresh_from_db()
        assert delivery.state == "due"
        moment = max(delivery.due_at, moment + timedelta(hours=1))
    settings.MAIL_URL = stub.url

    drain(now=moment)

    assert len(stub.accepted) == 1


def test_given_up_after_a_day_of_refusals(stub, owe, now):
    stub.answer_always("451 not now", at="rcpt")
    delivery = owe()
    moment = now
    while delivery.state == "due":
        drain(now=moment)
        delivery.refresh_from_db()
        moment = delivery.due_at

    assert delivery.state == "dead"
    assert delivery.reason.endswith("tries: 451 not now")
    assert delivery.attempts >= 8
    last = delivery.tries.latest("pk").started_at
    assert timedelta(hours=24) <= last - now <= timedelta(hours=30)


def test_skipped_when_it_comes_too_late(stub, owe, now):
    delivery = owe(expires_at=now)

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("skipped", "It came too late to be of use.")
    assert not stub.received


def test_skipped_when_the_recipient_has_gone(stub, owe, now):
    closed = UserFactory(is_active=False).person
    nowhere, stopped = PersonFactory(email=None), PersonFactory(email="Stop@Me.example")
    for person in [closed, nowhere, stopped]:
        owe(person)
    stop_mail(address_hash("stop@me.example"), now=now)

    drain(now=now)

    assert set(Delivery.objects.values_list("recipient", "state", "reason")) == {
        (closed.pk, "skipped", "The account is closed."),
        (nowhere.pk, "skipped", "No address is known."),
        (stopped.pk, "skipped", "The address asked for no more mail."),
    }
    assert not stub.received


def test_an_invitation_is_skipped_when_the_person_left_the_group(stub, now):
    ruth, tom = PersonFactory(name="Ruth Alvarez"), PersonFactory()
    membership = MembershipFactory(person=tom, state="listed")
    invite(membership, by=ruth, now=now)
    leave_group(membership, by=tom, now=now)

    drain(now=now)

    assert Delivery.objects.get().state == "skipped"
    assert not stub.received


def test_a_mail_that_cannot_be_built_stops_no_other(stub, letter, owe, now):
    def prepare(delivery, now):
        if delivery.key == "poison":
            raise LookupError("nothing there\0")
        return {}

    letter(prepare=prepare)
    poison = owe(key="poison")
    owe(PersonFactory(email="spaces in@it.example"))
    good = owe(key="good")

    drain(now=now)

    poison.refresh_from_db()
    good.refresh_from_db()
    assert (poison.state, good.state) == ("dead", "sent")
    assert poison.reason == "LookupError: nothing there"
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["dead", "dead", "sent"]


def test_a_kind_that_only_newer_workers_know_waits(stub, now):
    queue_delivery(PersonFactory(), kind="of_tomorrow", key="1", context={}, now=now)

    drain(now=now)

    assert Delivery.objects.get().state == "due"
    assert not stub.received


def test_somebody_who_waits_at_the_sign_in_page_goes_first(stub, letter, owe, now):
    letter(urgent=True)
    queue_delivery(PersonFactory(), kind="weekly", key="1", context={}, now=now - MINUTE)
    owe()

    drain(now=now, limit=1)

    assert len(stub.accepted) == 1


def test_a_code_is_forgotten_when_it_has_expired(stub, now):
    person = PersonFactory()
    context = {"code": "ABCD-1234", "minutes": 15}
    expiry = now + 15 * MINUTE
    queue_delivery(
        person, kind="sign_in_code", key="1", context=context, now=now, expires_at=expiry
    )
    stub.answer("451 later", at="rcpt")
    drain(now=now)
    assert b"ABCD-1234" in bytes(Delivery.objects.get().message)
    drain(now=now + 7 * MINUTE)
    assert stub.accepted[0].message["Subject"] == "ABCD-1234 is your Proactive sign-in code"

    assert forget_secrets(now + 16 * MINUTE) == 1

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.context, delivery.message) == ("sent", {}, None)
    assert delivery.subject == ""


def test_codes_reach_members_who_stopped_other_mail_and_nobody_else(stub, now):
    member, stranger = MembershipFactory().person, PersonFactory()
    for person in [member, stranger]:
        stop_mail(address_hash(person.email), now=now)
        queue_delivery(
            person, kind="sign_in_code", key="1", context={"code": "1", "minutes": 1}, now=now
        )

    drain(now=now)

    assert [mail.recipients for mail in stub.received] == [[member.email]]


def test_stopping_ends_open_invitations_whatever_the_case(now):
    person = PersonFactory(email="Tom@Lindqvist.example")
    invited = MembershipFactory(person=person, state="invited")
    active = MembershipFactory(person=person, group=GroupFactory())
    other = MembershipFactory(state="invited")

    stop_mail(address_hash("tom@lindqvist.EXAMPLE"), now=now)
    stop_mail(address_hash("tom@lindqvist.example"), now=now)

    for membership in [invited, active, other]:
        membership.refresh_from_db()
    assert [m.state for m in [invited, active, other]] == ["left", "active", "invited"]
    assert Suppression.objects.count() == 1


# --- Workers that are many, that die, that are paused ------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_each_mail_once(stub, owe, now):
    deliveries = [owe(key=str(number)) for number in range(24)]
    eight_workers_drain(now)

    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    sent = sorted(mail.message["Message-ID"] for mail in stub.received)
    assert sent == sorted(delivery.message_id for delivery in deliveries)


@pytest.fixture
def worker_command(stub, transactional_db):
    """`manage.py drain` in a process of its own, on the database of the test."""
    database = connection.settings_dict
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{database['USER']}@{quote(database['HOST'], safe='')}"
        f"/{database['NAME']}",
        "MAIL_URL": stub.url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    processes = []

    def start(*arguments):
        command = [sys.executable, "manage.py", "drain", *arguments]
        root = django_settings.BASE_DIR
        processes.append(subprocess.Popen(command, env=environment, cwd=root, stdout=DEVNULL))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_the_answer_loses_nothing(stub, owe, now, worker_command):
    stub.delay = 30.0
    delivery = owe()
    Delivery.objects.update(due_at="2020-01-01T00:00Z")
    worker = worker_command()
    assert wait_for(lambda: stub.handed_over, 20)

    os.kill(worker.pid, signal.SIGSTOP)  # paused for longer than its lease: it may still go on
    after_lease(delivery)
    assert drain(now=now) == 0
    worker.kill()
    worker.wait()
    assert wait_for(lambda: drain(now=now) == 1)

    delivery.refresh_from_db()
    assert (delivery.state, outcomes(delivery)) == ("unsure", [("unsure", None)])
    stub.delay = 0.0
    after_lease(delivery)
    drain(now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 2)
    [second] = stub.accepted
    assert [second.raw] == stub.handed_over[:1]


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_noted_although_the_database_broke_off(stub, owe, now):
    stub.delay = 0.3
    delivery = owe()
    Delivery.objects.update(due_at="2020-01-01T00:00Z")

    def work():
        try:
            drain()
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert wait_for(lambda: stub.handed_over)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d"
            " ON d.oid = l.database AND d.datname = current_database()"
            " WHERE locktype = 'advisory'"
        )
    worker.join()

    delivery.refresh_from_db()
    assert (delivery.state, outcomes(delivery)) == ("sent", [("sent", 250)])


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_broke_with_its_connection_sends_nothing(stub, owe, now):
    delivery = owe()
    claimed = claim(now)
    connection.close()  # as if the database had restarted

    deal_with(claimed, now, clock=lambda: now)

    delivery.refresh_from_db()
    assert (delivery.state, stub.received) == ("due", [])


def test_the_command_says_what_it_did(stub, owe, capsys):
    owe()
    Delivery.objects.update(due_at="2020-01-01T00:00Z")

    call_command("drain")
    call_command("drain")

    assert capsys.readouterr().out.splitlines() == ["Dealt with 1 mail.", "Dealt with 0 mails."]


@pytest.mark.django_db(transaction=True)
def test_the_loop_ends_when_it_is_asked_to(stub, owe, worker_command):
    owe()
    Delivery.objects.update(due_at="2020-01-01T00:00Z")
    process = worker_command("--loop")
    assert wait_for(lambda: Delivery.objects.get().state == "sent", 20)

    process.terminate()

    assert process.wait(5) == 0


def test_a_worker_killed_while_building_sent_nothing(stub, owe, now):
    delivery = owe()
    Delivery.objects.update(state="sending", attempts=1, lease_until="2020-01-01T00:00Z")

    assert drain(now=now) == 1
    assert drain(now=now + timedelta(minutes=2)) == 1

    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert outcomes(delivery) == [("failed", None), ("sent", 250)]


@pytest.mark.parametrize("sent_again", [True, False])
def test_a_worker_killed_before_it_handed_over_sent_nothing(stub, letter, owe, now, sent_again):
    letter(sent_again=sent_again)
    delivery = owe()
    stub.answer("451 later", at="rcpt")
    drain(now=now)
    killed = {"state": "sending", "attempts": 2, "lease_until": "2020-01-01T00:00Z"}
    Delivery.objects.update(**killed)

    assert drain(now=now) == 2

    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert outcomes(delivery) == [("later", 451), ("later", None), ("sent", 250)]


@pytest.mark.parametrize(("sent_again", "state"), [(True, "sent"), (False, "unsure")])
def test_a_worker_killed_while_it_handed_over_may_have_sent_it(
    stub, letter, owe, now, sent_again, state
):
    letter(sent_again=sent_again)
    delivery = owe()
    stub.answer("451 later", at="rcpt")
    drain(now=now)
    killed = {"state": "sending", "attempts": 2, "handed_over": True}
    Delivery.objects.update(lease_until="2020-01-01T00:00Z", **killed)

    drain(now=now)

    delivery.refresh_from_db()
    assert delivery.state == "unsure"
    Delivery.objects.exclude(lease_until=None).update(lease_until="2020-01-01T00:00Z")
    drain(now=now)
    delivery.refresh_from_db()
    assert delivery.state == state


def test_it_is_noted_before_the_mail_itself_is_handed_over(stub, owe, now):
    delivery = owe()
    seen = []

    def look(place):
        seen.append((place, Delivery.objects.values_list("handed_over", flat=True).get()))

    crashpoints.listen(look)
    try:
        drain(now=now)
    finally:
        crashpoints.listen(crashpoints.pass_by)

    ours = [place for place in seen if place[0] != "before_claim"]
    assert ours == [
        ("claimed_uncommitted", False),
        ("claimed", False),
        ("after_mail", False),
        ("after_rcpt", False),
        ("in_data", True),
        ("after_dot", True),
        ("after_250", True),
        ("marked_uncommitted", False),
        ("marked", False),
    ]
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_what_may_have_gone_is_never_due(stub, owe, now):
    """A second try that is put off leaves the first as doubtful as it was."""
    delivery = owe()
    stub.answer(CUT, "451 later", at="dot")
    drain(now=now)
    after_lease(delivery)

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, outcomes(delivery)) == ("unsure", [("unsure", None), ("later", 451)])
    after_lease(delivery)
    drain(now=now)
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_mail_that_is_certain_goes_before_mail_that_is_unsure(stub, owe, now):
    owe(key="unsure")
    stub.answer(CUT, at="dot")
    drain(now=now)
    Delivery.objects.update(lease_until="2020-01-01T00:00Z")
    owe(key="new", due_at=now)

    drain(now=now, limit=1)

    assert dict(Delivery.objects.values_list("key", "state")) == {"unsure": "unsure", "new": "sent"}


def test_a_mail_that_kills_its_workers_is_given_up(stub, owe, now):
    delivery, waits = owe(), []
    for _ in range(8):
        rows = Delivery.objects.filter(state="due")
        assert rows.update(state="sending", attempts=1, lease_until="2020-01-01T00:00Z")
        drain(now=now, limit=1)
        delivery.refresh_from_db()
        waits.append((delivery.due_at - now) / timedelta(minutes=1))

    assert delivery.state == "dead"
    assert waits[:7] == pytest.approx([1, 5, 15, 60, 240, 240, 240], rel=0.21)


def test_every_registered_kind_has_its_templates():
    for kind in kinds.registered():
        for part in ("subject.txt", "body.txt", "body.html"):
            get_template(f"emails/{kind.name}/{part}")


def test_stop_link_in_the_mail_works(client, stub, owe, now):
    person = PersonFactory()
    owe(person)
    drain(now=now)
    link = stub.accepted[0].message["List-Unsubscribe"].strip(" <>")
    assert person.email not in link
    assert link.startswith("http://testserver/stop/")

    client.post(link, {"List-Unsubscribe": "One-Click"})
    owe(person, key="2")

    assert drain(now=now) == 1
    assert len(stub.accepted) == 1
