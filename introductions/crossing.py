"""Whether somebody may be introduced to people of an introducer's other groups, and who competes.

A group may keep its introductions to itself, and each member may wish that for themselves. Only
the groups that the introducer is in count: nobody may learn from a refusal, or from there being
none, which other groups somebody is in. The same rules on arrays: suggesting/apart.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from members.models import CompetingProfessions, Group, Membership, Person

Pair = tuple[int, int]  # primary keys


def stays_there(person: Person) -> str:
    """What the introducer reads; whether it was the group or the person is not said."""
    return f"{person.first_name}'s group keeps its introductions to itself."


@dataclass(frozen=True)
class Crossing:
    """Where some people stand in the groups of one introducer."""

    introducer: int
    groups: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    crossing: set[int] = field(default_factory=set)  # who may be introduced to other groups
    people: dict[int, Person] = field(default_factory=dict)

    @classmethod
    def read(cls, introducer: Person, people: Iterable[Person]) -> Crossing:
        """One query."""
        found = cls(introducer.pk, people={person.pk: person for person in people})
        rows = Membership.objects.active().filter(
            person__in=found.people, group__in=Group.objects.of(introducer).values("pk")
        )
        for person, group, *crosses in rows.values_list(
            "person_id", "group_id", "group__cross_groups", "cross_groups"
        ):
            found.groups[person].add(group)
            if all(crosses):
                found.crossing.add(person)
        return found

    def common(self, a: int, b: int) -> set[int]:
        """The groups that both share with the introducer."""
        return self.groups[a] & self.groups[b]

    def staying(self, a: int, b: int) -> list[Person]:
        """Those of the two who are not to be introduced to the other's group."""
        if self._is_contact(a) or self._is_contact(b) or self.common(a, b):
            return []
        return [self.people[key] for key in (a, b) if key not in self.crossing]

    def kept_apart(self, pairs: Iterable[Pair]) -> list[Pair]:
        return [(a, b) for a, b in pairs if self.staying(a, b)]

    def competing(self, pairs: Collection[Pair]) -> list[Pair]:
        """Those of the pairs whose professions compete in the groups they share; one query."""
        return [
            (a, b)
            for a, b in pairs
            if self._compete(self.people[a].profession_id, self.people[b].profession_id, a, b)
        ]

    def _compete(self, p: int | None, q: int | None, a: int, b: int) -> bool:
        if p is None or q is None:
            return False
        said = self._said.get((min(p, q), max(p, q)), {})
        here = [said[group] for group in self.common(a, b) if group in said]
        lifted = "lifted" in here
        return "added" in here or (None in said and not lifted)

    @cached_property
    def _said(self) -> dict[Pair, dict[int | None, str]]:
        """What everybody's list (None) and the groups say of pairs of the people's professions."""
        professions = {person.profession_id for person in self.people.values()} - {None}
        rows = CompetingProfessions.objects.filter(first__in=professions, second__in=professions)
        said = defaultdict[Pair, dict[int | None, str]](dict)
        for first, second, group, lifted in rows.values_list("first", "second", "group", "lifted"):
            said[first, second][group] = "lifted" if lifted else "added"
        return said

    def _is_contact(self, key: int) -> bool:
        return self.people[key].keeper_id == self.introducer
