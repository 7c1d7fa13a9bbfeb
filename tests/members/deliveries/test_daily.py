"""No more than so many mails a day to one person."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from members.deliveries import daily
from members.deliveries.draining import drain
from members.models import Delivery
from tests.factories import PersonFactory
from tests.members.deliveries.workers import eight_workers_drain

pytestmark = pytest.mark.django_db
NEXT_MORNING = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # 8:00 in New York


def states():
    return Counter(Delivery.objects.values_list("state", flat=True))


@pytest.fixture
def crowd(owe):
    """Owe one person so many mails."""

    def queue(count, person=None, **options):
        person = person or PersonFactory()
        return [owe(person, key=str(number), **options) for number in range(count)]

    return queue


def test_what_is_over_goes_the_next_morning_where_the_recipient_lives(stub, crowd, now):
    crowd(7)

    drain(now=now)

    assert len(stub.accepted) == 5
    assert set(Delivery.objects.filter(state="due").values_list("due_at")) == {(NEXT_MORNING,)}
    assert drain(now=NEXT_MORNING - timedelta(minutes=1)) == 0
    assert drain(now=NEXT_MORNING) == 2
    assert states() == {"sent": 7}


def test_each_has_a_day_of_their_own(stub, crowd, now):
    crowd(5)
    crowd(5)

    drain(now=now)

    assert len(stub.accepted) == 10


def test_codes_are_neither_counted_nor_held_back(stub, letter, crowd, owe, now):
    person = PersonFactory()
    letter(urgent=True)
    crowd(6, person)
    drain(now=now)
    letter()
    for number in range(10, 16):
        owe(person, key=str(number))

    drain(now=now)

    assert states() == {"sent": 11, "due": 1}


def test_its_expiry_still_holds(stub, crowd, now):
    crowd(6, expires_at=NEXT_MORNING)

    drain(now=now)
    drain(now=NEXT_MORNING)

    assert states() == {"sent": 5, "skipped": 1}


def test_a_mail_that_is_put_off_keeps_its_place(stub, crowd, now):
    crowd(5)
    stub.answer("451 later", at="rcpt")

    drain(now=now)
    drain(now=now + timedelta(hours=1))

    assert states() == {"sent": 5}


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_keep_the_limit(stub, crowd, now):
    crowd(24)
    eight_workers_drain(now)

    assert states() == {"sent": 5, "due": 19}
    assert len(stub.received) == 5


def test_a_limit_of_none_is_refused(settings):
    settings.MAIL_DAILY_CAP = 0
    with pytest.raises(ImproperlyConfigured, match="MAIL_DAILY_CAP"):
        daily.check_settings()
