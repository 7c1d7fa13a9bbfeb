"""Many organizers who bring the same list at the same moment; workers that die, or are two."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from members.models import Group, Membership, MembershipEvent, Person, RosterImport
from members.roster import importing
from members.roster.importing import apply_one_queued, apply_queued, confirm_import
from members.roster.uploads import open_import
from tests.factories import GroupFactory, MembershipFactory, ProfessionFactory, organizer_of

LINES = 15
TEXT = "name,e-mail,job\n" + "".join(f"Anna {n},anna{n}@x.org,CPA {n % 4}\n" for n in range(LINES))


def bring(user, group):
    """Upload and confirm, as the organizer does with a browser of their own."""
    try:
        client = Client()
        client.force_login(user)
        upload = SimpleUploadedFile("list.csv", TEXT.encode())
        page = reverse("members:roster_import", args=[group.slug])
        at = client.post(page, {"file": upload}).url
        client.get(at)
        return client.post(f"{at}confirm/", {"rules": "1"}, follow=True).status_code
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("groups", [1, 4])
def test_twenty_organizers_make_no_duplicate_and_no_deadlock(groups):
    for n in range(4):
        ProfessionFactory(name=f"CPA {n}")
    places = GroupFactory.create_batch(groups, one_seat_per_profession=True)
    organizers = [(organizer_of(places[n % groups]), places[n % groups]) for n in range(20)]

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda each: bring(*each), organizers))

    assert answers == [200] * 20
    assert set(RosterImport.objects.values_list("state", flat=True)) == {"applied"}
    people = Person.objects.filter(name__startswith="Anna")
    assert sorted(people.values_list("email", flat=True)) == sorted(
        f"anna{n}@x.org" for n in range(4)
    )
    listed = Membership.objects.filter(state="listed")
    assert listed.count() == 4 * groups  # the others found their seats taken
    assert MembershipEvent.objects.count() == 4 * groups


@pytest.fixture
def queued(now):
    group = GroupFactory()
    by = organizer_of(group).person
    upload = open_import(group, TEXT.encode(), filename="r.csv", by=by, now=now)
    RosterImport.objects.filter(pk=upload.pk).update(state="queued")
    return upload


class Killed(BaseException):
    """Nothing of ours catches it, as nothing catches a signal that kills."""


@contextmanager
def killed_writing(model_name):
    """The process that writes rows of this model dies after the first of them."""

    def die(self, model, keys):
        if model.__name__ == model_name:
            raise Killed

    with pytest.MonkeyPatch.context() as dying:
        dying.setattr("members.journal.Record.made", die)
        with pytest.raises(Killed):
            yield


WRITTEN = ["Person", "Membership", "MembershipEvent"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("written", WRITTEN)
def test_worker_killed_in_the_middle_imports_nothing_and_the_next_one_all(queued, now, written):
    with killed_writing(written):
        apply_queued(now=now)

    assert Person.objects.filter(name__startswith="Anna").count() == 0
    queued.refresh_from_db()
    assert queued.state == "queued"
    apply_queued(now=now)
    assert Person.objects.filter(name__startswith="Anna").count() == LINES


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("written", WRITTEN)
def test_page_killed_in_the_middle_imports_nothing_and_pressing_again_all(queued, now, written):
    RosterImport.objects.filter(pk=queued.pk).update(state="uploaded")
    queued.refresh_from_db()
    with killed_writing(written):
        confirm_import(queued, now=now)

    assert Person.objects.filter(name__startswith="Anna").count() == 0
    confirm_import(RosterImport.objects.get(pk=queued.pk), now=now)
    assert Person.objects.filter(name__startswith="Anna").count() == LINES


@pytest.mark.django_db(transaction=True)
def test_list_that_a_worker_has_is_passed_over_by_another(queued, now):
    def another():
        try:
            apply_one_queued(queued.pk, now=now)
            apply_queued(now=now)
            return RosterImport.objects.get(pk=queued.pk).state
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        RosterImport.objects.select_for_update().get(pk=queued.pk)
        assert threads.submit(another).result(timeout=20) == "queued"


@pytest.mark.django_db
def test_one_bad_list_does_not_keep_the_others_from_being_imported(queued, now, monkeypatch):
    second = GroupFactory()
    upload = open_import(second, TEXT.encode(), filename="s.csv", by=queued.uploaded_by, now=now)
    RosterImport.objects.filter(pk=upload.pk).update(state="queued")
    really = importing.apply_outcomes

    def fail(group, *args, **more):
        if group.pk == queued.group_id:
            raise RuntimeError("a fault of ours")
        really(group, *args, **more)

    monkeypatch.setattr(importing, "apply_outcomes", fail)
    apply_queued(now=now)

    states = dict(RosterImport.objects.values_list("group", "state"))
    assert states == {queued.group_id: "queued", second.pk: "applied"}
    assert Group.objects.get(pk=second.pk).memberships.count() == LINES


@pytest.mark.django_db
def test_same_people_in_every_state_are_found_again(now):
    """A list that names members, guests and people who wait makes nobody twice."""
    group = GroupFactory()
    by = organizer_of(group).person
    for number, state in enumerate(["active", "listed", "invited", "left", "waiting", "guest"]):
        since = now if state == "waiting" else None
        MembershipFactory(
            group=group, person__email=f"anna{number}@x.org", state=state, waiting_since=since
        )

    upload = open_import(group, TEXT.encode(), filename="r.csv", by=by, now=now)
    importing.apply_import(upload, now=now)

    assert group.memberships.count() == LINES + 1
    addresses = sorted(group.memberships.values_list("person__email", flat=True))
    assert all(one != other for one, other in pairwise(addresses))
