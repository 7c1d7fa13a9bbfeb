"""The mail server of the faults keeps what it says it keeps, and goes wrong as it is told to."""

import contextlib
import imaplib
import os
import smtplib
import time

import pytest

from launcher.processes import Guardian
from tests.faults import imap_server
from tests.faults.mail import Mail
from tests.faults.mail_server import ARCHIVE, PASSWORD, USER

DANA = "any-1@f0.example"
MESSAGE = b"Message-ID: <1@example>\r\nSubject: Hello\r\n\r\nHello\r\n.one dot\r\n"


@pytest.fixture
def mail(tmp_path):
    with Guardian() as guardian:
        found = Mail(guardian, tmp_path, dict(os.environ))
        found.start()
        yield found
        found.stop()


@contextlib.contextmanager
def archive(mail):
    with imaplib.IMAP4("127.0.0.1", mail.ports[1], timeout=10) as found:
        found.login(USER, PASSWORD)
        found.select("INBOX", readonly=True)
        yield found


def send(mail, *recipients, message=MESSAGE):
    with smtplib.SMTP("127.0.0.1", mail.ports[0], timeout=10) as smtp:
        return smtp.sendmail("us@example", recipients, message)


def numbers(found, message_id):
    kind, answer = found.search(None, "HEADER", "Message-ID", f'"{message_id}"')
    assert kind == "OK"
    return answer[0].split()


def test_what_is_taken_is_in_the_ledger(mail):
    send(mail, DANA, ARCHIVE)
    (record,) = mail.records("f0.example")
    assert (record.members, record.archived, record.kept) == ([DANA], True, True)
    assert record.message_id == "<1@example>"


def test_dots_are_taken_off_again(mail):
    send(mail, DANA)
    send(mail, DANA, message=MESSAGE.replace(b".one", b"one"))
    first, second = mail.records()
    assert first.sha256 != second.sha256


def test_the_archive_finds_by_message_id_what_it_got(mail):
    send(mail, DANA, ARCHIVE)
    send(mail, DANA, message=MESSAGE.replace(b"<1@", b"<2@"))  # without a copy for the archive
    deadline = time.monotonic() + 10
    with archive(mail) as found:
        while numbers(found, "<1@example>") != [b"1"]:  # the archive is a little late
            assert time.monotonic() < deadline
        assert numbers(found, "<2@example>") == []
        assert numbers(found, "<3@example>") == []


def test_the_archive_wants_the_password(mail):
    with (
        imaplib.IMAP4("127.0.0.1", mail.ports[1], timeout=10) as found,
        pytest.raises(imaplib.IMAP4.error),
    ):
        found.login(USER, "another")


def test_the_ledger_outlives_the_server(mail):
    send(mail, DANA, ARCHIVE)
    mail.kill()
    mail.start()
    send(mail, DANA, ARCHIVE)
    assert len(mail.records()) == 2


@pytest.mark.parametrize(("name", "code"), [("450", 450), ("550", 550)])
def test_a_recipient_who_is_refused(mail, name, code):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(mail, f"{name}-1@f0.example")
    assert refused.value.recipients[f"{name}-1@f0.example"][0] == code


def test_a_mail_that_is_refused_is_not_kept(mail):
    with pytest.raises(smtplib.SMTPDataError):
        send(mail, "552-1@f0.example", ARCHIVE)
    (record,) = mail.records()
    assert not record.kept
    time.sleep(imap_server.LATE)
    with archive(mail) as found:
        assert numbers(found, "<1@example>") == []


def test_a_temporary_refusal_is_for_once(mail):
    with pytest.raises(smtplib.SMTPDataError):
        send(mail, "451-1@f0.example")
    send(mail, "451-1@f0.example")
    assert [record.kept for record in mail.records()] == [False, True]


@pytest.mark.parametrize(("name", "kept"), [("cut", True), ("unkept", False)])
def test_a_conversation_that_is_cut_after_the_dot(mail, name, kept):
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(mail, f"{name}-1@f0.example")
    assert [record.kept for record in mail.records()] == [kept]


def test_an_archive_that_is_refused(mail):
    assert list(send(mail, "noarchive-1@f0.example", ARCHIVE)) == [ARCHIVE]


def test_anybody_at_random(mail):
    with mail.misbehaving(chances={"550": 1.0}), pytest.raises(smtplib.SMTPRecipientsRefused):
        send(mail, DANA)
    send(mail, DANA)
