"""The trial: believable, the same every time, and nowhere but in a trial."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import modify_settings, override_settings
from django.utils import timezone

from goals.progress import Record
from introductions.models import FollowUp, Introduction
from introductions.suggesting.cards import cards_for
from members.deliveries.draining import drain
from members.models import Delivery, Group, Person


@pytest.fixture(scope="module")
def as_trial():
    with (
        modify_settings(INSTALLED_APPS={"append": "trial"}),
        override_settings(TRIAL=True, ROOT_URLCONF="tests.trial.urls"),
    ):
        yield


@pytest.fixture(scope="module")
def seeded(as_trial, django_db_setup, django_db_blocker):
    """The trial, made once for this file."""
    with django_db_blocker.unblock():
        call_command("seed_trial", stdout=StringIO())
        drain(limit=500, seconds=60)
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def dana(seeded, django_db_blocker):
    with django_db_blocker.unblock():
        yield Person.objects.get(name="Dana Whitfield")


def test_two_groups_that_overlap_with_contacts_and_newcomers(dana):
    sizes = [group.memberships.filter(state="active").count() for group in Group.objects.all()]
    both = Person.objects.filter(memberships__group__slug="riverside").filter(
        memberships__group__slug="harbor"
    )

    assert all(43 <= size <= 47 for size in sizes)
    assert 8 <= both.count() <= 12
    assert Person.objects.filter(keeper=dana).count() == 8


def test_twelve_weeks_of_history_and_something_to_do_today(dana):
    now = timezone.now()
    progress = Record.of(dana, now).progress()
    states = set(Introduction.objects.values_list("state", flat=True))

    assert Introduction.objects.count() > 120
    assert {"made", "met", "useful"} <= states
    assert (progress.promised, progress.kept, progress.in_a_row) == (3, 1, 6)
    assert cards_for(dana, now).count() >= 3
    assert FollowUp.objects.open_for(dana).due(now).exists()


def test_every_mail_can_be_read_in_the_browser(dana, client):
    summary = Delivery.objects.get(recipient=dana, kind="weekly_summary")
    assert not Delivery.objects.exclude(state__in=["sent", "skipped"]).filter(
        due_at__lt=timezone.now()
    )

    inbox = client.get("/mailbox/?q=dana").content.decode()
    page = client.get(f"/mailbox/{summary.pk}/").content.decode()
    mail = client.get(f"/mailbox/{summary.pk}/page/")

    assert summary.subject in inbox.replace("&#x27;", "'")
    assert f"/mailbox/{summary.pk}/page/" in page
    assert "ready to go" in mail.content.decode()
    assert "script-src 'none'" in mail.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("who", "name"), [("dana", "Dana"), ("ruth", "Ruth")])
def test_looking_around_needs_no_code(dana, client, who, name):
    assert f"As {name}" in client.get("/accounts/login/").content.decode()

    client.post(f"/look-around/{who}/")

    assert f", {name}." in client.get("/").content.decode()


def test_nobody_else_can_be_looked_around_as(dana, client):
    assert client.post("/look-around/marta/").status_code == 404
    assert client.get("/look-around/dana/").status_code == 405


def test_seeding_again_changes_nothing(dana):
    said = StringIO()
    call_command("seed_trial", stdout=said)

    assert "nothing to do" in said.getvalue()


@pytest.mark.django_db
def test_sample_data_are_refused_outside_a_trial(as_trial):
    with override_settings(TRIAL=False), pytest.raises(CommandError, match="TRIAL=1"):
        call_command("seed_trial")
