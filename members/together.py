"""Several questions in one round trip, whose SQL is written once for each process.

A page that asks many small things spends more time with Django writing SQL, and on the way to the
database and back, than PostgreSQL needs to answer. So such a page says once what it asks, with
`Given` in the place of what is known only when it asks:

    ASKED = Together(lambda: {
        "wants": Want.objects.current().filter(person=Given("person")),
        "names": Person.objects.filter(keeper=Given("person")).values_list("pk", "name"),
    })
    ASKED.ask(person=3)  # {"wants": [Want, Want], "names": [(7, "Ruth Alvarez")]}

Only what is asked is kept from one request to the next, never an answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Expression,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    QuerySet,
    TextField,
)
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

SAME_IN_JSON = (BooleanField, CharField, IntegerField, JSONField, TextField)

Answers = dict[str, list[Any]]


@dataclass(frozen=True)
class _Named:
    """Among the values of a query: the one of this name."""

    name: str


class _Given(Expression):
    """A value, or many of them to look for with `__in`."""

    def __init__(self, name: str, output_field: Field[Any, Any], placeholder: str) -> None:
        super().__init__(output_field=output_field)
        self.name, self.placeholder = name, placeholder

    @property
    def pk(self) -> _Given:
        """Where it stands for a row, it stands for the key of the row."""
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return self.placeholder, (_Named(self.name),)


def Given(name: str, field: Field[Any, Any] | None = None) -> Any:
    """Stands in a query for a value that is said when it is asked: a key, unless `field` says."""
    return _Given(name, field or BigIntegerField(), "%s")


def GivenKeys(name: str) -> Any:
    """The same for a list of keys, to the right of `__in`."""
    return _Given(name, BigIntegerField(), "(SELECT unnest(%s::bigint[]))")


class _Part:
    """One of the questions, as SQL that gives all its rows as one array of JSON."""

    def __init__(self, number: int, name: str, asked: Any) -> None:
        if asked._prefetch_related_lookups:
            raise ValueError(f"{name} would need queries of its own.")
        compiler = asked.query.get_compiler(connection=connection)
        sql, self.params = compiler.as_sql()
        self.name = name
        fields = [expression.output_field for expression, *_ in compiler.select]
        self._to_python = [(n, of.to_python) for n, of in enumerate(fields) if not _as_in_json(of)]
        self._object_of = None if asked._fields is not None else _objects(compiler)
        columns = ", ".join(f"c{n}" for n in range(len(compiler.select)))
        # All names in it are ours.
        self.sql = (
            f"SELECT {number}, json_agg(json_build_array({columns}))::text"  # noqa: S608
            f" FROM ({sql}) AS q({columns})"
        )

    def read(self, values: list[Any]) -> Any:
        """A row as the queryset itself would have given it."""
        for place, to_python in self._to_python:
            if values[place] is not None:
                values[place] = to_python(values[place])
        row = tuple(values)
        return self._object_of(row) if self._object_of else row


def _as_in_json(field: Field[Any, Any]) -> bool:
    """Whether what is in such a column is the same in JSON and in Python."""
    if isinstance(field, ForeignKey):
        return _as_in_json(field.target_field)
    if isinstance(field, ArrayField):
        return _as_in_json(field.base_field)
    return isinstance(field, SAME_IN_JSON)


def _objects(compiler: SQLCompiler) -> Callable[[tuple[Any, ...]], Any]:
    """What makes objects of rows, with those that `select_related` names: as ModelIterable does."""
    found, alias = compiler.klass_info or {}, compiler.using or connection.alias
    model, own = found["model"], slice(found["select_fields"][0], found["select_fields"][-1] + 1)
    names = [column.target.attname for column, *_ in compiler.select[own]]
    related = get_related_populators(found, compiler.select, alias)  # type: ignore[call-arg]
    annotated = (compiler.annotation_col_map or {}).items()

    def make(row: tuple[Any, ...]) -> Any:
        made = model.from_db(alias, names, row[own])
        for populator in related:
            populator.populate(row, made)
        for name, place in annotated:
            setattr(made, name, row[place])
        return made

    return make


class Together:
    """Questions by their names; the querysets are built when they are asked for the first time."""

    def __init__(self, build: Callable[[], Mapping[str, QuerySet[Any, Any]]]) -> None:
        self._build = build

    @cached_property
    def _parts(self) -> Sequence[_Part]:
        return [_Part(n, name, asked) for n, (name, asked) in enumerate(self._build().items())]

    @cached_property
    def _sql(self) -> str:
        return "\nUNION ALL\n".join(part.sql for part in self._parts)

    def ask(self, **given: Any) -> Answers:
        """The rows of each question, in its order; one query."""
        parts = self._parts
        params = [
            given[param.name] if isinstance(param, _Named) else param
            for part in parts
            for param in part.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        answers = {number: json.loads(found or "[]") for number, found in rows}
        return {
            part.name: [part.read(row) for row in answers[number]]
            for number, part in enumerate(parts)
        }
