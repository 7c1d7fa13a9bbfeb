"""Sets, activity and the scale of fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from introductions.matcher.activity import a_month, activity, decayed
from introductions.matcher.people import Sets, Weights

lists = st.lists(st.lists(st.integers(0, 30), max_size=6), max_size=8)


@given(lists)
def test_sets_give_back_what_they_were_given(rows):
    sets = Sets.from_lists(rows)

    assert len(sets) == len(rows)
    assert [sets.row(i).tolist() for i in range(len(sets))] == [sorted(set(row)) for row in rows]


@given(lists.filter(len), st.data())
def test_take_gives_the_rows_in_the_order_asked_for(rows, data):
    wanted = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=10))
    taken = Sets.from_lists(rows).take(np.array(wanted, dtype=np.int64))

    assert [taken.row(i).tolist() for i in range(len(taken))] == [
        sorted(set(rows[i])) for i in wanted
    ]


def test_activity_halves_every_half_life():
    assert decayed([(1, 0), (1, 30), (2, 60)]) == pytest.approx(2.0)
    assert decayed([(1, 10)], half_life_days=10) == pytest.approx(0.5)
    assert decayed([]) == 0
    assert decayed([(1, -3)]) == 1


def test_a_steady_habit_is_its_rate_a_month():
    twice_a_month = [(1.0, 7.5 + 15 * i) for i in range(100)]

    assert a_month(twice_a_month) == pytest.approx(2.0, rel=0.01)
    assert a_month(twice_a_month, half_life_days=60) == pytest.approx(2.0, rel=0.01)


def test_ones_own_word_counts_until_there_are_deeds():
    assert activity(4.0, []) == 4.0
    assert activity(4.0, [(1.0, 0.0)]) == pytest.approx(a_month([(1.0, 0.0)]))


@given(st.lists(st.floats(0, 3), min_size=2, max_size=2).map(sorted))
def test_fit_grows_with_the_score_from_0_to_100(two):
    low, high = (Weights().fit(score) for score in two)

    assert 0 <= low <= high <= 100
