"""A large change is undone by a worker, while its organizer goes on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from members.journal import UNDONE_FOR, CannotUndo
from members.models import Membership, RosterChange, RosterImport
from members.roster import taking_back, undoing
from members.roster.bulk import Deed, change_many
from members.roster.importing import confirm_import
from members.roster.taking_back import take_back, take_back_asked, take_back_one
from members.roster.uploads import open_import
from members.tasks import take_back_changes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LINES = 4
TEXT = "name,e-mail\n" + "".join(f"Anna {n},anna{n}@x.org\n" for n in range(LINES))


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(taking_back, "AT_ONCE", 1)


@pytest.fixture
def upload(riverside, organizer, now):
    """A list that is in."""
    found = open_import(riverside, TEXT.encode(), filename="r.csv", by=organizer.person, now=now)
    confirm_import(found, now=now)
    return RosterImport.objects.select_related("change").get(pk=found.pk)


@pytest.fixture
def today(now, time_machine):
    time_machine.move_to(now + timedelta(hours=1))


def brought():
    return Membership.objects.filter(person__name__startswith="Anna").count()


def shown(client, name, *args):
    page = client.get(reverse(f"members:{name}", args=args))
    assert page.status_code == 200
    return page.text


def test_organizer_sees_that_it_is_being_undone_and_then_that_it_is(
    client, riverside, upload, today
):
    at = (riverside.slug, upload.pk)
    said = client.post(reverse("members:roster_import_undo", args=at), follow=True).text
    assert "Undoing the import" in said
    assert "Taking everything back" in said
    assert brought() == LINES
    assert "Being undone" in shown(client, "changes", riverside.slug)

    take_back_changes()
    take_back_changes()

    assert brought() == 0
    assert "The import is undone" in shown(client, "roster_preview", *at)
    assert "Undone on" in shown(client, "changes", riverside.slug)


def test_whoever_waits_on_the_page_gets_it_anew_when_it_is_over(client, riverside, upload, today):
    at = (riverside.slug, upload.pk)
    client.post(reverse("members:roster_import_undo", args=at))
    ask = reverse("members:roster_progress", args=at)
    waiting = client.get(ask, headers={"HX-Request": "true"})
    assert "Taking everything back" in waiting.text
    assert "value=" not in waiting.text  # nobody knows how far it is

    take_back_changes()

    assert client.get(ask, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_pressed_twice_it_is_undone_once(client, riverside, upload, today):
    page = reverse("members:change_undo", args=[riverside.slug, upload.change_id])
    assert "you need not wait" in client.post(page, follow=True).text
    assert "This is being undone." in client.post(page, follow=True).text
    take_back_changes()
    assert "This has been undone already." in client.post(page, follow=True).text


def test_too_late_it_is_refused_at_once(riverside, organizer, upload, now):
    with pytest.raises(CannotUndo, match="30 days"):
        take_back(upload.change, by=organizer.person, now=now + UNDONE_FOR + timedelta(days=1))
    assert not RosterChange.objects.being_undone().exists()


def test_refused_by_the_worker_it_says_why_and_can_be_asked_again(
    client, riverside, organizer, upload, now, today
):
    keys = list(
        Membership.objects.filter(person__name__startswith="Anna").values_list("pk", flat=True)
    )
    Membership.objects.filter(pk__in=keys).update(state="active", joined_at=now)
    change = change_many(riverside, keys, Deed.ORGANIZERS, by=organizer.person, now=now).change
    Membership.objects.filter(person=organizer.person).update(role="member")
    page = reverse("members:change_undo", args=[riverside.slug, change.pk])

    client.force_login(organizer_among(keys))
    client.post(page)
    take_back_changes()

    assert "Nobody would organize the group then." in shown(client, "changes", riverside.slug)
    Membership.objects.filter(person=organizer.person).update(role="organizer")
    client.post(page)
    take_back_changes()
    change.refresh_from_db()
    assert (change.undone_at is not None, change.undo_refused) == (True, "")


def organizer_among(keys):
    """Somebody who has just been made an organizer, with an account."""
    person = Membership.objects.get(pk=keys[0]).person
    return UserFactory(person=person, email=person.email)


def test_fault_of_ours_is_told_and_does_not_keep_the_next_from_being_undone(
    client, riverside, organizer, upload, now, today, monkeypatch
):
    keys = list(riverside.memberships.filter(state="listed").values_list("pk", flat=True))
    change = change_many(riverside, keys, Deed.OFF, by=organizer.person, now=now).change
    for each in (change, upload.change):
        take_back(each, by=organizer.person, now=now)
    really = undoing.undo

    def fail(wanted, **more):
        if wanted.pk == change.pk:
            raise RuntimeError("a fault of ours")
        return really(wanted, **more)

    monkeypatch.setattr(undoing, "undo", fail)
    take_back_changes()

    assert "Something went wrong, and nothing has been undone." in shown(
        client, "changes", riverside.slug
    )
    upload.change.refresh_from_db()
    assert upload.change.undone_at


class Killed(BaseException):
    """Nothing of ours catches it, as nothing catches a signal that kills."""


@pytest.mark.django_db(transaction=True)
def test_worker_killed_in_the_middle_undoes_nothing_and_the_next_one_all(
    organizer, upload, now, monkeypatch
):
    take_back(upload.change, by=organizer.person, now=now)

    def die(*args, **more):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr("members.journal.undoing.say_that_people_changed", die)
        with pytest.raises(Killed):
            take_back_asked(now=now)

    assert brought() == LINES
    take_back_asked(now=now)
    assert brought() == 0


@pytest.mark.django_db(transaction=True)
def test_change_that_a_worker_has_is_passed_over_by_another(organizer, upload, now):
    take_back(upload.change, by=organizer.person, now=now)

    def another():
        try:
            take_back_one(upload.change_id, now=now)
            return brought()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        RosterChange.objects.select_for_update().get(pk=upload.change_id)
        assert threads.submit(another).result(timeout=20) == LINES
