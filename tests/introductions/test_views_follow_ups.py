"""The page of follow-ups and their buttons."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from introductions.models import FollowUp
from members.models import Interaction, Tie
from tests.factories import (
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    TieFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DAY = timedelta(days=1)


@pytest.fixture
def user(client):
    user = UserFactory(person__name="Dana Whitfield")
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def question(introducer, *, days=-1, **changes):
    """What Dana, who introduced Lena and Victor a week ago, is asked."""
    now = timezone.now()
    introduction = IntroductionFactory(
        introducer=introducer, a__name="Lena Fox", b__name="Victor Hale", made_at=now - 7 * DAY
    )
    return FollowUpFactory(introduction=introduction, due_at=now + days * DAY, **changes)


def act(client, name, follow_up, data, **extra):
    return client.post(reverse(f"introductions:{name}", args=[follow_up.pk]), data, **extra)


def test_questions_stand_where_they_belong(client, user):
    due = question(user.person)
    coming = question(user.person, days=3)
    put_off = question(user.person, days=5, answer="later", answered_at=timezone.now())
    question(UserFactory().person)  # somebody else's

    response = client.get(reverse("introductions:follow_ups"))

    assert response.context["due"] == [due]
    assert response.context["coming"] == [coming]
    assert response.context["put_off"] == [put_off]
    assert text(response).count("Lena &amp; Victor") == 3
    assert "introduced 7 days ago" in text(response)
    assert "Have they met yet?" in text(response)
    assert "They met" in text(response)


def test_a_party_is_asked_about_themselves(client, user):
    introduction = IntroductionFactory(a=user.person, b__name="Samir Haddad")
    FollowUpFactory(introduction=introduction, person=user.person, step=21)

    page = text(client.get(reverse("introductions:follow_ups")))

    assert "You &amp; Samir Haddad" in page
    assert "Have you met?" in page
    assert "We met" in page


def test_nothing_to_follow_up(client, user):
    assert "Nothing to follow up." in text(client.get(reverse("introductions:follow_ups")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    client, user, count, django_assert_num_queries
):
    for _ in range(count):
        question(user.person)

    with django_assert_num_queries(7):  # session, user, questions, ties; menu: 2 numbers, groups
        response = client.get(reverse("introductions:follow_ups"))

    assert text(response).count('id="follow-up-') == count


@pytest.mark.parametrize(
    ("name", "data"), [("answer", {"answer": "met"}), ("put_off", {"days": 7})]
)
@pytest.mark.parametrize("who", ["stranger", "other party"])
def test_only_the_person_asked_answers(client, user, name, data, who):
    follow_up = question(user.person)
    person = UserFactory().person
    if who == "other party":
        follow_up.introduction.a = person
        follow_up.introduction.save()
    client.force_login(person.user)

    response = act(client, name, follow_up, data)

    follow_up.refresh_from_db()
    assert (response.status_code, follow_up.state, follow_up.answer) == (404, "open", "")


@pytest.mark.parametrize("name", ["answer", "put_off"])
def test_looking_changes_nothing(client, user, name):
    follow_up = question(user.person)

    response = client.get(reverse(f"introductions:{name}", args=[follow_up.pk]))

    assert response.status_code == 405


def test_an_answer_without_javascript_leads_back_to_the_page(client, user):
    follow_up = question(user.person)

    response = act(client, "answer", follow_up, {"answer": "met"}, follow=True)

    assert response.redirect_chain[-1][0] == reverse("introductions:follow_ups")
    assert "Good to hear." in text(response)
    follow_up.introduction.refresh_from_db()
    assert follow_up.introduction.state == "met"


def test_with_htmx_a_gentle_line_takes_the_place_of_the_question(client, user):
    follow_up = question(user.person)

    response = act(client, "answer", follow_up, {"answer": "not_yet"}, headers=HTMX)

    assert text(response).lstrip().startswith(f'<div class="row" id="follow-up-{follow_up.pk}">')
    assert "No hurry. We will ask again on" in text(response)
    assert "<form" not in text(response)


def test_a_party_who_has_met_hears_that_the_introducer_will_know(client, user):
    introduction = IntroductionFactory(a=user.person, introducer__name="Ruth Alvarez")
    follow_up = FollowUpFactory(introduction=introduction, person=user.person, step=7)

    response = act(client, "answer", follow_up, {"answer": "met"}, headers=HTMX)

    assert "Good to hear. Ruth will hear of it too. We will ask again on" in text(response)


def test_the_last_answer_ends_it(client, user):
    follow_up = question(user.person, step=45)

    response = act(client, "answer", follow_up, {"answer": "not_yet"}, headers=HTMX)

    assert "We will not ask about it again." in text(response)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_second_answer_is_met_kindly(client, user, headers):
    follow_up = question(user.person)
    act(client, "answer", follow_up, {"answer": "met"})

    for name, data in (("answer", {"answer": "not_yet"}), ("put_off", {"days": 7})):
        response = act(client, name, follow_up, data, headers=headers, follow=True)
        assert "This was answered before." in text(response)

    follow_up.refresh_from_db()
    assert follow_up.answer == "met"


def test_in_a_week(client, user):
    follow_up = question(user.person)

    response = act(client, "put_off", follow_up, {"days": "7"}, headers=HTMX)

    follow_up.refresh_from_db()
    local = follow_up.due_at.astimezone(user.person.zone)
    assert local.date() == (timezone.now().astimezone(user.person.zone) + 7 * DAY).date()
    assert f"We will ask again on {local:%-d %B}." in text(response)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("answer", {}),
        ("answer", {"answer": "later"}),
        ("answer", {"answer": "nonsense"}),
        ("put_off", {"days": "0"}),
        ("put_off", {"days": "91"}),
        ("put_off", {"days": "soon"}),
    ],
)
def test_nonsense_changes_nothing(client, user, name, data):
    follow_up = question(user.person)

    response = act(client, name, follow_up, data)

    follow_up.refresh_from_db()
    assert (response.status_code, follow_up.state, follow_up.answer) == (400, "open", "")


# --- put off to a day ---


def in_days(user, days):
    return timezone.now().astimezone(user.person.zone).date() + days * DAY


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("days", [1, 40, 90])
def test_a_question_is_put_off_to_a_day(client, user, headers, days):
    follow_up, day = question(user.person), in_days(user, days)

    response = act(client, "put_off_to", follow_up, {"on": day}, headers=headers, follow=True)

    follow_up.refresh_from_db()
    local = follow_up.due_at.astimezone(user.person.zone)
    assert (local.date(), local.hour, follow_up.state) == (day, 9, "open")
    assert f"We will ask again on {day:%-d %B}." in text(response)


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("days", "says"), [(0, "Choose a day from tomorrow"), (-3, "from tomorrow"), (91, "from tom")]
)
def test_a_day_too_near_or_too_far_is_said_where_it_was_chosen(client, user, headers, days, says):
    follow_up, other = question(user.person), question(user.person)
    day = in_days(user, days).isoformat()

    response = act(client, "put_off_to", follow_up, {"on": day}, headers=headers)

    assert response.status_code == 422
    assert says in text(response)
    assert text(response).count(f'value="{day}"') == 1
    assert ("<html" in text(response)) is not bool(headers)
    assert (f'id="follow-up-{other.pk}"' in text(response)) is not bool(headers)
    assert not FollowUp.objects.exclude(answer="").exists()


@pytest.mark.parametrize("day", ["", "soon", "2026-02-31", "<b>"])
def test_what_is_no_day_is_asked_for_again(client, user, day):
    follow_up = question(user.person)

    response = act(client, "put_off_to", follow_up, {"on": day})

    assert response.status_code == 422
    assert "Choose a day." in text(response)
    assert "<b>&quot;" not in text(response)


def test_an_answered_question_is_not_put_off_any_more(client, user):
    follow_up = question(user.person)
    act(client, "answer", follow_up, {"answer": "not_yet"})

    response = act(client, "put_off_to", follow_up, {"on": in_days(user, 5)}, follow=True)

    assert "This was answered before." in text(response)


# --- whom one owes a contact ---


@pytest.fixture
def group(user):
    group = GroupFactory()
    group.memberships.create(person=user.person, state="active")
    return group


def owed(user, group, name, rhythm, days):
    """A tie of Dana's whose last contact is so many days ago."""
    person = member_of(group, name=name).person
    TieFactory(holder=user.person, person=person, rhythm=rhythm, rhythm_since=in_days(user, -400))
    Interaction.objects.create(
        person=user.person,
        other=person,
        kind="called",
        happened_on=in_days(user, -days),
        created_at=timezone.now(),
    )
    return person


def test_the_page_shows_who_is_due_and_who_comes_next(client, user, group):
    owed(user, group, "Ann Due", "monthly", 32)
    owed(user, group, "Ben Late", "weekly", 20)
    owed(user, group, "Cy Fine", "yearly", 20)

    response = client.get(reverse("introductions:follow_ups"))

    names = [tie.person.name for tie in response.context["due_ties"]]
    assert names == ["Ben Late", "Ann Due"]
    assert [tie.person.name for tie in response.context["coming_ties"]] == ["Cy Fine"]
    assert "Called 32 days ago · every month" in text(response)
    assert '<span class="badge bad">Overdue</span>' in text(response)
    assert "Nothing to follow up." not in text(response)


@pytest.mark.parametrize("count", [1, 3])
def test_ties_take_as_many_queries_for_one_as_for_three(
    client, user, group, count, django_assert_num_queries
):
    for number in range(count):
        owed(user, group, f"Ann {number}", "monthly", 32)

    with django_assert_num_queries(8):
        response = client.get(reverse("introductions:follow_ups"))

    assert text(response).count('id="touch-') == count


def test_one_tap_settles_it_and_one_more_takes_it_back(client, user, group):
    ann = owed(user, group, "Ann Due", "monthly", 32)
    url = reverse("introductions:contact_note", args=[ann.pk])

    done = text(client.post(url, {"kind": "wrote"}, headers=HTMX))

    assert f'id="touch-{ann.pk}"' in done
    assert "You wrote to Ann today." in done
    noted = Interaction.objects.get(kind="wrote")
    forget = reverse("introductions:contact_forget", args=[noted.pk])
    assert f'hx-post="{forget}"' in done
    back = text(client.post(forget, headers=HTMX))
    assert "Called 32 days ago" in back
    assert f'id="touch-{ann.pk}"' in back
    assert Tie.objects.count() == 1


def test_without_javascript_it_leads_back_with_undo(client, user, group):
    ann = owed(user, group, "Ann Due", "monthly", 32)
    url = reverse("introductions:contact_note", args=[ann.pk])

    response = client.post(url, {"kind": "met", "next": "/follow-ups/"}, follow=True)

    assert response.redirect_chain == [("/follow-ups/", 302)]
    assert "You met Ann today." in text(response)
    assert ">Undo</button>" in text(response)
    assert response.context["due_ties"] == []


# --- the menu ---


def test_the_menu_counts_what_is_open_and_due(client, user):
    question(user.person)
    question(user.person, days=3)
    IntroductionFactory(introducer=user.person, state="useful")

    nav = client.get(reverse("introductions:follow_ups")).context["nav"]

    assert (nav["introductions"], nav["follow_ups"], nav["groups"]) == (2, 1, [])
    assert (nav["here"], nav["person"]) == ("follow_ups", user.person)
