"""Address books of every make give people, or a refusal that says why."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.contacts.cards import Card
from members.contacts.reading import MAX_BYTES, read_book
from members.contacts.refusing import MAX_CARDS, UnreadableContacts

from . import books

# A few in each run of the tests; many by hand: CONTACT_FILES=20000.
EXAMPLES = int(os.environ.get("CONTACT_FILES", "60"))


def read(text):
    return read_book(text if isinstance(text, bytes) else text.encode())


def said(card):
    return card.name, card.email, card.company, card.title


NORA = ("Nora Quist", "nora@quist.example", "Quist Realty", "Realtor")


def test_linkedin():
    book = read(books.LINKEDIN)
    assert (book.source, book.empty, len(book.cards)) == ("LinkedIn", 0, 3)
    assert said(book.cards[0]) == (
        "Nora Quist",
        "",
        "Quist Realty",
        "Realtor® | Helping families find home",
    )
    assert book.cards[1].name == "Omar Haddad, CPA"


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (books.GOOGLE_OLD, "Google", ("Nora Ann Quist", *NORA[1:])),
        (books.GOOGLE_NEW, "Google", NORA),
        (books.OUTLOOK, "Outlook", NORA),
        (books.GERMAN, "CSV", ("Jürgen Müller", "jm@x.example", "Müller Bau", "Makler")),
        (
            books.VCARD_3,
            "vCard",
            ("Nora Quist", NORA[1], "Quist Realty, Inc.", "Realtor who helps families"),
        ),
        (books.VCARD_4, "vCard", NORA),
        (books.VCARD_2, "vCard", ("Jürgen Müller", "jm@x.example", "", "")),
    ],
)
def test_google_outlook_and_vcard(text, source, expected):
    book = read(text)
    assert (book.source, said(book.cards[0])) == (source, expected)


def test_letters_of_windows_and_of_a_byte_order_mark():
    assert read(books.GERMAN.encode("cp1252")).cards[0].name == "Jürgen Müller"
    assert read(books.OUTLOOK.encode("utf-16")).cards[0].name == "Nora Quist"
    assert read(books.VCARD_4.encode("utf-8-sig")).cards[0].name == "Nora Quist"


def test_a_list_is_nobody_and_a_company_without_a_name_is_called_by_its_address():
    assert len(read(books.VCARD_3).cards) == 1
    assert read(books.GOOGLE_NEW).cards[1].name == "Quist Realty"
    assert read("First name,Email\n,x@y.example\n").cards == [Card(2, "x@y.example", "x@y.example")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG....", "picture.*CSV or vCard"),
        (b"PK\x03\x04 xl/workbook", "spreadsheet.*CSV or vCard"),
        (b"<html>", "web page"),
        (b"a,b\n1,2\n", "No line of this file names columns"),
        (b"First name,Email\n", "nobody"),
        (b"First name,Email\n,\n", "nobody|empty"),
        (b'First name,Email\n"Nora,x@y.example\n', "quotation mark"),
        (b"First name\0,Email\nx", "NUL"),
        (b"BEGIN:VCARD\nFN:Nora\n", "cut off"),
        (b"BEGIN:VCARD\nEND:VCARD\n", "nobody"),
        (b"BEGIN:VCARD\nEND:VCARD\n" * (MAX_CARDS + 1), "more than 20,000"),
        (b"First name,Email\n" + b"a,\n" * (MAX_CARDS + 1), "20,000"),
        (b" " * (MAX_BYTES + 1), "20 MB"),
    ],
)
def test_refusals_say_why(content, reason):
    with pytest.raises(UnreadableContacts, match=reason):
        read(content)


WORDS = st.sampled_from(
    [
        *("BEGIN:VCARD", "END:VCARD", "FN:", "N:;", "EMAIL;TYPE=", "ORG:", "TITLE;", "=\n", "\\"),
        *("First Name,Last Name,Email Address,Company,Position,Connected On\n", ",", ";", '"'),
        *("ENCODING=QUOTED-PRINTABLE:", "CHARSET=x", "\r\n", "\n ", "\t", "\0", "a@b.example"),
    ]
)
TEXTS = st.lists(WORDS | st.text(max_size=12), max_size=30).map("".join)
BEGUN = st.sampled_from(
    ["", "BEGIN:VCARD\n", "First Name,Last Name,Email Address,Company,Position\n"]
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(BEGUN, TEXTS, st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_any_text_is_read_or_refused(begun, text, encoding):
    check((begun + text).encode(encoding, "replace"))


@settings(max_examples=EXAMPLES, deadline=None)
@given(BEGUN, st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(begun, content):
    check(begun.encode() + content)


def check(content):
    try:
        book = read_book(content, filename="x.csv")
    except UnreadableContacts:
        return
    assert book.cards
    for card in book.cards:
        assert 0 < len(card.name) <= 120
        assert len(card.company) <= 120
        assert len(card.title) <= 160
        assert not set("\0\n\r") & set(card.name + card.email + card.company + card.title)
