"""The libraries that we compare with really find the best sums."""

import numpy as np
import pytest

pytest.importorskip("faiss", reason="the group `peers` is not installed")
pytest.importorskip("sklearn", reason="the group `peers` is not installed")
pytest.importorskip("sparse_dot_topn", reason="the group `peers` is not installed")

from benchmarks.matcher.comparison import agreement, best_without_oneself, measure_peers
from benchmarks.matcher.features import Features, plain_python
from benchmarks.matcher.groups import make_group
from benchmarks.matcher.ours import K
from benchmarks.matcher.peers import bare_product, prepared
from benchmarks.report import Report

FEATURES = Features.of(make_group(120))
SUMS = (FEATURES.sparse @ FEATURES.sparse.T).toarray()
EXPECTED = -np.sort(-(SUMS - np.diag(np.inf * np.ones(120))), axis=1)[:, :K]


@pytest.mark.parametrize("name", ["sklearn brute", "sparse_dot_topn", "faiss flat"])
def test_a_peer_finds_the_greatest_sums(name):
    found = prepared(FEATURES, K)[name]()
    assert found.shape == (120, K + 1)
    assert best_without_oneself(found) == pytest.approx(EXPECTED, abs=1e-4)


def test_plain_python_finds_them_too():
    for found, expected in zip(plain_python(FEATURES, K)(), EXPECTED, strict=True):
        assert found == pytest.approx(expected[: len(found)])
        assert not expected[len(found) :].any()


def test_the_bare_product_has_every_sum():
    assert bare_product(FEATURES)() == pytest.approx(SUMS, abs=1e-4)


def test_peers_that_disagree_are_found_out():
    right, wrong = prepared(FEATURES, K)["sklearn brute"](), EXPECTED.copy()
    wrong = np.hstack([right[:, :1], wrong])
    wrong[7, K] += 0.01
    assert agreement(120, {"one": right, "other": right}).ok
    assert not agreement(120, {"one": right, "other": wrong}).ok


def test_every_peer_has_a_figure():
    report = Report()
    measure_peers(report, 60, rounds=1)
    assert len(report.figures) == 5
    assert not report.missed
