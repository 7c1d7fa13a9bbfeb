"""What a plan is made for: introducers, the people around them, and who must not meet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .people import Flags, Floats, Ints, People, Rarity, RowPair, Sets, Vocabulary, Weights
from .profiles import Profiles, trust, very_active
from .scores import Stance


@dataclass(frozen=True, eq=False)
class Block:
    """People who have the same others around them: one group, or the groups of somebody's own."""

    members: Ints  # m rows of People, ascending
    groups: Sets  # m rows: the groups that make the block
    rarity: Rarity  # counted in the block, so that nothing outside it has any effect
    # What its groups say of whom they introduce: q x 2 positions, smaller first, that are barred;
    # and pairs of professions that compete only where their people are among those.
    barred: Ints = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    lifted: frozenset[RowPair] = frozenset()


@dataclass(frozen=True, eq=False)
class Introducer:
    """Somebody who introduces people of a block to each other, themselves left out."""

    row: int  # of People
    block: int
    tie: Floats  # m: how well they know each member of the block, 0 to 1
    very_active: Flags  # m: their private mark
    barred: Ints  # q x 2 positions in the block, smaller first: not these two
    weights: Weights = field(default_factory=Weights)
    eagerness: float = 1.0  # what their scores are multiplied by


@dataclass(frozen=True, eq=False)
class Problem:
    """One or more connected parts of a network of n people."""

    people: People
    vocabulary: Vocabulary
    blocks: list[Block]
    introducers: list[Introducer]
    never: Ints  # q x 2 rows of People, smaller first: introduced already, or well acquainted
    # Introducers' own weights may differ from these in what a lens is worth, and in nothing else.
    weights: Weights = field(default_factory=Weights)

    def profiles(self, block: int) -> Profiles:
        """The people of a block, ready to be compared."""
        around = self.blocks[block]
        vocabulary = self.vocabulary
        if around.lifted:
            vocabulary = replace(vocabulary, competes=vocabulary.competes - around.lifted)
        return Profiles.of(
            self.people,
            around.members,
            around.groups,
            np.concatenate([self.never, around.members[around.barred]]),
            vocabulary=vocabulary,
            rarity=around.rarity,
            weights=self.weights,
        )

    def stance(self, introducer: Introducer, profiles: Profiles) -> Stance:
        """How an introducer sees the people of their block; they cannot introduce themselves."""
        own = self.position(introducer)
        active = very_active(profiles.activity, introducer.weights, own) | introducer.very_active
        factor = profiles.fairness * trust(introducer.tie, introducer.weights)
        factor *= np.sqrt(introducer.eagerness)
        if own is not None:
            factor[own] = 0.0
        return Stance(factor, active)

    def position(self, introducer: Introducer) -> int | None:
        """Where an introducer stands in their own block."""
        members = self.blocks[introducer.block].members
        at = int(np.searchsorted(members, introducer.row))
        return at if at < len(members) and members[at] == introducer.row else None
