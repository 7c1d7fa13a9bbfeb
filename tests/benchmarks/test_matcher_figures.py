"""Each figure's code runs on a few people; what it finds about time is not looked at."""

import numpy as np
import pytest

from benchmarks.matcher import suite
from benchmarks.matcher.answers import compare, measure_answers, measure_python
from benchmarks.matcher.editing import KeptLists, differing_rows, measure_editing
from benchmarks.matcher.groups import make_group
from benchmarks.matcher.large import measure_growth, measure_numpy, measure_threads
from benchmarks.matcher.networks import make_network
from benchmarks.matcher.ours import differing, in_plain_python, search
from benchmarks.matcher.plans import broken_rules, greedy, make, measure_plans
from benchmarks.matcher.small import measure_best_pairs, measure_many
from benchmarks.report import Report
from introductions.matcher.columns import Columns
from introductions.matcher.engines import engine_named


@pytest.fixture
def report():
    return Report()


def test_answers_of_everybody_and_of_some(report):
    measure_answers(report, (12,), {40: 3})
    assert [figure.value for figure in report.figures] == [0, 0]


def test_a_wrong_answer_is_found(report):
    group = make_group(20)
    found, expected = search("numpy", group)(), in_plain_python(group)
    assert differing(found, expected) == 0
    found.score[3, 0] += 1e-9
    found.partner[5, :2] = found.partner[5, 1::-1]
    assert differing(found, expected) == 2


def test_python_and_both_engines(report):
    measure_python(report, 30)
    same, *ratios, _ = report.figures
    assert same.value == 0
    assert [(figure.bar, figure.least) for figure in ratios] == [(30, True), (100, True)]


def test_large_groups(report):
    measure_numpy(report, 30, rounds=1)
    measure_threads(report, 30, rounds=1)
    measure_growth(report, 20, 60, rounds=1, limit_rows=20)
    bars = {figure.name: figure.bar for figure in report.figures if figure.bar}
    assert bars == {
        "Two threads against one, 30 people": 1.7,
        "Growth, 20 to 60 people: exponent": 1.9,
        "Over what the machine allows, 60 people": 2.0,
    }


@pytest.mark.parametrize("name", ["numpy", "numba"])
def test_edited_lists_are_those_of_a_search_for_everybody(name):
    kept = KeptLists(engine_named(name), make_group(80))
    for position, other in np.random.default_rng(0).integers(0, 80, (100, 2)).tolist():
        kept.copy_profile(position, other)
        assert differing_rows(kept.lists, kept.searched()) == 0


def test_editing(report):
    measure_editing(report, 50, rounds=1)
    assert report.figures[0].holds


def test_small_groups(report):
    measure_best_pairs(report, rounds=1)
    measure_many(report, groups=3)
    assert [figure.unit for figure in report.figures] == ["µs", "s"]


def test_plans(report):
    measure_plans(report, (30,))
    certain, against_greedy = report.figures
    assert certain.holds
    assert 90 < certain.value <= 100
    assert against_greedy.value >= 1


def test_a_plan_that_breaks_a_rule_is_found():
    network = make_network(30)
    columns = make(network)[0].columns
    assert not broken_rules(columns, network)
    twice = np.repeat(np.arange(len(columns)), 2)
    assert broken_rules(columns.take(twice), network)
    row = network.problem.introducers[0].row
    itself = Columns(np.array([0]), np.array([row]), np.array([row + 1]), np.ones(1))
    assert "somebody introduces themselves" in broken_rules(itself, network)


def test_the_greedy_plan_keeps_the_rules_and_takes_the_best_first():
    network = make_network(30)
    columns = make(network)[0].columns
    columns = Columns(*(np.concatenate([each, each]) for each in vars(columns).values()))
    taken = columns.take(greedy(columns, network))
    assert not broken_rules(taken, network)
    assert (np.diff(taken.score) <= 0).all()
    assert len(taken) == len(columns) / 2


def test_only_some_figures_can_be_asked_for():
    assert list(suite.arguments([]).only) == list(suite.MEASURES)
    chosen = suite.arguments(["--quick", "--only", "plans", "small"])
    assert (chosen.quick, chosen.only) == (True, ["plans", "small"])
    with pytest.raises(SystemExit):
        suite.arguments(["--only", "magic"])


def test_sampled_rows_are_compared_with_a_search_for_everybody(report):
    compare(report, 50, np.array([40, 3]), seed=2)
    assert report.figures[0].ok
