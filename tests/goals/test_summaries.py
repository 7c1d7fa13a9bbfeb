"""One summary a person and ISO week, on Monday at eight where they live."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy

import pytest
import vobject
from django.db import connection

from goals import services
from goals.calendar import calendar_of
from goals.calendar.collecting import events_of
from goals.models import Commitment, Goal, Promised, WeeklySummary
from goals.periods import Span, week_of
from goals.progress import Record
from goals.verdict import Kept, promises_of, verdict
from introductions.models import Contribution
from members.deliveries.draining import drain
from members.models import Delivery, Group, Pause, Person
from members.services.meetings import plan_meeting
from tests.factories import (
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    SuggestionFactory,
    TieFactory,
    member_of,
)
from trial.mails import read

MONDAY_EIGHT = datetime(2026, 11, 23, 13, tzinfo=UTC)  # in New York
WEEK_BEFORE = MONDAY_EIGHT - timedelta(days=5)


def with_goal(group: Group, count: int = 3, **person: object):
    found = member_of(group, **person).person
    services.set_goal(found, count=count, period="week", now=MONDAY_EIGHT - timedelta(weeks=3))
    return found


@pytest.mark.django_db
class TestPlanning:
    def test_nothing_leaves_before_eight(self):
        with_goal(GroupFactory())

        assert services.plan_due_summaries(now=MONDAY_EIGHT - timedelta(seconds=1)) == 0

    def test_one_leaves_at_eight_and_none_after(self):
        dana = with_goal(GroupFactory())
        IntroductionFactory(introducer=dana, made_at=WEEK_BEFORE)

        planned = [services.plan_due_summaries(now=MONDAY_EIGHT) for _ in range(3)]

        summary = WeeklySummary.objects.get()
        delivery = Delivery.objects.get()
        assert planned == [1, 0, 0]
        assert (summary.iso_year, summary.iso_week) == (2026, 47)
        assert [Kept(**promise) for promise in summary.promises] == [Kept("introductions", 3, 1)]
        assert (delivery.recipient, delivery.kind, delivery.key) == (
            dana,
            "weekly_summary",
            "2026-W47",
        )

    def test_each_zone_has_its_own_eight_o_clock(self):
        group = GroupFactory()
        berlin = with_goal(group, time_zone="Europe/Berlin")
        with_goal(group)

        services.plan_due_summaries(now=datetime(2026, 11, 23, 7, tzinfo=UTC))

        assert [d.recipient for d in Delivery.objects.all()] == [berlin]

    def test_after_an_outage_it_comes_late_until_wednesday(self):
        with_goal(GroupFactory())

        assert services.plan_due_summaries(now=MONDAY_EIGHT + timedelta(days=4)) == 0
        assert services.plan_due_summaries(now=MONDAY_EIGHT + timedelta(days=2)) == 1

    def test_moving_to_another_zone_does_not_double_it(self):
        dana = with_goal(GroupFactory(), time_zone="Asia/Tokyo")
        services.plan_due_summaries(now=MONDAY_EIGHT)
        dana.time_zone = "America/Los_Angeles"
        dana.save()

        services.plan_due_summaries(now=MONDAY_EIGHT + timedelta(hours=6))

        assert Delivery.objects.count() == 1

    def test_week_53_is_a_week_like_any_other(self):
        with_goal(GroupFactory())

        services.plan_due_summaries(now=datetime(2027, 1, 4, 13, tzinfo=UTC))

        assert Delivery.objects.get().key == "2026-W53"

    def test_not_for_who_promised_nothing_left_or_has_no_account(self):
        group = GroupFactory()
        member_of(group)
        gone = with_goal(group)
        gone.memberships.update(state="left")
        services.set_goal(PersonFactory(), count=3, period="week", now=WEEK_BEFORE)

        assert services.plan_due_summaries(now=MONDAY_EIGHT) == 0

    def test_not_in_the_week_in_which_the_promise_was_made(self):
        dana = member_of(GroupFactory()).person
        services.set_goal(dana, count=3, period="week", now=MONDAY_EIGHT)

        assert services.plan_due_summaries(now=MONDAY_EIGHT) == 0

    def test_nor_for_who_has_stopped_promising_since(self):
        group = GroupFactory()
        with_goal(group)
        stopped = with_goal(group)
        services.end_goal(stopped, now=MONDAY_EIGHT - timedelta(hours=1))

        assert services.plan_due_summaries(now=MONDAY_EIGHT) == 1

    def test_a_goal_of_any_kind_is_a_goal(self):
        for kind in Promised.values:
            person = member_of(GroupFactory()).person
            Goal.objects.create(
                person=person, kind=kind, count=2, period="week", starts_on=date(2026, 11, 2)
            )

        services.plan_due_summaries(now=MONDAY_EIGHT)

        told = {s.promises[0]["kind"] for s in WeeklySummary.objects.all()}
        assert told == set(Promised.values)

    def test_not_while_on_pause_but_after_it_if_it_is_not_too_late(self):
        dana = with_goal(GroupFactory())
        dana.paused_until = date(2026, 11, 25)
        dana.save()

        assert services.plan_due_summaries(now=MONDAY_EIGHT) == 0
        assert services.plan_due_summaries(now=MONDAY_EIGHT + timedelta(days=2)) == 1


class Reader:
    """Dana's summary, made ready and read as she would read it."""

    def __init__(self, **goal):
        self.group = GroupFactory(name="Riverside", time_zone="America/New_York")
        said = {"count": 2, "period": "week"} | goal
        self.dana = member_of(self.group, name="Dana Whitfield").person
        self.promise(**said)

    def promise(self, **fields):
        Goal.objects.create(person=self.dana, starts_on=date(2026, 11, 2), **fields)

    def member(self, name):
        return member_of(self.group, name=name).person

    def introduced(self, a, b, **fields):
        return IntroductionFactory(
            introducer=self.dana, a=self.member(a), b=self.member(b), **fields
        )

    def mail(self, now=MONDAY_EIGHT):
        services.plan_due_summaries(now=now)
        drain(now=now)
        delivery = Delivery.objects.get(kind="weekly_summary", recipient=self.dana)
        assert delivery.state == "sent", delivery.reason
        return read(delivery)

    def files(self):
        delivery = Delivery.objects.get(kind="weekly_summary", recipient=self.dana)
        message = message_from_bytes(bytes(delivery.message), policy=policy.default)
        return {part.get_filename(): part for part in message.iter_attachments()}


@pytest.mark.django_db
class TestMail:
    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_as_many_suggestions_as_the_goal_lacks(self, count):
        reader = Reader(count=count)
        reader.introduced("Ann X", "Bob X", made_at=MONDAY_EIGHT - timedelta(hours=2))
        for number in range(5):
            a, b = reader.member(f"A{number} X"), reader.member(f"B{number} X")
            SuggestionFactory(introducer=reader.dana, a=a, b=b)

        mail = reader.mail()

        assert mail.text.count("/introduce/") == count - 1
        assert mail.html.count("Introduce them") == count - 1
        assert ("ready to go" in mail.text) == (count > 1)

    def test_each_promise_has_its_line(self):
        reader = Reader(count=1)
        reader.promise(kind="follow_ups", count=5, period="week")
        reader.introduced("Ann X", "Bob X", made_at=WEEK_BEFORE)

        mail = reader.mail()

        assert mail.subject.startswith("One promise kept last week.")
        assert "Introductions: one of one" in mail.text
        assert "Follow-ups: none of five" in mail.text

    def test_days_off_are_no_reproach(self):
        reader = Reader()
        Pause.objects.create(
            person=reader.dana, starts_on=date(2026, 11, 17), ends_on=date(2026, 11, 20)
        )

        mail = reader.mail()

        assert "A week with days off. Nothing was missed." in mail.text
        assert "No introduction" not in mail.text

    def test_after_two_missed_weeks_a_smaller_beginning_is_offered(self):
        reader = Reader(count=4)

        mail = reader.mail()

        assert "No introduction last week. A new week starts today." in mail.text
        assert "Begin again with two this week?" in mail.text

    def test_what_came_of_it_each_once_by_the_furthest_it_came(self):
        reader = Reader()
        week = {"made_at": WEEK_BEFORE, "created_at": WEEK_BEFORE}
        reader.introduced("Ann X", "Bob X", state="useful", useful_at=WEEK_BEFORE, **week)
        reader.introduced("Cy X", "Di X", state="met", met_at=WEEK_BEFORE, **week)
        reader.introduced("Ed X", "Flo X", **week)
        reader.introduced("Gus X", "Hal X", state="withdrawn", **week)
        before = MONDAY_EIGHT - timedelta(days=8)
        reader.introduced("Ida X", "Jo X", state="met", met_at=before, made_at=before)
        marta = reader.member("Marta Okafor")
        Contribution.objects.create(
            giver=marta,
            receiver=reader.dana,
            currency="speaking",
            happened_on=date(2026, 11, 18),
            logged_by=marta,
            created_at=WEEK_BEFORE,
        )

        text = reader.mail().text

        assert {
            "- Useful: Ann X & Bob X",
            "- Met: Cy X & Di X",
            "- Brought together: Ed X & Flo X",
            "- Received: Marta Okafor passed you a speaking lead",
        } <= set(text.splitlines())
        assert "Gus" not in text
        assert "Ida" not in text

    def test_many_are_counted_and_not_all_named(self):
        reader = Reader()
        for number in range(6):
            reader.introduced(f"A{number} X", f"B{number} X", made_at=WEEK_BEFORE)

        line = next(line for line in reader.mail().text.splitlines() if "Brought" in line)

        assert line.count("&") == 3
        assert line.endswith(", and three more")

    def test_who_waits(self):
        reader = Reader()
        FollowUpFactory(
            introduction=reader.introduced("Ann X", "Bob X", made_at=WEEK_BEFORE),
            person=reader.dana,
            due_at=MONDAY_EIGHT,
        )
        lena, ruth = reader.member("Lena Roth"), reader.member("Ruth Alvarez")
        TieFactory(holder=reader.dana, person=lena, rhythm="monthly", rhythm_since=date(2026, 1, 1))
        for name in ("Kim X", "Lou X"):
            IntroductionFactory(
                introducer=ruth, a=reader.dana, b=reader.member(name), made_at=WEEK_BEFORE
            )

        text = reader.mail().text

        assert "Ann & Bob: Have they met yet?" in text
        assert "Lena Roth: No contact noted yet. You wanted to be in touch every month." in text
        assert "Ruth Alvarez has helped you twice this year." in text

    def test_what_the_week_brings_with_a_file_for_the_calendar(self):
        reader = Reader()
        Commitment.objects.create(
            person=reader.dana,
            weekdays=[1, 3],
            at=time(8, 30),
            cue="after coffee",
            starts_on=date(2026, 11, 2),
        )
        said = {"kind": "meeting", "minutes": 90, "place": "The Boathouse"}
        for title, days in (("Breakfast", 2), ("Next week", 8), ("Last week", -2)):
            plan_meeting(
                reader.group,
                by=reader.dana,
                title=title,
                starts_at=MONDAY_EIGHT + timedelta(days=days),
                now=MONDAY_EIGHT,
                **said,
            )

        text = reader.mail().text

        assert text.index("Tuesday 8:30: One introduction, after coffee") < text.index(
            "Wednesday 8:00: Riverside: Breakfast, The Boathouse"
        )
        assert "Next week" not in text
        [(name, part)] = reader.files().items()
        assert name == "your-week.ics"
        assert part.get_content_type() == "text/calendar"
        assert part["Content-Type"].params["method"] == "PUBLISH"
        events = list(vobject.readOne(part.get_content()).vevent_list)
        local = [event.dtstart.value.astimezone(reader.dana.zone) for event in events]
        assert [f"{moment:%a %H:%M}" for moment in local] == [
            "Tue 08:30",
            "Wed 08:00",
            "Thu 08:30",
        ]
        feed = calendar_of(events_of(reader.dana, MONDAY_EIGHT)).decode()
        assert all(event.uid.value in feed for event in events)  # one entry, not two

    def test_nothing_coming_no_file(self):
        reader = Reader()
        reader.mail()

        assert reader.files() == {}

    def test_for_who_promised_no_introductions_there_are_no_suggestions(self):
        reader = Reader(kind="meetings")
        SuggestionFactory(introducer=reader.dana, a=reader.member("A X"), b=reader.member("B X"))

        text = reader.mail().text

        assert "No meeting last week." in text
        assert "/introduce/" not in text

    def test_a_second_try_sends_the_same_bytes(self):
        reader = Reader()
        Commitment.objects.create(
            person=reader.dana, weekdays=[1], at=time(8, 30), starts_on=date(2026, 11, 2)
        )
        reader.mail()
        delivery = Delivery.objects.get()
        first = bytes(delivery.message)
        Delivery.objects.update(state="due")
        Commitment.objects.all().delete()

        drain(now=MONDAY_EIGHT + timedelta(hours=1))

        delivery.refresh_from_db()
        assert bytes(delivery.message) == first

    def test_not_for_who_takes_a_pause_or_has_left_in_the_meantime(self):
        for change in ({"paused_until": date(2026, 12, 1)}, None):
            reader = Reader()
            services.plan_due_summaries(now=MONDAY_EIGHT)
            if change:
                Person.objects.filter(pk=reader.dana.pk).update(**change)
            else:
                reader.dana.memberships.update(state="left")
            drain(now=MONDAY_EIGHT)

            assert Delivery.objects.get(recipient=reader.dana).state == "skipped"


IN_NOVEMBER = {"month": "November"}
SO_FAR = {"month": "November", "so_far": True}


@pytest.mark.parametrize(
    ("promises", "said"),
    [
        ([Kept("introductions", 3, 3)], "Promise kept: three introductions last week."),
        ([Kept("introductions", 3, 5)], "Promise kept: five introductions last week."),
        ([Kept("follow_ups", 3, 1)], "One of three follow-ups last week."),
        ([Kept("meetings", 1, 0)], "No meeting last week. A new week starts today."),
        ([Kept("meetings", 2, 0, excused=True)], "A week with days off. Nothing was missed."),
        (
            [Kept("introductions", 2, 1, excused=True)],
            "A week with days off, and one introduction all the same.",
        ),
        ([Kept("meetings", 2, 1, **SO_FAR)], "One of two meetings so far in November."),
        ([Kept("meetings", 2, 0, **SO_FAR)], "No meeting so far in November."),
        ([Kept("meetings", 2, 2, **SO_FAR)], "Promise kept: two meetings so far in November."),
        ([Kept("meetings", 2, 1, **IN_NOVEMBER)], "One of two meetings in November."),
        (
            [Kept("meetings", 2, 0, excused=True, **IN_NOVEMBER)],
            "A month with days off. Nothing was missed.",
        ),
        ([Kept("introductions", 1, 1), Kept("meetings", 1, 1)], "Both promises kept."),
        (
            [Kept("introductions", 1, 1), Kept("meetings", 1, 0, excused=True)],
            "A week with days off. Nothing was missed.",
        ),
        ([Kept("introductions", 1, 1), Kept("meetings", 1, 0)], "One promise kept last week."),
        (
            [Kept("introductions", 3, 1), Kept("meetings", 1, 0)],
            "Not quite what you had promised. A new week starts today.",
        ),
        (
            [Kept("introductions", 1, 1), Kept("meetings", 2, 0, **SO_FAR)],
            "One promise kept, the rest under way.",
        ),
        (
            [Kept("introductions", 8, 1, **SO_FAR), Kept("meetings", 2, 0, **SO_FAR)],
            "All under way.",
        ),
        ([], "A new week starts today."),
    ],
)
def test_last_week_in_one_sentence(promises, said):
    assert verdict(promises) == said


def month_goal(count, starts_on=date(2026, 10, 1)):
    return Goal(kind="meetings", count=count, period="month", starts_on=starts_on)


def by_the_month(goal, *days, off=()):
    """What a promise by the month is on a Monday of which the week before is summed up."""
    done = {"meetings": days, "introductions": (), "follow_ups": ()}
    return Record(date(2026, 12, 7), [goal], done, off)


@pytest.mark.parametrize(
    ("monday", "expected"),
    [
        (date(2026, 11, 16), Kept("meetings", 4, 1, **SO_FAR)),
        (date(2026, 11, 23), Kept("meetings", 4, 2, **SO_FAR)),
        (date(2026, 11, 30), Kept("meetings", 4, 3, **IN_NOVEMBER)),  # ends on that Monday
        (date(2026, 10, 26), Kept("meetings", 4, 0, month="October")),
    ],
)
def test_a_promise_by_the_month_is_judged_when_the_month_ends(monday, expected):
    record = by_the_month(
        month_goal(4), date(2026, 11, 3), date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 1)
    )

    assert promises_of(record, week_of(monday)) == [expected]


def test_and_not_for_a_month_in_which_it_was_not_made():
    record = by_the_month(month_goal(2, starts_on=date(2026, 12, 1)), date(2026, 11, 30))

    [promise] = promises_of(record, week_of(date(2026, 11, 30)))

    assert promise == Kept("meetings", 2, 0, month="December", so_far=True)


def test_days_off_excuse_a_month_too():
    off = [Span(date(2026, 11, 10), date(2026, 11, 14))]
    [promise] = promises_of(by_the_month(month_goal(2), off=off), week_of(date(2026, 11, 30)))

    assert promise.excused
    assert promise.line == "Meetings: days off, none due"


@pytest.mark.django_db(transaction=True)
def test_two_beats_plan_one_summary():
    with_goal(GroupFactory())

    def plan(_: int) -> int:
        try:
            return services.plan_due_summaries(now=MONDAY_EIGHT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        planned = sum(pool.map(plan, range(4)))

    assert (planned, Delivery.objects.count()) == (1, 1)
