"""Which worlds are run under which policies, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.effect.assumptions import CENTRAL, Assumptions
from benchmarks.effect.measures import Outcome, Spread, outcome
from benchmarks.effect.policies import (
    GreedyLists,
    Planned,
    Policy,
    PopularFirst,
    RandomCoffee,
    Reactive,
)
from benchmarks.effect.simulation import simulate
from benchmarks.effect.society import Society

POLICIES: dict[str, Callable[[Society], Policy]] = {
    "reactive": Reactive,
    "random coffee": RandomCoffee,
    "popular first": PopularFirst,
    "greedy lists": GreedyLists,
    "the plan": Planned,
}


@dataclass(frozen=True)
class Sweep:
    """One assumption that is varied while the others stay central."""

    name: str  # the field of Assumptions
    title: str
    unit: str
    values: tuple[float, ...]
    scale: float = 1.0  # what is shown for a value of 1

    def shown(self, value: float) -> str:
        """A value as people read it."""
        return f"{value * self.scale:.3g}" if self.scale == 1 else f"{value * self.scale:.2g}"


SWEEPS = (
    Sweep("correlation", "What profiles tell", "correlation", (0.0, 0.25, 0.5, 0.75, 1.0)),
    Sweep("yes_to_a_list", "Yes to a random coffee", "% of invitations", (0.4, 0.6, 0.8, 0.9), 100),
    Sweep("needs", "Live needs", "a person and month", (0.1, 0.25, 0.5, 1.0), 52 / 12),
    Sweep("willing", "Willing to introduce", "% at the start", (0.1, 0.3, 0.5, 0.8), 100),
    Sweep("minutes", "Hours", "minutes a week", (45, 90, 240)),
    Sweep("people", "Group", "people", (40, 80, 120, 300)),
)
QUICK_SWEEPS = (replace(SWEEPS[0], values=(0.0, 0.5)),)


@dataclass
class Runs:
    """Outcomes by world, policy and seed, each computed once."""

    known: dict[tuple[Assumptions, str, int], Outcome] = field(default_factory=dict)

    def outcomes(self, a: Assumptions, policy: str, seeds: Iterable[int]) -> list[Outcome]:
        """One a seed."""
        return [self._outcome(a, policy, seed) for seed in seeds]

    def spread(self, a: Assumptions, policy: str, seeds: Iterable[int], measure: str) -> Spread:
        """The mean of one measure over seeds."""
        return Spread.of([getattr(o, measure) for o in self.outcomes(a, policy, seeds)])

    def ratio(
        self, a: Assumptions, policies: tuple[str, str], seeds: Sequence[int], measure: str
    ) -> Spread:
        """One policy against another in the same groups."""
        one, other = (self.outcomes(a, policy, seeds) for policy in policies)
        return Spread.of(
            [getattr(o, measure) / getattr(p, measure) for o, p in zip(one, other, strict=True)]
        )

    def _outcome(self, a: Assumptions, policy: str, seed: int) -> Outcome:
        if policy != "random coffee":  # only they are asked by a list
            a = replace(a, yes_to_a_list=CENTRAL.yes_to_a_list)
        key = a, policy, seed
        if key not in self.known:
            self.known[key] = outcome(simulate(a, seed, POLICIES[policy]))
        return self.known[key]


def world(central: Assumptions, sweep: Sweep, value: float) -> Assumptions:
    """The central assumptions with one changed."""
    kind = type(getattr(central, sweep.name))
    return replace(central, **{sweep.name: kind(value)})


@dataclass(frozen=True)
class Swept:
    """A sweep with one spread a value, by measure and policy."""

    sweep: Sweep
    lines: dict[str, dict[str, list[Spread]]]


def run_sweep(
    runs: Runs,
    sweep: Sweep,
    seeds: Sequence[int],
    measures: Sequence[str],
    central: Assumptions = CENTRAL,
) -> Swept:
    """All policies at all values of one sweep."""
    return Swept(
        sweep,
        {
            measure: {
                policy: [
                    runs.spread(world(central, sweep, value), policy, seeds, measure)
                    for value in sweep.values
                ]
                for policy in POLICIES
            }
            for measure in measures
        },
    )
