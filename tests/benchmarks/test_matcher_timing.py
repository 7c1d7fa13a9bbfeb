"""Contenders take turns, nobody goes first every time, and everybody has the same machine."""

import pytest

from benchmarks.matcher.machine import settled
from benchmarks.matcher.timing import Times, duration, one_turn, side_by_side


def test_contenders_take_turns_in_changing_order():
    ran = []
    contenders = {name: lambda name=name: ran.append(name) for name in "abc"}

    times = side_by_side(contenders, 4, turn=0.0)

    assert ran[:3] == ["a", "b", "c"]  # to warm up
    rounds = ["".join(ran[at : at + 3]) for at in range(3, len(ran), 3)]
    assert len(rounds) == len(set(rounds)) == 4
    assert all(sorted(each) == ["a", "b", "c"] for each in rounds)
    assert all(len(seconds) == 4 for seconds in times.seconds.values())


def test_who_takes_long_is_not_warmed_up():
    ran = []
    side_by_side({"slow": lambda: ran.append("slow")}, 2, turn=0.0, unprepared=["slow"])
    assert len(ran) == 2


def test_who_is_quick_runs_several_times_in_a_turn():
    assert len(one_turn(lambda: None)) == 1
    assert len(one_turn(lambda: None, 10.0)) > 1


def test_a_ratio_is_that_of_the_quickest_runs():
    times = Times({"slow": [9.0, 4.0], "fast": [0.5, 7.0]})
    assert times.ratio("slow", "fast") == 8.0
    assert times.versus("slow", "fast") == "4 s against 500 ms"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(47.81, "47.8 s"), (123.4, "123 s"), (0.0139, "13.9 ms"), (1.05e-4, "105 µs")],
)
def test_durations_have_the_unit_that_fits(seconds, said):
    assert duration(seconds) == said


def test_everybody_has_as_many_threads_and_the_kernels_that_suit_the_machine():
    asked = {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_L2_SIZE": "1", "HOME": "/"}
    threads = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}
    assert settled(asked | {"OMP_NUM_THREADS": "9"}) == {"HOME": "/"} | threads
