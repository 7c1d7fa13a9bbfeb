"""The cache is away: pages answer, and nobody signs in uncounted."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_cache(settings):
    nowhere = {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": settings.CACHES["default"] | nowhere}
    yield
    caches.close_all()


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code"])
def test_signing_in_waits_with_a_clear_word(client, name):
    user = UserFactory()
    assert client.get(reverse(name)).status_code == 200

    response = client.post(
        reverse(name), {"login": user.email, "email": user.email, "password": "x"}
    )

    assert response.status_code == 503
    assert "try again in a minute" in response.content.decode()


def test_pages_answer(client):
    client.force_login(UserFactory())
    assert client.get(reverse("goals:today")).status_code == 200
