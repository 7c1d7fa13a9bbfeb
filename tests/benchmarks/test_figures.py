"""What a run says: lines, verdicts, the file."""

import json
import os

import pytest
from django.core.management import call_command

from benchmarks import memory
from benchmarks.generator import make_world
from benchmarks.report import Figure, Report
from benchmarks.roster import Took, import_once


def test_a_figure_up_to_its_bar_is_ok():
    figure = Figure("Today", 3.0, "x bare", 3.0)
    assert figure.ok
    assert figure.line().split() == ["Today", "3", "x", "bare", "≤", "3", "ok"]


@pytest.mark.parametrize(
    "figure",
    [Figure("Today", 3.01, "x bare", 3.0), Figure("Today", 9, "", 12, holds=False)],
    ids=["above its bar", "not the same at both sizes"],
)
def test_a_missed_figure_says_so(figure):
    report = Report()
    report.add(figure)
    assert report.missed == [figure]
    assert "MISSED" in figure.line()


def test_a_figure_without_a_bar_is_never_missed():
    assert Figure("Making people", 1e6, "s").ok


def test_the_file_has_every_figure(tmp_path):
    report = Report()
    report.add(Figure("Today", 2.5, "x bare", 3.0, "25 ms against 10 ms"))
    report.write(tmp_path / "figures.json", people=100)
    said = json.loads((tmp_path / "figures.json").read_text())
    assert said["people"] == 100
    assert said["figures"][0] | {"value": 2.5, "ok": True} == said["figures"][0]


@pytest.mark.skipif(not os.path.exists("/proc/self/smaps_rollup"), reason="only Linux has it")
def test_memory_counts_this_process_and_what_it_started():
    assert os.getpid() in memory.tree_of(os.getpid())
    assert memory.proportional_set_size(os.getpid()) > 1


def test_links_are_found_as_a_browser_finds_them():
    page = '<a class="x" href="/people/?q=a&amp;page=2">2</a><a href="#main">skip</a>'
    here = "http://127.0.0.1:1/people/"
    assert memory.links(here, page) == [f"{here}?q=a&page=2", here]


@pytest.mark.django_db
def test_an_import_and_its_copy_write_the_same_rows(now):
    call_command("load_starter_lists", verbosity=0)
    world = make_world(100, now)
    took = Took()
    rows = import_once(world, lines=5, number=1, took=took)
    assert rows > 10
    assert len(took.confirming) == len(took.copying) == len(took.copying_keyed) == 1
