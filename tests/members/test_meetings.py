"""The meetings of a group: who sees, plans and changes them, and who was there."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from members.models import Attendance, Meeting, MeetingSeries
from members.services.meetings import (
    NotAMemberThen,
    NotYet,
    TookPlace,
    WasCancelled,
    attend,
    cancel_meeting,
    change_meeting,
    plan_meeting,
    was_not_there,
)
from tests.factories import (
    NOW,
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    member_of,
    organizer_of,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


def planned(group, by=None, **fields):
    said = {
        "kind": "meeting",
        "title": "Tuesday breakfast",
        "starts_at": NOW + DAY,
        "minutes": 90,
        "place": "The Boathouse",
        "now": NOW,
    }
    return plan_meeting(group, by=by or PersonFactory(), **said | fields)


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside", time_zone="America/New_York")


@pytest.fixture
def dana(riverside):
    found = member_of(riverside, name="Dana Whitfield").person
    found.memberships.update(joined_at=NOW - 200 * DAY)
    return found


class TestPlanning:
    def test_twice_the_same_is_one(self, riverside):
        assert planned(riverside) == planned(riverside)
        assert planned(riverside) != planned(riverside, starts_at=NOW + 8 * DAY)

    def test_what_the_form_would_refuse_is_refused(self, riverside):
        for wrong in ({"title": ""}, {"minutes": 0}, {"minutes": 1441}, {"kind": "party"}):
            with pytest.raises(ValidationError):
                planned(riverside, **wrong)

    def test_a_change_says_when_it_was_made_and_none_says_nothing(self, riverside):
        meeting = planned(riverside)
        same = {
            "kind": "meeting",
            "title": "Tuesday breakfast",
            "starts_at": NOW + DAY,
            "minutes": 90,
            "place": "The Boathouse",
        }

        assert not change_meeting(meeting, **same, now=NOW + DAY)
        meeting.refresh_from_db()
        assert meeting.changed_at == NOW
        assert change_meeting(meeting, **same | {"place": "The Mill"}, now=NOW + DAY)
        meeting.refresh_from_db()
        assert (meeting.place, meeting.changed_at) == ("The Mill", NOW + DAY)

    def test_cancelled_once_and_unchangeable_then(self, riverside, dana):
        meeting = planned(riverside)

        assert cancel_meeting(meeting, now=NOW)
        assert not cancel_meeting(meeting, now=NOW + DAY)
        meeting.refresh_from_db()
        assert meeting.cancelled_at == meeting.changed_at == NOW
        with pytest.raises(WasCancelled):
            change_meeting(
                meeting, kind="event", title="x", starts_at=NOW, minutes=5, place="", now=NOW
            )
        with pytest.raises(WasCancelled):
            attend(meeting, dana, by=dana, now=NOW + 2 * DAY)

    def test_over_and_somebody_was_there_it_cannot_be_cancelled(self, riverside, dana):
        meeting = planned(riverside)
        attend(meeting, dana, by=dana, now=NOW + DAY)

        with pytest.raises(TookPlace):
            cancel_meeting(meeting, now=NOW + 2 * DAY)

        was_not_there(meeting, dana)
        assert cancel_meeting(meeting, now=NOW + 2 * DAY)

    def test_moved_to_a_day_to_come_it_forgets_who_was_there(self, riverside, dana):
        meeting = planned(riverside, starts_at=NOW)
        attend(meeting, dana, by=dana, now=NOW)
        said = {"kind": "meeting", "title": "Later", "minutes": 60, "place": ""}

        change_meeting(meeting, **said, starts_at=NOW + 7 * DAY, now=NOW)

        assert not Attendance.objects.exists()


class TestAttendance:
    def test_from_the_morning_of_the_day_on_where_the_group_is(self, riverside, dana):
        meeting = planned(riverside, starts_at=datetime(2026, 11, 25, 1, tzinfo=UTC))  # 24th, 20:00

        with pytest.raises(NotYet):
            attend(meeting, dana, by=dana, now=datetime(2026, 11, 24, 4, 59, tzinfo=UTC))
        assert attend(meeting, dana, by=dana, now=datetime(2026, 11, 24, 5, tzinfo=UTC))

    def test_twice_is_once_and_taken_back_it_is_gone(self, riverside, dana):
        meeting = planned(riverside, starts_at=NOW)

        assert attend(meeting, dana, by=dana, now=NOW)
        assert not attend(meeting, dana, by=dana, now=NOW)
        assert Attendance.objects.count() == 1
        assert was_not_there(meeting, dana)
        assert not was_not_there(meeting, dana)

    def test_only_who_was_in_the_group_that_day(self, riverside):
        meeting = planned(riverside, starts_at=NOW - 30 * DAY)
        came_later = member_of(riverside).person
        left_after = MembershipFactory(
            group=riverside,
            state="left",
            joined_at=NOW - 90 * DAY,
            left_at=NOW - 10 * DAY,
        ).person
        left_before = MembershipFactory(
            group=riverside,
            state="left",
            joined_at=NOW - 90 * DAY,
            left_at=NOW - 40 * DAY,
        ).person

        for person in (came_later, left_before, PersonFactory()):
            with pytest.raises(NotAMemberThen):
                attend(meeting, person, by=person, now=NOW)
        assert attend(meeting, left_after, by=left_after, now=NOW)


class Pages:
    """The pages as one of the two sees them."""

    def __init__(self, client, group, user):
        self.client, self.group, self.person = client, group, user.person
        client.force_login(user)

    def url(self, name, *args):
        return reverse(f"members:{name}", args=[self.group.slug, *args])

    def page(self, name="meetings", *args):
        return self.client.get(self.url(name, *args)).content.decode()

    def post(self, name, *args, follow=True, **data):
        return self.client.post(self.url(name, *args), data, follow=follow)


@pytest.fixture
def organizer(client, riverside):
    return Pages(client, riverside, organizer_of(riverside, name="Ruth Alvarez"))


@pytest.fixture
def member(client, riverside, dana):
    return Pages(client, riverside, dana.user)


def to_fill_in(**fields):
    day = (timezone.now() + 30 * DAY).date()
    said = {"title": "Breakfast", "kind": "meeting", "day": day, "at": "7:30", "minutes": 90}
    return {key: str(value) for key, value in (said | fields).items()}


class TestRepeating:
    def days(self, group):
        return [meeting.day for meeting in group.meetings.taking_place().order_by("starts_at")]

    def test_planned_once_and_on_the_list_each_week(self, organizer):
        sent = to_fill_in(repeats="weekly")
        shown = organizer.post("meeting_add", **sent).content.decode()

        assert "Breakfast is on the list every " in shown
        assert "What repeats" in shown
        made = self.days(organizer.group)
        assert {b - a for a, b in itertools.pairwise(made)} == {7 * DAY}
        assert organizer.post("meeting_add", **sent).status_code == 200
        assert self.days(organizer.group) == made

    def test_members_see_how_often(self, organizer, client, dana):
        organizer.post("meeting_add", **to_fill_in(repeats="fortnightly"))
        client.force_login(dana.user)

        shown = organizer.page()

        assert "Every two weeks on " in shown
        assert "Until when" not in shown

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"until": "2000-01-01", "repeats": "weekly"}, "Is the year right?"),
            ({"until": "soon", "repeats": "weekly"}, "This is not a day."),
            ({"until": "{before}", "repeats": "weekly"}, "before the first of them"),
            ({"until": "{after}"}, "Say how it repeats"),
            ({"repeats": "hourly"}, "not one of the available choices"),
            ({"repeats": "monthly_last", "day": "{first}"}, "is not the last"),
        ],
    )
    def test_what_is_wrong_is_said(self, organizer, wrong, said):
        ahead = (timezone.now() + 30 * DAY).date()
        known = {"before": ahead - DAY, "after": ahead + DAY, "first": ahead.replace(day=1)}
        sent = to_fill_in(**{key: value.format(**known) for key, value in wrong.items()})

        answer = organizer.post("meeting_add", **sent)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not Meeting.objects.exists()

    def test_a_single_one_can_repeat_from_now_on(self, organizer):
        organizer.post("meeting_add", **to_fill_in())
        meeting = Meeting.objects.get()

        organizer.post("meeting_change", meeting.pk, **to_fill_in(repeats="weekly", title="Supper"))

        meeting.refresh_from_db()
        assert meeting.series is not None
        assert meeting.title == "Supper"
        assert len(self.days(organizer.group)) > 5

    def test_only_this_one_or_this_and_the_following(self, organizer):
        organizer.post("meeting_add", **to_fill_in(repeats="weekly"))
        first, second = Meeting.objects.order_by("starts_at")[:2]
        shown = organizer.page("meeting_change", second.pk)
        assert "Only this one" in shown
        assert "It repeats every " in shown
        sent = to_fill_in(repeats="weekly", day=second.day)

        organizer.post("meeting_change", second.pk, **sent | {"scope": "one", "place": "Mill"})
        assert Meeting.objects.filter(place="Mill").count() == 1
        organizer.post("meeting_change", second.pk, **sent | {"scope": "following", "at": "8:00"})

        first.refresh_from_db()
        assert first.starts_at.astimezone(first.zone).hour == 7
        later = Meeting.objects.exclude(pk=first.pk)
        assert {meeting.starts_at.astimezone(meeting.zone).hour for meeting in later} == {8}

    def test_how_it_repeats_is_not_of_one_alone(self, organizer):
        organizer.post("meeting_add", **to_fill_in(repeats="weekly"))
        first = Meeting.objects.earliest("starts_at")

        sent = to_fill_in(repeats="fortnightly", scope="one")
        answer = organizer.post("meeting_change", first.pk, **sent)

        assert answer.status_code == 422
        assert "changes for this and the following" in answer.content.decode()

    def test_cancelled_alone_or_with_what_follows(self, organizer):
        organizer.post("meeting_add", **to_fill_in(repeats="weekly"))
        first, second, third = Meeting.objects.order_by("starts_at")[:3]
        assert "Cancel this and the following" in organizer.page("meeting_cancel", second.pk)

        organizer.post("meeting_cancel", second.pk)
        shown = organizer.post("meeting_cancel", third.pk, scope="following").content.decode()

        assert "are off the list" in shown
        assert self.days(organizer.group) == [first.day]

    def test_until_a_day(self, organizer):
        organizer.post("meeting_add", **to_fill_in(repeats="weekly"))
        series, last = MeetingSeries.objects.get(), self.days(organizer.group)[1]
        assert "How long does Breakfast go on?" in organizer.page("meeting_series", series.pk)

        shown = organizer.post("meeting_series", series.pk, until=str(last)).content.decode()

        assert "off the list" in shown
        assert self.days(organizer.group)[-1] == last
        answer = organizer.post("meeting_series", series.pk, until="never")
        assert answer.status_code == 422


class TestPages:
    def test_a_member_sees_what_comes_and_what_was(self, member):
        now = timezone.now()
        planned(member.group, title="Next one", starts_at=now + DAY)
        planned(member.group, title="Last one", starts_at=now - DAY)
        planned(GroupFactory(), title="Elsewhere", starts_at=now + DAY)

        shown = member.page()

        assert shown.index("Next one") < shown.index("Past") < shown.index("Last one")
        assert "The Boathouse" in shown
        assert "Elsewhere" not in shown
        assert shown.count("I was there<") == 1  # what comes cannot have been
        assert "Add a meeting" not in shown
        assert "/who/" not in shown

    def test_one_tap_says_that_one_was_there(self, member):
        meeting = planned(member.group, starts_at=timezone.now() - DAY)

        answer = member.client.post(
            member.url("meeting_there", meeting.pk), {"there": "yes"}, headers=HTMX
        )

        assert "You were there" in answer.content.decode()
        assert Attendance.objects.get().noted_by == member.person
        shown = member.post("meeting_there", meeting.pk, there="no").content.decode()
        assert "You were there" not in shown
        assert not Attendance.objects.exists()

    def test_not_of_what_is_still_to_come(self, member):
        meeting = planned(member.group, starts_at=timezone.now() + 3 * DAY)

        shown = member.post("meeting_there", meeting.pk, there="yes").content.decode()

        assert "from the day of the meeting on" in shown
        assert not Attendance.objects.exists()

    def test_who_joined_later_is_not_asked(self, member):
        planned(member.group, starts_at=timezone.now() - 3 * DAY)
        member.person.memberships.update(joined_at=timezone.now() - DAY)

        assert "I was there<" not in member.page()

    def test_an_organizer_adds_changes_and_cancels(self, organizer):
        shown = organizer.post("meeting_add", **to_fill_in(place="The Boathouse"))
        meeting = Meeting.objects.get()
        assert "Breakfast is on the list" in shown.content.decode()
        local = meeting.starts_at.astimezone(meeting.zone)
        assert (local.hour, local.minute, meeting.minutes) == (7, 30, 90)
        assert meeting.created_by == organizer.person

        organizer.post("meeting_change", meeting.pk, **to_fill_in(at="18:00", title="Supper"))
        meeting.refresh_from_db()
        assert meeting.title == "Supper"
        assert meeting.starts_at.astimezone(meeting.zone).hour == 18

        assert "Cancel Supper?" in organizer.page("meeting_cancel", meeting.pk)
        shown = organizer.post("meeting_cancel", meeting.pk).content.decode()
        assert "Supper is cancelled." in shown
        assert "Cancelled" in organizer.page()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"title": ""}, "Give the meeting a name."),
            ({"title": "  "}, "Give the meeting a name."),
            ({"title": "a\u202eb"}, "invisible character"),
            ({"title": "x" * 121}, "at most 120 characters"),
            ({"day": ""}, "Say on which day."),
            ({"day": "soon"}, "This is not a day."),
            ({"day": "0001-01-01"}, "Is the year right?"),
            ({"day": "9999-12-31"}, "Is the year right?"),
            ({"at": "half past"}, "This is not a time."),
            ({"minutes": "2"}, "five minutes at least"),
            ({"minutes": "99999"}, "at most"),
            ({"minutes": "an hour"}, "Write the minutes as a number."),
            ({"kind": "party"}, "not one of the available choices"),
            ({"place": "y" * 161}, "at most 160 characters"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, organizer, wrong, said):
        answer = organizer.post("meeting_add", **to_fill_in(place="The Mill") | wrong)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert ("The Mill" in answer.content.decode()) or "place" in wrong
        assert not Meeting.objects.exists()

    def test_a_time_that_the_clocks_skip_is_none(self, organizer, settings):
        year = timezone.now().year + 1
        march = datetime(year, 3, 1, tzinfo=UTC)
        second_sunday = march + timedelta(days=(6 - march.weekday()) % 7 + 7)

        answer = organizer.post("meeting_add", **to_fill_in(day=second_sunday.date(), at="2:30"))

        assert "skip this time" in answer.content.decode()

    def test_the_next_one_is_like_the_last_but_for_the_day(self, organizer):
        organizer.post("meeting_add", **to_fill_in(place="The Boathouse", minutes=75))

        shown = organizer.page("meeting_add")

        assert 'value="The Boathouse"' in shown
        assert 'value="75"' in shown
        assert 'name="day" value' not in shown

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_same_number_of_queries_however_many(
        self, organizer, count, django_assert_num_queries
    ):
        for number in range(count):
            planned(organizer.group, starts_at=timezone.now() + (number + 1) * DAY)
            past = planned(organizer.group, starts_at=timezone.now() - (number + 1) * DAY)
            Attendance.objects.create(meeting=past, person=organizer.person, created_at=NOW)

        with django_assert_num_queries(12):
            shown = organizer.page()

        assert shown.count("Tuesday breakfast</b>") == 2 * count
