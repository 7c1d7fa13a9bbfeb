"""Which people rows belong to, and who must hear that they have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from members.models import Group, Person, RosterChange
from members.services.memberships import wake_dependents

from .rows import Left, any_of, rows_with


def names_of(left: list[Left]) -> list[str]:
    """The people with whom something had to be left, by name."""
    keys = people_in(left)
    names = dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    return sorted(set(names.values()), key=str.casefold)


def people_in(rows: Iterable[Left]) -> set[int]:
    """The people that rows are, or belong to; of a changed row only some columns are known."""
    found: set[int] = set()
    unknown: dict[type[models.Model], list[Any]] = defaultdict(list)
    for model, key, columns in rows:
        if model is Person:
            found.add(key)
        elif columns.get("person_id") is not None:
            found.add(columns["person_id"])
        elif any(column.attname == "person_id" for column in model._meta.concrete_fields):
            unknown[model].append(key)
    for model, keys in unknown.items():
        found.update(rows_with(model, keys).values_list("person_id", flat=True))
    return found - {None}


def say_that_people_changed(change: RosterChange, now: datetime) -> None:
    """Suggestions depend on profiles and rosters, as they were and as they are again."""
    people = people_in(
        (apps.get_model(label), key, {**(before or {}), **(after or {})})
        for label, key, before, after in change.rows
    )
    Person.objects.filter(pk__in=any_of(list(people))).update(profile_changed_at=now)
    affected = Group.objects.filter(
        Q(pk=change.group_id) | Q(memberships__person__in=people, memberships__state="active")
    )
    Group.objects.filter(pk__in=affected.values("pk")).update(changed_at=now)
    transaction.on_commit(wake_dependents)
