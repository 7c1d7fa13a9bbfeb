"""What lists have said of people is forgotten when nothing can be undone any more."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.models import Membership, RosterChange, RosterImport
from members.roster.forgetting import KEPT
from members.roster.importing import confirm_import
from members.roster.uploads import open_import
from members.tasks import forget_secrets

pytestmark = pytest.mark.django_db
TEXT = b"name,e-mail\nIda Okafor,ida@okafor.example\nNobody,no address\n"
SAID = "ida@okafor.example"


def brought(riverside, organizer, at):
    return open_import(riverside, TEXT, filename="r.csv", by=organizer.person, now=at)


def kept_of(upload):
    """All that stands in the row of the list and in that of its change."""
    rows = [
        *RosterImport.objects.filter(pk=upload.pk).values(),
        *RosterChange.objects.filter(roster_import=upload.pk).values(),
    ]
    return str(rows)


def test_report_of_an_import_is_there_for_thirty_days_and_forgotten_then(
    client, riverside, organizer, now, time_machine
):
    upload = brought(riverside, organizer, now)
    confirm_import(upload, now=now)
    page = reverse("members:roster_preview", args=[riverside.slug, upload.pk])
    report = reverse("members:roster_report", args=[riverside.slug, upload.pk])

    time_machine.move_to(now + KEPT - timedelta(minutes=1))
    forget_secrets()
    assert SAID in kept_of(upload)
    assert report in client.get(page).text

    time_machine.move_to(now + KEPT + timedelta(minutes=1))
    forget_secrets()
    forget_secrets()
    assert SAID not in kept_of(upload)
    shown = client.get(page)
    assert shown.status_code == 200
    assert report not in shown.text
    assert "What became of each line was kept for 30 days." in shown.text
    assert shown.context["counts"]["new"] == 1  # how many there were is still known
    assert Membership.objects.filter(group=riverside, person__email=SAID).exists()


def test_list_that_nobody_confirms_is_forgotten_after_thirty_days(
    riverside, organizer, now, time_machine
):
    upload = brought(riverside, organizer, now)
    time_machine.move_to(now + KEPT - timedelta(minutes=1))
    forget_secrets()
    assert RosterImport.objects.filter(pk=upload.pk).exists()
    time_machine.move_to(now + KEPT + timedelta(minutes=1))
    forget_secrets()
    assert not RosterImport.objects.filter(pk=upload.pk).exists()
