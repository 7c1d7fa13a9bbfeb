"""A run that did nothing is no success."""

import pytest

from tests.faults.checker import Verdict
from tests.faults.report import Line, markdown, row, summary

GOOD = {"name": "F3", "trials": 5, "kills": 5, "breaks": 0, "seconds": 1.0}


def line(verdict=None, **changes):
    return Line(**GOOD | {"verdict": verdict or Verdict(messages=50)} | changes)


def test_a_good_line():
    assert line().is_good
    assert "not good" not in row(line())


@pytest.mark.parametrize(
    "bad",
    [
        line(kills=0),
        line(kills=0, breaks=0, needs_kills=False),
        line(Verdict(messages=0)),
        *(
            line(Verdict(messages=50, **{wrong: ["x"]}))
            for wrong in ("lost", "duplicated", "stuck", "phantom", "wrong")
        ),
    ],
)
def test_a_bad_line(bad):
    assert not bad.is_good
    assert "not good" in row(bad)


def test_breaks_count_where_nothing_needs_to_die():
    assert line(kills=0, breaks=3, needs_kills=False).is_good


def test_the_rule_of_three():
    assert "at most 3 %" in summary([line(), line()])
    assert "at most" not in summary([line(Verdict(messages=50, lost=["x"]))])


def test_the_table():
    table = markdown([line()], command="make faults", date="2026-11-25", seed=7)
    assert "| F3 | 5 | 5 | 0 | 50 | 0 | 0 | 0 | 0 | 0 |" in table
