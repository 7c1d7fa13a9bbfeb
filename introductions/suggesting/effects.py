"""What a change of a group's lists would do to its suggestions, found by trying it out.

The change is made, the matcher asked before and after, and everything is taken back. Only the
group's own circle counts, as its members have it in common: nobody's other groups, contacts, ties,
pauses or limits. So the numbers say what the lists do, and nothing of any one person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.db import transaction

from introductions.matcher import Rarity, Weights
from introductions.matcher.engines import engine_for
from introductions.matcher.people import Ints, Sets
from introductions.matcher.profiles import Profiles, trust, very_active
from introductions.matcher.scores import Stance, score_pairs
from introductions.models import Suggestion
from introductions.suggesting.lists import load_lists
from introductions.suggesting.population import KNOWS_CO_MEMBER, Population
from members.models import Group, Membership, Person

Pair = tuple[int, int]


@dataclass(frozen=True)
class Effect:
    """Pairs of members that may be suggested, before and after a change."""

    group: str
    ready: int  # suggestions that stand ready in the group now
    lost: int  # of those
    closed: int  # pairs of which the matcher would say nothing any more
    opened: int

    @property
    def changes(self) -> bool:
        return bool(self.closed or self.opened)

    def sentence(self) -> str:
        """ "This takes away 3 of the 41 suggestions now ready in Riverside and opens 7 pairs." """
        if not self.changes:
            return f"No suggestion in {self.group} changes by this."
        parts = []
        if self.closed:
            parts.append(self._taken_away())
        if self.opened:
            parts.append(f"opens {_counted(self.opened, 'pair')}")
        return f"This {' and '.join(parts)}."

    def _taken_away(self) -> str:
        if self.lost:
            ready = _counted(self.ready, "suggestion")
            of_them = (
                f"{self.lost} of the {ready} now ready" if self.ready > 1 else "the suggestion"
            )
            return f"takes away {of_them} in {self.group}"
        pairs = _counted(self.closed, "pair")
        return f"closes {pairs} in {self.group}, none of them suggested to anybody now,"


def effect_of(group: Group, change: Callable[[], object], *, by: Person, now: datetime) -> Effect:
    """Try `change` out and take it back. Whatever it raises is raised."""
    with transaction.atomic():
        before, ready = pairs_of(group, by, now), _ready_in(group)
        change()
        after = pairs_of(group, by, now)
        transaction.set_rollback(True)
    lost = sum(pair in before and pair not in after for pair in ready)
    return Effect(group.name, len(ready), lost, len(before - after), len(after - before))


def pairs_of(group: Group, by: Person, now: datetime) -> set[Pair]:
    """Pairs of active members (keys, smaller first) that have a reason to meet and may; by the
    lists as the group has them. `by` is one of the members."""
    lists = load_lists()
    population = Population([by.pk], lists, now)
    rows = population.groups.get(group.pk, np.zeros(0, dtype=np.int64))
    if len(rows) < 2:
        return set()
    rows, vocabulary, weights = np.sort(rows), lists.vocabulary_in(group.pk), Weights()
    people = population.people
    profiles = Profiles.of(
        people,
        rows,
        Sets.from_lists([[0]] * len(rows)),
        np.concatenate([population.met, population.barred]),
        vocabulary=vocabulary,
        rarity=Rarity.of(people.take(rows), vocabulary),
        weights=weights,
    )
    profiles = replace(profiles, available=np.ones(len(rows), dtype=np.bool_))
    pairs = engine_for(len(rows)).pairs(profiles, weights)
    known = np.full(len(rows), KNOWS_CO_MEMBER)
    stance = Stance(
        profiles.fairness * trust(known, weights), very_active(profiles.activity, weights)
    )
    worth = score_pairs(pairs, stance, weights).score > 0
    return _keys(profiles.ids, pairs.i[worth], pairs.j[worth])


def _keys(ids: Ints, one: Ints, other: Ints) -> set[Pair]:
    pairs = np.sort(np.column_stack([ids[one], ids[other]]), axis=1)
    return {(a, b) for a, b in pairs.tolist()}


def _ready_in(group: Group) -> list[Pair]:
    """The pairs that stand ready among three members of the group."""
    members = Membership.objects.active().filter(group=group).values("person")
    ready = Suggestion.objects.filter(
        state=Suggestion.State.READY, introducer__in=members, a__in=members, b__in=members
    )
    return list(ready.values_list("a", "b"))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
