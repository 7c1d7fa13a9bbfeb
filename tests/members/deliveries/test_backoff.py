"""How long a mail waits, by what the mail server said."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.deliveries.backoff import backoff


def minutes(code, tries, *, away=False):
    """The shortest and the longest of many waits."""
    waits = [backoff(code, tries, away=away) / timedelta(minutes=1) for _ in range(200)]
    return min(waits), max(waits)


@pytest.mark.parametrize(
    ("code", "tries", "away", "step"),
    [
        (454, 1, False, 1),
        (None, 2, False, 5),
        (454, 9, False, 240),
        (451, 1, False, 5),  # greylisting wants minutes
        (421, 1, False, 5),
        (452, 5, False, 240),
        (451, 1, True, 1),  # a server that was away is tried again soon
        (None, 9, True, 5),
    ],
)
def test_steps(code, tries, away, step):
    shortest, longest = minutes(code, tries, away=away)
    assert 0.8 * step <= shortest < longest <= 1.2 * step


def test_many_that_an_exchange_server_put_off_do_not_come_back_together():
    shortest, longest = minutes(432, 1)
    assert longest - shortest > 0.8


@given(code=st.none() | st.integers(400, 499), tries=st.integers(1, 50), away=st.booleans())
def test_never_at_once_and_never_for_ever(code, tries, away):
    assert timedelta(0) < backoff(code, tries, away=away) <= timedelta(hours=5)
