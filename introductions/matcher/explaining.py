"""What is said about a pair, from the same numbers that chose it."""

from __future__ import annotations

from dataclasses import dataclass

from .amounts import Pairs
from .people import Evidence, Floats, Ints, Lens, Match, People, Rarity, Sets, Vocabulary, Weights
from .scores import Scores, Stance

DECIMALS = 9
NAMED = 3  # items a reason names at most


@dataclass(frozen=True, eq=False)
class Explaining:
    """Explains pairs of one circle."""

    people: People
    members: Ints  # m rows of People, by position
    vocabulary: Vocabulary
    rarity: Rarity
    weights: Weights
    stance: Stance
    pairs: Pairs
    scores: Scores

    def match(self, at: int) -> Match:
        """The match of the pair that is number `at` of the pairs."""
        i, j = int(self.pairs.i[at]), int(self.pairs.j[at])
        a, b = int(self.members[i]), int(self.members[j])
        found = {name: float(amount[at]) for name, amount in vars(self.pairs.amounts).items()}
        benefits = float(self.scores.benefit_i[at]), float(self.scores.benefit_j[at])
        if a > b:  # `a` is the smaller row, wherever the two stand in the circle
            a, b, benefits = b, a, benefits[::-1]
            for name in ("direct", "prospect"):
                of_i, of_j = found[f"{name}_i"], found[f"{name}_j"]
                found |= {f"{name}_i": of_j, f"{name}_j": of_i}
        score = round(float(self.scores.score[at]), DECIMALS)
        both_active = bool(self.stance.active[i] and self.stance.active[j])
        return Match(
            a=int(self.people.ids[a]),
            b=int(self.people.ids[b]),
            score=score,
            fit=self.weights.fit(score),
            benefit_a=benefits[0],
            benefit_b=benefits[1],
            acquaintance="co-members" if found["co_members"] else "strangers",
            evidence=self._evidence(a, b, found, both_active),
        )

    def _evidence(
        self, a: int, b: int, found: dict[str, float], both_active: bool
    ) -> tuple[Evidence, ...]:
        """The lenses of rows a (called i in `found`) and b, strongest first."""
        people, rarity, weights = self.people, self.rarity, self.weights
        sources = _common(people.sources, a, people.sources, b, rarity.sources)
        events = _common(people.events, a, people.events, b, rarity.events)
        pools = _common(people.pools, a, people.pools, b, rarity.pools)
        b_is_in = _common(people.pools, a, people.belongs, b, rarity.pools)
        a_is_in = _common(people.pools, b, people.belongs, a, rarity.pools)
        for_a, for_b = found["direct_i"], found["direct_j"]
        seen = weights.obvious * min(for_a, for_b) * found["co_members"]
        direct, prospect = weights.direct_source, weights.prospect
        all_lenses = [
            Evidence(
                Lens.SHARED_SOURCES, sources, "both", weights.shared_sources * found["sources"]
            ),
            Evidence(Lens.TRIGGER_EVENT, events, "both", weights.trigger_event * found["events"]),
            Evidence(Lens.SHARED_POOL, pools, "both", weights.shared_pool * found["pools"]),
            Evidence(Lens.BOTH_ACTIVE, (), "both", weights.both_active * both_active),
            Evidence(Lens.DIRECT_SOURCE, self._source(b), "a", direct * (for_a - seen)),
            Evidence(Lens.DIRECT_SOURCE, self._source(a), "b", direct * (for_b - seen)),
            Evidence(Lens.PROSPECT, b_is_in, "a", prospect * found["prospect_i"]),
            Evidence(Lens.PROSPECT, a_is_in, "b", prospect * found["prospect_j"]),
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
