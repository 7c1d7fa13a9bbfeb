"""What people would like: said in a line, ended with a press, seen by their circle."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from members.models import Want
from members.services import TooManyWants, end_want, say_want
from tests.factories import NOW, GroupFactory, PersonFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
ADD = "/profile/wants/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def dana(client, group):
    user = member_of(group, name="Dana Whitfield")
    client.force_login(user)
    return user.person


def want(person, text="an evening talk", currency="speaking"):
    return say_want(person, currency=currency, text=text, now=NOW)


class TestSaying:
    def test_several_in_several_currencies(self, dana):
        want(dana)
        want(dana, "hiring", "advice")

        assert [(one.currency, one.text) for one in dana.wants.current()] == [
            ("speaking", "an evening talk"),
            ("advice", "hiring"),
        ]

    def test_the_same_again_is_the_same(self, dana):
        assert want(dana) == want(dana, "  An  evening TALK ")
        assert want(dana) != want(dana, currency="advice")

    def test_ended_once_and_said_anew(self, dana):
        first = want(dana)

        assert end_want(first, now=NOW)
        assert not end_want(first, now=NOW)
        assert want(dana) != first

    def test_twelve_at_once_are_enough(self, dana):
        for number in range(12):
            want(dana, f"talk {number}")
        with pytest.raises(TooManyWants):
            want(dana)
        assert want(dana, "talk 3").text == "talk 3"

    def test_what_says_nothing_or_too_much_is_refused(self, dana):
        for wrong in ({"text": " "}, {"text": "x" * 161}):
            with pytest.raises(ValidationError):
                want(dana, **wrong)
        with pytest.raises(ValueError, match="money"):
            want(dana, currency="money")

    def test_suggestions_stay_as_they_are(self, dana):
        before = dana.profile_changed_at
        want(dana)
        dana.refresh_from_db()
        assert dana.profile_changed_at == before


class TestTheProfile:
    def test_one_line_adds_one_press_ends(self, client, dana):
        page = client.post(ADD, {"currency": "advice", "text": " hiring "}, follow=True)
        assert page.redirect_chain[-1][0] == "/profile/#wants"
        assert "hiring" in page.content.decode()

        one = Want.objects.get()
        client.post(reverse("members:want_end", args=[one.pk]))
        assert "hiring" not in client.get("/profile/").content.decode()

    def test_with_htmx_the_section_alone_comes_back(self, client, dana):
        data = {"currency": "advice", "text": "hiring"}
        page = client.post(ADD, data, headers=HTMX).content.decode()
        assert page.lstrip().startswith("<section")
        assert "hiring" in page

    @pytest.mark.parametrize(
        "data",
        [
            {"currency": "advice", "text": ""},
            {"currency": "money", "text": "hiring"},
            {"currency": "advice", "text": "x" * 161},
            {"currency": "advice", "text": "a\x00b"},
            {"currency": "advice", "text": "a \u202eb"},
        ],
    )
    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_a_mistake_is_named_and_what_was_typed_stays(self, client, dana, data, headers):
        response = client.post(ADD, data, headers=headers)

        assert response.status_code == 422
        assert 'class="errorlist"' in response.content.decode()
        assert "".join(letter for letter in data["text"] if letter in "hirngx") in (
            response.content.decode()
        )
        assert not Want.objects.exists()

    def test_too_many_are_named(self, client, dana):
        for number in range(12):
            want(dana, f"talk {number}")
        response = client.post(ADD, {"currency": "advice", "text": "hiring"})
        assert response.status_code == 422
        assert "12 are noted already. End one to add another." in response.content.decode()

    def test_nobody_ends_anothers(self, client, dana, group):
        one = want(member_of(group).person)
        assert client.post(reverse("members:want_end", args=[one.pk])).status_code == 404
        assert Want.objects.current().exists()


class TestAContact:
    def test_the_keeper_notes_what_they_would_like(self, client, dana):
        contact = PersonFactory(name="Helen Marsh", keeper=dana)
        address = reverse("members:contact_want_add", args=[contact.pk])

        page = client.post(address, {"currency": "client", "text": "a new coach"}, follow=True)

        assert "What Helen would like" in page.content.decode()
        one = contact.wants.current().get()
        client.post(reverse("members:want_end", args=[one.pk]))
        assert not contact.wants.current().exists()

    def test_for_nobody_else(self, client, dana, group):
        others = [PersonFactory(keeper=UserFactory().person), member_of(group).person, dana]
        for person in others:
            address = reverse("members:contact_want_add", args=[person.pk])
            assert client.post(address, {"currency": "client", "text": "x"}).status_code == 404
        assert not Want.objects.exists()


def test_their_circle_sees_it_on_their_page(client, dana, group):
    ruth = member_of(group).person
    end_want(want(ruth, "an old wish"), now=NOW)
    want(ruth)

    page = client.get(reverse("introductions:person", args=[ruth.pk])).content.decode()

    assert "An evening talk" in page
    assert "old wish" not in page


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_are_one():
    dana = PersonFactory()
    together = Barrier(4)

    def press(_):
        together.wait()
        try:
            return want(dana).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1
