"""Rows into tables with COPY, the quickest way that PostgreSQL has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import AutoField, Field
from psycopg import sql


def copy_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows of a model whose fields `names` they give, in this order.

    Fields that are not named get their defaults. Rows that bring their own `id` need
    `correct_sequences` afterwards.
    """
    meta = model._meta
    given = [meta.get_field(name) for name in names]
    rest = [f for f in meta.concrete_fields if f not in given and not isinstance(f, AutoField)]
    constant = tuple(f.get_db_prep_save(f.get_default(), connection) for f in rest)
    copy_into(meta.db_table, [_column(f) for f in [*given, *rest]], rows, constant)


def copy_into(
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    constant: tuple[Any, ...] = (),
) -> None:
    """COPY rows, each with the values `constant` after its own, into these columns."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((*row, *constant))


def correct_sequences(*all_models: type[models.Model]) -> None:
    """Have PostgreSQL number on after the greatest `id` of each table."""
    with connection.cursor() as cursor:
        for model in all_models:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )


def _column(field: Any) -> str:
    assert isinstance(field, Field)
    assert field.column
    return field.column
