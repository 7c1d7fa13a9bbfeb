"""The rules of the ladder, without a database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introductions import ladder
from introductions.ladder import RUNGS, Schedule

NEW_YORK = ZoneInfo("America/New_York")
MADE = datetime(2026, 11, 23, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "steps"), [("party", [2, 7, 21, 45, 90, 180]), ("introducer", [7, 21, 45])]
)
def test_whoever_always_says_not_yet_is_asked_on_every_rung_and_then_no_more(role, steps):
    asked = [ladder.first_step(role)]
    while step := ladder.next_step(role, asked[-1], "made"):
        asked.append(step)

    assert asked == steps


def test_questions_are_due_at_nine_in_the_persons_zone():
    due = ladder.due(2, state="made", contact=MADE, zone=NEW_YORK)

    assert due == datetime(2026, 11, 25, 9, tzinfo=NEW_YORK)


def test_days_are_those_of_the_persons_calendar():
    late_evening = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # still Monday in New York

    due = ladder.due(2, state="made", contact=late_evening, zone=NEW_YORK)

    assert due.date() == date(2026, 11, 25)


def test_usefulness_is_asked_24_days_after_the_meeting():
    assert ladder.next_step("party", 7, "met") == 45
    due = ladder.next_due(45, state="met", contact=MADE, now=MADE, zone=NEW_YORK)
    assert due.date() == MADE.date() + timedelta(days=24)


def test_a_late_answer_is_not_followed_by_a_question_at_once():
    late = MADE + timedelta(days=100)

    due = ladder.next_due(7, state="made", contact=MADE, now=late, zone=NEW_YORK)

    assert due.date() == late.date() + timedelta(days=3)


@pytest.mark.parametrize(
    ("state", "step", "answer", "after"),
    [
        ("made", 2, "yes", "made"),
        ("made", 7, "yes", "made"),
        ("made", 21, "yes", "met"),
        ("made", 2, "met", "met"),
        ("made", 90, "met", "met"),
        ("made", 45, "yes", "useful"),
        ("made", 45, "not_yet", "made"),
        ("met", 45, "yes", "useful"),
        ("met", 45, "not_yet", "met"),
        ("met", 45, "met", "met"),
        ("useful", 90, "not_yet", "useful"),
    ],
)
def test_what_an_answer_makes_of_an_introduction(state, step, answer, after):
    assert ladder.state_after(state, step, answer) == after


def test_the_introducer_is_thanked_and_not_asked_further_once_it_was_useful():
    assert ladder.next_step("introducer", 7, "useful") is None
    assert ladder.next_step("party", 45, "useful") == 90


zones = st.sampled_from(["America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "UTC"])


@given(
    role=st.sampled_from(["party", "introducer"]),
    answers=st.lists(st.sampled_from(["yes", "not_yet", "met"]), min_size=6, max_size=6),
    waits=st.lists(st.integers(0, 200), min_size=6, max_size=6),
    zone=zones,
)
def test_the_ladder_only_goes_up_never_asks_in_the_past_and_ends(role, answers, waits, zone):
    zone = ZoneInfo(zone)
    state, contact, step = "made", MADE, ladder.first_step(role)
    due = ladder.due(step, state=state, contact=contact, zone=zone)
    for answer, wait in zip(answers, waits, strict=True):
        now = due + timedelta(days=wait)
        after = ladder.state_after(state, step, answer)
        if after != state:
            state, contact = after, now
        following = ladder.next_step(role, step, state)
        if following is None:
            return
        assert following > step
        due = ladder.next_due(following, state=state, contact=contact, now=now, zone=zone)
        assert due > now
        assert due.astimezone(zone).hour == 9
        step = following
    pytest.fail("six answers did not end the ladder")


@given(
    role=st.sampled_from(["party", "introducer"]),
    state=st.sampled_from(["made", "met", "useful"]),
    step=st.sampled_from([2, 7, 21, 45, 90, 180]),
)
def test_every_question_has_words_and_answers(role, state, step):
    assert ladder.question(role, state, step).endswith("?")
    offered = [choice.answer for choice in ladder.choices(role, state, step)]
    assert "not_yet" in offered
    assert len(offered) == len(set(offered)) >= 2


# --- schedules of one's own ---


@st.composite
def schedules(draw):
    """Days that go up, some left out, and an hour of the day."""
    days = sorted(draw(st.lists(st.integers(1, 365), min_size=6, max_size=6, unique=True)))
    kept = draw(st.lists(st.booleans(), min_size=6, max_size=6).filter(any))
    hour = time(draw(st.integers(5, 22)), draw(st.sampled_from([0, 30])))
    chosen = (day if keep else None for day, keep in zip(days, kept, strict=True))
    return Schedule(tuple(chosen), hour)


# Zones whose clocks change in either half of the year, one by half an hour, and some that never do.
everywhere = st.sampled_from(
    [
        "America/New_York",
        "Europe/London",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Asia/Kolkata",
        "Pacific/Kiritimati",
        "Africa/Cairo",
    ]
).map(ZoneInfo)
moments = st.integers(0, 14 * 366 * 24 * 60).map(
    lambda minutes: datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
states = st.sampled_from(["made", "met", "useful"])
roles = st.sampled_from(["party", "introducer"])


@given(schedule=schedules(), state=states, contact=moments, zone=everywhere, role=roles)
def test_questions_come_at_the_hour_and_in_order_whatever_clocks_do(
    schedule, state, contact, zone, role
):
    dues = [
        ladder.due(step, state=state, contact=contact, zone=zone, schedule=schedule)
        for step in schedule.steps(role)
        if step >= ladder.LOWEST_STEP[state]
    ]

    assert {due.astimezone(zone).time() for due in dues} <= {schedule.asked_at}
    days = [due.astimezone(zone).date() for due in dues]
    assert days == sorted(set(days))
    assert all(day >= contact.astimezone(zone).date() for day in days)


@given(
    schedule=schedules(),
    role=roles,
    zone=everywhere,
    contact=moments,
    answers=st.lists(st.sampled_from(["yes", "not_yet", "met"]), min_size=6, max_size=6),
    waits=st.lists(st.integers(0, 200), min_size=6, max_size=6),
)
def test_any_schedule_only_goes_up_and_ends(schedule, role, zone, contact, answers, waits):
    state, step = "made", ladder.first_step(role, schedule)
    if step is None:
        assert schedule.steps(role) == []
        return
    due = ladder.due(step, state=state, contact=contact, zone=zone, schedule=schedule)
    for answer, wait in zip(answers, waits, strict=True):
        now = (due + timedelta(days=wait)).astimezone(UTC)
        after = ladder.state_after(state, step, answer)
        if after != state:
            state, contact = after, now
        following = ladder.next_step(role, step, state, schedule)
        if following is None:
            return
        assert following > step
        assert schedule.day_of(following) is not None
        due = ladder.next_due(
            following, state=state, contact=contact, now=now, zone=zone, schedule=schedule
        )
        assert due > now
        assert due.astimezone(zone).time() == schedule.asked_at
        step = following
    pytest.fail("six answers did not end the ladder")


@given(now=moments, zone=everywhere, hour=st.integers(5, 22).map(time))
def test_the_next_hour_is_within_a_day_and_never_past(now, zone, hour):
    moment = ladder.upcoming(now, zone, hour)

    assert now <= moment < now + timedelta(hours=25, minutes=1)
    assert moment.astimezone(zone).time() == hour


def test_an_hour_that_clocks_skip_comes_as_much_later():
    moment = ladder.at_hour(date(2027, 3, 14), NEW_YORK, time(2, 30))

    assert moment.astimezone(NEW_YORK).time() == time(3, 30)


def test_what_is_left_out_is_not_asked():
    schedule = Schedule((3, None, 30, None, None, 200))

    assert schedule.steps("party") == [2, 21, 180]
    assert schedule.steps("introducer") == [21]
    assert ladder.next_step("party", 2, "made", schedule) == 21
    assert ladder.next_step("party", 21, "met", schedule) == 180
    assert ladder.next_step("introducer", 21, "made", schedule) is None


def test_days_of_ones_own_count_from_the_contact_that_brought_the_state():
    schedule = Schedule((3, 10, 30, 60, 120, 240))

    def day(step, state):
        due = ladder.due(step, state=state, contact=MADE, zone=NEW_YORK, schedule=schedule)
        return (due.date() - MADE.date()).days

    assert [day(7, "made"), day(45, "met"), day(90, "useful"), day(180, "met")] == [10, 30, 60, 210]


@pytest.mark.parametrize(
    ("days", "state", "stands_for"),
    [
        (RUNGS, "made", 0),
        ((2, 7, None, 45, 90, 180), "met", 21),  # the usual day of what is left out …
        ((2, 30, None, 45, 90, 180), "met", 30),  # … as far as the days around it allow
        ((2, 5, None, 10, 90, 180), "met", 10),
        ((2, 7, 21, None, None, 30), "useful", 30),
    ],
)
def test_a_meeting_counts_as_its_day_even_where_nobody_is_asked_about_it(days, state, stands_for):
    assert Schedule(days).stands_for(state) == stands_for


@given(schedule=schedules(), step=st.sampled_from(RUNGS), role=roles)
def test_patience_lasts_until_the_next_question(schedule, step, role):
    above = [rung for rung in schedule.steps(role) if rung > step]

    patience = ladder.patience(role, step, schedule)

    assert patience >= timedelta(days=1)
    if above and schedule.day_of(step) is not None:
        expected = schedule.day_of(above[0]) - schedule.day_of(step)
        assert patience == timedelta(days=expected)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ((7, 2, 21, 45, 90, 180), "on day 7: choose a later day"),
        ((2, 2, 21, 45, 90, 180), "on day 2: choose a later day"),
        ((2, None, 2, 45, 90, 180), "Have you met. This comes after .Are you in touch"),
        ((0, 7, 21, 45, 90, 180), "from 1 to 365"),
        ((2, 7, 21, 45, 90, 366), "from 1 to 365"),
        ((-1, 7, 21, 45, 90, 180), "from 1 to 365"),
        ((None,) * 6, "at least one"),
        ((2, 7, 21), "There are 6 questions"),
    ],
)
def test_days_that_do_not_go_up_are_refused_in_words(days, says):
    with pytest.raises(ValueError, match=says):
        Schedule(days)
