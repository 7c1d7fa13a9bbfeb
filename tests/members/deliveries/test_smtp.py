"""One conversation: what MAIL_URL may say, and how long a server may take."""

import email
import socket
import ssl
import threading
import time
from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr
from html import unescape

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from members.deliveries.draining import drain
from members.deliveries.smtp import MailServer, check_settings, hand_over, read_mail_url
from members.models import Delivery
from tests.factories import PersonFactory
from tests.smtp_stub import SILENCE, SmtpStub

MESSAGE = b"Subject: A title\r\n\r\n.A line with a dot\r\n..\r\nThe end\r\n"


def handed_over(seconds=5.0, message=MESSAGE):
    return hand_over(
        message, recipient="tom@lindqvist.example", sender="us@proactive.example", seconds=seconds
    )


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("kept:", MailServer("kept")),
        ("smtp://mail.example", MailServer("smtp", "mail.example", 25)),
        ("smtps://a:b@mail.example", MailServer("smtps", "mail.example", 465, "a", "b")),
        (
            "smtp+starttls://us%40x.example:p%2Fw@mail.example:2525",
            MailServer("smtp+starttls", "mail.example", 2525, "us@x.example", "p/w"),
        ),
    ],
)
def test_mail_url_is_read(url, server):
    assert read_mail_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "kept",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://hidden:pa/ss@mail.example",
        "smtp://hidden@mail.example",
        "smtp://mail.example:hidden",
        "smtp://mail.example?tls=hidden",
        "smtp://[hidden",
    ],
)
def test_a_bad_mail_url_is_refused_without_showing_it(url):
    with pytest.raises(ImproperlyConfigured, match="MAIL_URL") as caught:
        read_mail_url(url)
    assert "hidden" not in str(caught.value)


def test_a_conversation_must_be_shorter_than_half_the_lease(settings):
    settings.MAIL_LEASE = timedelta(seconds=2 * settings.MAIL_TIMEOUT)
    with pytest.raises(ImproperlyConfigured, match="MAIL_TIMEOUT"):
        check_settings()


def test_lines_that_begin_with_a_dot_arrive_whole(settings):
    with SmtpStub() as stub:
        settings.MAIL_URL = stub.url
        assert handed_over().outcome == "sent"
    assert [mail.raw for mail in stub.received] == [MESSAGE]


@pytest.mark.parametrize(
    ("at", "outcome", "away"),
    [("mail", "later", True), ("rcpt", "later", False), ("dot", "unsure", False)],
)
def test_a_silent_server_is_left_in_time(settings, at, outcome, away):
    with SmtpStub() as stub:
        settings.MAIL_URL = stub.url
        stub.answer(SILENCE, at=at)
        began = time.monotonic()
        reply = handed_over(seconds=0.3)
        assert time.monotonic() - began < 2
    assert (reply.outcome, reply.away) == (outcome, away)


def test_a_server_that_sends_a_byte_now_and_then_is_left_in_time(settings):
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def dribble():
        with listener, listener.accept()[0] as connection:
            connection.sendall(b"220-")
            while not over.wait(0.05):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=dribble)
    thread.start()
    settings.MAIL_URL = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    began = time.monotonic()

    reply = handed_over(seconds=0.4)

    assert 0.3 < time.monotonic() - began < 2
    over.set()
    thread.join()
    assert (reply.outcome, reply.away) == ("later", True)


def test_what_a_server_says_is_made_fit_for_the_database(settings):
    with SmtpStub() as stub:
        settings.MAIL_URL = stub.url
        stub.answer("550 no\0such\x1b[31m" + "x" * 600, at="rcpt")
        reply = handed_over()
    assert reply.text.startswith("no such [31mxxx")
    assert (reply.outcome, len(reply.text)) == ("refused", 500)


NAMES = {
    "apostrophe": "Siobhán O'Neill",
    "emoji": "Zoë 🤝 Müller",
    "arabic": "دانا الحسن",
    "hebrew": "דנה לוי",
    "mixed": "Dana (דנה) O'Levi 🎈",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_arrive_as_people_have_them(stub, letter, owe, now, name):
    """Through the mail server and read back: subject, sender, text and HTML."""
    letter(prepare=lambda delivery, now: {"from_name": f"{name} via Proactive"})
    owe(PersonFactory(name=name), title=f"{name} writes", text=f"A letter from {name}.")

    drain(now=now)

    [mail] = stub.accepted
    assert mail.raw.isascii()
    message = mail.message
    assert message["Subject"] == f"{name} writes"
    raw = email.message_from_bytes(mail.raw)["From"].replace("\r\n", "")
    shown, address = parseaddr(raw)
    assert str(make_header(decode_header(shown))) == f"{name} via Proactive"
    assert address == "proactive@testserver"
    assert f"A letter from {name}." in message.get_body(["plain"]).get_content()
    html = message.get_body(["html"]).get_content()
    assert f"A letter from {name}." in unescape(html)


@pytest.mark.django_db
@pytest.mark.parametrize("poison", ["a\0b", "a\x1bb"])
def test_a_name_that_could_begin_a_header_goes_to_nobody(stub, owe, now, poison):
    delivery = owe()
    Delivery.objects.update(context={"title": poison.replace("\0", "\x01"), "text": ""})

    drain(now=now)

    delivery.refresh_from_db()
    assert (delivery.state, stub.conversations) == ("dead", 0)


@pytest.mark.django_db
def test_a_name_with_line_breaks_adds_no_header(stub, owe, now):
    owe(title="Hello\r\nBcc: eve@evil.example\r\n\r\nText")

    drain(now=now)

    [mail] = stub.accepted
    assert mail.message["Bcc"] is None
    assert mail.message["Subject"] == "Hello Bcc: eve@evil.example Text"
    assert len(mail.recipients) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(pem))
    return path


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_encrypted_with_a_certificate_that_is_trusted(settings, monkeypatch, certificate, scheme):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with SmtpStub(tls=scheme, context=context) as stub:
        settings.MAIL_URL = f"{scheme}://localhost:{stub.port}"
        untrusted = handed_over()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted = handed_over()

    assert (untrusted.outcome, untrusted.away) == ("later", True)
    assert trusted.outcome == "sent"
    assert [mail.raw for mail in stub.received] == [MESSAGE]


def test_a_server_that_cannot_encrypt_gets_nothing(settings):
    with SmtpStub() as stub:
        settings.MAIL_URL = f"smtp+starttls://us:secret@localhost:{stub.port}"
        reply = handed_over()
    assert (reply.outcome, reply.away, stub.received) == ("later", True, [])
