"""The matcher on numpy arrays."""

from __future__ import annotations

from .choice import DECIMALS, choose
from .people import (
    Circle,
    Evidence,
    Floats,
    Lens,
    Match,
    People,
    Rarity,
    Sets,
    Vocabulary,
    Weights,
)
from .scores import PairTable, pair_table

NAMED = 3  # items a reason names at most


def best_matches(
    people: People,
    circle: Circle,
    *,
    vocabulary: Vocabulary,
    rarity: Rarity,
    weights: Weights = Weights(),  # noqa: B008 - frozen
    k: int = 20,
) -> list[Match]:
    """The best k introductions in an introducer's circle, best first.

    Pairs with a reason only, so there may be fewer. The order is by score, lowered for a pair whose
    parties stand in the list already (`Weights.repeat`), then by the ids.
    """
    if len(circle) < 2 or k < 1:
        return []
    table = pair_table(people, circle, vocabulary=vocabulary, rarity=rarity, weights=weights)
    chosen = choose(table.score, people.ids[circle.members], weights.repeat, k)
    explain = _Explanations(people, circle, vocabulary, rarity, weights, table)
    return [explain.match(i, j) for i, j in chosen]


class _Explanations:
    """What is said about a pair, from the same numbers that chose it."""

    def __init__(
        self,
        people: People,
        circle: Circle,
        vocabulary: Vocabulary,
        rarity: Rarity,
        weights: Weights,
        table: PairTable,
    ) -> None:
        self.people, self.circle, self.vocabulary = people, circle, vocabulary
        self.rarity, self.weights, self.table = rarity, weights, table

    def match(self, i: int, j: int) -> Match:
        """The match of the people at positions i and j of the circle."""
        members, table = self.circle.members, self.table
        if members[i] > members[j]:
            i, j = j, i
        score = round(float(table.score[i, j]), DECIMALS)
        return Match(
            a=int(self.people.ids[members[i]]),
            b=int(self.people.ids[members[j]]),
            score=score,
            fit=self.weights.fit(score),
            benefit_a=float(table.benefit[i, j]),
            benefit_b=float(table.benefit[j, i]),
            acquaintance="co-members" if table.co_members[i, j] else "strangers",
            evidence=self._evidence(i, j),
        )

    def _evidence(self, i: int, j: int) -> tuple[Evidence, ...]:
        """The pair's lenses, strongest first."""
        people, rarity, table = self.people, self.rarity, self.table
        a, b = int(self.circle.members[i]), int(self.circle.members[j])
        sources = _common(people.sources, a, people.sources, b, rarity.sources)
        events = _common(people.events, a, people.events, b, rarity.events)
        pools = _common(people.pools, a, people.pools, b, rarity.pools)
        b_is_in = _common(people.pools, a, people.belongs, b, rarity.pools)
        a_is_in = _common(people.pools, b, people.belongs, a, rarity.pools)
        all_lenses = [
            Evidence(Lens.SHARED_SOURCES, sources, "both", float(table.shared_sources[i, j])),
            Evidence(Lens.TRIGGER_EVENT, events, "both", float(table.trigger_event[i, j])),
            Evidence(Lens.SHARED_POOL, pools, "both", float(table.shared_pool[i, j])),
            Evidence(Lens.BOTH_ACTIVE, (), "both", float(table.both_active[i, j])),
            Evidence(Lens.DIRECT_SOURCE, self._source(b), "a", float(table.direct[i, j])),
            Evidence(Lens.DIRECT_SOURCE, self._source(a), "b", float(table.direct[j, i])),
            Evidence(Lens.PROSPECT, b_is_in, "a", float(table.prospect[i, j])),
            Evidence(Lens.PROSPECT, a_is_in, "b", float(table.prospect[j, i])),
        ]
        lenses = [evidence for evidence in all_lenses if evidence.weight > 0]
        return tuple(sorted(lenses, key=lambda evidence: -round(evidence.weight, DECIMALS)))

    def _source(self, person: int) -> tuple[int, ...]:
        """The source type that this person's profession is."""
        profession = int(self.people.profession[person])
        return (int(self.vocabulary.source_of_profession[profession]),) if profession >= 0 else ()


def _common(one: Sets, a: int, other: Sets, b: int, worth: Floats) -> tuple[int, ...]:
    """The rarest items that row a of one and row b of the other have in common."""
    both = set(one.row(a).tolist()).intersection(other.row(b).tolist())
    telling = [item for item in both if worth[item] > 0]
    return tuple(sorted(telling, key=lambda item: (-worth[item], item))[:NAMED])
