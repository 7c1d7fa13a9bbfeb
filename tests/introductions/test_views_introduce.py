"""The page with the two letters."""

import pytest
from django.urls import reverse

from introductions.models import Introduction
from members.models import Delivery, Membership
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    SuggestionFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LETTERS = {
    "subject_a": "Marta, meet Tom",
    "body_a": "Hello Marta,\r\nthis is Tom.",
    "subject_b": "Tom, meet Marta",
    "body_b": "Hello Tom,\r\nthis is Marta.",
}


@pytest.fixture
def dana(client):
    user = member_of(GroupFactory(), name="Dana Whitfield")
    client.force_login(user)
    return user.person


@pytest.fixture
def marta(dana):
    return member_of(dana.memberships.get().group, name="Marta Okafor").person


@pytest.fixture
def tom(dana, marta):
    return member_of(dana.memberships.get().group, name="Tom Lindqvist").person


def page(a, b):
    return reverse("introductions:introduce", args=[a.pk, b.pk])


def text(response):
    return response.content.decode()


def test_both_letters_and_the_reasons_are_shown(client, dana, marta, tom):
    SuggestionFactory(introducer=dana, a=marta, b=tom)

    response = client.get(page(marta, tom))

    assert response.status_code == 200
    assert "Hello Marta," in text(response)
    assert "Hello Tom," in text(response)
    assert "<b>Divorce</b>: both are needed." in text(response)
    assert marta.email in text(response)
    assert "Send both mails" in text(response)


def test_any_two_of_the_circle_can_be_introduced(client, dana, marta):
    contact = PersonFactory(keeper=dana, name="Carl Client", profession=None, company="")

    assert client.get(page(contact, marta)).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["stranger", "left", "foreign contact", "self", "same", "nobody"])
def test_others_do_not_exist(client, dana, marta, tom, method, who):
    b = {
        "stranger": lambda: UserFactory().person,
        "left": lambda: tom,
        "foreign contact": lambda: PersonFactory(keeper=tom),
        "self": lambda: dana,
        "same": lambda: marta,
        "nobody": lambda: PersonFactory.build(pk=987_654_321),
    }[who]()
    if who == "left":
        Membership.objects.filter(person=tom).update(state="left")

    response = getattr(client, method)(page(marta, b), LETTERS)

    assert response.status_code == 404
    assert not Introduction.objects.exists()


def test_who_has_left_the_group_introduces_nobody_of_it(client, dana, marta, tom):
    Membership.objects.filter(person=dana).update(state="left")

    assert client.post(page(marta, tom), LETTERS).status_code == 404


def test_nobody_introduces_without_signing_in(client, marta, tom):
    client.logout()

    assert client.post(page(marta, tom), LETTERS).status_code == 302
    assert not Introduction.objects.exists()


def test_sending_makes_the_introduction_with_the_words_as_changed(client, marta, tom):
    response = client.post(page(marta, tom), LETTERS | {"subject_a": "Marta, O'Neill & Co"})

    introduction = Introduction.objects.get()
    assert response.url == introduction.get_absolute_url()
    assert introduction.parties.get(side="a").subject == "Marta, O'Neill & Co"
    assert introduction.parties.get(side="b").body == "Hello Tom,\nthis is Marta."
    assert Delivery.objects.filter(kind="introduction").count() == 2


def test_with_htmx_the_whole_page_moves_on(client, marta, tom):
    response = client.post(page(marta, tom), LETTERS, headers=HTMX)

    assert response["HX-Redirect"] == Introduction.objects.get().get_absolute_url()


def test_sending_twice_has_one_effect(client, marta, tom):
    client.post(page(marta, tom), LETTERS)

    response = client.post(page(tom, marta), LETTERS, follow=True)

    assert response.redirect_chain[-1][0] == Introduction.objects.get().get_absolute_url()
    assert "are being introduced already" in text(response)
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_introduction_is_not_shown(client, marta, tom, method):
    IntroductionFactory(a=tom, b=marta, introducer__name="Ruth Alvarez")

    response = getattr(client, method)(page(marta, tom), LETTERS, follow=True)

    assert response.redirect_chain[-1][0] == reverse("introductions:list")
    assert "Somebody else is introducing these two" in text(response)
    assert "Ruth" not in text(response)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("subject_a", "Marta\r\nBcc: all@example.org", "one line"),
        ("subject_a", "Marta\x0bmeet", "invisible character"),
        ("subject_b", "", "Give this mail a subject."),
        ("subject_b", "x" * 201, "at most 200"),
        ("body_a", "  \n ", "Write a few words to Marta."),
        ("body_a", "x" * 4001, "at most 4000"),
        ("body_b", "Hello\x07", "invisible character"),
        ("body_b", "Hello \u202eolleH", "invisible character"),
        ("body_b", "Hello\x00", "Null characters"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_letter_that_cannot_go_comes_back_with_everything_typed(
    client, marta, tom, field, value, words, headers
):
    typed = LETTERS | {"subject_a": "My own words", "body_b": "My own letter"} | {field: value}

    response = client.post(page(marta, tom), typed, headers=headers)

    assert response.status_code == (422 if headers else 200)
    assert words in text(response)
    kept = {"My own words", "My own letter"} - {LETTERS.get(field)}
    if field not in ("subject_a", "body_b"):
        assert all(word in text(response) for word in kept)
    assert ("<html" in text(response)) is not bool(headers)
    assert not Introduction.objects.exists()


def test_an_apostrophe_comes_back_escaped_once(client, marta, tom):
    typed = LETTERS | {"subject_a": "O'Neill <script>", "body_a": ""}

    response = client.post(page(marta, tom), typed)

    assert 'value="O&#x27;Neill &lt;script&gt;"' in text(response)
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": None}, "There is no e-mail address for Tom Lindqvist yet."),
        ({"open_limit": 0}, "as many open introductions"),
        ({"paused_until": "2126-01-01"}, "takes a pause until 1 January"),
    ],
)
def test_what_stands_against_it_is_said_and_nothing_is_sent(client, marta, tom, change, words):
    for name, value in change.items():
        setattr(tom, name, value)
    tom.save()

    for response in (client.get(page(marta, tom)), client.post(page(marta, tom), LETTERS)):
        assert words in text(response)
        assert "Send both mails" not in text(response)

    assert "this is Tom." in text(response)  # what was typed is not lost
    assert not Introduction.objects.exists()


def test_who_prefers_to_be_asked_is_asked_however_the_page_is_called(client, marta, tom):
    tom.allows_direct = False
    tom.save()
    address = page(marta, tom) + "?how=direct"

    assert "Tom prefers to be asked first." in text(client.get(address))
    client.post(address, LETTERS)

    assert Introduction.objects.get().mode == "asked"


def test_asking_first_can_be_chosen_where_both_allow_direct_ones(client, marta, tom):
    shown = text(client.get(page(marta, tom)))
    assert "Send both mails" in shown  # they share a group with the introducer
    assert "?how=ask" in shown

    client.post(page(marta, tom) + "?how=ask", LETTERS)

    assert Introduction.objects.get().state == "asking"


def test_an_introduction_made_elsewhere_is_recorded(client, marta, tom):
    tom.allows_direct = False
    tom.save()

    response = client.post(page(marta, tom), {"record": "yes"})

    introduction = Introduction.objects.get()
    assert response.url == introduction.get_absolute_url()
    assert introduction.mode == "recorded"
    assert not Delivery.objects.exists()
