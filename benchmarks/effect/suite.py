"""`python -m benchmarks effect`: does it help people? A simulation; docs/effect.md explains it."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.effect.assumptions import CENTRAL, Assumptions
from benchmarks.effect.experiments import (
    POLICIES,
    QUICK_SWEEPS,
    SWEEPS,
    Runs,
    Swept,
    run_sweep,
    world,
)
from benchmarks.effect.measures import Spread
from benchmarks.effect.picture import Picture
from benchmarks.effect.scoring import Scoring
from benchmarks.effect.simulation import make_world
from benchmarks.report import Figure, Report, number

SEEDS, QUICK_SEEDS = 20, 2  # groups
QUICK_PEOPLE = 80
SHARE = 100.0  # of shares, shown as percentages
SWEPT = ("per_hour_had", "per_hour_spent")
MOST_MAGIC = 1.05  # so much better than average a worthless score may choose, by chance


@dataclass(frozen=True)
class Measure:
    """How a field of Outcome is printed."""

    name: str
    title: str
    unit: str
    scale: float = 1.0


MEASURES = (
    Measure("per_hour_had", "useful per 100 hours they have", ""),
    Measure("per_hour_spent", "useful per 100 hours they spend", ""),
    Measure("per_meeting", "meetings that prove useful", "%", SHARE),
    Measure("fit", "hidden fit of those who met", "x average"),
    Measure("used", "hours spent of those they have", "%", SHARE),
    Measure("gini_useful", "useful introductions, Gini", ""),
    Measure("gini_received", "introductions received, Gini", ""),
    Measure("newcomer_weeks", "newcomers wait, median", "weeks"),
    Measure("newcomers_none", "newcomers without any", "%", SHARE),
    Measure("asked_again", "asked twice", "%", SHARE),
)


def arguments(argv: list[str]) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks effect", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="two groups of 80, one assumption varied"
    )
    parser.add_argument("--seeds", type=int, help=f"groups at the central assumptions ({SEEDS})")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the picture there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args(argv)
    if chosen.seeds is not None and chosen.seeds < 2:
        parser.error("--seeds must be at least 2: one group has no spread")
    chosen.seeds = chosen.seeds or (QUICK_SEEDS if chosen.quick else SEEDS)
    return chosen


def main(argv: list[str]) -> int:
    """Simulate; 0 when every bar was kept."""
    chosen = arguments(argv)
    report, runs, began = Report(), Runs(), time.perf_counter()
    a = replace(CENTRAL, people=QUICK_PEOPLE) if chosen.quick else CENTRAL
    seeds = range(chosen.seeds)
    add_central(report, runs, a, seeds)
    fewer = seeds[: max(2, chosen.seeds // 5)]
    swept = []
    for sweep in QUICK_SWEEPS if chosen.quick else SWEEPS:
        swept.append(run_sweep(runs, sweep, fewer, SWEPT, a))
        add_swept(report, swept[-1], len(fewer))
    if not chosen.quick:
        add_hardest(report, runs, a, fewer)
    add_promises(report, runs, a, seeds, fewer)
    report.add(Figure("All of it", time.perf_counter() - began, "s"))
    if chosen.svg:
        central = {
            measure.name: {
                policy: runs.spread(a, policy, seeds, measure.name) for policy in POLICIES
            }
            for measure in MEASURES
        }
        chosen.svg.write_text(Picture(a, central, swept, chosen.seeds, len(fewer)).svg())
    if chosen.json:
        write(chosen, report, a, swept)
    return report.verdict()


def add_central(report: Report, runs: Runs, a: Assumptions, seeds: Sequence[int]) -> None:
    """Every measure of every policy at the central assumptions."""
    report.add(Figure("What the score tells of the hidden logit", seen(a, seeds), "corr."))
    for measure in MEASURES:
        for policy in POLICIES:
            spread = runs.spread(a, policy, seeds, measure.name)
            name = f"{measure.title}: {policy}"
            value, detail = spread.mean * measure.scale, between(spread, len(seeds), measure.scale)
            report.add(Figure(name, value, measure.unit, detail=detail))


def between(spread: Spread, count: int, scale: float = 1.0) -> str:
    """A 95 % interval in words, within what is possible."""
    low, high = max(spread.low, 0.0), spread.high
    if scale == SHARE:
        high = min(high, 1.0)
    return f"95 %: {number(low * scale)} to {number(high * scale)}, {count} groups"


def seen(a: Assumptions, seeds: Sequence[int]) -> float:
    """The correlation of the matcher's score with what is hidden, over all pairs."""
    found = []
    for seed in seeds:
        society, hidden = make_world(a, seed)
        scoring, nothing = Scoring(society), np.zeros(len(society))
        score = np.zeros((len(society), len(society)))
        score[scoring.i, scoring.j] = scoring.worth(nothing, nothing, nothing)
        upper = np.triu_indices(len(society), 1)
        found.append(np.corrcoef(score[upper], hidden.logit[upper])[0, 1])
    return float(np.mean(found))


def add_swept(report: Report, swept: Swept, count: int) -> None:
    """Useful introductions per hour they have, at each value of one assumption."""
    sweep = swept.sweep
    for place, value in enumerate(sweep.values):
        for measure, hours in (("per_hour_had", "have"), ("per_hour_spent", "spend")):
            lines = swept.lines[measure]
            others = ", ".join(
                f"{policy} {spreads[place].mean:.2f}"
                for policy, spreads in lines.items()
                if policy != "the plan"
            )
            name = f"{sweep.title} {sweep.shown(value)}: plan, 100 h they {hours}"
            mean = lines["the plan"][place].mean
            report.add(Figure(name, mean, "", detail=f"{others}; {count} groups"))


def add_promises(
    report: Report, runs: Runs, a: Assumptions, seeds: Sequence[int], fewer: Sequence[int]
) -> None:
    """What we promise, and what we must not."""
    for other in POLICIES:
        if other == "the plan":
            continue
        for measure, hours in (("per_hour_had", "have"), ("per_hour_spent", "spend")):
            ratio = runs.ratio(a, ("the plan", other), seeds, measure)
            promised = other in ("reactive", "greedy lists") and measure == "per_hour_had"
            report.add(
                Figure(
                    f"The plan against {other}, per hour they {hours}",
                    ratio.mean,
                    "x",
                    1.0 if promised else None,
                    between(ratio, len(seeds)),
                    least=True,
                )
            )
    again = runs.spread(a, "the plan", seeds, "asked_again").mean
    report.add(Figure("The plan: pairs asked twice", again, "", 0.0))
    worthless = world(a, SWEEPS[0], 0.0)
    magic = runs.spread(worthless, "the plan", fewer, "fit")
    report.add(
        Figure(
            "Worthless score: hidden fit of those who met",
            magic.mean,
            "x average",
            MOST_MAGIC,
            between(magic, len(fewer)),
        )
    )


def add_hardest(report: Report, runs: Runs, a: Assumptions, seeds: Sequence[int]) -> None:
    """The world in which people trust a lot more than somebody whom they hardly know."""
    wary = replace(a, yes_to_a_stranger=0.4)
    obliging = replace(a, yes_to_a_list=0.8)
    for measure, hours in (("per_hour_had", "have"), ("per_hour_spent", "spend")):
        plan = runs.spread(wary, "the plan", seeds, measure)
        coffee = runs.spread(obliging, "random coffee", seeds, measure)
        name = f"Strangers 40 %, lists 80 %: plan, 100 h they {hours}"
        said = f"random coffee {coffee.mean:.2f}; {len(seeds)} groups"
        report.add(Figure(name, plan.mean, "", detail=said))


def write(
    chosen: argparse.Namespace, report: Report, a: Assumptions, swept: Sequence[Swept]
) -> None:
    """The figures, the assumptions and the sweeps as JSON."""
    report.write(
        chosen.json,
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seeds=chosen.seeds,
        quick=chosen.quick,
        assumptions=asdict(a),
        sweeps=[asdict(one) for one in swept],
    )
