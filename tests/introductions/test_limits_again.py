"""When two who were asked within the year may be asked once more: the pure rule."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introductions.again import Asked, Said, may_be_asked_again
from tests.factories import NOW

TODAY = NOW.date()
DAY = timedelta(days=1)
THEN = NOW - 100 * DAY

SILENT = Said()
YES = Said("yes", THEN)
NO = Said("no", THEN)
NO_BUT = Said("no", THEN, would_like_at=NOW - DAY)
NO_AGAIN = Said("no", NOW - DAY, would_like_at=NOW - 2 * DAY)
SILENT_BUT = Said(would_like_at=NOW - DAY)
LATER = Said("not_now", THEN, TODAY + DAY)
LATER_BUT = Said("not_now", THEN, TODAY + DAY, would_like_at=NOW - DAY)
DAY_HAS_COME = Said("not_now", THEN, TODAY)
ASKED_ON_THE_DAY = Said("not_now", THEN, TODAY - DAY, asked_again_at=NOW - DAY)

BEFORE, AFTER = THEN - DAY, THEN + DAY


@pytest.mark.parametrize(
    ("one", "other", "wished_at", "may"),
    [
        # Nobody wants it.
        (SILENT, SILENT, None, False),
        (YES, SILENT, None, False),
        (YES, YES, None, False),
        (ASKED_ON_THE_DAY, YES, None, False),
        # One of them wants it, and nobody is against it.
        (SILENT, SILENT_BUT, None, True),
        (YES, NO_BUT, None, True),
        (NO_BUT, NO_BUT, None, True),
        (YES, DAY_HAS_COME, None, True),
        (LATER_BUT, YES, None, True),
        # Somebody asked for such a person, after the two were asked.
        (SILENT, SILENT, AFTER, True),
        (YES, SILENT, AFTER, True),
        (ASKED_ON_THE_DAY, SILENT, AFTER, True),
        (SILENT, SILENT, BEFORE, False),
        # A no stands until its owner takes it back, and a day is waited for.
        (NO, SILENT, AFTER, False),
        (NO, SILENT_BUT, AFTER, False),
        (NO, NO_BUT, None, False),
        (NO, DAY_HAS_COME, None, False),
        (NO_AGAIN, SILENT_BUT, AFTER, False),
        (LATER, SILENT_BUT, AFTER, False),
        (LATER, DAY_HAS_COME, None, False),
    ],
)
def test_one_time(one, other, wished_at, may):
    for said in ((one, other), (other, one)):
        assert may_be_asked_again([Asked(THEN, said)], TODAY, wished_at=wished_at) is may


def test_who_was_never_asked_may_be_asked():
    assert may_be_asked_again([], TODAY)


def test_a_wish_is_used_up_by_the_next_time():
    wished = Asked(THEN, (SILENT, SILENT_BUT))
    since = Asked(THEN + 10 * DAY, (SILENT, SILENT))

    assert may_be_asked_again([wished], TODAY)
    assert not may_be_asked_again([wished, since], TODAY)
    assert not may_be_asked_again([since, wished], TODAY)


def test_directly_introduced_people_were_not_asked_but_are_not_introduced_again():
    assert not may_be_asked_again([Asked(THEN)], TODAY)
    assert may_be_asked_again([Asked(THEN)], TODAY, wished_at=AFTER)


moments = st.integers(-400, 0).map(lambda days: NOW + days * DAY)
answers = st.one_of(
    st.builds(Said, would_like_at=st.none() | moments),
    st.builds(Said, st.sampled_from(["yes", "no"]), moments, would_like_at=st.none() | moments),
    st.builds(
        Said,
        st.just("not_now"),
        moments,
        st.integers(-30, 30).map(lambda days: TODAY + days * DAY),
        st.none() | moments,
        st.none() | moments,
    ),
)
times = st.lists(st.builds(Asked, moments, st.tuples(answers, answers)), max_size=4)


@given(times, st.none() | moments)
def test_nobody_is_asked_against_their_last_word(times, wished_at):
    may = may_be_asked_again(times, TODAY, wished_at=wished_at)

    for said in (said for time in times for said in time.said):
        taken_back = (
            said.would_like_at and said.would_like_at > said.answered_at
            if (said.answered_at)
            else said.would_like_at
        )
        if not taken_back and said.answer == "no":
            assert not may
        if not taken_back and said.answer == "not_now" and said.not_now_until > TODAY:
            assert not may


@given(times, st.none() | moments, st.randoms())
def test_neither_the_order_nor_the_side_counts(times, wished_at, random):
    turned = [Asked(time.at, time.said[::-1]) for time in times]
    if len({time.at for time in times}) == len(times):
        random.shuffle(turned)

    assert may_be_asked_again(turned, TODAY, wished_at=wished_at) is may_be_asked_again(
        times, TODAY, wished_at=wished_at
    )


@given(times, st.none() | moments)
def test_without_a_wish_nobody_is_asked_twice(times, wished_at):
    silent = [Asked(time.at, (SILENT, YES)) for time in times]

    assert may_be_asked_again(silent, TODAY) is (not times)


@given(times, moments)
def test_a_request_never_shuts_a_door(times, wished_at):
    if may_be_asked_again(times, TODAY):
        assert may_be_asked_again(times, TODAY, wished_at=wished_at)
