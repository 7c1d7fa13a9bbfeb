"""How rows of any model are written down, looked for and compared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.expressions import RawSQL

# Says when rows have last changed, by whatever: no reason to leave one as it is.
BOOKKEEPING = {"profile_changed_at", "changed_at"}

Columns = dict[str, Any]
Row = tuple[str, Any, Columns | None, Columns | None]  # model, key, before, after
Left = tuple[type[models.Model], Any, Columns]


def rows_with(model: type[models.Model], keys: Iterable[Any]) -> models.QuerySet[Any]:
    """The rows of a model that have these keys."""
    return model._base_manager.filter(pk__in=any_of(list(keys)))


def any_of(keys: list[Any]) -> RawSQL | list[Any]:
    """Keys to look for: as one array where they are numbers, since there may be thousands."""
    if all(isinstance(key, int) for key in keys):
        return RawSQL("SELECT unnest(%s::bigint[])", [keys])
    return keys


class ToTheMicrosecond(DjangoJSONEncoder):
    """Moments as the database has them: a row is put back only where it is as it was left."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def columns_of(rows: models.QuerySet[Any]) -> dict[tuple[str, Any], Columns]:
    """The columns of rows by model and key, as JSON has them.

    The bytes of mails are left out: mails may be changed here, but never deleted.
    """
    label, key = rows.model._meta.label, rows.model._meta.pk.attname
    columns = rows.model._meta.concrete_fields
    names = [column.attname for column in columns if not isinstance(column, models.BinaryField)]
    found = json.loads(json.dumps(list(rows.values(*names)), cls=ToTheMicrosecond))
    return {(label, columns[key]): columns for columns in found}


def same(one: Columns | None, other: Columns | None) -> bool:
    """Whether a row is as it was, but for when it has last changed; None is no row."""
    if one is None or other is None:
        return one is other
    return all(one[name] == other[name] for name in one if name not in BOOKKEEPING)


def differing(before: Columns, after: Columns | None) -> tuple[Columns, Columns | None]:
    """Of a changed row the columns that differ; of a deleted one all."""
    if after is None:
        return before, None
    names = [n for n in before if before[n] != after[n] and n not in BOOKKEEPING]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def by_model(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows that were written down, by the label of their model."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def dependents(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """The columns of other models that point at `model`, each with its model."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.concrete and (relation.one_to_many or relation.one_to_one):
            dependent = cast("type[models.Model]", relation.related_model)
            yield cast("models.ForeignObjectRel", relation).field.attname, dependent


def pointers(
    model: type[models.Model], targets: Iterable[type[models.Model]]
) -> list[tuple[str, type[models.Model]]]:
    """The columns of `model` that point at one of the other models, with that model."""
    return [
        (column.attname, column.related_model)
        for column in model._meta.concrete_fields
        if column.related_model in set(targets) - {model}
    ]
