"""Seconds of several contenders, measured in turns, so that what slows one slows all."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from time import perf_counter, sleep

Work = Callable[[], object]
TURN = 0.1  # seconds a contender's turn lasts at least; whoever is quicker runs several times
REST = 0.01  # in which the idle threads of a library that went before fall asleep
MOST = 50  # runs in one turn


@dataclass
class Times:
    """The seconds of every run, by contender."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def best(self, name: str) -> float:
        """The quickest run: the one that was disturbed least."""
        return min(self.seconds[name])

    def ratio(self, slow: str, fast: str) -> float:
        """How many times as long `slow` takes."""
        return self.best(slow) / self.best(fast)

    def versus(self, slow: str, fast: str) -> str:
        """What a ratio came from."""
        return f"{duration(self.best(slow))} against {duration(self.best(fast))}"


def side_by_side(
    contenders: Mapping[str, Work],
    rounds: int = 5,
    *,
    turn: float = TURN,
    unprepared: Collection[str] = (),
) -> Times:
    """Run the contenders once to warm up, then in so many rounds, each in another order.

    Whoever is named `unprepared` takes long and has nothing to warm up.
    """
    times = Times({name: [] for name in contenders})
    for name, work in contenders.items():
        if name not in unprepared:
            work()
    names = list(contenders)
    for round_number in range(rounds):
        for name in names if round_number % 2 == 0 else reversed(names):
            sleep(REST)
            times.seconds[name] += one_turn(contenders[name], turn)
        names.append(names.pop(0))
    return times


def one_turn(work: Work, turn: float = 0.0) -> list[float]:
    """The seconds of each run, once or until `turn` seconds have passed; no garbage collection."""
    seconds: list[float] = []
    gc.collect()
    gc.disable()
    try:
        while not seconds or (sum(seconds) < turn and len(seconds) < MOST):
            began = perf_counter()
            work()
            seconds.append(perf_counter() - began)
    finally:
        gc.enable()
    return seconds


def duration(seconds: float) -> str:
    """Three digits in the unit that fits: 12.3 ms."""
    units = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))
    unit, size = next((one for one in units if seconds >= one[1]), units[-1])
    value = seconds / size
    return f"{value:.0f} {unit}" if value >= 99.95 else f"{value:.3g} {unit}"
