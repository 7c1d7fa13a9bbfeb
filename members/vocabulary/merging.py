"""Two entries of a list become one: everything that points at the one points at the other."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from members.journal import Record
from members.models import CompetingProfessions, Group, Profession, SourceType
from members.models.vocabulary import Term


class CannotMerge(Exception):
    """The message says why."""


def check_merge(group: Group, term: Term, into: Term) -> None:
    """Raises CannotMerge: only an entry of the group's own goes, and into one that it has."""
    if term.group_id != group.pk or into.group_id not in (None, group.pk):
        raise CannotMerge("Only an entry of your group can become one with another.")
    if type(term) is not type(into) or term.pk == into.pk:
        raise CannotMerge("Choose another entry of the same list.")
    if isinstance(term, SourceType) and term.profession_id is not None:
        raise CannotMerge(
            f"“{term}” are the people of a profession. Make the professions one instead."
        )


def merge_rows(record: Record, term: Any, into: Any) -> None:
    """Point at `into` what points at `term`, leave out what would be there twice, and delete it.

    Raises CannotMerge where it cannot be both.
    """
    if isinstance(term, Profession):
        _move_rivals(record, term, into)
        for defaults in type(term)._meta.many_to_many:  # what `into` brings stays as it is
            through: Any = defaults.remote_field.through
            brought = through._base_manager.filter(profession=term)
            record.watch(brought)
            brought.delete()
    for relation in type(term)._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model, column = relation.related_model, relation.field.name
        # The people of a profession, and its rivals, are seen to by themselves.
        if model in (SourceType, CompetingProfessions):
            continue
        _move(record, model, column, term, into)
    gone = type(term).objects.filter(pk=term.pk)
    record.watch(gone)
    gone.delete()


def _move(record: Record, model: type[Any], column: str, term: Any, into: Any) -> None:
    rows = model._base_manager.filter(**{column: term})
    record.watch(rows)
    for columns in _unique_with(model, column):
        others = [name for name in columns if name != column]
        there = model._base_manager.filter(**{column: into})
        twice = there.filter(**{name: models.OuterRef(name) for name in others})
        rows.filter(models.Exists(twice)).delete()
    try:
        with transaction.atomic():
            rows.update(**{column: into})
    except IntegrityError as error:
        raise CannotMerge(
            f"Two people hold the seats of “{term}” and “{into}”, and there is one seat for each "
            "profession. Give one of them another first."
        ) from error


def _unique_with(model: type[Any], column: str) -> list[tuple[str, ...]]:
    """The sets of columns of which a row is the only one, where the row says nothing else: the
    lists of profiles and defaults, and needs."""
    if model._meta.auto_created:
        return [tuple(columns) for columns in model._meta.unique_together if column in columns]
    if model._meta.model_name == "eventneed":
        return [("event", "profession", "group")]
    return []


def _move_rivals(record: Record, term: Any, into: Any) -> None:
    """Who competes with the one competes with the other, in the order that the rows need."""
    rows = CompetingProfessions.objects.filter(Q(first=term) | Q(second=term))
    record.watch(rows)
    made = []
    for row in rows:
        other = row.second_id if row.first_id == term.pk else row.first_id
        first, second = sorted((other, into.pk))
        same = CompetingProfessions.objects.filter(first=first, second=second)
        if (
            other != into.pk
            and not same.filter(Q(group=None, lifted=False) | Q(group=row.group_id)).exists()
        ):
            made.append(
                CompetingProfessions.objects.create(
                    first_id=first, second_id=second, group_id=row.group_id, lifted=row.lifted
                ).pk
            )
    record.made(CompetingProfessions, made)
    rows.delete()
