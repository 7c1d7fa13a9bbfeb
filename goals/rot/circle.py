"""Who is around a person: names, and the groups they share. One query."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Value

from members.models import Group, Membership, Person


@dataclass(frozen=True)
class Circle:
    names: dict[int, str]  # of everybody in the circle
    shared: dict[int, frozenset[int]]  # the groups shared with them; none with a contact
    groups: dict[int, str]  # the person's own groups, by name

    @classmethod
    def of(cls, person: Person) -> Circle:
        mine = Group.objects.of(person).values("pk")
        seats = Membership.objects.active().filter(group__in=mine)
        columns = ("person_id", "person__name", "group_id", "group__name")
        contacts = Person.objects.filter(keeper=person).values_list(
            "pk",
            "name",
            Value(None, output_field=BigIntegerField()),
            Value(None, output_field=CharField()),
        )
        names: dict[int, str] = {}
        groups: dict[int, str] = {}
        shared: defaultdict[int, set[int]] = defaultdict(set)
        for key, name, group, group_name in (
            seats.order_by().values_list(*columns).union(contacts.order_by(), all=True)
        ):
            if group:
                groups[group] = group_name
            if key != person.pk:
                names[key] = name
                shared[key].update([group] if group else [])
        by_name = dict(sorted(groups.items(), key=lambda item: item[1].lower()))
        return cls(names, {key: frozenset(of) for key, of in shared.items()}, by_name)
