"""Plan the suggestions of many people together, and put what was planned into words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from introductions.matcher import Match, Weights
from introductions.matcher.columns import Columns, Prices
from introductions.matcher.engines import engine_for
from introductions.matcher.explaining import Explaining
from introductions.matcher.people import Ints
from introductions.matcher.planning import Plan, make_plan, more
from introductions.matcher.scores import score_pairs
from introductions.suggesting.lists import Lists
from introductions.suggesting.network import Counted, Groups, Network, network_of
from introductions.suggesting.population import KNOWS, Population
from introductions.suggesting.wording import Wording, word
from members.models import Tie

THREADS = 2  # of the fast engine
Pair = tuple[int, int]  # primary keys, smaller first


@dataclass(frozen=True)
class Proposal:
    """One introduction for one introducer, explained."""

    introducer: int
    match: Match
    words: Wording
    known_well: bool


@dataclass
class Taken:
    """What is not to be had: pairs that somebody has already, and how often each person is a party
    in them."""

    pairs: set[Pair] = field(default_factory=set)
    times: Counter[int] = field(default_factory=Counter)

    def add(self, a: int, b: int) -> None:
        self.pairs.add((a, b))
        self.times.update((a, b))


class Planning:
    """Plans for some introducers among the people of a population."""

    def __init__(
        self,
        population: Population,
        introducers: Sequence[int],
        lists: Lists,
        weights: Mapping[int, Weights],
        counted: Mapping[Groups, Counted] | None = None,
        wishes: Mapping[int, Sequence[float]] | None = None,
        also: Sequence[int] = (),
    ) -> None:
        """`counted` and `wishes` as in network_of; `also` are people to look at in any case."""
        self.population, self.lists = population, lists
        self.network: Network = network_of(
            population, introducers, lists, weights, counted or {}, wishes or {}, also
        )
        self.problem = self.network.problem
        engine = engine_for(len(introducers))
        self.pricing = engine.pricing(self.problem, threads=THREADS)
        # The first of somebody's numbers among the problem's introducers.
        self._number = dict(reversed([(key, x) for x, key in enumerate(self.network.introducers)]))

    def plan(self, quota: Mapping[int, int], taken: Taken, start: Prices | None) -> Plan:
        """Give everybody as many introductions as their quota, as far as there is room."""
        ids = self.population.people.ids
        used = np.array([taken.times[key] for key in ids.tolist()], dtype=np.int64)
        return make_plan(
            self.pricing,
            quota=self._shared_out(quota),
            limit=np.maximum(self.population.room - used, 0),
            taken=self._rows(taken.pairs),
            start=start,
        )

    def more(self, introducer: int, k: int, prices: Prices, taken: Taken) -> Columns:
        """The next best k for one introducer at the prices of an earlier plan."""
        return more(self.pricing, prices, self._number[introducer], k, self._rows(taken.pairs))

    def _shared_out(self, quota: Mapping[int, int]) -> Ints:
        """The quotas of the problem's introducers: 1 each for who has several there."""
        left, shared = dict(quota), []
        for person in self.network.introducers:
            one = min(left[person], 1) if person in self.network.several else left[person]
            left[person] -= one
            shared.append(one)
        return np.array(shared, dtype=np.int64)

    def proposals(self, columns: Columns) -> list[Proposal]:
        """Columns, explained; for each person the best first."""
        pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for x, a, b in zip(columns.introducer, columns.a, columns.b, strict=True):
            pairs[self.network.introducers[x]].append((a, b))
        return [
            proposal
            for person, rows in pairs.items()
            for proposal in sorted(
                self._explained(self._number[person], np.array(rows)),
                key=lambda proposal: -proposal.match.score,
            )
        ]

    def judge(self, introducer: int, pairs: Iterable[Pair]) -> list[Proposal]:
        """What the matcher says of these pairs; those that may not meet are left out."""
        return self._explained(self._number[introducer], self._rows(set(pairs)))

    def declined(self, introducer: int) -> set[Pair]:
        """Pairs that an introducer does not want now, by primary keys."""
        rows = self.population.declined(introducer)
        return {(a, b) for a, b in self.population.people.ids[rows].tolist()}

    def _explained(self, x: int, rows: Ints) -> list[Proposal]:
        """What to say about pairs of rows (q x 2), as one introducer sees them."""
        introducer = self.problem.introducers[x]
        members = self.problem.blocks[introducer.block].members
        pricing = self.pricing
        positions = self.population.positions(members)[rows]
        positions = positions[(positions >= 0).all(axis=1)]
        places = pricing.places(introducer.block, positions)
        pairs = pricing.pairs(introducer.block).take(places[places >= 0])
        stance, weights = pricing.stances[x], introducer.weights
        explaining = Explaining(
            people=self.population.people,
            members=members,
            vocabulary=self.lists.vocabulary,
            rarity=self.problem.blocks[introducer.block].rarity,
            weights=weights,
            stance=stance,
            pairs=pairs,
            scores=score_pairs(pairs, stance, weights),
        )
        found = (explaining.match(at) for at in range(len(pairs)))
        return [self._proposal(x, match, len(members)) for match in found if match.score > 0]

    def _proposal(self, x: int, match: Match, block_size: int) -> Proposal:
        introducer = self.problem.introducers[x]
        a, b = (self.population.row(key) for key in (match.a, match.b))
        if a is None or b is None:
            raise LookupError(match)
        members = self.problem.blocks[introducer.block].members
        tie = introducer.tie[np.searchsorted(members, [a, b])]
        names = self.population.names
        lists = self.population.words_for(self.network.introducers[x], match.a, match.b)
        return Proposal(
            introducer=self.network.introducers[x],
            match=match,
            words=word(match, names[a], names[b], lists=lists, circle_size=block_size - 1),
            known_well=bool((tie >= KNOWS[Tie.Closeness.KNOW_WELL]).all()),
        )

    def _rows(self, pairs: set[Pair]) -> Ints:
        """Pairs of primary keys as pairs of rows, ascending; who is nobody here is left out."""
        if not pairs:
            return np.zeros((0, 2), dtype=np.int64)
        keys, ids = np.array(sorted(pairs), dtype=np.int64), self.population.people.ids
        rows = np.minimum(np.searchsorted(ids, keys), max(len(ids) - 1, 0))
        return np.asarray(rows[(ids[rows] == keys).all(axis=1)])
