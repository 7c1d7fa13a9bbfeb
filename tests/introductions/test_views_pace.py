"""The pages on which people and groups choose when introductions are followed up."""

from datetime import time

import pytest
from django.urls import reverse

from introductions import services
from introductions.models import Pace
from tests.factories import NOW, GroupFactory, MembershipFactory, member_of, organizer_of

pytestmark = pytest.mark.django_db
USUAL = {"day_2": 2, "day_7": 7, "day_21": 21, "day_45": 45, "day_90": 90, "day_180": 180}
MINE = reverse("introductions:pace")


@pytest.fixture
def group():
    return GroupFactory(name="Riverside")


@pytest.fixture
def dana(client, group):
    user = member_of(group, name="Dana Whitfield")
    client.force_login(user)
    return user.person


@pytest.fixture
def ruth(client, group):
    user = organizer_of(group, name="Ruth Alvarez")
    client.force_login(user)
    return user.person


def text(response):
    return response.content.decode()


def pace_of(group):
    return reverse("introductions:group_pace", args=[group.slug])


def test_the_usual_days_and_hour_stand_there_first(client, dana):
    content = text(client.get(MINE))

    assert 'name="day_180" value="180"' in content
    assert '<option value="09:00" selected>9:00</option>' in content
    assert "These are the usual days." in content
    assert "Back to the usual" not in content


def test_days_and_hour_are_kept(client, dana):
    response = client.post(MINE, USUAL | {"day_7": "", "day_21": 30, "asked_at": "18:00"})

    assert response.url == MINE
    own = Pace.objects.get(person=dana)
    assert (own.days, own.asked_at) == ([2, None, 30, 45, 90, 180], time(18))
    content = text(client.get(MINE))
    assert 'name="day_7" min="1"' in content
    assert "You chose these days yourself." in content
    client.post(reverse("introductions:pace_reset"))
    assert not Pace.objects.exists()


def test_who_changes_the_hour_alone_goes_on_following_the_group(client, dana, group):
    slow = [3, 10, 30, 60, 120, 240]
    services.set_group_pace(group, days=slow, now=NOW)
    shown = client.get(MINE)
    assert "These are the days of Riverside, for introductions there." in text(shown)
    data = {field.html_name: field.value() for field in shown.context["form"].day_fields}
    assert list(data.values()) == slow

    client.post(MINE, data | {"asked_at": "07:00"})

    assert Pace.objects.get(person=dana).days == [None] * 6
    assert Pace.objects.get(person=dana).asked_at == time(7)
    assert "These are the days of Riverside, for introductions there." in text(client.get(MINE))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"day_21": 5}, "This comes after “Is there a date?” on day 7: choose a later day."),
        ({"day_2": 0}, "Choose a day from 1 to 365, or leave it empty."),
        ({"day_180": 400}, "Choose a day from 1 to 365, or leave it empty."),
        ({"day_45": "soon"}, "Type a whole number of days."),
        ({"day_45": "2.5"}, "Type a whole number of days."),
        (dict.fromkeys(USUAL, ""), "Keep at least one question."),
        ({"asked_at": "03:00"}, "Select a valid choice."),
    ],
)
def test_what_makes_no_sense_is_said_where_it_stands_and_kept(client, dana, changed, says):
    response = client.post(MINE, USUAL | {"asked_at": "09:00"} | changed)

    assert response.status_code == 422
    assert says in text(response)
    assert not Pace.objects.exists()
    name, value = next(iter(changed.items()))
    if value and name != "asked_at":
        assert f'name="{name}" value="{value}"' in text(response)


def test_an_organizer_sets_the_days_of_the_group(client, ruth, group):
    response = client.post(pace_of(group), USUAL | {"day_2": 4})

    assert response.url == pace_of(group)
    assert Pace.objects.get(group=group).days == [4, 7, 21, 45, 90, 180]
    content = text(client.get(pace_of(group)))
    assert 'name="day_2" value="4"' in content
    assert "asked_at" not in content
    client.post(reverse("introductions:group_pace_reset", args=[group.slug]))
    assert not Pace.objects.exists()


def test_a_groups_days_have_to_go_up_too(client, ruth, group):
    response = client.post(pace_of(group), USUAL | {"day_90": 30})

    assert response.status_code == 422
    assert "“Was it useful?” on day 45" in text(response)


@pytest.mark.parametrize("who", ["member", "stranger", "organizer elsewhere", "left"])
def test_only_organizers_set_it(client, group, who):
    user = member_of(GroupFactory())
    if who == "member":
        user = member_of(group)
    elif who == "organizer elsewhere":
        user = organizer_of(GroupFactory())
    elif who == "left":
        MembershipFactory(group=group, person=user.person, role="organizer", state="left")
    client.force_login(user)

    for url in (pace_of(group), reverse("introductions:group_pace_reset", args=[group.slug])):
        assert client.post(url, USUAL).status_code == 404
    assert client.get(pace_of(group)).status_code == 404
    assert not Pace.objects.exists()
