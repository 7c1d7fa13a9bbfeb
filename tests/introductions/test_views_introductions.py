"""The list of introductions and one of them with its timeline."""

import pytest
from django.urls import reverse

from introductions import services
from introductions.drafting import Letter
from introductions.models import FollowUp
from members.models import Membership
from tests.factories import (
    NOW,
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
SECRET = "<script>secret of Marta</script>"


def text(response):
    return response.content.decode()


@pytest.fixture
def made():
    """Dana has introduced Marta and Tom, each with a letter of their own."""
    group = GroupFactory()
    dana, marta, tom = (
        member_of(group, name=name).person
        for name in ("Dana Whitfield", "Marta Okafor", "Tom Lindqvist")
    )
    return services.introduce(
        dana,
        a=marta,
        b=tom,
        letter_a=Letter("For Marta", SECRET),
        letter_b=Letter("For Tom", "secret of Tom"),
        reasons=[{"lens": "trigger_event", "text": "*Divorce*: the introducer's reason."}],
        now=NOW,
    )


# --- list ---


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    client, count, django_assert_num_queries
):
    user = UserFactory()
    for introduction in IntroductionFactory.create_batch(count, introducer=user.person):
        FollowUpFactory(introduction=introduction, person=user.person)
    IntroductionFactory()  # somebody else's
    client.force_login(user)

    with django_assert_num_queries(10):
        # session, user, tabs, pages, page, my questions; menu: 2 numbers, groups
        response = client.get(reverse("introductions:list"))

    assert text(response).count("<article") == count


@pytest.mark.parametrize(
    ("show", "seen"),
    [
        ("", {"made", "met"}),
        ("open", {"made", "met"}),
        ("useful", {"useful"}),
        ("ended", {"expired"}),
        ("all", {"made", "met", "useful", "expired"}),
        ("nonsense", {"made", "met"}),
    ],
)
def test_each_tab_shows_its_states(client, show, seen):
    user = UserFactory()
    for state in ("made", "met", "useful", "expired"):
        IntroductionFactory(a=user.person, b__name=f"Is {state}", state=state)
    client.force_login(user)

    response = client.get(reverse("introductions:list"), {"show": show})

    names = {"made", "met", "useful", "expired"}
    assert {state for state in names if f"You &amp; Is {state}" in text(response)} == seen


def test_long_lists_have_pages(client):
    user = UserFactory()
    IntroductionFactory.create_batch(31, introducer=user.person)
    client.force_login(user)

    first = client.get(reverse("introductions:list"))
    second = client.get(reverse("introductions:list"), {"page": 2, "show": "all"})

    assert (text(first).count("<article"), text(second).count("<article")) == (30, 1)


def test_a_person_still_being_asked_sees_nothing(client):
    user = UserFactory()
    IntroductionFactory(a=user.person, state="asking", mode="asked", made_at=None, expires_at=NOW)
    client.force_login(user)

    response = client.get(reverse("introductions:list"), {"show": "all"})

    assert "<article" not in text(response)
    assert "There is nothing here yet." in text(response)


def test_an_empty_list_leads_on(client):
    client.force_login(UserFactory())

    response = client.get(reverse("introductions:list"))

    assert "Nothing is under way." in text(response)


# --- one introduction ---


def test_a_stranger_does_not_find_it(client, made):
    group = Membership.objects.filter(person=made.a).get().group
    client.force_login(member_of(group))

    assert client.get(made.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["introducer", "a", "b"])
def test_whoever_has_left_the_group_still_sees_their_own(client, made, who):
    person = getattr(made, who)
    Membership.objects.filter(person=person).update(state="left")
    client.force_login(person.user)

    assert client.get(made.get_absolute_url()).status_code == 200


def test_the_introducer_sees_both_letters_and_the_reasons(client, made):
    client.force_login(made.introducer.user)

    page = text(client.get(made.get_absolute_url()))

    assert "&lt;script&gt;secret of Marta&lt;/script&gt;" in page
    assert "<script>secret" not in page
    assert "secret of Tom" in page
    assert "the introducer&#x27;s reason" in page
    assert "The mail to Marta is on its way" in page


@pytest.mark.parametrize(
    ("who", "own", "others"),
    [("a", "secret of Marta", "secret of Tom"), ("b", "secret of Tom", "secret of Marta")],
)
def test_a_party_sees_only_the_letter_they_got(client, made, who, own, others):
    client.force_login(getattr(made, who).user)

    page = text(client.get(made.get_absolute_url()))

    assert own in page
    assert others not in page
    assert "the introducer&#x27;s reason" not in page


def test_a_party_learns_nothing_of_the_others_not_yet(client, made):
    question = FollowUp.objects.get(introduction=made, person=made.a)
    services.answer_follow_up(question, answer="not_yet", now=NOW)
    pages = {}
    for who in ("introducer", "a", "b"):
        client.force_login(getattr(made, who).user)
        pages[who] = text(client.get(made.get_absolute_url()))

    assert "Marta answered: Not yet" in pages["introducer"]
    assert "You answered: Not yet" in pages["a"]
    assert "answered" not in pages["b"]


def test_the_introducer_is_thanked(client, made):
    question = FollowUp.objects.get(introduction=made, person=made.a)
    services.answer_follow_up(question, answer="met", now=NOW)
    client.force_login(made.introducer.user)

    page = text(client.get(made.get_absolute_url()))

    assert "Marta and Tom have met. Thank you for bringing them together." in page
    assert "Marta Okafor and Tom Lindqvist met" in page


def test_times_are_those_of_the_person_who_looks(client, made):
    made.introducer.time_zone = "Asia/Kolkata"
    made.introducer.save()
    client.force_login(made.introducer.user)

    assert "23 November 2026, 19:30" in text(client.get(made.get_absolute_url()))


def test_what_is_not_due_yet_is_not_asked_there(client, made):
    FollowUp.objects.filter(person=made.a).update(due_at="2126-01-01T00:00Z")
    client.force_login(made.a.user)

    page = text(client.get(made.get_absolute_url()))

    assert "We will ask on 31 December." in page
    assert "We met" in page
    assert "Not yet" not in page


@pytest.mark.parametrize("who", ["introducer", "a"])
def test_own_questions_can_be_answered_there(client, made, who):
    person = getattr(made, who)
    client.force_login(person.user)
    question = FollowUp.objects.get(introduction=made, person=person)

    page = text(client.get(made.get_absolute_url()))

    assert reverse("introductions:answer", args=[question.pk]) in page
    assert page.count('id="follow-up-') == 1
