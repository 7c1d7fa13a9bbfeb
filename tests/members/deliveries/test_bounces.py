"""Addresses whose mail comes back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from members.deliveries import bounces
from members.deliveries.draining import drain
from members.models import BouncingAddress, Delivery
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOM = "Tom@Lindqvist.example"


def score():
    return BouncingAddress.objects.get().score


def test_two_days_of_refusals_hold_the_address(stub, owe, now):
    person = PersonFactory(email=TOM)
    stub.answer_always("550 5.1.1 no such mailbox", at="rcpt")
    for day in range(3):
        owe(person, key=str(day))
        drain(now=now + day * DAY)

    states = Delivery.objects.order_by("pk").values_list("state", "reason")
    assert list(states) == [
        ("bounced", "550 5.1.1 no such mailbox"),
        ("bounced", "550 5.1.1 no such mailbox"),
        ("skipped", Delivery.HELD),
    ]
    assert stub.conversations == 2


def test_a_day_counts_once_however_much_comes_back(stub, owe, now):
    person = PersonFactory(email=TOM)
    stub.answer_always("550 no such mailbox", at="rcpt")
    for number in range(4):
        owe(person, key=str(number))

    drain(now=now)

    assert score() == bounces.HARD
    assert not bounces.is_held("tom@lindqvist.EXAMPLE")


@pytest.mark.parametrize(
    ("point", "reply"), [("rcpt", "550 5.7.1 we do not like you"), ("dot", "554 looks like spam")]
)
def test_what_is_said_of_us_or_of_the_text_is_not_said_of_the_address(stub, owe, now, point, reply):
    owe(PersonFactory(email=TOM))
    stub.answer(reply, at=point)

    drain(now=now)

    assert Delivery.objects.get().state == "bounced"
    assert not BouncingAddress.objects.exists()


def test_given_up_after_a_day_counts_half(stub, owe, now):
    stub.answer_always("452 full", at="rcpt")
    delivery = owe(PersonFactory(email=TOM))
    while delivery.state == "due":
        drain(now=delivery.due_at)
        delivery.refresh_from_db()

    assert (delivery.state, score()) == ("dead", bounces.SOFT)


def test_codes_go_although_the_address_is_held(stub, letter, owe, now):
    for day in range(2):
        bounces.note_bounce(TOM, bounces.HARD, at=now + day * DAY)
    letter(urgent=True)
    owe(PersonFactory(email=TOM))

    drain(now=now)

    assert len(stub.accepted) == 1


def test_another_address_begins_anew(now):
    for day in range(2):
        bounces.note_bounce(TOM, bounces.HARD, at=now + day * DAY)
    assert bounces.is_held("tom@LINDQVIST.example")
    assert not bounces.is_held("tom@other.example")


def test_days_are_those_of_utc(now):
    bounces.note_bounce(TOM, bounces.SOFT, at=datetime(2026, 11, 23, 23, 59, tzinfo=UTC))
    bounces.note_bounce(TOM, bounces.SOFT, at=datetime(2026, 11, 24, 0, 1, tzinfo=UTC))
    assert score() == 2 * bounces.SOFT


def test_what_is_long_past_is_forgiven(now):
    bounces.note_bounce(TOM, bounces.HARD, at=now)
    bounces.note_bounce(TOM, bounces.HARD, at=now + 31 * DAY)
    assert (score(), bounces.is_held(TOM)) == (bounces.HARD, False)


class Score(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from([bounces.HARD, bounces.SOFT]), st.integers(0, 5)), max_size=12
        )
    )
    def test_held_from_the_score_on_that_one_a_day_makes(self, notes):
        notes.sort(key=lambda note: note[1])  # stable: of a day the first counts
        for weight, day in notes:
            at = datetime(2026, 11, 1, 12, tzinfo=UTC) + day * DAY
            bounces.note_bounce(TOM, weight, at=at)
        first_of_day = {}
        for weight, day in notes:
            first_of_day.setdefault(day, weight)
        assert bounces.is_held(TOM) == (sum(first_of_day.values()) >= bounces.HELD_FROM)
