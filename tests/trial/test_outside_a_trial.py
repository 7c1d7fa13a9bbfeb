"""Nothing of the trial exists in a real installation."""

import pytest
from django.apps import apps
from django.conf import settings


@pytest.mark.django_db
def test_outside_a_trial_there_is_no_way_in(client):
    assert not settings.TRIAL
    assert not apps.is_installed("trial")
    for path in ("/mailbox/", "/look-around/dana/"):
        assert client.get(path).status_code in {302, 404}
        assert client.post(path).status_code in {302, 404}
        assert not client.session.get("_auth_user_id")
    assert "Look around" not in client.get("/accounts/login/").content.decode()
