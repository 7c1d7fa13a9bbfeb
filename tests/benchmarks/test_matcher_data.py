"""The invented groups are what the figures say they are, and the same every time."""

import numpy as np
import pytest

from benchmarks.matcher.groups import (
    EVENTS,
    POOLS,
    SHARED,
    SOURCES,
    make_group,
    shared_by_two,
)
from benchmarks.matcher.networks import make_network


@pytest.mark.parametrize(
    ("kind", "fewest", "most", "size"),
    [
        ("sources", 3, 8, SOURCES),
        ("pools", 2, 6, POOLS),
        ("belongs", 0, 2, POOLS),
        ("events", 1, 6, EVENTS),
    ],
)
def test_everybody_lists_as_much_as_in_the_study(kind, fewest, most, size):
    sets = getattr(make_group(2_000).people, kind)
    listed = np.diff(sets.indptr)
    assert (listed.min(), listed.max()) == (fewest, most)
    assert listed.mean() == pytest.approx((fewest + most) / 2, rel=0.05)
    assert sets.items.max() < size
    assert all(len(set(sets.row(i).tolist())) == listed[i] for i in range(100))


def test_two_people_share_what_the_study_says():
    assert shared_by_two(make_group(5_000).people) == pytest.approx(SHARED, abs=0.03)


def test_what_two_people_share_is_counted_right():
    people = make_group(30).people
    kinds = people.sources, people.pools, people.events
    rows = [[set(sets.row(i).tolist()) for sets in kinds] for i in range(30)]
    shared = [
        sum(len(mine & theirs) for mine, theirs in zip(rows[i], rows[j], strict=True))
        for i in range(30)
        for j in range(i)
    ]
    assert shared_by_two(people) == pytest.approx(np.mean(shared))


def test_the_same_group_comes_out_twice_and_others_differ():
    one, again, other = make_group(200), make_group(200), make_group(200, seed=1)
    assert (one.people.sources.items == again.people.sources.items).all()
    assert (one.circle.tie == again.circle.tie).all()
    assert one.circle.barred == again.circle.barred
    assert one.circle.tie[0] != other.circle.tie[0]


def test_large_groups_are_many_small_ones():
    groups = make_group(3_000).circle.groups
    members = np.bincount(groups.items)
    assert len(members) == 20
    assert set(np.diff(groups.indptr)) == {1, 2}
    assert members.mean() == pytest.approx(153, abs=2)


@pytest.mark.parametrize(("n", "circle"), [(40, 39), (200, 199), (1_000, 147.6), (2_000, 147.5)])
def test_circles_are_as_large_as_in_the_study(n, circle):
    network = make_network(n)
    assert network.circle == pytest.approx(circle, abs=2)
    assert len(network.problem.introducers) == len(network) == n
    assert network.limit.sum() == pytest.approx(2 * network.quota.sum(), rel=0.25)


def test_everybody_stands_in_their_own_block_with_all_of_their_groups():
    problem = make_network(1_000).problem
    for introducer in problem.introducers:
        block = problem.blocks[introducer.block]
        own = problem.position(introducer)
        assert block.members[own] == introducer.row
        groups = set(block.groups.row(own).tolist())
        assert len(groups) in (1, 2)
        assert set(block.groups.items.tolist()) == groups
        assert (np.diff(block.groups.indptr) > 0).all()
        assert len(introducer.tie) == len(block.members)
