"""Money by the person's own word: written in any way, changed, taken back, seen by nobody else."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from goals import services
from goals.models import Earning
from goals.money import read_amount
from tests.factories import NOW, GroupFactory, PersonFactory, member_of

EARNINGS = reverse("goals:earnings")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1234.5", "1234.50"),
        ("1,5", "1.50"),
        ("1,234", "1234"),
        ("1.234", "1234"),
        ("1,234,567", "1234567"),
        ("12.345.678,9", "12345678.90"),
        (" 80 ", "80"),
        ("0", "0"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_amounts_as_people_write_them(text, amount):
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "-5",
        "+5",
        "1e5",
        "1,23,4",
        "1,234,50",
        "1.234.50",
        "12,34.5",
        "1234,567",
        "1234,567.80",
        ",50",
        "5.",
        "1..5",
        "$5",
        "NaN",
        "١٢٣",
        "10000000000",
        "1.234,567",
    ],
)
def test_what_is_no_amount(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_amount(text)


@given(st.decimals(0, 9_999_999_999, places=2))
def test_every_amount_reads_the_same_in_both_ways_of_writing(amount):
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))

    assert read_amount(english) == read_amount(german) == amount


@pytest.fixture
def dana(client):
    user = member_of(GroupFactory(), name="Dana Whitfield")
    client.force_login(user)
    return user.person


def said(**fields):
    return {"amount": "1.234,50", "code": "eur", "day": str(NOW.date()), "note": "A fee"} | fields


@pytest.mark.django_db
def test_money_is_kept_changed_and_taken_back(client, dana):
    group = dana.memberships.get().group
    marta = member_of(group, name="Marta Okafor").person
    page = client.post(EARNINGS, said(other=marta.pk), follow=True).content.decode()
    assert "1,234.50" in page
    assert "Marta Okafor" in page
    assert 'value="EUR"' in page  # the currency of the last one is offered
    kept = Earning.objects.get()
    assert (kept.amount, kept.code, kept.other) == (Decimal("1234.50"), "EUR", marta)

    address = reverse("goals:earning", args=[kept.pk])
    assert 'value="1234.50"' in client.get(address).content.decode()
    client.post(address, said(amount="99", code="USD"))
    kept.refresh_from_db()
    assert (kept.amount, kept.code, kept.other) == (99, "USD", None)

    client.post(reverse("goals:earning_forget", args=[kept.pk]))
    assert not Earning.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"amount": "a lot"}, "“a lot” is not an amount. Write it like 1,234.50 or 1.234,50."),
        ({"amount": ""}, "This field is required."),
        ({"code": "euros"}, "Write the currency as its three letters"),
        ({"code": "€"}, "Write the currency as its three letters"),
        ({"day": "2999-01-01"}, "This day has not come yet"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(client, dana, fields, message):
    response = client.post(EARNINGS, said(**fields))

    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'value="A fee"' in page
    assert not Earning.objects.exists()


@pytest.mark.django_db
def test_nobody_outside_the_circle_can_be_named(client, dana):
    response = client.post(EARNINGS, said(other=PersonFactory().pk))

    assert response.status_code == 422
    assert not Earning.objects.exists()


@pytest.mark.django_db
def test_pressing_twice_keeps_it_once(dana):
    for seconds in (0, 5):
        services.log_earning(
            dana,
            amount=Decimal(5),
            code="USD",
            on=NOW.date(),
            now=NOW + timedelta(seconds=seconds),
        )

    assert Earning.objects.count() == 1


@pytest.mark.django_db
def test_money_of_another_is_not_there(client, dana):
    other = member_of(dana.memberships.get().group).person
    theirs = Earning.objects.create(
        person=other, amount=7777, code="USD", earned_on=NOW.date(), created_at=NOW
    )

    assert "7,777" not in client.get(EARNINGS).content.decode()
    for name in ("goals:earning", "goals:earning_forget"):
        assert client.post(reverse(name, args=[theirs.pk]), said()).status_code == 404
    theirs.refresh_from_db()
    assert theirs.amount == 7777


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_query_count(client, dana, count, django_assert_num_queries):
    group = dana.memberships.get().group
    for _ in range(count):
        Earning.objects.create(
            person=dana,
            amount=5,
            code="USD",
            earned_on=timezone.now().date(),
            created_at=NOW,
            other=member_of(group).person,
        )

    # session, person, money, circle (twice: those to choose from), frame (3)
    with django_assert_num_queries(8):
        page = client.get(EARNINGS).content.decode()

    assert page.count(">Change</a>") == count
