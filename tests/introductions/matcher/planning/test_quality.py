"""How good plans are where everybody has the same favourites, and how quickly prices are found."""

from copy import copy
from dataclasses import replace

import numpy as np
import pytest

from introductions.matcher.columns import Prices
from introductions.matcher.planning import make_plan

from .worlds import assert_keeps_the_rules, greedy_value, optimum, world


def greedy_on_favourites(world):
    n, m = world.pricing.n_people, world.pricing.n_introducers
    return greedy_value(world, world.pricing.best(Prices.free(n), np.full(m, 20)))


@pytest.fixture(scope="module")
def thousand():
    there = world(1000, group=130)
    plan = make_plan(there.pricing, **there.arguments())
    return replace(there, pricing=copy(there.pricing)), plan


@pytest.mark.parametrize("seed", range(3))
def test_forty_people(seed):
    there = world(40, group=40, seed=seed)
    plan = make_plan(there.pricing, **there.arguments())
    best_in_fractions = optimum(there, there.every_column(), whole=False)

    assert_keeps_the_rules(plan, there)
    assert plan.certificate >= 0.995
    assert best_in_fractions - 1e-6 <= plan.bound <= 1.002 * best_in_fractions


def test_the_best_plan_of_nine_people_is_found_or_nearly():
    there = world(9, group=9, own=0.3, seed=5)
    plan = make_plan(there.pricing, **there.arguments(), gap=0)
    best = optimum(there, there.every_column(), gap=1e-3)

    assert 0.99 * best <= plan.value <= best * 1.001 <= plan.bound * 1.001


@pytest.mark.parametrize("own", [0.05, 0.2])
def test_two_hundred_people_in_one_circle(own):
    there = world(200, group=200, own=own)
    plan = make_plan(there.pricing, **there.arguments())

    assert_keeps_the_rules(plan, there)
    assert plan.certificate >= 0.995
    assert plan.value >= (2 if own < 0.1 else 1.7) * greedy_on_favourites(there)


def test_the_bound_holds_for_two_hundred_people_with_few_columns_each():
    there = world(200, group=200, own=0.2)
    free = Prices.free(200)
    some = there.pricing.best(free, np.full(200, 60))
    plan = make_plan(there.pricing, **there.arguments())

    assert plan.bound >= optimum(there, some, whole=False) - 1e-6


def test_a_thousand_people(thousand):
    there, plan = thousand

    assert_keeps_the_rules(plan, there)
    assert plan.certificate >= 0.995
    assert plan.value >= 1.2 * greedy_on_favourites(there)
    assert plan.rounds <= 8


def test_everybody_sees_exactly_the_same():
    there = world(200, group=200, own=0)
    plan = make_plan(there.pricing, **there.arguments(), rounds=5)

    assert_keeps_the_rules(plan, there)
    assert plan.certificate >= 0.975


def test_yesterdays_prices_save_rounds(thousand):
    before, plan = thousand
    today = world(1000, group=130, changed=10)
    again = make_plan(today.pricing, **today.arguments(), start=plan.prices)

    assert_keeps_the_rules(again, today)
    assert again.certificate >= 0.995
    assert again.rounds < plan.rounds
    assert today.pricing.calls < before.pricing.calls


def test_the_same_again_is_the_same():
    there = world(60, group=40, own=0.1)
    one, other = (make_plan(there.pricing, **there.arguments(), rounds=4) for _ in range(2))

    assert (one.value, one.bound, one.rounds) == (other.value, other.bound, other.rounds)
    for name in ("introducer", "a", "b", "score"):
        assert np.array_equal(getattr(one.columns, name), getattr(other.columns, name))


def test_each_introducers_best_comes_first():
    there = world(60, group=40, own=0.1)
    columns = make_plan(there.pricing, **there.arguments(), rounds=3).columns

    assert (np.diff(columns.introducer) >= 0).all()
    within = np.diff(columns.introducer) == 0
    assert (np.diff(columns.score)[within] <= 0).all()


def test_who_has_no_room_is_left_out():
    there = world(60, group=40, own=0.1)
    limit, quota = there.limit.copy(), there.quota.copy()
    limit[::3], quota[::4] = 0, 0
    there = replace(there, limit=limit, quota=quota)
    plan = make_plan(there.pricing, **there.arguments(), rounds=5)

    assert_keeps_the_rules(plan, there)
    assert plan.certificate >= 0.98
