"""The organizer's Monday mail: when it comes, what it tells, and what it can never tell."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from goals import services
from goals.group_week import group_week, in_turn
from goals.periods import week_of
from introductions.health.quiet import quiet_members
from introductions.models import Contribution, Party
from members.deliveries.draining import drain
from members.models import Attendance, Delivery, Pause, Person
from members.services.meetings import attend, plan_meeting
from tests.factories import (
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    member_of,
    organizer_of,
)
from trial.mails import read

MONDAY_EIGHT = datetime(2026, 11, 23, 13, tzinfo=UTC)  # in New York
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LAST_WEEK = MONDAY_EIGHT - 4 * DAY
LONG_AGO = MONDAY_EIGHT - timedelta(days=200)
WEEK_47 = week_of(date(2026, 11, 18))


class Village:
    """A group with its organizer, both there for long."""

    def __init__(self, name="Riverside", **ruth):
        self.group = GroupFactory(name=name, time_zone="America/New_York")
        self.ruth = organizer_of(self.group, **({"name": f"Ruth {name}"} | ruth)).person
        self.since(self.ruth, LONG_AGO)

    def since(self, person, moment):
        person.memberships.filter(group=self.group).update(joined_at=moment)
        return person

    def member(self, name, joined=LONG_AGO, **fields):
        return self.since(member_of(self.group, name=name, **fields).person, joined)

    def introduced(self, by, a, b, **fields):
        week = {"made_at": LAST_WEEK, "created_at": LAST_WEEK}
        return IntroductionFactory(introducer=by, a=a, b=b, **week | fields)

    def mail(self, now=MONDAY_EIGHT):
        """What Ruth reads; None when no mail went."""
        services.plan_due_group_summaries(now=now)
        drain(now=now)
        sent = Delivery.objects.filter(kind="group_summary", recipient=self.ruth, state="sent")
        return read(sent.get()) if sent else None

    def quiet(self, now=MONDAY_EIGHT):
        return [person.name for person in quiet_members(self.group, self.ruth, now)]


def said(mail):
    """All of a mail but the stop link, which is signed anew each second."""
    return re.sub(r"/stop/[^\s\"]+", "", f"{mail.subject} {mail.text} {mail.html}")


@pytest.mark.django_db
class TestPlanning:
    def test_one_at_eight_where_the_organizer_lives(self):
        village = Village()
        berlin = organizer_of(village.group, time_zone="Europe/Berlin").person
        village.since(berlin, LONG_AGO)

        planned = [
            services.plan_due_group_summaries(now=now)
            for now in (
                datetime(2026, 11, 23, 6, 59, tzinfo=UTC),
                datetime(2026, 11, 23, 7, tzinfo=UTC),
                MONDAY_EIGHT - timedelta(seconds=1),
                MONDAY_EIGHT,
                MONDAY_EIGHT + DAY,
            )
        ]

        assert planned == [0, 1, 0, 1, 0]
        key = f"{village.group.pk}:2026-W47"
        assert list(Delivery.objects.order_by("pk").values_list("recipient", "key")) == [
            (berlin.pk, key),
            (village.ruth.pk, key),
        ]

    def test_one_for_each_group(self):
        village, other = Village(), GroupFactory()
        MembershipFactory(group=other, person=village.ruth, role="organizer", joined_at=LONG_AGO)

        assert services.plan_due_group_summaries(now=MONDAY_EIGHT) == 2
        assert services.plan_due_group_summaries(now=MONDAY_EIGHT) == 0

    def test_not_for_members_nor_for_the_week_in_which_one_came(self):
        village = Village()
        village.member("Dana X")
        village.since(village.ruth, MONDAY_EIGHT - timedelta(hours=1))

        assert services.plan_due_group_summaries(now=MONDAY_EIGHT) == 0
        assert services.plan_due_group_summaries(now=MONDAY_EIGHT + WEEK) == 1

    def test_not_on_pause_nor_without_an_account(self):
        village = Village()
        village.ruth.user.is_active = False
        village.ruth.user.save()
        paused = Village()
        Person.objects.filter(pk=paused.ruth.pk).update(paused_until=date(2026, 12, 24))

        assert services.plan_due_group_summaries(now=MONDAY_EIGHT) == 0

    def test_after_an_outage_it_comes_late_until_thursday_and_each_week_once(self):
        Village()
        moments = [0, 2 * DAY, 3 * DAY, WEEK + 2 * DAY, 2 * WEEK + 5 * DAY, 6 * WEEK]
        planned = [
            services.plan_due_group_summaries(now=MONDAY_EIGHT + (moment or timedelta()))
            for moment in moments
        ]

        assert planned == [1, 0, 0, 1, 0, 1]
        keys = [key.rpartition(":")[2] for key in Delivery.objects.values_list("key", flat=True)]
        assert sorted(keys) == ["2026-W47", "2026-W48", "2026-W53"]

    def test_moving_to_another_zone_does_not_double_it(self):
        village = Village(time_zone="Asia/Tokyo")
        services.plan_due_group_summaries(now=MONDAY_EIGHT)
        Person.objects.filter(pk=village.ruth.pk).update(time_zone="America/Los_Angeles")

        services.plan_due_group_summaries(now=MONDAY_EIGHT + timedelta(hours=6))

        assert Delivery.objects.count() == 1

    def test_the_limit_leaves_the_rest_to_the_next_tick(self):
        for _ in range(3):
            Village()

        planned = [services.plan_due_group_summaries(now=MONDAY_EIGHT, limit=2) for _ in range(3)]

        assert planned == [2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_four_beats_plan_one_mail():
    Village()

    def plan(_):
        try:
            return services.plan_due_group_summaries(now=MONDAY_EIGHT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        planned = sum(pool.map(plan, range(4)))

    assert (planned, Delivery.objects.count()) == (1, 1)


@pytest.mark.django_db
class TestMail:
    def test_the_week_of_the_group(self):
        village = Village()
        dana, marta, tom = (village.member(f"{name} X") for name in ("Dana", "Marta", "Tom"))
        ida = village.member("Ida New", joined=LAST_WEEK)
        village.introduced(dana, marta, tom)
        village.introduced(village.ruth, dana, tom, state="met", met_at=LAST_WEEK)
        earlier = {"made_at": LONG_AGO, "created_at": LONG_AGO}
        village.introduced(
            tom, dana, marta, state="useful", met_at=LONG_AGO, useful_at=LAST_WEEK, **earlier
        )
        Contribution.objects.create(
            giver=dana,
            receiver=marta,
            currency="advice",
            text="How to price",
            happened_on=LAST_WEEK.date(),
            logged_by=marta,
            created_at=LAST_WEEK,
            thanks="You saved my week.",
            thanked_at=LAST_WEEK,
            thanks_shown_to=village.group,
        )
        plan_meeting(
            village.group,
            by=village.ruth,
            kind="meeting",
            title="Breakfast",
            starts_at=MONDAY_EIGHT + DAY,
            minutes=90,
            place="The Boathouse",
            now=MONDAY_EIGHT,
        )

        mail = village.mail()

        assert mail.subject == "One introduction in Riverside proved useful."
        for line in (
            "- Two new introductions among members.",
            "- One pair met after an introduction.",
            "- Marta X thanks Dana X: “You saved my week.”",
            f"- {ida.name} ({ida.trade})",
            "- Tuesday 24 November, 8:00: Breakfast, The Boathouse",
        ):
            assert line in mail.text
        assert "People to care for" not in mail.text
        assert "How to price" not in mail.text  # the thanks were shown, not what they are for

    def test_without_news_and_with_nobody_quiet_there_is_no_mail(self):
        village = Village()
        village.member("Ida New", joined=MONDAY_EIGHT - 20 * DAY)

        assert village.mail() is None
        assert Delivery.objects.get().state == "skipped"

    def test_not_for_who_does_not_organize_it_any_more(self):
        village = Village()
        village.member("Ida New", joined=LAST_WEEK)
        services.plan_due_group_summaries(now=MONDAY_EIGHT)
        village.ruth.memberships.update(role="member")
        drain(now=MONDAY_EIGHT)

        assert Delivery.objects.get().state == "skipped"

    def test_who_is_quiet_is_named_kindly_with_something_to_do(self):
        village = Village()
        lena = village.member("Lena Roth")

        mail = village.mail()

        assert mail.subject == "A quiet week in Riverside. 1 to care for."
        assert "People to care for" in mail.text
        assert reverse("introductions:partners", args=[lena.pk]) in mail.text
        assert "Whom Lena should meet" in mail.html

    def test_no_promise_is_in_it(self):
        village = Village()
        lena = village.member("Lena Roth")
        before = said(village.mail())
        services.set_goal(lena, count=7, period="week", now=LONG_AGO)
        Delivery.objects.all().delete()

        assert said(village.mail()) == before


@pytest.mark.django_db
class TestQuiet:
    def test_any_sign_in_the_group_within_six_weeks_is_enough(self):
        village = Village()
        names = ("Dana X", "Marta X", "Tom X", "Ann X", "Lena X")
        dana, marta, tom, ann, _ = (village.member(name) for name in names)
        village.introduced(dana, marta, village.ruth)
        old = {"made_at": LONG_AGO, "created_at": LONG_AGO}
        FollowUpFactory(
            introduction=village.introduced(village.ruth, tom, marta, **old),
            person=tom,
            state="answered",
            answered_at=LAST_WEEK,
        )
        meeting = plan_meeting(
            village.group,
            by=village.ruth,
            kind="meeting",
            title="Breakfast",
            starts_at=LAST_WEEK,
            minutes=90,
            place="",
            now=LAST_WEEK,
        )
        attend(meeting, ann, by=ann, now=LAST_WEEK)

        assert village.quiet() == ["Lena X"]
        later = MONDAY_EIGHT + 6 * WEEK
        assert village.quiet(later) == sorted(names)

    def test_not_who_came_lately_or_had_days_off_or_has_no_account(self):
        village = Village()
        village.member("Ida New", joined=MONDAY_EIGHT - 41 * DAY)
        off = village.member("Off X")
        Pause.objects.create(person=off, starts_on=date(2026, 10, 10), ends_on=date(2026, 10, 17))
        village.member("Paused X", paused_until=date(2026, 12, 1))
        gone = village.member("Gone X")
        gone.user.is_active = False
        gone.user.save()
        left = village.member("Left X")
        left.memberships.update(state="left", left_at=LAST_WEEK)
        village.member("Quiet X", joined=MONDAY_EIGHT - 43 * DAY)

        assert village.quiet() == ["Quiet X"]

    def test_five_at_most_and_everybody_has_their_turn(self):
        village = Village()
        names = {village.member(f"Quiet {n:02}").name for n in range(12)}
        seen, sizes = set(), set()
        for n in range(12):
            week = week_of(date(2026, 11, 16) + n * WEEK)
            told = group_week(village.group, village.ruth, week, MONDAY_EIGHT)
            seen |= {person.name for person in told.quiet}
            sizes.add(len(told.quiet))

        assert seen == names
        assert sizes == {5}

    def test_few_have_it_every_week(self):
        people = [Person(name=str(n)) for n in range(5)]

        assert in_turn(people, WEEK_47) == people


# --- What it can never tell -----------------------------------------------------------------------


class Secret:
    """Harbor, which shares Dana and Marta with Riverside, and lives a rich life of its own."""

    CANARY = "beryl"

    def __init__(self, riverside):
        self.riverside = riverside
        self.harbor = Village(f"Harbor {self.CANARY}")
        self.dana, self.marta = (riverside.member(f"{name} X") for name in ("Dana", "Marta"))
        for person in (self.dana, self.marta):
            MembershipFactory(group=self.harbor.group, person=person, joined_at=LONG_AGO)
        self.gwen, self.hal = (self.harbor.member(f"{n} {self.CANARY}") for n in ("Gwen", "Hal"))
        self.contact = PersonFactory(name=f"Xenia {self.CANARY}", keeper=self.dana)

    def happens(self):
        """All that is none of Riverside's business."""
        week = {"made_at": LAST_WEEK, "created_at": LAST_WEEK}
        done = {"met_at": LAST_WEEK, "useful_at": LAST_WEEK, "state": "useful"}
        dana, marta, gwen, hal = self.dana, self.marta, self.gwen, self.hal
        for by, a, b in (
            (gwen, dana, marta),  # by somebody who is not in Riverside
            (dana, marta, gwen),  # to somebody who is not
            (dana, marta, self.contact),  # to a private contact
            (gwen, hal, dana),
            (hal, gwen, self.harbor.ruth),
        ):
            found = IntroductionFactory(introducer=by, a=a, b=b, **week, **done)
            for person in (by, a, b):
                FollowUpFactory(
                    introduction=found, person=person, state="answered", answered_at=LAST_WEEK
                )
        asking = IntroductionFactory(
            introducer=self.riverside.ruth,
            a=dana,
            b=marta,
            state="asking",
            created_at=LAST_WEEK,
        )
        Party.objects.create(
            introduction=asking,
            side="a",
            asked_at=LAST_WEEK,
            answer="no",
            answered_at=LAST_WEEK,
        )
        for giver, receiver, group in (
            (gwen, dana, self.riverside.group),  # shown to a group of only one of them
            (dana, marta, self.harbor.group),
            (dana, marta, None),
        ):
            Contribution.objects.create(
                giver=giver,
                receiver=receiver,
                currency="advice",
                text=self.CANARY,
                happened_on=LAST_WEEK.date(),
                logged_by=giver,
                created_at=LAST_WEEK,
                thanks=f"{self.CANARY}, thank you",
                thanked_at=LAST_WEEK,
                thanks_shown_to=group,
            )
        meeting = plan_meeting(
            self.harbor.group,
            by=gwen,
            kind="meeting",
            title=self.CANARY,
            starts_at=LAST_WEEK,
            minutes=60,
            place=self.CANARY,
            now=LAST_WEEK,
        )
        attend(meeting, dana, by=dana, now=LAST_WEEK)
        self.harbor.member(f"Joe {self.CANARY}", joined=LAST_WEEK)
        services.set_goal(dana, count=5, period="week", now=LONG_AGO)


@pytest.mark.django_db
def test_what_members_do_elsewhere_changes_not_a_letter():
    """Byte for byte the same mail, whatever happens in other groups and with private contacts."""
    riverside = Village()
    secret = Secret(riverside)
    riverside.member("Ida New", joined=LAST_WEEK)
    before = riverside.mail()
    Delivery.objects.all().delete()

    secret.happens()
    after = riverside.mail()

    assert said(after) == said(before)
    assert secret.CANARY not in said(after)
    assert {"Dana X", "Marta X"} <= set(riverside.quiet())
    assert Attendance.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_however_many(count, django_assert_num_queries):
    village = Village()
    for number in range(count):
        village.member(f"Quiet {number}")
        village.member(f"New {number}", joined=LAST_WEEK)

    with django_assert_num_queries(11):
        told = group_week(village.group, village.ruth, WEEK_47, MONDAY_EIGHT)
        str([person.trade for person in (*told.quiet, *told.newcomers)])

    assert len(told.quiet) == count
