"""Bring back the rows that a change has deleted, and change back those that it has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from .rows import Columns, Left, Row, by_model, columns_of, pointers, rows_with


def restore(old: list[Row]) -> list[Left]:
    """Bring back deleted rows and change back changed ones, in rounds: one may hold what another
    needs, as people do who have changed seats."""
    waiting, progress = old, True
    while waiting and progress:
        still = [row for rows in by_model(waiting).values() for row in not_restored(rows)]
        if len(still) == len(waiting):
            still = bound_together(still)
        waiting, progress = still, len(still) < len(waiting)
    return [(apps.get_model(label), key, before or {}) for label, key, before, _ in waiting]


def bound_together(rows: list[Row]) -> list[Row]:
    """Bring back, each with all that point at it, rows of which neither can be without the other,
    as an introduction and the two answers it was made by."""
    waiting = rows
    for row in [row for row in rows if row[3] is None]:
        bound = [row, *(other for other in waiting if other[3] is None and points_at(other, row))]
        try:
            with transaction.atomic():
                for label, gone in by_model(bound).items():
                    not_brought_back(apps.get_model(label), gone)
                connection.check_constraints()
        except IntegrityError:
            continue
        waiting = [other for other in waiting if other not in bound]
    return waiting


def points_at(row: Row, target: Row) -> bool:
    model, pointed_at = apps.get_model(row[0]), apps.get_model(target[0])
    columns = pointers(model, [pointed_at])
    return any((row[2] or {}).get(column) == target[1] for column, _ in columns)


def not_restored(rows: list[Row]) -> list[Row]:
    """Restore rows of one model; those that could not be. What stands in the way of some is found
    by halves, so that thousands take few statements."""
    model = apps.get_model(rows[0][0])
    try:
        with transaction.atomic():
            gone = [row for row in rows if row[3] is None]
            changed = [row for row in rows if row[3] is not None]
            waiting = [*not_brought_back(model, gone), *not_changed_back(model, changed)]
            connection.check_constraints()  # now, while what they point at may still come
            return waiting
    except IntegrityError:
        if len(rows) == 1:
            return rows
        middle = len(rows) // 2
        return [*not_restored(rows[:middle]), *not_restored(rows[middle:])]


def not_brought_back(model: type[models.Model], rows: list[Row]) -> list[Row]:
    """Make deleted rows again; those whose key is taken by now."""
    there = set(rows_with(model, [row[1] for row in rows]).values_list("pk", flat=True))
    absent = [row for row in rows if row[1] not in there]
    model._base_manager.bulk_create([model(**values_of(model, row[2] or {})) for row in absent])
    return [row for row in rows if row[1] in there]


def not_changed_back(model: type[models.Model], rows: list[Row]) -> list[Row]:
    """Change back the rows that are as the change left them, which are locked for that."""
    found = rows_with(model, [row[1] for row in rows])
    now = columns_of(found.select_for_update(no_key=True).order_by("pk"))
    same: list[Row] = []
    other: list[Row] = []
    for row in rows:
        label, key, _, after = row
        as_left = (label, key) in now and after and after.items() <= now[label, key].items()
        (same if as_left else other).append(row)
    by_columns: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for _, key, before, _ in same:
        by_columns[tuple(before or {})].append(model(pk=key, **values_of(model, before or {})))
    for names, objects in by_columns.items():
        model._base_manager.bulk_update(objects, fields_of(model, names), batch_size=500)
    return other


def fields_of(model: type[models.Model], columns: Iterable[str]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.attname in set(columns)]


def values_of(model: type[models.Model], columns: Columns) -> Columns:
    fields = {column.attname: column for column in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in columns.items()}
