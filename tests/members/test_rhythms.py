"""The rules of rhythms, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import rhythms
from members.models import Tie

LAST = date(2026, 3, 2)
every_rhythm = st.sampled_from(Tie.Rhythm.values)


def overdue_on(rhythm, last):
    """The first day on which it is late."""
    return last + timedelta(days=rhythms.DAYS[rhythm].latest + 1)


@pytest.mark.parametrize(
    ("rhythm", "ideal", "latest"),
    [
        ("weekly", 7, 10),
        ("monthly", 30, 45),
        ("quarterly", 90, 120),
        ("half_yearly", 182, 240),
        ("yearly", 365, 425),
    ],
)
def test_a_tie_is_due_on_its_ideal_day_and_overdue_after_its_latest(rhythm, ideal, latest):
    def colour(days):
        return rhythms.colour(rhythm, LAST, LAST + timedelta(days=days))

    assert [colour(ideal - 1), colour(ideal)] == ["", "yellow"]
    assert [colour(latest), colour(latest + 1)] == ["yellow", "red"]
    assert rhythms.next_due(rhythm, LAST) == LAST + timedelta(days=ideal)
    assert overdue_on(rhythm, LAST) == LAST + timedelta(days=latest + 1)


def test_without_a_rhythm_nothing_is_owed():
    assert rhythms.colour("", LAST, LAST + timedelta(days=4000)) == ""


def test_every_rhythm_has_its_days():
    assert set(rhythms.DAYS) == set(Tie.Rhythm.values)


@given(rhythm=every_rhythm, last=st.dates(date(2020, 1, 1), date(2040, 1, 1)), days=st.data())
def test_colours_only_grow_warmer_until_the_next_contact(rhythm, last, days):
    warmth = ["", "yellow", "red"]
    span = st.integers(-30, 900)
    early, late = sorted((days.draw(span), days.draw(span)))

    first, second = (
        rhythms.colour(rhythm, last, last + timedelta(days=count)) for count in (early, late)
    )

    assert warmth.index(first) <= warmth.index(second)
    today = last + timedelta(days=early)
    assert bool(first) == (today >= rhythms.next_due(rhythm, last))
    assert (first == "red") == (today >= overdue_on(rhythm, last))
    assert rhythms.colour(rhythm, today, today) == ""  # a contact settles it


@given(last=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_whoever_wants_to_hear_more_often_is_asked_sooner(last):
    dues = [rhythms.next_due(rhythm, last) for rhythm in Tie.Rhythm.values]

    assert dues == sorted(set(dues))
    for rhythm, days in rhythms.DAYS.items():
        assert last < rhythms.next_due(rhythm, last) < overdue_on(rhythm, last)
        assert days.ideal < days.latest
