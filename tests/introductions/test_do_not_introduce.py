"""The page on how one is introduced: limit, pause, asked first, and the secret list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from introductions.models import DoNotIntroduce, Introduction, Party
from members.models import Group, Membership, Person
from tests.factories import (
    DoNotIntroduceFactory,
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
PAGE = "/settings/introductions/"
HTMX = {"HX-Request": "true"}
DAY = timedelta(days=1)


def text(response):
    return response.content.decode()


@pytest.fixture
def dana(client):
    user = member_of(GroupFactory(), name="Dana Whitfield")
    client.force_login(user)
    return user.person


@pytest.fixture
def tom(dana):
    return member_of(dana.memberships.get().group, name="Tom O'Neill").person


@pytest.fixture
def today(dana):
    return timezone.now().astimezone(dana.zone).date()


def add(client, person):
    return client.post(reverse("introductions:apart_add", args=[person.pk]), follow=True)


class TestLimits:
    def test_what_is_saved_holds_and_makes_suggestions_stale(self, client, dana, today):
        group = dana.memberships.get().group
        until = today + 30 * DAY

        response = client.post(
            PAGE, {"open_limit": 2, "paused_until": str(until), "ask_first": "on"}, follow=True
        )

        dana.refresh_from_db()
        assert (dana.open_limit, dana.paused_until, dana.allows_direct) == (2, until, False)
        assert f"You take a pause until <b>{until.day} " in text(response)
        assert Group.objects.get(pk=group.pk).changed_at > group.changed_at

    def test_left_empty_there_is_no_pause_and_people_may_introduce_directly(self, client, dana):
        Person.objects.update(paused_until="2126-01-01", allows_direct=False)

        client.post(PAGE, {"open_limit": 4, "paused_until": ""})

        dana.refresh_from_db()
        assert (dana.paused_until, dana.allows_direct) == (None, True)

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("open_limit", "0", "Between 1 and 20."),
            ("open_limit", "21", "Between 1 and 20."),
            ("paused_until", "soon", "Enter a valid date"),
            ("paused_until", "2020-01-01", "Choose a day within the next year"),
            ("paused_until", "2126-01-01", "Choose a day within the next year"),
        ],
    )
    def test_a_mistake_is_named_and_nothing_is_saved(self, client, dana, field, value, message):
        response = client.post(PAGE, {"open_limit": 9, field: value})

        dana.refresh_from_db()
        assert response.status_code == 422
        assert message in text(response)
        assert (dana.open_limit, dana.paused_until) == (4, None)

    def test_a_pause_is_ended_by_one_press(self, client, dana, today):
        Person.objects.filter(pk=dana.pk).update(paused_until=today + DAY)

        response = client.post(reverse("introductions:pause_end"), follow=True)

        dana.refresh_from_db()
        assert dana.paused_until is None
        assert "Welcome back." in text(response)
        assert "End the pause" not in text(response)

    def test_a_pause_that_is_over_is_not_shown(self, client, dana, today):
        Person.objects.filter(pk=dana.pk).update(paused_until=today)

        page = text(client.get(PAGE))

        assert "End the pause" not in page
        assert f'value="{today}"' not in page

    def test_the_profile_leads_there(self, client, dana):
        assert f'href="{PAGE}"' in text(client.get(reverse("members:profile")))


class TestTheSecretList:
    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_somebody_of_the_circle_is_found_and_put_on_it(self, client, dana, tom, headers):
        UserFactory(person__name="Tom Stranger")
        page = text(client.get(PAGE, {"q": "tom"}, headers=headers))
        assert reverse("introductions:apart_add", args=[tom.pk]) in page
        assert "Stranger" not in page
        assert ("<html" in page) is not bool(headers)

        page = text(add(client, tom))

        assert DoNotIntroduce.objects.filter(person=dana, other=tom).count() == 1
        assert "They will never know of it." in page
        assert "Tom O&#x27;Neill" in page
        again = text(client.get(PAGE, {"q": "tom"}))
        assert reverse("introductions:apart_add", args=[tom.pk]) not in again
        assert "Nobody else in your circle matches" in again

    def test_the_other_sees_nothing_of_it(self, client, dana, tom):
        add(client, tom)
        client.force_login(tom.user)

        page = text(client.get(PAGE))

        assert "Dana" not in page.split('id="apart"')[1]

    def test_it_is_taken_off_again(self, client, dana, tom):
        entry = DoNotIntroduceFactory(person=dana, other=tom)

        page = text(
            client.post(reverse("introductions:apart_remove", args=[entry.pk]), follow=True)
        )

        assert not DoNotIntroduce.objects.exists()
        assert "is off the list" in page

    @pytest.mark.parametrize("who", ["stranger", "foreign contact", "left", "nobody", "oneself"])
    def test_others_do_not_exist(self, client, dana, tom, who):
        other = {
            "stranger": lambda: UserFactory().person,
            "foreign contact": lambda: PersonFactory(keeper=tom),
            "left": lambda: tom,
            "nobody": lambda: PersonFactory.build(pk=987_654_321),
            "oneself": lambda: dana,
        }[who]()
        if who == "left":
            Membership.objects.filter(person=tom).update(state="left")

        assert add(client, other).status_code == 404
        assert not DoNotIntroduce.objects.exists()

    def test_the_entries_of_others_cannot_be_removed(self, client, dana, tom):
        entry = DoNotIntroduceFactory(person=tom, other=dana)

        response = client.post(reverse("introductions:apart_remove", args=[entry.pk]))

        assert response.status_code == 404
        assert DoNotIntroduce.objects.exists()

    def test_contacts_and_people_who_left_stay_on_it_by_name(self, client, dana, tom):
        DoNotIntroduceFactory(person=dana, other=tom)
        DoNotIntroduceFactory(person=dana, other=PersonFactory(keeper=dana, name="Carl Client"))
        Membership.objects.filter(person=tom).update(state="left")

        page = text(client.get(PAGE))

        assert "Tom O&#x27;Neill" in page
        assert "Carl Client" in page

    def test_an_introduction_under_way_stays_and_is_said(self, client, dana, tom):
        made = IntroductionFactory(a=tom, b=dana, introducer__name="Ruth Alvarez")

        page = text(add(client, tom))

        assert "Ruth Alvarez has introduced you already." in page
        assert made.get_absolute_url() in page
        made.refresh_from_db()
        assert made.state == "made"

    def test_so_does_a_question(self, client, dana, tom, now):
        asking = IntroductionFactory(
            a=dana,
            b=tom,
            introducer__name="Ruth Alvarez",
            mode="asked",
            state="asking",
            made_at=None,
            expires_at=now,
        )
        Party.objects.create(introduction=asking, side="a", asked_at=now)

        page = text(add(client, tom))

        assert "Ruth Alvarez is asking you both just now." in page
        assert reverse("introductions:asked") in page
        assert Introduction.objects.get().state == "asking"

    def test_what_others_have_under_way_is_not_told(self, client, dana, tom):
        IntroductionFactory(a=tom, introducer__name="Ruth Alvarez")
        IntroductionFactory(introducer=tom, a=dana, b__name="Priya Raman")

        page = text(add(client, tom))

        assert "Ruth" not in page
        assert "introduced you already" not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page_takes_as_many_queries_for_one_as_for_three(
        self, client, dana, tom, count, django_assert_num_queries
    ):
        for number in range(count):
            other = member_of(dana.memberships.get().group, name=f"Tomas {number}").person
            DoNotIntroduceFactory(person=dana, other=other)
            IntroductionFactory(a=dana, b=other)
            member_of(dana.memberships.get().group, name=f"Tom {number}")

        # session, person, oneself, days off, list, under way, frame (3), search (2)
        with django_assert_num_queries(11):
            page = text(client.get(PAGE, {"q": "tom"}))

        assert page.count('class="row"') == 2 * count + 1
