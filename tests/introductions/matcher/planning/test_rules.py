"""What holds for every plan, however small or odd the world."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from introductions.matcher.columns import Columns, Prices
from introductions.matcher.planning import make_plan, more

from .worlds import (
    ListedPricing,
    World,
    assert_keeps_the_rules,
    greedy_value,
    optimum,
    tiny_world,
    world,
)

worlds = st.integers(0, 10**6).map(tiny_world)


@settings(max_examples=80, deadline=None)
@given(worlds)
def test_a_plan_keeps_the_rules_and_the_bound_holds(world):
    plan = make_plan(world.pricing, **world.arguments(), rounds=4)
    every = world.every_column()
    best = optimum(world, every)

    assert_keeps_the_rules(plan, world)
    assert plan.value <= best + 1e-6
    assert plan.bound >= optimum(world, every, whole=False) - 1e-6 >= best - 2e-6
    assert plan.value >= greedy_value(world, every) - 1e-9  # so few columns are all known


@settings(max_examples=30, deadline=None)
@given(worlds, st.data())
def test_pairs_taken_are_nobodys(world, data):
    n = world.pricing.n_people
    every = world.every_column()
    pairs = sorted(set(zip(every.a.tolist(), every.b.tolist(), strict=True)))
    some = data.draw(st.lists(st.sampled_from(pairs))) if pairs else []
    taken = np.array([pair[::-1] for pair in some], dtype=np.int64).reshape(-1, 2)
    plan = make_plan(world.pricing, **world.arguments(), taken=taken, rounds=3)
    left = every.take(
        np.array([(a, b) not in some for a, b in zip(every.a, every.b, strict=True)], bool)
    )

    assert_keeps_the_rules(plan, world, taken)
    assert plan.value <= optimum(world, left) + 1e-6 <= plan.bound + 2e-6
    for introducer in range(world.pricing.n_introducers):
        others = more(world.pricing, Prices.free(n), introducer, 3, taken)
        mine = left.take(left.introducer == introducer)
        assert list(others.score) == sorted(mine.score, reverse=True)[:3]


@settings(max_examples=20, deadline=None)
@given(worlds, st.integers(0, 10**6))
def test_any_prices_to_start_from_will_do(world, seed):
    rng = np.random.default_rng(seed)
    n = world.pricing.n_people
    a, b = np.triu_indices(n, 1)
    some = rng.random(len(a)) < 0.5
    start = Prices(rng.uniform(0, 2, n), a[some], b[some], rng.uniform(0, 2, some.sum()))
    plan = make_plan(world.pricing, **world.arguments(), start=start, rounds=4)

    assert_keeps_the_rules(plan, world)
    assert plan.bound >= optimum(world, world.every_column(), whole=False) - 1e-6
    assert (plan.value > 0) == (optimum(world, world.every_column()) > 0)


def listed(introducer, a, b, score, *, quota, limit):
    columns = Columns(*(np.array(v, dtype=np.int64) for v in (introducer, a, b)), np.array(score))
    pricing = ListedPricing(columns, len(limit), len(quota))
    return World(pricing, np.array(quota, dtype=np.int64), np.array(limit, dtype=np.int64))


@pytest.mark.parametrize(
    ("quota", "limit"),
    [([0, 0], [4] * 4), ([3, 3], [0] * 4), ([3, 3], [0, 0, 0, 4]), ([], []), ([], [4] * 4)],
)
def test_where_nothing_is_possible_the_plan_is_empty_and_proven(quota, limit):
    columns = ([0, 1, 1], [0, 0, 2], [1, 1, 3], [0.5, 0.6, 0.7]) if quota else ([], [], [], [])
    world = listed(*columns, quota=quota, limit=limit)
    plan = make_plan(world.pricing, **world.arguments())

    assert len(plan.columns) == 0
    assert (plan.value, plan.bound, plan.certificate) == (0.0, 0.0, 1.0)


def test_one_introducer_makes_their_best_introductions():
    world = listed(
        [0] * 4, [0, 0, 1, 2], [1, 2, 2, 3], [0.9, 0.8, 0.7, 0.1], quota=[3], limit=[1, 9, 9, 9]
    )
    plan = make_plan(world.pricing, **world.arguments())

    assert list(plan.columns.score) == [0.9, 0.7, 0.1]
    assert plan.certificate == pytest.approx(1)


def test_two_who_see_the_same_share_it():
    world = listed(
        [0, 1, 0, 1], [0, 0, 2, 2], [1, 1, 3, 3], [1, 1, 0.5, 0.6], quota=[1, 1], limit=[1] * 4
    )
    plan = make_plan(world.pricing, **world.arguments())

    assert plan.value == pytest.approx(1.6)
    assert list(plan.columns.introducer) == [0, 1]


def test_one_round_is_enough_for_a_proof():
    there = world(40, group=40)
    plan = make_plan(there.pricing, **there.arguments(), rounds=1)

    assert plan.rounds == 1
    assert_keeps_the_rules(plan, there)
    assert plan.certificate > 0.3
