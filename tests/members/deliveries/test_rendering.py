"""From templates to bytes: names as people have them, and headers that nobody can add to."""

import email
import email.policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.deliveries.kinds import Kind
from members.deliveries.rendering import UnfitForHeader, header_text, render
from members.models import Delivery, Person
from tests.factories import NOW

HEADERS = [
    "content-type",
    "mime-version",
    "subject",
    "from",
    "to",
    "reply-to",
    "message-id",
    "date",
    "list-unsubscribe",
    "list-unsubscribe-post",
]


def rendered(title="A title", text="A text.", to="tom@lindqvist.example", **envelope):
    """A mail of a kind without rules, from rows that are not in the database."""
    delivery = Delivery(
        recipient=Person(name="Tom Lindqvist", email=to),
        kind="account_notice",
        context={"title": title, "text": text},
        message_id="<1@proactive.example>",
        created_at=NOW,
    )
    kind = Kind("account_notice", prepare=lambda delivery, now: envelope)
    return render(delivery, kind, now=NOW)


def parsed(mail):
    return email.message_from_bytes(mail.message, policy=email.policy.default)


def shown_name(mail):
    """The name in From as RFC 2047 has it; the new parser leaves blanks between encoded words."""
    raw = email.message_from_bytes(mail.message)["From"]
    encoded, _ = parseaddr(raw.replace("\r\n", ""))
    return str(make_header(decode_header(encoded)))


@pytest.mark.parametrize(
    "name",
    [
        "Siobhán O'Neill & Sons <3",
        'Dana "Dee" Whitfield, Esq.',
        "دانا الحسن",
        "דנה לוי",
        "Zoë 🤝 Müller",
        "🤝" * 60,
        "Long " * 24 + "name",
    ],
    ids=["apostrophe", "quotes", "arabic", "hebrew", "emoji", "many-emoji", "long"],
)
def test_names_reach_subject_sender_and_text_as_they_are(name):
    mail = rendered(f"{name} writes", text=f"From {name}.", from_name=f"{name} via Proactive")
    message = parsed(mail)

    assert message["Subject"].strip() == f"{name} writes" == mail.subject
    assert shown_name(mail) == f"{name} via Proactive"
    assert [a.addr_spec for a in message["From"].addresses] == ["proactive@testserver"]
    assert name in message.get_body(["plain"]).get_content()
    assert mail.message.isascii()
    assert all(len(line) <= 998 for line in mail.message.split(b"\r\n"))
    assert b"\n" not in mail.message.replace(b"\r\n", b"")


def test_html_is_escaped_styled_and_keeps_its_media_queries():
    html = parsed(rendered("<script>alert(1)</script>")).get_body(["html"]).get_content()

    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert 'style="' in html
    assert "@media" in html


def test_answers_and_further_headers_of_a_kind():
    message = parsed(
        rendered(
            reply_to=["ana@bücher.example", "tom@lindqvist.example"],
            headers={"Auto-Submitted": "auto-generated"},
        )
    )

    assert [a.addr_spec for a in message["Reply-To"].addresses] == [
        "ana@xn--bcher-kva.example",
        "tom@lindqvist.example",
    ]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("name", ["message-id", "Subject", "X: y\r\nBcc", "", "Bcc "])
def test_a_kind_may_not_set_our_headers(name):
    with pytest.raises(UnfitForHeader):
        rendered(headers={name: "x"})


@pytest.mark.parametrize("character", ["\0", "\x01", "\x08", "\x1b", "\x7f", "\x9f"])
def test_control_characters_are_refused(character):
    for part in ({"title": f"a{character}b"}, {"from_name": f"a{character}b"}):
        with pytest.raises(UnfitForHeader):
            rendered(**part)


@pytest.mark.parametrize("address", ["", "tom", "tom@", "tom me@x.example", "tom\r\n@x.example"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="ASCII"):
        rendered(to=address)


FILE = "BEGIN:VCALENDAR\r\nSUMMARY:Zoë 🤝\r\n" + "x" * 2000 + "\r\nEND:VCALENDAR\r\n"


def test_files_go_along_byte_by_byte():
    content, image = FILE.encode(), bytes(range(256))
    mail = rendered(
        attachments=[
            ("week.ics", "text/calendar; charset=utf-8; method=PUBLISH", content),
            ("Zoë.png", "image/png", image),
        ]
    )
    message = parsed(mail)
    week, picture = message.iter_attachments()

    assert message.get_content_type() == "multipart/mixed"
    assert "A text." in message.get_body(["plain"]).get_content()
    assert "A text." in message.get_body(["html"]).get_content()
    assert week.get_content_type() == "text/calendar"
    assert week["Content-Type"].params["method"] == "PUBLISH"
    assert week.get_payload(decode=True) == content
    assert week.get_content_disposition() == "attachment"
    assert (week.get_filename(), picture.get_filename()) == ("week.ics", "Zoë.png")
    assert picture.get_payload(decode=True) == image
    assert mail.message.isascii()
    assert max(len(line) for line in mail.message.split(b"\r\n")) <= 998
    assert b"\n" not in mail.message.replace(b"\r\n", b"")


def test_without_files_a_mail_is_as_it_was():
    assert parsed(rendered()).get_content_type() == "multipart/alternative"


@pytest.mark.parametrize("part", [("a\r\nBcc: x@y.example", "text/plain"), ("a", "text/plain\0")])
def test_no_name_of_a_file_begins_a_header(part):
    name, content_type = part
    try:
        message = parsed(rendered(attachments=[(name, content_type, b"x")]))
    except UnfitForHeader:
        return
    [attached] = message.iter_attachments()
    assert "Bcc" not in attached.keys()  # noqa: SIM118
    assert "Bcc" not in message.keys()  # noqa: SIM118


HOSTILE = st.text(st.sampled_from("\r\n\v\f\x85\u2028\x1c Bcc:x@y.example,;<>\"'\\=?&é🤝"))


@settings(max_examples=150, deadline=None)
@given(title=HOSTILE, sender=HOSTILE, text=HOSTILE)
def test_no_text_begins_a_header_or_adds_a_recipient(title, sender, text):
    mail = rendered(
        f"{title} x", text=text, from_name=f"{sender} x", reply_to=["ruth@alvarez.example"]
    )
    message = parsed(mail)

    assert sorted(name.lower() for name in message.keys()) == sorted(HEADERS)  # noqa: SIM118
    assert [a.addr_spec for a in message["To"].addresses] == ["tom@lindqvist.example"]
    assert [a.addr_spec for a in message["From"].addresses] == ["proactive@testserver"]
    assert message["Subject"].strip() == header_text(f"{title} x")
