"""The simulation keeps its own rules: same seed same course, hours kept, nothing hidden seen."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.effect import experiments, suite
from benchmarks.effect.assumptions import CENTRAL
from benchmarks.effect.choice import Choice
from benchmarks.effect.experiments import POLICIES, SWEEPS, Runs, run_sweep
from benchmarks.effect.hidden import Hidden
from benchmarks.effect.measures import Spread, gini, outcome, students_t
from benchmarks.effect.picture import Picture
from benchmarks.effect.policies import Planned, RandomCoffee, Reactive
from benchmarks.effect.simulation import Ledger, make_world, simulate
from benchmarks.effect.society import Truth
from benchmarks.effect.view import NOBODY, Week
from benchmarks.report import Figure
from introductions.matcher.columns import Prices

SMALL = replace(CENTRAL, people=40, weeks=6)
TWO_GROUPS = replace(SMALL, two_groups_from=40)
every_policy = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)


@every_policy
def test_the_same_seed_gives_the_same_course(policy):
    one, same, other = (simulate(TWO_GROUPS, seed, policy) for seed in (1, 1, 2))
    assert one.events
    assert one.events == same.events
    assert one.events != other.events


@every_policy
@pytest.mark.parametrize("minutes", [20.0, 90.0])
def test_nobody_gives_more_hours_than_they_have(policy, minutes):
    course = simulate(replace(TWO_GROUPS, minutes=minutes), 1, policy)
    weeks = SMALL.weeks - course.society.joined
    assert (course.had == minutes * weeks).all()
    assert (course.spent <= course.had).all()


def test_every_minute_is_accounted_for():
    course = simulate(TWO_GROUPS, 1, RandomCoffee)
    met = sum(event.met for event in course.events)
    # Everybody who is drawn has the time to answer, because room is counted with it.
    assert course.spent.sum() == 2 * (5 * len(course.events) + 60 * met)


def test_a_ledger_cannot_be_overdrawn():
    ledger = Ledger(SMALL)
    ledger.new_week(np.ones(40, dtype=bool))
    ledger.spend(3, 90)
    with pytest.raises(ValueError, match="has 0 minutes"):
        ledger.spend(3, 1)


class Watching:
    """A policy that does nothing but remember what it was shown."""

    def __init__(self, society):
        self.shown = [society]

    def week(self, view):
        self.shown.append(view)
        return Week()


def everything_in(thing) -> Iterator[object]:
    yield thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from everything_in(getattr(thing, field.name))


def test_what_policies_are_shown_does_not_hang_on_what_is_hidden():
    """Other fates, the same sight: until something has happened there is nothing to tell."""
    watching = []

    def watch(society):
        watching.append(Watching(society))
        return watching[-1]

    for usual in (0.2, 0.9):
        simulate(replace(SMALL, usual=usual, correlation=0.0, spread=usual), 1, watch)
    one, other = (
        [t for view in w.shown for t in everything_in(view) if isinstance(t, np.ndarray)]
        for w in watching
    )
    assert len(one) > 100
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_policies_hold_nothing_hidden():
    watching = Watching(None)

    def watch(society):
        watching.shown.append(society)
        return watching

    simulate(SMALL, 1, watch)
    shown = [thing for view in watching.shown for thing in everything_in(view)]
    assert not [thing for thing in shown if isinstance(thing, (Hidden, Truth))]
    hidden = make_world(SMALL, 1)[1]
    secrets = (hidden.logit, hidden.luck, hidden.chance)
    arrays = [thing for thing in shown if isinstance(thing, np.ndarray)]
    assert not [a for a in arrays for s in secrets if a.shape == s.shape and np.allclose(a, s)]


def test_the_world_is_the_same_under_every_policy():
    courses = [simulate(SMALL, 5, policy) for policy in POLICIES.values()]
    ties = [course.society.tie for course in courses]
    assert all(np.array_equal(ties[0], tie) for tie in ties)


def test_a_worthless_score_chooses_no_better_than_a_lot():
    worthless = replace(CENTRAL, people=60, weeks=12, correlation=0.0)
    runs, seeds = Runs(), range(3)
    plan = runs.spread(worthless, "the plan", seeds, "fit")
    coffee = runs.spread(worthless, "random coffee", seeds, "fit")
    assert plan.mean == pytest.approx(1, abs=0.12)
    assert coffee.mean == pytest.approx(1, abs=0.12)


def test_a_telling_score_chooses_better_than_a_lot():
    telling = replace(CENTRAL, people=60, weeks=5, correlation=1.0)
    assert Runs().spread(telling, "the plan", range(3), "fit").low > 1.1


def test_correlation_is_what_it_is_called():
    society, hidden = make_world(replace(CENTRAL, correlation=0.0, chemistry=0.0), 1)
    upper = np.triu_indices(len(society), 1)
    assert hidden.logit[upper].std() == pytest.approx(CENTRAL.spread, rel=0.03)
    assert hidden.chance[upper].mean() == pytest.approx(0.25, abs=0.02)


def test_the_plan_asks_nobody_twice_and_keeps_to_circles():
    course = simulate(TWO_GROUPS, 3, Planned)
    pairs = [frozenset((event.a, event.b)) for event in course.events]
    assert len(pairs) == len(set(pairs))
    circle = course.society.circle
    assert all(circle[e.introducer, [e.a, e.b]].all() for e in course.events)
    assert not any(course.society.acquainted[e.a, e.b] for e in course.events)


def test_random_coffee_has_no_introducer_and_no_repetition():
    course = simulate(TWO_GROUPS, 3, RandomCoffee)
    pairs = [frozenset((event.a, event.b)) for event in course.events]
    assert len(pairs) == len(set(pairs))
    assert {event.introducer for event in course.events} == {NOBODY}


def test_the_reactive_introduce_whom_they_know_and_who_is_needed():
    course = simulate(replace(SMALL, needs=1.0), 3, Reactive)
    assert course.events
    assert all(e.introducer not in (NOBODY, e.a, e.b) for e in course.events)


def test_a_choice_finds_the_best_columns_after_prices():
    score = np.array([[3.0, 2.0, 0.0], [1.0, 5.0, 4.0]])
    choice = Choice(3, np.array([0, 0, 1]), np.array([1, 2, 2]), score)
    none = np.zeros(0, dtype=np.int64)
    free = choice.best(Prices(np.zeros(3), none, none, np.zeros(0)), np.array([1, 2]))
    assert list(zip(free.introducer, free.a, free.b, free.score, strict=True)) == [
        (0, 0, 1, 3.0),
        (1, 0, 2, 5.0),
        (1, 1, 2, 4.0),
    ]
    dear = Prices(np.array([0.0, 0.0, 1.5]), np.array([0]), np.array([1]), np.array([2.5]))
    priced = choice.best(dear, np.array([3, 3]))
    assert list(zip(priced.introducer, priced.a, priced.b, strict=True)) == [
        (0, 0, 1),
        (0, 0, 2),
        (1, 0, 2),
        (1, 1, 2),
    ]
    assert len(choice.best(dear, np.array([0, 0]))) == 0


def test_a_bar_can_be_the_least():
    figure = Figure("Plan", 4.5, "x", 1.0, least=True)
    assert figure.ok
    assert "≥ 1" in figure.line()
    assert not replace(figure, value=0.9).ok
    assert "MISSED" in replace(figure, value=0.9).line()


def test_suites_are_told_apart(capsys):
    with pytest.raises(SystemExit):
        main(["effect", "--help"])
    assert "python -m benchmarks effect" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--people", "3"])  # without a name it is the suite of pages
    assert "python -m benchmarks pages" in capsys.readouterr().err


def test_gini():
    assert gini(np.ones(4)) == 0
    assert gini(np.array([0.0, 0, 0, 1])) == pytest.approx(0.75)
    assert gini(np.zeros(4)) == 0


def test_spread_over_seeds():
    spread = Spread.of([1.0, 2.0, 3.0])
    assert spread.mean == 2
    assert spread.half == pytest.approx(4.303 / 3**0.5)
    assert students_t(19) == pytest.approx(2.093, abs=1e-3)
    assert students_t(3) == pytest.approx(3.182, rel=0.01)


def test_nobody_doing_anything_is_measured_too():
    measured = outcome(simulate(SMALL, 1, Watching))
    assert measured.per_hour_had == measured.per_hour_spent == measured.asked_again == 0
    assert measured.newcomers_none == 1


@pytest.fixture
def small(monkeypatch):
    """The command on a small world."""
    monkeypatch.setattr(suite, "CENTRAL", SMALL)
    monkeypatch.setattr(suite, "QUICK_PEOPLE", SMALL.people)
    monkeypatch.setattr(experiments, "CENTRAL", SMALL)


@pytest.mark.usefixtures("small")
def test_the_command_prints_figures_and_draws(capsys, tmp_path):
    files = ["--svg", str(tmp_path / "a.svg"), "--json", str(tmp_path / "a.json")]
    main(["effect", "--quick", "--seeds", "2", *files])
    said = capsys.readouterr().out
    for policy in POLICIES:
        assert f"useful per 100 hours they have: {policy}" in said
    assert "The plan against reactive, per hour they have" in said
    assert "≥ 1" in said
    assert '"correlation": 0.5' in (tmp_path / "a.json").read_text()
    ElementTree.parse(tmp_path / "a.svg")


def test_the_picture_is_well_formed_and_says_what_it_shows():
    runs, seeds = Runs(), range(2)
    sweep = replace(SWEEPS[5], values=(40, 42))
    world = replace(SMALL, weeks=3)
    central = {
        measure.name: {p: runs.spread(world, p, seeds, measure.name) for p in POLICIES}
        for measure in suite.MEASURES
    }
    swept = [run_sweep(runs, sweep, seeds, suite.SWEPT, world)]
    root = ElementTree.fromstring(Picture(world, central, swept, 2, 2).svg())
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.find(f"{space}title").text == "Five ways to use the same hours, simulated"
    assert all(policy in root.find(f"{space}desc").text for policy in POLICIES)
    assert "prefers-color-scheme: dark" in root.find(f"{space}style").text
    places = [float(node.get(side)) for node in root.iter(f"{space}text") for side in "xy"]
    assert min(places) >= 0
    assert max(places) <= 1120
