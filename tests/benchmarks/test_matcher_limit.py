"""The measured limit does the work that it stands for."""

import numpy as np
import pytest

from benchmarks.matcher.features import Features
from benchmarks.matcher.groups import make_group, shared_by_two
from benchmarks.matcher.limit import TILE, limit_pass, passed, postings_of

ROWS = 20


@pytest.mark.parametrize("n", [100, TILE + 500], ids=["one tile", "two tiles"])
def test_it_adds_up_what_the_peers_multiply(n):
    group = make_group(n)
    sparse = Features.of(group).sparse
    sums = (sparse[:ROWS] @ sparse.T).toarray()
    threshold = float(np.quantile(sums, 0.9)) + 1e-3

    found = passed(postings_of(group, two_sides=False), threshold, 0, ROWS)

    assert found == (sums > threshold).sum()


def test_it_adds_as_often_as_people_share_something_with_each_other_or_themselves():
    group = make_group(300)
    with_themselves = sum(
        len(getattr(group.people, kind).items) for kind in ("sources", "pools", "events")
    )
    shared = shared_by_two(group.people) * 300 * 299
    adds = postings_of(group, two_sides=False).adds()
    assert adds == pytest.approx((shared + with_themselves) / 300**2)


def test_two_sides_add_what_one_can_do_for_the_other():
    group = make_group(60)
    people = group.people
    is_source = group.vocabulary.source_of_profession[people.profession]
    one_sided = sum(
        (is_source[j] in people.sources.row(i))
        + len(set(people.pools.row(i).tolist()) & set(people.belongs.row(j).tolist()))
        for i in range(60)
        for j in range(60)
    )
    more = postings_of(group).adds() - postings_of(group, two_sides=False).adds()
    assert more == pytest.approx(2 * one_sided / 60**2)


def test_nothing_passes_in_the_measured_pass():
    assert limit_pass(postings_of(make_group(100)), 100, threads=2)() == 0
