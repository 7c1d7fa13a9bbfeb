"""The easier task: the plain sum of the rarities of what two people share, as rows and columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from heapq import nlargest

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from benchmarks.matcher.groups import Group


@dataclass(frozen=True, eq=False)
class Features:
    """One row a person, one column a source, pool or event: the root of its rarity where held."""

    sparse: sp.csr_matrix  # n x f, float64

    @classmethod
    def of(cls, group: Group) -> Features:
        people, rarity, n = group.people, group.rarity, len(group)
        kinds = (
            (people.sources, rarity.sources),
            (people.pools, rarity.pools),
            (people.events, rarity.events),
        )
        blocks = [
            sp.csr_matrix((np.sqrt(worth)[sets.items], sets.items, sets.indptr), (n, len(worth)))
            for sets, worth in kinds
        ]
        return cls(sp.csr_matrix(sp.hstack(blocks)))

    @property
    def dense(self) -> NDArray[np.float32]:
        """n x f."""
        return self.sparse.toarray().astype(np.float32)


def plain_python(features: Features, k: int) -> Callable[[], list[list[float]]]:
    """The same sums with an inverted index: dictionaries, and a heap for the best."""
    rows = features.sparse
    profiles = [row.tolist() for row in np.split(rows.indices, rows.indptr[1:-1])]
    worth = (rows.max(axis=0).toarray()[0] ** 2).tolist()

    def search() -> list[list[float]]:
        holders: dict[int, list[int]] = defaultdict(list)
        for person, profile in enumerate(profiles):
            for feature in profile:
                holders[feature].append(person)
        answer = []
        for person, profile in enumerate(profiles):
            sums: dict[int, float] = defaultdict(float)
            for feature in profile:
                value = worth[feature]
                for other in holders[feature]:
                    sums[other] += value
            del sums[person]
            answer.append(nlargest(k, sums.values()))
        return answer

    return search
