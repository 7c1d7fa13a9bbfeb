"""The rules of the ladder, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introductions import ladder

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
