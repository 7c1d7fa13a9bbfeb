"""The private calendar, read back by a parser that is not the one that wrote it."""

from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.test import Client
from django.urls import reverse

from goals.calendar import Event, calendar_of, slot_event
from goals.calendar.address import SALT, signer, subscribe_url_of, token_of, url_of
from goals.calendar.collecting import events_of
from goals.models import CalendarFeed, Commitment
from goals.services import remind_slots
from goals.services.calendar import end_feed, renew_feed
from goals.slots import Slot
from introductions.models import Pace
from members.deliveries.draining import drain
from members.models import Delivery, Meeting, Pause
from members.services.meetings import cancel_meeting, change_meeting, plan_meeting
from members.services.series import Said, plan_series
from members.services.series_changes import cancel_following, change_following
from tests.factories import (
    NOW,
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    member_of,
)

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NEW_YORK = ZoneInfo("America/New_York")
PAGE, RENEW, END = (reverse(f"goals:calendar{part}") for part in ("", "_renew", "_end"))


def read(content):
    """The entries of a file by their UID, as vobject understands it."""
    calendar = vobject.readOne(content.decode())
    return {event.uid.value: event for event in calendar.contents.get("vevent", [])}


def entry(**fields):
    said = {
        "uid": "1@x.example",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(minutes=30),
        "title": "A title",
        "changed_at": NOW,
    }
    return Event(**said | fields)


# --- The file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Comma, semicolon; colon: and \\ backslash",
        "Quotes \"here\" and 'there'",
        "Two\nlines\n\nand a gap",
        "Zoë 🤝 Müller, דנה, دانا",
        "🤝" * 60,
        "A long title with words and words " * 6,
        "x" * 200,
        "é" * 200,
        "BEGIN:VALARM\nEND:VCALENDAR",
        "=cmd|'/c calc'!A1",
        r"literal \n and \, as typed",
    ],
)
def test_any_text_comes_back_as_it_was(text):
    content = calendar_of([entry(title=text, text=text, place=text)], name="Proactive")

    [event] = read(content).values()
    for part in (event.summary, event.description, event.location):
        assert part.value == text
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    content.decode()
    for line in content.split(b"\r\n"):
        line.decode()  # no letter is cut in two


def test_what_cannot_be_written_is_left_out():
    [event] = read(calendar_of([entry(title="a\0b\x1bc\rd")])).values()

    assert event.summary.value == "abc\nd"


def test_the_same_entries_are_the_same_bytes_in_any_order():
    one, two = entry(uid="1"), entry(uid="2", starts_at=NOW - DAY)

    assert calendar_of([one, two]) == calendar_of([two, one])


def test_a_feed_says_its_name_and_when_to_look_again():
    calendar = vobject.readOne(calendar_of([], name="Proactive").decode())

    assert calendar.x_wr_calname.value == "Proactive"
    assert calendar.refresh_interval.value == "PT1H"
    assert calendar.refresh_interval.params == {"VALUE": ["DURATION"]}
    assert calendar.method.value == "PUBLISH"
    assert calendar.version.value == "2.0"


def test_an_alarm_rings_so_long_before():
    [event] = read(calendar_of([entry(alarm=timedelta(minutes=5))])).values()

    assert event.valarm.action.value == "DISPLAY"
    assert event.valarm.trigger.value == timedelta(minutes=-5)
    assert "valarm" not in next(iter(read(calendar_of([entry()])).values())).contents


# --- What stands in it ----------------------------------------------------------------------------


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside", time_zone="America/New_York")


@pytest.fixture
def dana(riverside):
    return member_of(riverside, name="Dana Whitfield").person


def calendar_for(person, now=NOW):
    return read(calendar_of(events_of(person, now)))


def commitment_of(person, **fields):
    said = {"weekdays": [1, 3], "at": time(8, 30), "starts_on": date(2026, 1, 1)}
    return Commitment.objects.create(person=person, **said | fields)


def a_meeting(group, **fields):
    said = {
        "kind": "meeting",
        "title": "Breakfast",
        "starts_at": NOW + DAY,
        "minutes": 90,
        "place": "The Boathouse",
        "now": NOW,
    }
    return plan_meeting(group, by=PersonFactory(), **said | fields)


def introduced(dana, a, b, due=NOW + DAY):
    found = IntroductionFactory(introducer=dana, a=a, b=b)
    return FollowUpFactory(introduction=found, person=dana, due_at=due)


@pytest.mark.django_db
class TestSlots:
    def test_eight_weeks_of_the_plan_with_what_was_promised(self, dana):
        plan = commitment_of(dana, cue="after coffee", count=2)

        events = calendar_for(dana)

        assert len(events) == 16
        first = events[f"slot-{plan.pk}-20261124@testserver"]
        assert first.summary.value == "Your plan: two introductions"
        assert first.description.value.startswith("After coffee: two introductions.\n")
        assert first.dtstart.value == datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
        assert first.dtend.value - first.dtstart.value == timedelta(minutes=30)
        assert first.valarm.trigger.value == -timedelta(minutes=5)
        assert first.contents["class"][0].value == "PRIVATE"

    @pytest.mark.parametrize("start", [datetime(2026, 3, 2, 12, tzinfo=UTC), NOW - 8 * WEEK])
    @pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
    def test_at_the_same_hour_on_the_wall_through_both_changes_of_the_clock(
        self, dana, zone, start
    ):
        dana.time_zone = zone
        commitment_of(dana, weekdays=list(range(7)))

        events = calendar_for(dana, start).values()

        local = sorted(event.dtstart.value.astimezone(ZoneInfo(zone)) for event in events)
        assert {moment.time() for moment in local} == {time(8, 30)}
        assert len({moment.utcoffset() for moment in local}) == 2  # the clocks did change
        assert len(local) == 56
        assert len({moment.date() for moment in local}) == 56

    def test_not_on_days_off_nor_after_the_plan_has_ended(self, dana):
        commitment_of(dana, ends_on=date(2026, 12, 9))
        Pause.objects.create(person=dana, starts_on=date(2026, 11, 30), ends_on=date(2026, 12, 7))

        days = {event.dtstart.value.date() for event in calendar_for(dana).values()}

        assert days == {date(2026, 11, 24), date(2026, 11, 26), date(2026, 12, 8)}

    def test_the_reminder_and_the_feed_mean_the_same_entry(self, dana):
        plan = commitment_of(dana)
        slot = Slot(plan, date(2026, 11, 24), datetime(2026, 11, 24, 13, 30, tzinfo=UTC))

        assert set(read(calendar_of([slot_event(slot)]))) <= set(calendar_for(dana))

    def test_the_mail_that_reminds_of_it_carries_it(self, dana):
        plan = commitment_of(dana)
        at_half_past = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
        remind_slots(now=at_half_past)
        drain(now=at_half_past)

        kept = bytes(Delivery.objects.get(kind="slot").message)
        [part] = message_from_bytes(kept, policy=policy.default).iter_attachments()

        assert part.get_filename() == "plan.ics"
        assert part["Content-Type"].params["method"] == "PUBLISH"
        [event] = read(part.get_payload(decode=True)).values()
        assert event.uid.value == f"slot-{plan.pk}-20261124@testserver"
        assert event.dtstart.value == at_half_past


@pytest.mark.django_db
class TestFollowUps:
    def test_one_entry_for_a_day_at_the_hour_of_the_person(self, dana):
        Pace.objects.create(person=dana, days=[2, 7, 21, 45, 90, 180], asked_at=time(17, 15))
        marta, tom = (member_of(GroupFactory(), name=n).person for n in ("Marta Okafor", "Tom Li"))
        lena = PersonFactory(name="Lena Roth")
        introduced(dana, marta, tom)
        introduced(dana, marta, lena, due=NOW + DAY + timedelta(hours=3))
        introduced(dana, tom, lena, due=NOW + 3 * DAY)

        events = calendar_for(dana)

        tomorrow = events[f"follow-ups-{dana.pk}-20261124@testserver"]
        assert len(events) == 2
        assert tomorrow.summary.value == "Follow up: Marta and Tom; Marta and Lena"
        local = tomorrow.dtstart.value.astimezone(NEW_YORK)
        assert (local.date(), local.time()) == (date(2026, 11, 24), time(17, 15))
        assert "valarm" in tomorrow.contents
        assert tomorrow.transp.value == "TRANSPARENT"

    def test_for_one_of_the_two_it_names_the_other(self, dana):
        found = IntroductionFactory(a=dana, b=PersonFactory(name="Tom Lindqvist"))
        FollowUpFactory(introduction=found, person=dana, due_at=NOW)

        [event] = calendar_for(dana).values()

        assert event.summary.value == "Follow up: Tom"

    def test_a_private_contact_is_not_named(self, dana):
        contact = PersonFactory(name="Xenia Geheim", company="Secret & Sons", keeper=dana)
        introduced(dana, PersonFactory(name="Marta Okafor"), contact)

        content = calendar_of(events_of(dana, NOW)).decode()

        assert "Follow up: Marta and somebody you know" in content
        assert "Xenia" not in content
        assert "Secret" not in content

    def test_many_are_not_all_named(self, dana):
        for number in range(9):
            a, b = PersonFactory(name=f"A{number} X"), PersonFactory(name=f"B{number} X")
            introduced(dana, a, b)

        [event] = calendar_for(dana).values()

        assert event.summary.value.endswith("A5 and B5; and 3 more")

    def test_answered_or_of_somebody_else_it_is_not_there(self, dana):
        answered = introduced(dana, PersonFactory(), PersonFactory())
        type(answered).objects.update(state="answered")
        introduced(PersonFactory(), dana, PersonFactory())

        assert calendar_for(dana) == {}


@pytest.mark.django_db
class TestMeetings:
    def test_of_ones_groups_with_place_and_alarm(self, dana, riverside):
        meeting = a_meeting(riverside)
        a_meeting(GroupFactory(), title="Elsewhere")
        a_meeting(riverside, starts_at=NOW - 61 * DAY)
        a_meeting(riverside, starts_at=NOW + 370 * DAY)

        [event] = calendar_for(dana).values()

        assert event.uid.value == f"meeting-{meeting.pk}@testserver"
        assert event.summary.value == "Riverside: Breakfast"
        assert event.location.value == "The Boathouse"
        assert event.dtend.value - event.dtstart.value == timedelta(minutes=90)
        assert event.valarm.trigger.value == -timedelta(hours=1)
        assert event.status.value == "CONFIRMED"

    def test_a_change_is_a_later_version_of_the_same_entry(self, dana, riverside):
        meeting = a_meeting(riverside)
        [before] = calendar_for(dana).values()
        said = {"kind": "meeting", "title": "Breakfast", "minutes": 60, "place": "The Mill"}
        change_meeting(meeting, **said, starts_at=NOW + 2 * DAY, now=NOW + timedelta(hours=1))

        [after] = calendar_for(dana, NOW + timedelta(hours=2)).values()

        assert after.uid.value == before.uid.value
        assert int(after.sequence.value) > int(before.sequence.value)
        assert after.last_modified.value > before.last_modified.value
        assert after.dtstart.value == NOW + 2 * DAY

    def test_cancelled_it_stays_struck_through_and_silent(self, dana, riverside):
        meeting = a_meeting(riverside)
        [before] = calendar_for(dana).values()
        cancel_meeting(meeting, now=NOW + timedelta(seconds=5))

        [event] = calendar_for(dana).values()

        assert event.status.value == "CANCELLED"
        assert int(event.sequence.value) > int(before.sequence.value)
        assert "valarm" not in event.contents

    def test_it_goes_with_the_membership(self, dana, riverside):
        a_meeting(riverside)
        dana.memberships.update(state="left")

        assert calendar_for(dana) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_however_much(dana, riverside, count, django_assert_num_queries):
    for number in range(count):
        commitment_of(dana, at=time(7 + number))
        a_meeting(riverside, starts_at=NOW + number * DAY)
        introduced(dana, PersonFactory(), PersonFactory(), due=NOW + number * DAY)

    with django_assert_num_queries(5):
        found = events_of(dana, NOW)

    assert len(found) == count * 18


# --- The address ----------------------------------------------------------------------------------


def path_of(person):
    return urlsplit(url_of(person.calendar_feed)).path


@pytest.fixture
def feed(dana):
    return renew_feed(dana, now=NOW)


@pytest.mark.django_db
class TestAddress:
    def test_nobody_signs_in_there(self, feed, dana, riverside):
        a_meeting(riverside)
        with time_machine.travel(NOW, tick=False):
            answer = Client().get(path_of(dana))

        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Cache-Control"] == "private, no-cache"
        assert len(read(answer.content)) == 1

    def test_what_has_not_changed_is_not_sent_again(self, feed, dana, riverside):
        meeting = a_meeting(riverside)
        with time_machine.travel(NOW, tick=False):
            first = Client().get(path_of(dana))
        etag = first["ETag"]
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            again = Client().get(path_of(dana), headers={"If-None-Match": etag})
            assert (again.status_code, again.content) == (304, b"")
            cancel_meeting(meeting, now=NOW + timedelta(hours=1))
            changed = Client().get(path_of(dana), headers={"If-None-Match": etag})
        assert changed.status_code == 200
        assert changed["ETag"] != etag

    def test_head_says_the_same_and_sends_nothing(self, feed, dana):
        answer = Client().head(path_of(dana))

        assert (answer.status_code, answer.content) == (200, b"")
        assert answer["ETag"]

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_it_can_only_be_read(self, feed, dana, method):
        assert getattr(Client(), method)(path_of(dana)).status_code == 405

    def test_any_other_address_gets_one_and_the_same_answer(self, feed, dana):
        token = token_of(feed)
        nonce, _, signature = token.rpartition(".")
        other = renew_feed(PersonFactory(), now=NOW)
        person_without_account = token_of(other)
        wrong = [
            nonce,
            f"{nonce}.",
            f"{nonce}.{signature[:-1]}",
            f"{nonce}.{signature}x",
            f"{nonce[:-1]}.{signature}",
            f"x{token}",
            signer().sign("unknown"),
            type(signer())(sep=".", salt=f"{SALT}.other").sign(feed.nonce),
            person_without_account,
            "a" * 3000,
            "%00",
            "é.é",
        ]
        answers = set()
        for text in wrong:
            answer = Client().get(f"/calendar/{text}.ics")
            answers.add((answer.status_code, answer.content))

        assert answers == {(404, b"There is no calendar here.\n")}

    def test_a_new_address_ends_the_old_one_at_once(self, feed, dana):
        old = path_of(dana)
        renew_feed(dana, now=NOW)
        dana.refresh_from_db()

        assert Client().get(old).status_code == 404
        assert Client().get(path_of(dana)).status_code == 200
        assert end_feed(dana)
        assert not end_feed(dana)
        assert Client().get(path_of(dana)).status_code == 404

    def test_it_ends_with_the_account(self, feed, dana):
        dana.user.is_active = False
        dana.user.save()

        assert Client().get(path_of(dana)).status_code == 404

    def test_the_link_that_subscribes(self, feed, settings):
        settings.SITE_URL = "https://proactive.example"

        assert subscribe_url_of(feed) == f"webcal://proactive.example/calendar/{token_of(feed)}.ics"


@pytest.mark.django_db
class TestPage:
    def test_looking_makes_no_address(self, client, dana):
        client.force_login(dana.user)

        assert "Make my address" in client.get(PAGE).content.decode()
        assert not CalendarFeed.objects.exists()

    def test_made_shown_renewed_and_ended(self, client, dana):
        client.force_login(dana.user)
        shown = client.post(RENEW, follow=True).content.decode()
        first = url_of(CalendarFeed.objects.get())
        assert first in shown
        assert "webcal://" in shown

        shown = client.post(RENEW, follow=True).content.decode()
        assert first not in shown
        assert "The old one has ended." in shown

        shown = client.post(END, follow=True).content.decode()
        assert "Make my address" in shown
        assert not CalendarFeed.objects.exists()

    def test_only_ones_own(self, client, dana):
        renew_feed(member_of(GroupFactory()).person, now=NOW)
        client.force_login(dana.user)

        assert ".ics" not in client.get(PAGE).content.decode()
        client.post(END)
        assert CalendarFeed.objects.count() == 1


def test_meetings_have_a_zone_of_their_own_group():
    meeting = Meeting(group=GroupFactory.build(time_zone="Asia/Tokyo"), starts_at=NOW, minutes=5)

    assert meeting.day == date(2026, 11, 23)


# --- Meetings that repeat -------------------------------------------------------------------------


@pytest.fixture
def breakfasts(riverside):
    """Tuesdays at half past seven, from the day after NOW on."""
    said = Said(
        kind="meeting",
        title="Breakfast",
        place="The Boathouse",
        minutes=90,
        repeats="weekly",
        first_day=date(2026, 11, 24),
        begins_at=time(7, 30),
        last_day=date(2027, 3, 30),
    )
    return plan_series(riverside, said, by=PersonFactory(), now=NOW)


def begin(events):
    """When each of the entries of a file begins in New York, and whether it takes place."""
    found = (
        (event.dtstart.value.astimezone(NEW_YORK), event.status.value == "CONFIRMED")
        for event in events.values()
    )
    return sorted(found)


@pytest.mark.django_db
def test_each_of_a_series_stands_in_it_by_the_clocks_of_the_group(dana, breakfasts):
    found = begin(calendar_for(dana, NOW))

    assert len(found) == breakfasts.meetings.count() > 15
    assert [(at.date() - found[0][0].date()) / WEEK for at, _ in found] == list(range(len(found)))
    assert {at.time() for at, _ in found} == {time(7, 30)}
    assert len({at.utcoffset() for at, _ in found}) == 2  # the clocks change on 14 March


@pytest.mark.django_db
def test_one_that_is_moved_and_one_that_is_cancelled(dana, breakfasts):
    before = calendar_for(dana)
    moved, gone, *_ = breakfasts.meetings.order_by("series_day")
    said = {"kind": "meeting", "title": "Breakfast", "minutes": 90, "place": "The Boathouse"}
    change_meeting(moved, starts_at=moved.starts_at + DAY, now=NOW + DAY, **said)
    cancel_meeting(gone, now=NOW + DAY)

    after = calendar_for(dana)

    assert after.keys() == before.keys()
    (wednesday, stays), (_, takes_place), *rest = begin(after)
    assert (wednesday.weekday(), stays, takes_place) == (2, True, False)
    assert rest == begin(before)[2:]
    risen = [key for key in after if after[key].sequence.value > before[key].sequence.value]
    assert len(risen) == 2


@pytest.mark.django_db
def test_from_one_on_they_are_the_same_entries_at_another_time(dana, breakfasts):
    before = calendar_for(dana)
    third = breakfasts.meetings.order_by("series_day")[2]
    later = Said(
        kind="meeting",
        title="Breakfast",
        place="The Boathouse",
        minutes=90,
        repeats="weekly",
        first_day=third.series_day,
        begins_at=time(8),
        last_day=breakfasts.last_day,
    )

    change_following(third, later, by=dana, now=NOW + DAY / 2)

    after = calendar_for(dana)
    assert after.keys() == before.keys()
    assert [at.time() for at, _ in begin(after)[:3]] == [time(7, 30), time(7, 30), time(8)]


@pytest.mark.django_db
def test_cancelled_with_what_follows_they_leave_the_calendar(dana, breakfasts):
    third = breakfasts.meetings.order_by("series_day")[2]

    cancel_following(third, now=NOW)

    assert [takes_place for _, takes_place in begin(calendar_for(dana))] == [True, True, False]
