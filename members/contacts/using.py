"""What counts as having done something with a contact, and what goes when it is deleted.

Apps above say which of their rows the application makes by itself, and what to call the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.db.models import Count, Q

from members.models import Interaction, Person, Want

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Words:
    one: str
    many: str


_made_by_itself: dict[Model, Q] = {}
_called: dict[Model, Words] = {
    Interaction: Words("contact you noted", "contacts you noted"),
    Want: Words("wish", "wishes"),
}


def made_by_itself(model: Model, condition: Q | None = None) -> None:
    """Rows of `model` that meet the condition are no sign that somebody did something."""
    _made_by_itself[model] = condition or Q()


def call(model: Model, one: str, many: str) -> None:
    """What the rows of `model` are called on the page that asks before a contact is deleted."""
    _called[model] = Words(one, many)


def used(contacts: Collection[int]) -> set[int]:
    """The contacts (keys) with whom something was done since they were brought."""
    found: set[int] = set()
    for model, column in _pointing():
        rows = model._base_manager.filter(**{f"{column}__in": contacts})
        if model in _made_by_itself:
            rows = rows.exclude(_made_by_itself[model]) if _made_by_itself[model] else rows.none()
        found.update(rows.values_list(column, flat=True))
    return found


def goes_with(contact: Person) -> list[str]:
    """What is deleted with a contact, in words: "2 introductions"."""
    columns: dict[Model, Q] = {}
    for model, column in _pointing():
        if model in _called:
            columns[model] = columns.get(model, Q()) | Q(**{column: contact})
    counts = {
        model: model._base_manager.filter(either).aggregate(n=Count("pk"))["n"]
        for model, either in columns.items()
    }
    return [
        f"{count} {_called[model].one if count == 1 else _called[model].many}"
        for model, count in counts.items()
        if count
    ]


def _pointing() -> Iterator[tuple[Model, str]]:
    """Every column for a person, but for the lists of a profile."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        model = cast("Model", relation.related_model)
        if not model._meta.auto_created:
            yield model, cast(Any, relation).field.name
