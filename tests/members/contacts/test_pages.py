"""The pages of a member's contacts, as they work without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import ContactImport, Delivery, Interaction, Person
from tests.factories import (
    GroupFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    member_of,
)

from . import books

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(client):
    user = member_of(GroupFactory(name="Riverside"), name="Dana Whitfield")
    client.force_login(user)
    return user.person


@pytest.fixture
def realtor():
    profession = ProfessionFactory(slug="realtor", name="Realtor")
    profession.sources.add(SourceTypeFactory())
    return profession


def url(name, *args):
    return reverse(f"members:{name}", args=args)


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, dana, count, django_assert_num_queries):
    for n in range(count):
        PersonFactory(keeper=dana, name=f"Contact {n}")
    PersonFactory(keeper=PersonFactory(), name="Somebody else's")

    with django_assert_num_queries(8):
        text = text_of(client.get(url("contacts")))

    assert text.count("Delete Contact") == count
    assert "Somebody else" not in text


def test_an_empty_list_invites_to_bring_an_address_book(client, dana):
    assert "Bring an address book" in text_of(client.get(url("contacts")))


def test_search_by_name_and_address(client, dana):
    PersonFactory(keeper=dana, name="Nora Quist", email="nora@quist.example")
    PersonFactory(keeper=dana, name="Omar Haddad")
    for text in ("quist", "nora@"):
        found = text_of(client.get(url("contacts"), {"q": text}))
        assert "Nora Quist" in found
        assert "Omar" not in found


class TestOne:
    def test_added_with_what_the_profession_brings(self, client, dana, realtor):
        said = {"name": "Nora Quist", "email": "", "company": "", "profession": "realtor"}
        client.post(url("contact_add"), said)
        nora = dana.contacts.get()
        assert (nora.email, nora.sources.count()) == (None, 1)
        assert not Delivery.objects.exists()

    @pytest.mark.parametrize(
        ("said", "reason"),
        [
            ({"name": ""}, "required"),
            ({"email": "nonsense"}, "is not an e-mail address"),
            ({"email": "There@x.example"}, "has this address already"),
        ],
    )
    def test_what_cannot_be_stays_on_the_page_with_the_reason(self, client, dana, said, reason):
        PersonFactory(keeper=dana, email="there@x.example")
        response = client.post(url("contact_add"), {"name": "Nora", "company": "Typed"} | said)
        assert response.status_code == 422
        assert reason in text_of(response)
        assert "Typed" in text_of(response)

    def test_changed_and_deleted_with_what_goes_with_it(self, client, dana, realtor, now):
        nora = PersonFactory(keeper=dana, name="Nora Quist")
        Interaction.objects.create(
            person=dana, other=nora, kind="met", happened_on=now.date(), created_at=now
        )
        said = {"name": "Nora Stone", "email": nora.email, "profession": "realtor"}
        client.post(url("contact_edit", nora.pk), said)
        nora.refresh_from_db()
        assert (nora.name, nora.profession) == ("Nora Stone", realtor)

        assert "1 contact you noted" in text_of(client.get(url("contact_delete", nora.pk)))
        assert Person.objects.filter(pk=nora.pk).exists()
        client.post(url("contact_delete", nora.pk))
        assert not Person.objects.filter(pk=nora.pk).exists()

    def test_of_others_nothing_is_there(self, client, dana):
        other = PersonFactory(keeper=PersonFactory())
        member = member_of(GroupFactory()).person
        for person in (other, member):
            for name in ("contact_edit", "contact_delete"):
                assert client.get(url(name, person.pk)).status_code == 404
                assert client.post(url(name, person.pk)).status_code == 404


def upload(client, text):
    file = SimpleUploadedFile("Connections.csv", text.encode())
    return client.post(url("contact_import"), {"file": file}, follow=True)


class TestBook:
    def test_from_the_file_to_contacts_and_back(self, client, dana, realtor):
        text = text_of(upload(client, books.LINKEDIN))
        book = ContactImport.objects.get()
        assert "Realtor® | Helping families find home" in text
        title = "Realtor® | Helping families find home"

        page = client.post(
            url("contact_book", book.pk), {"title": [title], "choice": ["realtor"]}, follow=True
        )
        assert "3 of 3 ticked" in text_of(page)
        shown = [row[0] for row in book.lines]
        response = client.post(
            url("contact_choose", book.pk),
            {"shown": shown, "chosen": shown[:1], "act": "bring"},
            follow=True,
        )

        assert "1 new contact" in text_of(response)
        assert [c.profession for c in dana.contacts.all()] == [realtor]
        assert not Delivery.objects.exists()
        client.post(url("contact_undo", book.pk))
        assert not dana.contacts.exists()

    def test_many_are_ticked_by_what_matches(self, client, dana, realtor):
        lines = "".join(f"Person {n},{['Elm', 'Oak'][n % 2]},Realtor\n" for n in range(120))
        upload(client, f"Name,Company,Title\n{lines}")
        book = ContactImport.objects.get()
        choose = url("contact_choose", book.pk)
        client.post(url("contact_book", book.pk), {"title": ["Realtor"], "choice": [""]})
        assert "0 of 120 ticked" in text_of(client.get(choose))

        client.post(choose, {"act": "all", "q": "oak person"})
        assert "60 of 120 ticked" in text_of(client.get(choose))
        client.post(choose, {"act": "none", "q": "Person 1"})
        moved = client.post(choose, {"shown": [2, 3], "chosen": [2], "page": "2"})
        assert moved.url.endswith("?page=2")
        book.refresh_from_db()
        assert 2 in book.answers["chosen"]
        assert 3 not in book.answers["chosen"]
        assert "Tick somebody first" in text_of(
            client.post(choose, {"act": "none"}, follow=True)
            and client.post(choose, {"act": "bring"}, follow=True)
        )

    def test_guesses_of_other_pages_are_taken_when_asked_for(self, client, dana, realtor):
        upload(client, "Name,Company,Title\nNora,A,Realtor\nOmar,B,Realtor and more\n")
        book = ContactImport.objects.get()
        client.post(url("contact_book", book.pk), {"rest": "1"})
        book.refresh_from_db()
        assert set(book.answers["professions"].values()) == {"realtor"}

    def test_a_file_that_is_none_is_refused_on_the_page(self, client, dana):
        response = upload(client, "hello\nworld\n")
        assert response.status_code == 422
        assert "No line of this file" in text_of(response)
        assert client.post(url("contact_import"), {}).status_code == 422

    @pytest.mark.parametrize("name", ["contact_book", "contact_choose", "contact_undo"])
    def test_of_others_nothing_is_there(self, client, dana, now, name):
        other = ContactImport.objects.create(keeper=PersonFactory(), filename="x", uploaded_at=now)
        assert client.get(url(name, other.pk)).status_code in {404, 405}
        assert client.post(url(name, other.pk)).status_code == 404
