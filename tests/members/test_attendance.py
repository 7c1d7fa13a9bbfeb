"""Organizers tap who is at a meeting, members and guests, on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Attendance, Delivery, Meeting, Membership
from members.services.meetings import NotYet, attend, attend_as_before, cancel_meeting
from tests.factories import (
    NOW,
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    member_of,
    organizer_of,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


def a_meeting(group, starts_at=NOW, **fields):
    return Meeting.objects.create(
        group=group,
        title="Breakfast",
        starts_at=starts_at,
        created_at=NOW,
        changed_at=NOW,
        **fields,
    )


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside", time_zone="America/New_York")


@pytest.fixture
def meeting(riverside):
    return a_meeting(riverside)


def on_roster(group, name, state="active", **fields):
    joined = NOW - 90 * DAY if state in ("active", "left") else None
    person = PersonFactory(name=name, email=None if state == "guest" else f"{name}@x.example")
    found = MembershipFactory(
        group=group, person=person, state=state, joined_at=joined, said_name=name, **fields
    )
    return found.person


@pytest.fixture
def marta(riverside):
    return on_roster(riverside, "Marta")


@pytest.fixture
def ida(riverside):
    return on_roster(riverside, "Ida", "guest")


class Screen:
    """The screen in an organizer's hand."""

    def __init__(self, client, meeting, user):
        self.client, self.meeting, self.person = client, meeting, user.person
        user.person.memberships.update(joined_at=NOW - 90 * DAY)
        client.force_login(user)

    def url(self, name="meeting_who", *args):
        return reverse(f"members:{name}", args=[self.meeting.group.slug, self.meeting.pk, *args])

    def page(self, **query):
        return self.client.get(self.url(), query).content.decode()

    def tap(self, person, there="yes", headers=None, **data):
        url = self.url("meeting_tap", person.pk)
        return self.client.post(url, {"there": there, **data}, headers=headers)

    def add_guest(self, **said):
        return self.client.post(self.url("meeting_guest"), said, follow=True)

    @property
    def there(self):
        return set(self.meeting.attendances.values_list("person__name", flat=True))


@pytest.fixture
def screen(client, meeting):
    return Screen(client, meeting, organizer_of(meeting.group, name="Ruth"))


class TestTapping:
    def test_one_tap_is_there_and_another_takes_it_back(self, screen, marta):
        answer = screen.tap(marta)

        assert answer.url == f"{screen.url()}#p-{marta.pk}"
        assert screen.there == {"Marta"}
        assert screen.meeting.attendances.get().noted_by == screen.person
        assert screen.page().count('aria-pressed="true"') == 1
        screen.tap(marta, there="no")
        assert screen.there == set()

    def test_two_organizers_who_tap_the_same_do_not_undo_each_other(self, screen, marta):
        screen.tap(marta)
        screen.tap(marta)

        assert screen.there == {"Marta"}

    def test_with_htmx_the_tile_and_the_count_come_back(self, screen, marta, ida):
        screen.tap(ida)

        shown = screen.tap(marta, headers=HTMX).content.decode()

        assert 'aria-pressed="true"' in shown
        assert '<b class="num">1</b> member and <b class="num">1</b> guest here' in shown
        assert "Ida" not in shown

    def test_a_search_finds_and_is_kept(self, screen, marta):
        on_roster(screen.meeting.group, "Tom")

        shown = screen.page(q="mart")

        assert "Marta" in shown
        assert "Tom" not in shown
        assert screen.tap(marta, q="mart").url == f"{screen.url()}?q=mart#p-{marta.pk}"
        part = screen.client.get(screen.url(), {"q": "tom"}, headers=HTMX).content.decode()
        assert "Tom" in part
        assert "<html" not in part

    def test_nobody_else_can_be_tapped(self, screen):
        elsewhere = on_roster(GroupFactory(), "Stranger")
        since = member_of(screen.meeting.group, name="Newcomer").person
        since.memberships.update(joined_at=NOW + 5 * DAY)
        gone = on_roster(screen.meeting.group, "Gone", "left", left_at=NOW - 30 * DAY)

        for person in (elsewhere, since, gone):
            assert screen.tap(person).status_code == 404
        assert screen.there == set()

    def test_not_before_its_day_nor_when_cancelled(self, screen, marta):
        Meeting.objects.update(starts_at=timezone.now() + 3 * DAY)
        assert "from the day of the meeting on" in screen.page()
        screen.tap(marta)
        assert "from the day of the meeting on" in screen.page()
        Meeting.objects.update(starts_at=NOW)
        cancel_meeting(screen.meeting, now=NOW)
        screen.tap(marta)
        screen.client.post(screen.url("meeting_as_before"))

        assert "was cancelled" in screen.page()
        assert screen.there == set()


class TestLastTime:
    def test_all_who_came_last_time_are_a_start(self, screen, marta, ida):
        before = a_meeting(screen.meeting.group, NOW - 7 * DAY)
        left = on_roster(screen.meeting.group, "Lou", "left", left_at=NOW - DAY)
        for person in (marta, ida, left):
            attend(before, person, by=marta, now=NOW)
        assert "Tick all from last time" in screen.page()

        screen.client.post(screen.url("meeting_as_before"))
        screen.client.post(screen.url("meeting_as_before"))

        assert screen.there == {"Marta"}  # guests are tapped one by one

    def test_the_first_time_there_is_no_last(self, screen):
        a_meeting(screen.meeting.group, NOW - 7 * DAY)  # nobody said who was there

        assert "all from last time" not in screen.page()
        screen.client.post(screen.url("meeting_as_before"))

        assert screen.there == set()

    def test_not_ahead_of_the_day(self, riverside, meeting, marta):
        attend(meeting, marta, by=marta, now=NOW)
        following = a_meeting(riverside, NOW + 7 * DAY)

        with pytest.raises(NotYet):
            attend_as_before(following, meeting, by=marta, now=NOW)


class TestGuests:
    def test_somebody_new_is_noted_and_there(self, screen):
        notary = ProfessionFactory(name="Notary")

        shown = screen.add_guest(name="Nora Quist", email="nora@x.example", profession=notary.slug)

        text = shown.content.decode()
        assert "Nora Quist is ticked." in text
        assert text.index("Guests") < text.index("<bdi>Nora Quist")
        assert "Notary" in text
        guest = Membership.objects.get(state="guest")
        assert screen.there == {"Nora Quist"}
        assert guest.person.profession == notary
        assert not Delivery.objects.exists()  # guests get no mail

    def test_a_name_is_enough_and_twice_is_one(self, screen):
        screen.add_guest(name="Nora Quist")
        screen.add_guest(name="Nora Quist")

        assert Membership.objects.filter(state="guest").count() == 1
        assert Attendance.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": ""}, "Say who it is."),
            ({"name": "  "}, "No name."),
            ({"email": "nora"}, "is not an e-mail address"),
            ({"profession": "wizard"}, "valid choice"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, screen, wrong, said):
        typed = {"name": "Nora", "email": "nora@x.example"} | wrong

        answer = screen.add_guest(**typed)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert f'value="{typed["email"]}"' in answer.content.decode()
        assert not Membership.objects.filter(state="guest").exists()

    def test_they_can_be_tapped_again_and_are_shown_apart(self, screen, marta, ida):
        text = screen.page()

        assert text.index("Marta") < text.index("Guests") < text.index("Ida")
        screen.tap(ida)
        assert screen.there == {"Ida"}

    def test_who_was_invited_and_comes_is_a_guest_that_a_search_finds(self, screen):
        invited = on_roster(screen.meeting.group, "Invited", "invited")
        assert "Invited" not in screen.page()

        assert "Invited" in screen.page(q="invi")
        screen.tap(invited)

        assert "Invited" in screen.page()

    def test_who_joined_since_was_a_guest_then(self, screen, ida):
        screen.tap(ida)
        ida.memberships.update(state="active", joined_at=NOW + 10 * DAY)

        text = screen.page()

        assert text.index("Guests") < text.index("Ida")

    def test_guests_see_nothing_of_the_group(self, screen, client):
        guest = member_of(GroupFactory(), name="Nora").person
        MembershipFactory(group=screen.meeting.group, person=guest, state="guest", joined_at=None)
        screen.tap(guest)
        client.force_login(guest.user)

        for name in ("meetings", "roster"):
            answer = client.get(reverse(f"members:{name}", args=["riverside"]))
            assert answer.status_code == 404
        assert client.get(screen.url()).status_code == 404

    def test_who_has_left_is_taken_back_first(self, screen):
        gone = on_roster(screen.meeting.group, "Gone", "left", left_at=NOW - 30 * DAY)

        shown = screen.add_guest(name="Gone", email=gone.email).content.decode()

        assert "Take them back first." in shown
        assert screen.there == set()

    def test_not_added_before_the_day(self, screen):
        Meeting.objects.update(starts_at=timezone.now() + 3 * DAY)

        screen.add_guest(name="Nora")

        assert not Membership.objects.filter(state="guest").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_however_many(screen, count, django_assert_num_queries):
    for number in range(count):
        on_roster(screen.meeting.group, f"Member {number}")
        guest = on_roster(screen.meeting.group, f"Guest {number}", "guest")
        attend(screen.meeting, guest, by=guest, now=NOW)

    with django_assert_num_queries(13):
        shown = screen.page()

    assert shown.count('class="there"') == 2 * count + 1
