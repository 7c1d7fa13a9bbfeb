"""A roster as a file, and back again without loss."""

import csv
import os
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from members.models import Membership, Person, RosterImport
from members.roster.addresses import clean_name
from members.roster.exporting import as_csv, as_xlsx
from members.roster.formulas import STARTS, guarded, unguarded
from members.roster.importing import apply_import
from members.roster.reading import read_sheet
from members.roster.uploads import count_fates, open_import, outcomes_of
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    ProfessionFactory,
    UserFactory,
    member_of,
    organizer_of,
)

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("MANY_EXAMPLES", "4"))  # more of them by hand


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside")


@pytest.fixture
def ruth(client, riverside):
    user = organizer_of(riverside, name="Ruth Alvarez", email="ruth@x.org")
    client.force_login(user)
    return user.person


URL = "/g/riverside/roster/export/"


def exported(client, **asked):
    response = client.get(URL, asked)
    assert response["Content-Disposition"].startswith('attachment; filename="riverside-roster-')
    return response.content


def rows(client, **asked):
    return list(csv.DictReader(StringIO(exported(client, **asked).decode("utf-8-sig"))))


def cells(client):
    """The spreadsheet, cell by cell, as Excel would take it."""
    sheet = load_workbook(BytesIO(exported(client, format="xlsx"))).active
    return [list(row) for row in sheet.iter_rows()]


def test_holds_what_organizers_see(client, riverside, ruth, now):
    cpa = ProfessionFactory(name="Accountant")
    MembershipFactory(
        group=riverside,
        person__name="Anna O'Neill",
        person__email="anna@x.org",
        person__company="O'Neill & Co",
        person__profession=cpa,
        joined_at=now,
    )
    member_of(GroupFactory(), name="Stranger")

    assert rows(client, q="anna") == [
        {
            "Name": "Anna O'Neill",
            "E-mail": "anna@x.org",
            "Company": "O'Neill & Co",
            "Profession": "Accountant",
            "State": "Active",
            "Role": "Member",
            "Since": "2026-11-23",
        }
    ]
    assert len(rows(client)) == 2


def test_of_people_who_are_known_elsewhere_holds_what_was_written_here(client, riverside, ruth):
    marta = UserFactory(
        person__name="Marta Okafor", person__email="m@x.org", person__company="Secret Ltd"
    ).person
    MembershipFactory(person=marta)
    MembershipFactory(person=marta, group=riverside, state="listed", said_name="M. from the list")

    text = exported(client).decode()

    assert "M. from the list,m@x.org" in text
    assert "Okafor" not in text
    assert "Secret Ltd" not in text


def test_people_whose_name_is_not_known_here_go_by_their_address(client, riverside, ruth, now):
    marta = UserFactory(person__name="Marta Okafor", person__email="m@x.org").person
    MembershipFactory(person=marta)
    MembershipFactory(person=marta, group=riverside, state="listed")

    content = exported(client)
    upload = open_import(riverside, content, filename="r.csv", by=ruth, now=now)

    assert "m@x.org,m@x.org" in content.decode()
    assert count_fates(outcomes_of(upload))["unchanged"] == 2


def test_follows_the_filters_of_the_page(client, riverside, ruth):
    MembershipFactory(group=riverside, person__name="Anna", state="invited")
    MembershipFactory(group=riverside, person__name="Guest", state="guest")

    assert [row["Name"] for row in rows(client, state="invited")] == ["Anna"]
    assert [row["Name"] for row in rows(client)] == ["Anna", "Ruth Alvarez"]


@pytest.mark.parametrize("who", ["member", "stranger", "left"])
def test_is_for_organizers(client, riverside, who):
    user = member_of(riverside) if who == "member" else UserFactory()
    if who == "left":
        MembershipFactory(group=riverside, person=user.person, role="organizer", state="left")
    client.force_login(user)

    assert client.get(URL).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_query_count(client, riverside, ruth, django_assert_num_queries, kind, count):
    MembershipFactory.create_batch(count, group=riverside)

    with django_assert_num_queries(4):  # session, user, group, lines
        exported(client, format=kind)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "'quoted", "=cmd|'/c calc'!A1"])
def test_holds_nothing_that_a_spreadsheet_would_compute(client, riverside, ruth, text):
    MembershipFactory(group=riverside, person__company=text)

    assert f"'{text}" in [row["Company"] for row in rows(client)]
    sheet = cells(client)
    assert f"'{text}" in [row[2].value for row in sheet]
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d"}


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=100)
def test_guard_is_taken_off_again(text):
    kept = guarded(text)
    assert kept[:1] not in STARTS - {"'"}
    assert unguarded(kept) == text


def spelled(text):
    try:
        return clean_name(text)
    except ValueError:
        return ""


odd = st.text(st.sampled_from("=+-@'\",;|\t ABCdé漢😀ß%_"), min_size=1, max_size=12)
plain = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
names = st.one_of(odd, plain).map(spelled).filter(bool)


@given(st.lists(st.tuples(names, names), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
@pytest.mark.parametrize("kind", [as_csv, as_xlsx])
def test_any_names_are_read_back_as_they_were(kind, people):
    written = [
        [guarded(name), f"p{n}@x.org", guarded(company), "", "Active", "Member", ""]
        for n, (name, company) in enumerate(people)
    ]

    sheet = read_sheet(kind(written))

    read = [(row.cells[0].strip(), row.cells[2].strip()) for row in sheet.rows]
    assert [tuple(map(unguarded, cells)) for cells in read] == people


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@given(people=st.lists(st.tuples(names, names), min_size=1, max_size=6))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_export_brought_again_changes_nothing(client, riverside, ruth, now, kind, people):
    Membership.objects.exclude(person=ruth).delete()
    Person.objects.exclude(pk=ruth.pk).delete()
    professions = [ProfessionFactory(), ProfessionFactory(name=f"-{people[0][1]}, & Co"), None]
    for n, (name, company) in enumerate(people):
        MembershipFactory(
            group=riverside,
            person__name=name,
            person__company=company,
            person__profession=professions[n % 3],
            state=("active", "listed", "invited")[n % 3],
            role=("member", "organizer")[n % 2],
        )

    content = exported(client, format=kind)
    upload = open_import(riverside, content, filename=f"r.{kind}", by=ruth, now=now)

    assert [outcome.causes for outcome in outcomes_of(upload)] == [[]] * (len(people) + 1)
    assert count_fates(outcomes_of(upload))["unchanged"] == len(people) + 1
    apply_import(upload, now=now)
    assert upload.change is None
    other = GroupFactory()
    copy = open_import(other, content, filename=f"r.{kind}", by=ruth, now=now)
    apply_import(copy, now=now)
    assert set(other.memberships.values_list("person")) == set(
        riverside.memberships.values_list("person")
    )


def test_spreadsheet_goes_out_and_in_through_the_pages(client, riverside, ruth):
    MembershipFactory(group=riverside, person__name="Anna", person__company="=1+1 Ltd")
    file = SimpleUploadedFile("r.xlsx", exported(client, format="xlsx"))

    page = client.post(reverse("members:roster_import", args=["riverside"]), {"file": file})

    assert page.url == reverse(
        "members:roster_preview", args=["riverside", RosterImport.objects.get().pk]
    )
    assert "Nothing to change" in client.get(page.url).content.decode()
