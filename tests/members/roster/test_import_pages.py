"""Bringing a list, from the file to the roster and back."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from members.models import Delivery, Membership, MembershipEvent, Person, RosterImport
from members.roster import importing
from members.roster.progress import telling
from members.tasks import apply_roster_imports
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"members:{name}", args=["riverside", *args])


def file(text, encoding="utf-8"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return {"file": SimpleUploadedFile("list.csv", content)}


@pytest.fixture
def preview(client, organizer):
    """Upload the text and follow to the preview."""

    def preview(text, encoding="utf-8"):
        response = client.post(url("roster_import"), file(text, encoding), follow=True)
        assert response.status_code == 200
        return response, RosterImport.objects.latest("pk")

    return preview


def test_upload_of_one_group_is_not_found_under_another(client, organizer, preview):
    _, upload = preview("name,e-mail\nAnna,anna@x.org\n")
    other = GroupFactory()
    MembershipFactory(group=other, person=organizer.person, role="organizer")

    response = client.post(reverse("members:roster_confirm", args=[other.slug, upload.pk]))

    assert response.status_code == 404
    assert not Person.objects.filter(email="anna@x.org").exists()


def test_upload_preview_confirm(client, riverside, preview, cpa):
    text = "Name;E-mail;Firma;Beruf\nSinéad O'Neill;sinead@x.ie;Müller & Söhne;CPA\n;bad;;\n"

    page, upload = preview(text, "cp1252")

    shown = page.content.decode()
    assert "Sinéad O&#x27;Neill" in shown
    assert "Müller &amp; Söhne" in shown
    assert "“bad” is not an e-mail address" in shown
    assert not Person.objects.filter(email="sinead@x.ie").exists()
    for _ in range(2):
        done = client.post(url("roster_confirm", upload.pk), follow=True)
        assert done.status_code == 200
    assert "“bad” is not an e-mail address" in done.content.decode()
    membership = riverside.memberships.get(person__email="sinead@x.ie")
    assert (membership.state, membership.person.profession) == ("listed", cpa)
    assert Delivery.objects.count() == 0


def test_profession_is_asked_once_for_all_lines_and_left_empty_by_default(client, preview, cpa):
    text = "name,e-mail,job\nA,a@x.org,Acountant\nB,b@x.org,Acountant\nC,c@x.org,Sommelier\n"

    page, upload = preview(text)

    shown = page.content.decode()
    assert shown.count('name="text" value="Acountant"') == 1
    assert "selected" not in shown[shown.index("<main") :]
    client.post(url("roster_preview", upload.pk), {"text": ["Acountant"], "choice": ["cpa"]})
    upload.refresh_from_db()
    assert upload.answers == {"Acountant": "cpa"}
    client.post(
        url("roster_confirm", upload.pk), {"text": ["Sommelier", "x"], "choice": ["nothing", "cpa"]}
    )
    assert Person.objects.filter(profession=cpa).count() == 2
    assert Person.objects.get(email="c@x.org").profession is None


def test_answer_by_htmx_gets_the_lines_alone(client, preview, cpa):
    _, upload = preview("name,e-mail,job\nA,a@x.org,Acountant\n")

    response = client.post(
        url("roster_preview", upload.pk),
        {"text": ["Acountant"], "choice": ["cpa"]},
        headers={"HX-Request": "true"},
    )

    assert response.content.decode().count('id="preview"') == 1
    assert "<html" not in response.content.decode()
    assert "Accountant" in response.content.decode()


def test_changed_line_shows_old_and_new(client, preview):
    _, first = preview("name,e-mail,company\nAnna,anna@x.org,Old Ltd\n")
    client.post(url("roster_confirm", first.pk))

    page, _ = preview("name,e-mail,company\nAnna,anna@x.org,New Ltd\n")

    shown = page.content.decode()
    assert '<span class="was">Old Ltd</span> <span class="now">New Ltd</span>' in shown


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This file is empty."),
        (b"\x89PNG\r\n\x1a\n\0", "This looks like a picture. Save it as .xlsx or CSV first."),
        (b"PK\x03\x04..xl/workbook.xml", "This spreadsheet cannot be read; it may be damaged."),
        (b"name,e-mail\n", "There is nothing below the first line"),
        (b"name,e-mail\nA,a\0@x.org\n", "Line 2 holds a character that no text has"),
        ("name,e-mail\nA,a@x".encode("utf-16")[:-1], "may have been cut off"),
        (b'name,e-mail\n"A,a@x.org\n', "A quotation mark opened on line 2 is never closed."),
        (b"name,e-mail\n" + b"A,a@x.org\n" * 100_000, "This file has 100,000 lines"),
        (b"x" * (5 * 1024 * 1024 + 1), "up to 5 MB can be read"),
        (b"x" * 5 * 1024 * 1024, "far too long"),
        (None, "Choose a file first."),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_unreadable_file_is_refused_with_the_cause(client, organizer, content, message):
    response = client.post(url("roster_import"), {} if content is None else file(content))

    assert response.status_code == 422
    assert message in response.content.decode()
    assert (RosterImport.objects.count(), Person.objects.count()) == (0, 1)


def test_organizer_can_go_back_and_choose_again(client, preview):
    _, upload = preview("name,e-mail,job\nA,a@x.org,Zookeeper\n")
    preview("name,e-mail\nB,b@x.org\n")

    assert client.get(url("roster_preview", upload.pk)).status_code == 200


class TestColumns:
    """Which column is which is guessed, and asked where that is not sure."""

    def upload(self, client, text):
        response = client.post(url("roster_import"), file(text))
        return response, RosterImport.objects.latest("pk")

    @pytest.mark.parametrize(
        ("text", "doubt"),
        [
            ("who,phone,contact address\nAnna,1,anna@x.org\n", "No heading names the name."),
            ("name,phone\nAnna,1\n", "No heading names the e-mail address."),
            ("Anna Berg,anna@x.org\nBen,ben@x.org\n", "No heading names the name."),
            ("name,e-mail,E-mail\nA,a@x.org,b@x.org\n", "Two columns are called “e-mail”."),
            ("name,e-mail,other\nA,yes,a@x.org\n", "“other” seems to hold the addresses."),
            ("name,e-mail\nA,yes\n", "“e-mail” holds no e-mail addresses."),
        ],
    )
    def test_are_asked_where_they_cannot_be_told(self, client, organizer, text, doubt):
        response, upload = self.upload(client, text)

        assert response.url == url("roster_columns", upload.pk)
        assert doubt in client.get(response.url).content.decode()

    def test_of_a_file_without_headings_are_named_by_their_letters(
        self, client, organizer, riverside
    ):
        _, upload = self.upload(client, "Anna Berg,anna@x.org\nBen Cole,ben@x.org\n")

        page = client.get(url("roster_preview", upload.pk), follow=True).content.decode()
        assert "Column A: Anna Berg, Ben Cole" in page
        client.post(url("roster_columns", upload.pk), {"name": "0", "email": "1"})
        client.post(url("roster_confirm", upload.pk))

        on_roster = riverside.memberships.filter(state="listed")
        assert set(on_roster.values_list("person__name", flat=True)) == {"Anna Berg", "Ben Cole"}

    def test_are_chosen_anew_as_long_as_nothing_is_imported(self, client, preview):
        text = "name,nick,e-mail,firm\nAnna Berg,Annie,anna@x.org,Berg\n"
        page, upload = preview(text)
        assert "name from “name”, e-mail from “e-mail”" in page.content.decode()

        chosen = {"name": "1", "email": "2", "company": ""}
        page = client.post(url("roster_columns", upload.pk), chosen, follow=True)
        assert "Annie" in page.content.decode()
        client.post(url("roster_confirm", upload.pk))
        late = client.post(url("roster_columns", upload.pk), {"name": "0", "email": "2"})

        assert late.url == url("roster_preview", upload.pk)
        anna = Person.objects.get(email="anna@x.org")
        assert (anna.name, anna.company) == ("Annie", "")

    @pytest.mark.parametrize(
        ("chosen", "message"),
        [
            ({"name": "0"}, "People are known by their address"),
            ({"email": "1"}, "Choose the column with the names"),
            ({"name": "1", "email": "1"}, "This column is chosen for “Name” already."),
            ({"name": "7", "email": "1"}, "not one of the available choices"),
            ({"name": "x", "email": "1"}, "not one of the available choices"),
        ],
    )
    def test_that_cannot_be_are_refused_and_kept_in_sight(self, client, preview, chosen, message):
        _, upload = preview("name,e-mail\nAnna,anna@x.org\n")

        response = client.post(url("roster_columns", upload.pk), chosen)

        assert response.status_code == 422
        assert message in response.content.decode()
        upload.refresh_from_db()
        assert (upload.columns["name"], upload.columns["email"]) == (0, 1)

    def test_chosen_by_htmx_show_what_stands_in_them_and_keep_nothing(self, client, preview):
        _, upload = preview("name,nick,e-mail\nAnna Berg,Annie,anna@x.org\n")

        response = client.post(
            url("roster_columns", upload.pk),
            {"name": "1", "email": "2"},
            headers={"HX-Request": "true"},
        )

        shown = response.content.decode()
        assert "<bdi>Annie</bdi>" in shown
        assert "<html" not in shown
        upload.refresh_from_db()
        assert upload.columns["name"] == 0


class TestAllOrNothing:
    TEXT = "name,e-mail\nAnna,anna@x.org\nBen,ben@@x\n"

    def test_imports_nothing_while_a_line_is_in_the_way(self, client, preview, riverside):
        _, upload = preview(self.TEXT)

        said = {"rules": "1", "which": "all"}
        page = client.post(url("roster_confirm", upload.pk), said, follow=True).content.decode()

        assert "Nothing has been imported: 1 line cannot be used" in page
        assert "“ben@@x” is not an e-mail address" in page
        assert riverside.memberships.count() == 1

    def test_may_be_followed_by_the_good_lines_alone(self, client, preview, riverside):
        _, upload = preview(self.TEXT)
        client.post(url("roster_confirm", upload.pk), {"rules": "1", "which": "all"})

        client.post(url("roster_confirm", upload.pk), {"rules": "1", "which": "good"})

        upload.refresh_from_db()
        assert (upload.state, riverside.memberships.count()) == ("applied", 2)


class TestWaitingList:
    def test_takes_those_whose_seat_is_taken_when_asked(self, client, preview, riverside, cpa):
        riverside.one_seat_per_profession = True
        riverside.save()
        MembershipFactory(group=riverside, person__name="Marta", person__profession=cpa, seat=cpa)
        text = "name,e-mail,job\nAnna,anna@x.org,CPA\nBen,ben@x.org,\n"

        page, upload = preview(text)
        assert "the seat for accountant is taken by Marta" in page.content.decode()
        assert "(1 person)" in page.content.decode()
        client.post(url("roster_preview", upload.pk), {"rules": "1", "waiting_list": "on"})
        client.post(url("roster_confirm", upload.pk), {"rules": "1", "waiting_list": "on"})

        anna = riverside.memberships.get(person__email="anna@x.org")
        assert (anna.state, anna.seat, anna.waiting_since is not None) == ("waiting", None, True)
        assert [event.kind for event in anna.events.all()] == ["waiting"]
        page, _ = preview(text)
        assert "on the waiting list" in page.content.decode()

    def test_is_not_offered_where_no_seat_is_taken(self, preview):
        page, _ = preview("name,e-mail\nAnna,anna@x.org\n")
        assert "waiting_list" not in page.content.decode()


class TestLongLists:
    """More lines than are imported while somebody waits."""

    @pytest.fixture
    def queued(self, client, preview, monkeypatch):
        monkeypatch.setattr(importing, "AT_ONCE", 1)
        _, upload = preview("name,e-mail\nAnna,anna@x.org\nBen,ben@x.org\n")
        client.post(url("roster_confirm", upload.pk))
        upload.refresh_from_db()
        return upload

    def test_are_imported_by_a_worker_once(self, client, queued, riverside):
        assert (queued.state, riverside.memberships.count()) == ("queued", 1)

        for _ in range(2):
            apply_roster_imports()

        queued.refresh_from_db()
        assert (queued.state, riverside.memberships.count()) == ("applied", 3)
        assert "The list is in" in client.get(url("roster_preview", queued.pk)).content.decode()

    def test_show_how_far_they_have_come(self, client, queued):
        telling(queued)("adding", 1, 2)

        page = client.get(url("roster_preview", queued.pk)).content.decode()
        part = client.get(url("roster_progress", queued.pk), headers={"HX-Request": "true"})

        for shown in (page, part.content.decode()):
            assert "Putting people on the roster" in shown
            assert 'value="50"' in shown
            assert "1 of 2 people" in shown
        assert ('http-equiv="refresh"' in page, "<html" in part.content.decode()) == (True, False)

    def test_let_the_page_begin_anew_when_they_are_over(self, client, queued):
        apply_roster_imports()

        part = client.get(url("roster_progress", queued.pk), headers={"HX-Request": "true"})

        assert part["HX-Refresh"] == "true"

    def test_that_fail_again_and_again_are_given_up_and_said_so(
        self, client, queued, riverside, monkeypatch
    ):
        def fail(*args, **more):
            raise RuntimeError("a fault of ours")

        with monkeypatch.context() as patched:
            patched.setattr(importing, "apply_outcomes", fail)
            for _ in range(importing.TRIES):
                apply_roster_imports()

        page = client.get(url("roster_preview", queued.pk)).content.decode()
        assert "Something went wrong on our side" in page
        assert riverside.memberships.count() == 1
        client.post(url("roster_confirm", queued.pk))
        apply_roster_imports()
        assert riverside.memberships.count() == 3


def report(client, upload):
    response = client.get(url("roster_report", upload.pk))
    assert response["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_report_says_what_would_become_and_what_became_of_each_line(client, preview):
    _, first = preview("name,e-mail,company\nAnna,anna@x.org,=1+1 Ltd\n")
    client.post(url("roster_confirm", first.pk))
    _, second = preview("name,e-mail,company\nAnna,anna@x.org,Berg\nBen,ben@@x,\n")

    before = report(client, second)
    client.post(url("roster_confirm", second.pk))

    assert report(client, second) == before
    assert [(line["Line"], line["What happens"], line["Changes"]) for line in before] == [
        ("2", "Changed", "company: =1+1 Ltd → Berg"),
        ("3", "Left out", ""),
    ]
    assert before[1]["Why"] == "“ben@@x” is not an e-mail address"
    assert report(client, first)[0]["Company"] == "'=1+1 Ltd"


class TestUndo:
    def test_takes_back_the_whole_import(self, client, preview, riverside):
        _, first = preview("name,e-mail,company\nAnna,anna@x.org,Old Ltd\n")
        client.post(url("roster_confirm", first.pk))
        _, second = preview("name,e-mail,company\nAnna,anna@x.org,New Ltd\nBen,ben@x.org,\n")
        client.post(url("roster_confirm", second.pk))

        page = client.post(url("roster_import_undo", second.pk), follow=True).content.decode()

        assert "The import is undone" in page
        assert "Undo this import" not in page
        assert not Person.objects.filter(email="ben@x.org").exists()
        assert Person.objects.get(email="anna@x.org").company == "Old Ltd"
        assert len(report(client, second)) == 2
        again = client.post(url("roster_import_undo", second.pk), follow=True).content.decode()
        assert "This has been undone already." in again

    def test_names_who_stays(self, client, preview, organizer):
        _, upload = preview("name,e-mail\nAnna,anna@x.org\nBen,ben@x.org\n")
        client.post(url("roster_confirm", upload.pk))
        TieFactory(holder=organizer.person, person=Person.objects.get(email="anna@x.org"))

        page = client.post(url("roster_import_undo", upload.pk), follow=True).content.decode()

        assert "Undone for all but 1 person." in page
        assert "Anna stays" in page
        assert set(Membership.objects.values_list("person__name", flat=True)) == {
            "Ruth Alvarez",
            "Anna",
        }


def test_new_people_have_their_first_step_in_the_history(client, preview, organizer):
    _, upload = preview("name,e-mail\nAnna,anna@x.org\n")
    client.post(url("roster_confirm", upload.pk))

    step = MembershipEvent.objects.get()
    assert (step.kind, step.by, step.membership.person.name) == ("listed", organizer.person, "Anna")


def test_spreadsheet_is_read_as_a_person_reads_it(client, organizer, riverside, cpa):
    workbook = Workbook()
    workbook.active.title = "Empty"
    sheet = workbook.create_sheet("Members")
    for row in (
        ["Riverside chapter, all members"],
        [],
        ["Full name", "E-mail", "Trade", "Company", "Since"],
        ["Anna O'Neill", "anna@x.org", "CPA", 4711.0, None],
    ):
        sheet.append(row)
    content = BytesIO()
    workbook.save(content)
    upload = SimpleUploadedFile("list.xlsx", content.getvalue())

    page = client.post(url("roster_import"), {"file": upload}, follow=True).content.decode()
    kept = RosterImport.objects.get()
    client.post(url("roster_confirm", kept.pk))

    assert "sheet <bdi>“Members”</bdi>" in page
    assert "line 4 · anna@x.org" in page
    anna = Person.objects.get(email="anna@x.org")
    assert (anna.name, anna.company, anna.profession) == ("Anna O'Neill", "4711", cpa)


@pytest.mark.parametrize("count", [1, 3])
def test_page_for_uploading_lists_earlier_ones_in_few_queries(
    client, organizer, riverside, now, django_assert_num_queries, count
):
    for number in range(count):
        RosterImport.objects.create(
            group=riverside,
            uploaded_by=organizer.person,
            filename=f"list {number}",
            uploaded_at=now,
        )
    RosterImport.objects.create(
        group=GroupFactory(), uploaded_by=organizer.person, filename="list x", uploaded_at=now
    )

    with django_assert_num_queries(7):  # session, user, group, earlier lists; navigation 3
        response = client.get(url("roster_import"))

    assert response.content.decode().count("<bdi>list ") == count
