"""The four lists as one group has them, and who lists what, ready to be counted. Pure.

A group has the entries that came with the application and its own; never those of another group,
even where one of its members has chosen them. What it hides is looked for no more, but counts where
members have it. reading.py reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from introductions.matcher import Sets, Vocabulary
from introductions.matcher.adding import KINDS, Typical, bare_people
from introductions.matcher.people import People
from introductions.suggesting.lists import OWN_SOURCES

# Which list each of the four lists of a profile is taken from.
TERMS = {"sources": "source", "pools": "pool", "belongs": "pool", "events": "event"}


@dataclass(frozen=True)
class Term:
    """One entry: how it is called, and for a profession its plural, its sphere, its source type."""

    key: int
    slug: str
    name: str
    short: str
    plural: str = ""
    sphere: str = ""
    profession: int | None = None  # of a source type: the profession it stands for
    hidden: bool = False  # the group does not offer it


@dataclass(frozen=True)
class GroupLists:
    """Entries by key; `listed["sources"]` has the keys of what each person lists, and so on."""

    professions: dict[int, Term]
    sources: dict[int, Term]
    pools: dict[int, Term]
    events: dict[int, Term]
    needs: dict[int, list[int]]  # event: professions, in the order of the lists
    brings: dict[str, dict[int, list[int]]]  # what a profession starts with
    listed: dict[str, dict[int, list[int]]]
    competes: frozenset[tuple[int, int]]
    places: dict[str, dict[int, int]] = field(default_factory=dict)  # of a key in its list

    def typical(self, profession: int) -> Typical:
        """Somebody with nothing but what this profession brings, as the matcher counts."""
        items = {kind: self._items(kind, self.brings[kind].get(profession, ())) for kind in KINDS}
        return Typical(self.places["profession"][profession], **items)

    def people(self, members: Mapping[int, int | None]) -> People:
        """The members (key: profession) as the matcher counts: profiles and nothing else."""
        found = self.places["profession"]
        professions = [found.get(profession or 0, -1) for profession in members.values()]
        sets = {
            kind: Sets.from_lists(
                [self._items(kind, self.listed[kind].get(key, ())) for key in members]
            )
            for kind in KINDS
        }
        keys = np.array(list(members), dtype=np.int64)
        return bare_people(keys, np.array(professions, dtype=np.int32), **sets)

    def vocabulary(self) -> Vocabulary:
        place = self.places["profession"]
        source_of = np.full(len(place), -1, dtype=np.int32)
        for number, source in enumerate(self.sources.values()):
            if source.profession in place:
                source_of[place[source.profession]] = number
        pairs = ((place[a], place[b]) for a, b in self.competes if a in place and b in place)
        own = (n for n, source in enumerate(self.sources.values()) if source.slug in OWN_SOURCES)
        return Vocabulary(
            source_of_profession=source_of,
            competes=frozenset((min(pair), max(pair)) for pair in pairs),
            n_sources=len(self.sources),
            n_pools=len(self.pools),
            n_events=len(self.events),
            own_sources=frozenset(own),
        )

    def _items(self, kind: str, keys: Iterable[int]) -> tuple[int, ...]:
        place = self.places[TERMS[kind]]
        return tuple(place[key] for key in keys if key in place)
