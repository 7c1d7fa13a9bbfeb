"""What people share is what an independent library counts on public graphs.

A person and what they list are a graph with two sides; how much two people share is the weight of
their edge in its projection, which networkx computes. The graphs: the Davis Southern Women (who
came to which party, 18 x 14, part of networkx), and illc1850 of the Harwell-Boeing collection, a
sparse matrix from surveying whose pattern is such a graph (1,850 x 712, with 8,636 entries, three
to five a row, much as a profile has; it comes with scipy).
"""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import networkx as nx
import numpy as np
import pytest

from introductions.matcher import best_matches, oracle
from introductions.matcher.engines import engine_named, partners
from introductions.matcher.people import Circle, Lens, People, Rarity, Sets, Vocabulary, Weights
from introductions.matcher.profiles import Profiles

KINDS = {
    "sources": (Lens.SHARED_SOURCES, "shared_sources"),
    "events": (Lens.TRIGGER_EVENT, "trigger_event"),
    "pools": (Lens.SHARED_POOL, "shared_pool"),
}


@dataclass(frozen=True, eq=False)
class TwoSided:
    """A graph of people and things, and what networkx says that each two people share."""

    listed: Sets
    n_things: int
    shared: dict[tuple[int, int], int]  # by the two rows, smaller first; never 0
    table: np.ndarray  # the same, people x people

    @classmethod
    def of(cls, graph, people, things):
        row = {person: i for i, person in enumerate(people)}
        column = {thing: i for i, thing in enumerate(things)}
        listed = Sets.from_lists([[column[thing] for thing in graph[person]] for person in people])
        projection = nx.bipartite.weighted_projected_graph(graph, people)
        shared = {
            tuple(sorted((row[a], row[b]))): weight
            for a, b, weight in projection.edges.data("weight")
        }
        table = nx.to_numpy_array(projection, people, dtype=np.int64)
        return cls(listed, len(things), shared, table)

    def arguments(self, kind):
        """These people list the things as sources, events or pools; nothing else is known of them.

        With every rarity 1 and nobody given or received, the score is the lens and nothing else.
        """
        n = len(self.listed)
        nothing = Sets.from_lists([()] * n)
        zero, listed = np.zeros(n), {kind: self.listed}
        people = People(
            ids=np.arange(n) + 1,
            profession=np.full(n, -1, dtype=np.int32),
            sources=listed.get("sources", nothing),
            pools=listed.get("pools", nothing),
            belongs=nothing,
            events=listed.get("events", nothing),
            activity=zero,
            received=zero,
            given=zero,
            available=np.ones(n, dtype=bool),
        )
        nobody = frozenset()
        circle = Circle(
            np.arange(n), np.ones(n), nothing, met=nobody, barred=nobody, very_active=zero > 0
        )
        one = np.ones(self.n_things)
        vocabulary = Vocabulary(np.full(0, -1, dtype=np.int32), nobody, *[self.n_things] * 3)
        return {
            "people": people,
            "circle": circle,
            "vocabulary": vocabulary,
            "rarity": Rarity(one, one, one),
            "weights": replace(Weights(), fairness=0.0, **{KINDS[kind][1]: 1.0}),
        }

    def count(self, i, j, saturated):
        """How much two people share, from what their lens is worth: the formula read backwards."""
        amount = Weights().half_shared * saturated / (1 - saturated)
        size = np.diff(self.listed.indptr)
        return amount * np.sqrt(np.sqrt(size[i] * size[j]))


@cache
def davis():
    """Who came to which party in Natchez, Mississippi, in the thirties."""
    graph = nx.davis_southern_women_graph()
    women, parties = graph.graph["top"], graph.graph["bottom"]
    return TwoSided.of(graph, women, parties)


@cache
def survey():
    """Where the matrix illc1850 has entries."""
    kept = files("scipy.sparse.linalg").joinpath("tests", "propack_test_data.npz")
    with kept.open("rb") as file:
        matrix = np.load(file, allow_pickle=True)["A_real"].item()
    n, n_things = matrix.shape
    graph = nx.Graph()
    graph.add_nodes_from(range(n + n_things))
    graph.add_edges_from(zip(matrix.row.tolist(), (n + matrix.col).tolist(), strict=True))
    return TwoSided.of(graph, range(n), range(n, n + n_things))


def test_the_graphs_are_the_ones_we_mean():
    assert (len(davis().listed), davis().n_things, len(davis().listed.items)) == (18, 14, 89)
    assert (len(survey().listed), survey().n_things) == (1850, 712)
    assert len(survey().listed.items) == 8636
    assert len(survey().shared) > 10_000


GRAPHS = [(davis, "sources"), (davis, "events"), (davis, "pools"), (survey, "sources")]


@pytest.mark.parametrize(("graph", "kind"), GRAPHS)
@pytest.mark.parametrize("name", ["numpy", "numba"])
def test_each_pair_shares_what_the_projection_says(graph, kind, name):
    two_sided = graph()
    arguments = two_sided.arguments(kind)
    weights, people, circle = (arguments.pop(key) for key in ("weights", "people", "circle"))
    profiles = Profiles.of_circle(people, circle, **arguments, weights=weights)

    pairs = engine_named(name).pairs(profiles, weights)
    counted = two_sided.count(pairs.i, pairs.j, getattr(pairs.amounts, kind))

    assert len(pairs) == len(people) * (len(people) - 1) / 2
    assert np.abs(counted - two_sided.table[pairs.i, pairs.j]).max() < 1e-9


@pytest.mark.parametrize(("graph", "kind"), GRAPHS)
@pytest.mark.parametrize("name", ["numpy", "numba"])
def test_the_partners_of_each_are_their_neighbours(graph, kind, name):
    two_sided = graph()
    most = int((two_sided.table > 0).sum(axis=1).max())

    found = partners(engine_named(name), **two_sided.arguments(kind), k=most + 1, threads=2)
    i, at = np.nonzero(found.partner >= 0)
    j = found.partner[i, at]
    counted = two_sided.count(i, j, found.score[i, at])

    assert sorted(zip(i, j, strict=True)) == list(zip(*np.nonzero(two_sided.table), strict=True))
    # Scores have nine decimals.
    assert np.abs(counted - two_sided.table[i, j]).max() < 1e-6


@pytest.mark.parametrize("search", [best_matches, oracle.best_matches])
@pytest.mark.parametrize("kind", KINDS)
def test_reasons_name_things_that_both_have(search, kind):
    graph = davis()
    matches = search(**graph.arguments(kind), k=18 * 17)

    found = {tuple(sorted((match.a - 1, match.b - 1))): match for match in matches}
    assert found.keys() == graph.shared.keys()
    for (a, b), match in found.items():
        (evidence,) = match.evidence
        assert evidence.lens == KINDS[kind][0]
        assert len(evidence.items) == min(3, graph.shared[a, b])
        assert set(evidence.items) <= {*graph.listed.row(a)} & {*graph.listed.row(b)}
