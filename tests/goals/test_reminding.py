"""A slot is reminded of once, when it has begun, and only where it is of use."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection

from goals import services
from goals.mails import slots as mail
from members.deliveries import kinds
from members.deliveries.rendering import render
from members.models import Delivery, Interaction, Pause, Tie
from tests.factories import (
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    SuggestionFactory,
    member_of,
)

MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)  # 8:30 in New York
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def plan(person, now=MONDAY, **changed):
    words = {
        "weekdays": [1, 3],
        "at": time(8, 30),
        "cue": "after coffee",
        "count": 1,
        "kind": "introductions",
        "reminds": True,
    }
    return services.commit(person, now=now, **{**words, **changed})


def remind(now=TUESDAY):
    return services.remind_slots(now=now)


def made(person, moment):
    IntroductionFactory(introducer=person, made_at=moment, created_at=moment)


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def dana(group):
    return member_of(group, name="Dana Whitfield").person


@pytest.mark.django_db
class TestWhen:
    def test_at_its_hour_and_once(self, dana):
        commitment = plan(dana)

        queued = [remind(TUESDAY + step) for step in (-MINUTE, 0 * MINUTE, MINUTE, HOUR)]

        delivery = Delivery.objects.get()
        assert queued == [0, 1, 0, 0]
        assert (delivery.recipient, delivery.kind) == (dana, "slot")
        assert delivery.key == f"{commitment.pk}:2026-11-24"
        assert delivery.expires_at == TUESDAY + 3 * HOUR

    def test_each_slot_has_its_own(self, dana):
        plan(dana)

        for day in range(8):
            remind(TUESDAY + timedelta(days=day))

        assert sorted(Delivery.objects.values_list("key", flat=True)) == sorted(
            f"{dana.commitments.get().pk}:{day}"
            for day in ("2026-11-24", "2026-11-26", "2026-12-01")
        )

    def test_two_hours_late_at_most(self, dana):
        plan(dana)

        assert remind(TUESDAY + 2 * HOUR + MINUTE) == 0
        assert remind(TUESDAY + 2 * HOUR) == 1

    def test_across_midnight(self, dana):
        plan(dana, at=time(23, 30))

        assert remind(datetime(2026, 11, 25, 5, 10, tzinfo=UTC)) == 1  # 0:10 on Wednesday
        assert Delivery.objects.get().key.endswith("2026-11-24")

    def test_each_zone_has_its_own_half_past_eight(self, group):
        berlin = member_of(group, time_zone="Europe/Berlin").person
        tokyo = member_of(group, time_zone="Asia/Tokyo").person
        for person in (berlin, tokyo):
            plan(person, now=MONDAY - timedelta(days=7))

        remind(datetime(2026, 11, 24, 7, 30, tzinfo=UTC))

        assert [delivery.recipient for delivery in Delivery.objects.all()] == [berlin]

    @pytest.mark.parametrize(
        ("day", "at", "expected"),
        [
            (date(2027, 3, 14), time(2, 30), datetime(2027, 3, 14, 7, tzinfo=UTC)),
            (date(2026, 11, 29), time(1, 30), datetime(2026, 11, 29, 6, 30, tzinfo=UTC)),
            (date(2027, 11, 7), time(1, 30), datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
        ],
    )
    def test_through_changes_of_the_clock(self, dana, day, at, expected):
        plan(dana, weekdays=[6], at=at)

        assert remind(expected - MINUTE) == 0
        assert remind(expected) == 1
        assert Delivery.objects.get().key.endswith(str(day))

    def test_moved_to_another_zone_it_does_not_come_twice(self, dana):
        plan(dana)
        remind()
        dana.time_zone = "America/Chicago"
        dana.save()

        assert remind(TUESDAY + HOUR) == 0

    def test_a_plan_made_at_noon_says_nothing_of_the_morning(self, dana):
        plan(dana, now=TUESDAY + HOUR)

        assert remind(TUESDAY + HOUR) == 0

    def test_a_changed_hour_comes_at_the_new_one(self, dana):
        commitment = plan(dana)
        services.change_commitment(
            commitment,
            now=MONDAY,
            weekdays=[1],
            at=time(12),
            cue="",
            count=1,
            kind="introductions",
            reminds=True,
        )

        assert remind() == 0
        assert remind(datetime(2026, 11, 24, 17, tzinfo=UTC)) == 1


@pytest.mark.django_db
class TestWhoIsLeftAlone:
    def test_whoever_did_it_that_day_already(self, dana):
        plan(dana)
        made(dana, TUESDAY - HOUR)

        assert remind() == 0

    def test_but_not_who_did_it_yesterday_or_did_something_else(self, dana):
        plan(dana)
        made(dana, TUESDAY - timedelta(days=1))
        Interaction.objects.create(
            person=dana,
            other=PersonFactory(),
            kind="met",
            happened_on=TUESDAY.date(),
            created_at=TUESDAY,
        )

        assert remind() == 1

    def test_the_second_slot_of_a_day_wants_its_own(self, dana):
        plan(dana)
        plan(dana, at=time(17))
        made(dana, TUESDAY - HOUR)

        assert remind() == 0
        assert remind(datetime(2026, 11, 24, 22, tzinfo=UTC)) == 1

    def test_whoever_does_not_want_it(self, dana):
        plan(dana, reminds=False)

        assert remind() == 0

    def test_whoever_takes_a_pause_or_has_the_day_off(self, dana, group):
        plan(dana)
        Pause.objects.create(person=dana, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 25))
        other = member_of(group, paused_until=date(2026, 12, 24)).person
        plan(other)

        assert remind() == 0

    def test_whoever_left_or_has_no_account(self, dana, group):
        plan(dana)
        dana.memberships.update(state="left")
        plan(PersonFactory())
        closed = member_of(group)
        closed.is_active = False
        closed.save()
        plan(closed.person)

        assert remind() == 0

    def test_whoever_has_ended_the_plan(self, dana):
        services.end_commitment(plan(dana), now=MONDAY)

        assert remind() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 4])
def test_many_cost_no_more_reading_than_one(group, count, django_assert_num_queries):
    for number in range(count):
        person = member_of(group, time_zone=["America/New_York", "Asia/Tokyo"][number % 2]).person
        plan(person, now=MONDAY - timedelta(days=9), at=time(22 if number % 2 else 8, 30))
        made(person, TUESDAY - HOUR)  # done: nothing is written

    # zones, plans, known mails, promises with what was done, plans of the day
    with django_assert_num_queries(5):
        assert remind() == 0


@pytest.mark.django_db(transaction=True)
def test_two_beats_remind_once():
    plan(member_of(GroupFactory()).person)

    def beat(_: int) -> int:
        try:
            return remind()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        queued = sum(pool.map(beat, range(4)))

    assert (queued, Delivery.objects.count()) == (1, 1)


@pytest.mark.django_db
class TestTheMail:
    def queued(self, person, **changed):
        plan(person, **changed)
        remind()
        return Delivery.objects.get()

    def read(self, delivery, now=TUESDAY):
        found = render(delivery, kinds.get("slot"), now=now)
        body = message_from_bytes(found.message, policy=policy.default).get_body(("plain",))
        return found.subject, body.get_content()

    def test_it_says_the_promise_and_brings_the_pairs(self, dana, group):
        for score in (0.9, 0.8, 0.7):
            a, b = member_of(group).person, member_of(group).person
            SuggestionFactory(introducer=dana, a=a, b=b, score=score)
        delivery = self.queued(dana, count=2)

        context = mail.prepare(delivery, TUESDAY)

        assert context["if_then"] == (
            "When it is Tuesday 8:30, after coffee, I make two introductions."
        )
        assert [suggestion.score for suggestion in context["suggestions"]] == [0.9, 0.8]
        subject, text = self.read(delivery)
        assert subject == "8:30, after coffee: two introductions"
        assert context["suggestions"][0].get_absolute_url() in text

    def test_what_was_done_meanwhile_is_not_asked_again(self, dana, group):
        for _ in range(3):
            SuggestionFactory(introducer=dana, a=member_of(group).person, b=member_of(group).person)
        delivery = self.queued(dana, count=3)
        made(dana, TUESDAY + MINUTE)

        assert len(mail.prepare(delivery, TUESDAY + HOUR)["suggestions"]) == 2

    def test_follow_ups_can_be_answered_from_it(self, dana):
        FollowUpFactory(person=dana, due_at=MONDAY, introduction__introducer=dana)
        delivery = self.queued(dana, kind="follow_ups", cue="")

        context = mail.prepare(delivery, TUESDAY)

        assert context["if_then"] == "When it is Tuesday 8:30, I follow up once."
        (question,) = context["questions"]
        assert "/f/" in question["url"] or question["url"].startswith("http")

    def test_meetings_name_who_was_met_longest_ago(self, dana, group):
        lately, never = (
            member_of(group, name="Lately").person,
            member_of(group, name="Never").person,
        )
        Interaction.objects.create(
            person=lately,
            other=dana,
            kind="met",
            happened_on=date(2026, 11, 1),
            created_at=MONDAY,
        )
        delivery = self.queued(dana, kind="meetings", count=2)

        people = mail.prepare(delivery, TUESDAY)["people"]

        assert [person.name for person in people] == ["Never", "Lately"]
        assert [person.last_met for person in people] == [None, date(2026, 11, 1)]
        assert f"- {never.name}" in self.read(delivery)[1]

    def test_whoever_is_due_by_their_rhythm_comes_first(self, dana, group):
        never = member_of(group, name="Never").person
        due, not_due = (member_of(group, name=name).person for name in ("Zoe Due", "Zoe Not"))
        for person, rhythm in ((due, "monthly"), (not_due, "yearly")):
            Tie.objects.create(
                holder=dana, person=person, rhythm=rhythm, rhythm_since=date(2026, 1, 1)
            )
            Interaction.objects.create(
                person=dana,
                other=person,
                kind="met",
                happened_on=date(2026, 10, 1),
                created_at=MONDAY,
            )
        delivery = self.queued(dana, kind="meetings", count=3)

        people = mail.prepare(delivery, TUESDAY)["people"]

        assert [person.name for person in people] == [due.name, never.name, not_due.name]

    def test_without_anything_ready_it_says_what_else(self, dana):
        _, text = self.read(self.queued(dana))

        assert "no new pair ready" in text

    @pytest.mark.parametrize(
        ("happens", "reason"),
        [
            ("done", "done already"),
            ("paused", "pause"),
            ("ended", "plan has changed"),
            ("left", "no longer in any group"),
        ],
    )
    def test_it_does_not_go_when_it_is_of_no_use_any_more(self, dana, happens, reason):
        delivery = self.queued(dana)
        assert mail.not_wanted(delivery, TUESDAY) is None
        if happens == "done":
            made(dana, TUESDAY + MINUTE)
        elif happens == "paused":
            dana.paused_until = date(2026, 12, 1)
            dana.save()
        elif happens == "ended":
            dana.commitments.update(ends_on=date(2026, 11, 24))
        else:
            dana.memberships.update(state="left")

        delivery = Delivery.objects.get()

        assert reason in mail.not_wanted(delivery, TUESDAY + 2 * MINUTE)
