"""The checker must be able to fail."""

from dataclasses import replace

import pytest

from tests.faults.checker import Row, check
from tests.faults.ledger import record_of
from tests.faults.plan import Entry


def mail(number, text="Hello", **how):
    message = f"Message-ID: <{number}@example>\r\n\r\n{text}\r\n".encode()
    kept = {"members": [f"any-{number}@f0.example"], "archived": True, "kept": True, "at": 0.0}
    return record_of(message, **(kept | how))


PLANNED = [Entry(f"F0-{number}", f"any-{number}@f0.example") for number in range(3)]
LEDGER = [mail(number) for number in range(3)]
ROWS = [Row(f"F0-{number}", "sent", f"<{number}@example>") for number in range(3)]


def found(verdict):
    """What the verdict complains of."""
    kinds = ["lost", "duplicated", "stuck", "phantom", "wrong"]
    return {kind: getattr(verdict, kind) for kind in kinds if getattr(verdict, kind)}


def test_nothing_is_wrong():
    verdict = check(PLANNED, LEDGER, ROWS)
    assert verdict.is_clean()
    assert verdict.messages == 3


def test_a_loss():
    assert found(check(PLANNED, LEDGER[1:], ROWS)) == {"lost": ["any-0@f0.example"]}


def test_a_mail_that_the_server_did_not_keep_is_lost():
    refused = [mail(0, kept=False), *LEDGER[1:]]
    assert found(check(PLANNED, refused, ROWS)) == {"lost": ["any-0@f0.example"]}


def test_a_copy_in_the_archive_alone_is_a_loss():
    archived = [mail(0, members=[]), *LEDGER[1:]]
    assert found(check(PLANNED, archived, ROWS)) == {"lost": ["any-0@f0.example"]}


def test_each_copy_too_many():
    copies = [*LEDGER, mail(0), mail(0)]
    assert found(check(PLANNED, copies, ROWS)) == {"duplicated": ["any-0@f0.example"] * 2}


@pytest.mark.parametrize("state", ["due", "sending", "unsure"])
def test_a_row_without_an_end(state):
    rows = [replace(ROWS[0], state=state), *ROWS[1:]]
    assert found(check(PLANNED, LEDGER, rows)) == {"stuck": ["F0-0"]}


def test_a_mail_that_was_never_owed_is_stuck_and_lost():
    assert found(check(PLANNED, LEDGER[1:], ROWS[1:])) == {
        "lost": ["any-0@f0.example"],
        "stuck": ["F0-0"],
    }


def test_a_phantom():
    assert found(check(PLANNED, [*LEDGER, mail(7)], ROWS)) == {"phantom": ["any-7@f0.example"]}


def test_a_mail_that_should_not_go_is_a_phantom_when_it_goes():
    planned = [replace(PLANNED[0], end="skipped"), *PLANNED[1:]]
    rows = [replace(ROWS[0], state="skipped"), *ROWS[1:]]
    assert found(check(planned, LEDGER, rows)) == {"phantom": ["any-0@f0.example"]}


def test_a_state_that_does_not_agree_with_the_ledger():
    rows = [replace(ROWS[0], state="dead"), *ROWS[1:]]
    assert found(check(PLANNED, LEDGER, rows)) == {"wrong": ["F0-0: dead, not sent"]}


def test_two_rows_for_one_mail():
    rows = [*ROWS, replace(ROWS[0], message_id="<other@example>")]
    assert found(check(PLANNED, LEDGER, rows)) == {"wrong": ["F0-0: 2 rows"]}


def test_two_versions_of_one_mail():
    tried_before = [mail(0, text="Good day", kept=False), *LEDGER]
    assert found(check(PLANNED, tried_before, ROWS)) == {"wrong": ["<0@example>: 2 versions"]}
