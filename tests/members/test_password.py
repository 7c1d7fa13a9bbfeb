"""A password for those who like one, beside the code in the mail."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import GroupFactory, member_of

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet harbors"


@pytest.fixture(autouse=True)
def _no_earlier_requests():
    """Sign-in requests are counted in the cache."""
    cache.clear()


def test_who_sets_a_password_can_sign_in_with_it(client):
    dana = member_of(GroupFactory())
    dana.set_unusable_password()
    dana.save()
    client.force_login(dana)

    page = client.get(reverse("account_set_password"), follow=True)
    done = client.post(
        reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD}
    )

    assert page.status_code == 200
    assert done.status_code == 302
    elsewhere = Client()
    answer = elsewhere.post(reverse("account_login"), {"login": dana.email, "password": PASSWORD})
    assert answer["Location"] == reverse("goals:today")


def test_a_wrong_password_opens_nothing(client):
    dana = member_of(GroupFactory())
    dana.set_password(PASSWORD)
    dana.save()

    answer = client.post(reverse("account_login"), {"login": dana.email, "password": "guess"})

    assert answer.status_code == 200
    assert not client.session.get("_auth_user_id")
