"""Changes of many rows that can be undone: what they were is kept, and put back row by row.

    with recording(group, kind=…, summary=…, by=…, now=…) as record:
        record.watch(memberships)       # rows that may change or go: looked at now and afterwards
        …                               # the writes
        record.made(Person, keys)       # rows that the writes have made
    record.change                       # the RosterChange; none where nothing has changed

Undoing puts back what still is as the change left it. What somebody has changed since stays as it
is, and is named.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from members.models import Group, Person, RosterChange
from members.services.memberships import wake_dependents

UNDONE_FOR = timedelta(days=30)

# Says when rows have last changed, by whatever: no reason to leave one as it is.
BOOKKEEPING = {"profile_changed_at", "changed_at"}

Columns = dict[str, Any]
Row = tuple[str, Any, Columns | None, Columns | None]  # model, key, before, after
Made = dict[type[models.Model], dict[Any, Columns]]
Left = tuple[type[models.Model], Any, Columns]


class CannotUndo(Exception):
    """The change is undone already, or too long ago. The message says which."""


@dataclass
class Record:
    """What is to be known of a change while it happens."""

    change: RosterChange | None = None
    _watched: list[models.QuerySet[Any]] = field(default_factory=list)
    _before: dict[tuple[str, Any], Columns] = field(default_factory=dict)
    _made: list[Row] = field(default_factory=list)

    def watch(self, rows: models.QuerySet[Any]) -> None:
        """Look at `rows` now, and at the same keys when all is written."""
        keys = list(rows.order_by().values_list("pk", flat=True))
        watched = rows.model._base_manager.filter(pk__in=keys)
        self._watched.append(watched)
        self._before |= _columns(watched)

    def made(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Say which rows are new. What hangs on them need not be named: it goes with them."""
        found = _columns(model._base_manager.filter(pk__in=list(keys)))
        self._made += [(label, key, None, columns) for (label, key), columns in found.items()]

    def rows(self) -> list[Row]:
        """Each row that is otherwise than before, with its columns before and after."""
        after: dict[tuple[str, Any], Columns] = {}
        for rows in self._watched:
            after |= _columns(rows.all())
        changed = [
            (label, key, *_differing(before, after.get((label, key))))
            for (label, key), before in self._before.items()
            if not _same(before, after.get((label, key)))
        ]
        return [*changed, *self._made]


@contextmanager
def recording(
    group: Group, *, kind: str, summary: str, by: Person | None, now: datetime
) -> Iterator[Record]:
    """Keep what is changed inside, in the transaction of the change itself."""
    with transaction.atomic():
        record = Record()
        yield record
        if rows := record.rows():
            record.change = RosterChange.objects.create(
                group=group, kind=kind, summary=summary[:200], rows=rows, by=by, at=now
            )


@transaction.atomic
def undo(change: RosterChange, *, now: datetime) -> list[str]:
    """Put back what was before `change`; return the names of people with whom something was left.

    Raises CannotUndo.
    """
    fresh = RosterChange.objects.filter(pk=change.pk, undone_at=None)
    if change.at < now - UNDONE_FOR:
        raise CannotUndo(f"After {UNDONE_FOR.days} days a change cannot be undone any more.")
    if not fresh.update(undone_at=now):
        raise CannotUndo("This has been undone already.")
    change.refresh_from_db()
    left = _names_of(_put_back(change.rows))
    change.left_alone = left
    change.save(update_fields=["left_alone"])
    _say_that_people_changed(change, now)
    return left


# --- how rows are written down ---


def _columns(rows: models.QuerySet[Any]) -> dict[tuple[str, Any], Columns]:
    """The columns of rows by model and key, as JSON has them."""
    label, key = rows.model._meta.label, rows.model._meta.pk.attname
    names = [column.attname for column in rows.model._meta.concrete_fields]
    found = json.loads(json.dumps(list(rows.values(*names)), cls=DjangoJSONEncoder))
    return {(label, columns[key]): columns for columns in found}


def _same(one: Columns | None, other: Columns | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(one[name] == other[name] for name in one if name not in BOOKKEEPING)


def _differing(before: Columns, after: Columns | None) -> tuple[Columns, Columns | None]:
    """Of a changed row the columns that differ; of a deleted one all."""
    if after is None:
        return before, None
    names = [n for n in before if before[n] != after[n] and n not in BOOKKEEPING]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


# --- how they are put back ---


def _put_back(rows: Iterable[Row]) -> list[Left]:
    """What could not be put back. New rows go first, since they may hold what is unique."""
    by_model: Made = defaultdict(dict)
    old: list[Row] = []
    for label, key, before, after in rows:
        if before is None:
            by_model[apps.get_model(label)][key] = after or {}
        else:
            old.append((label, key, before, after))
    return [*_take_away(by_model), *_restore(old)]


def _take_away(made: Made) -> list[Left]:
    """Delete new rows that are still as they were made and that nothing needs by now."""
    there: Made = {
        model: {key: columns for (_, key), columns in _columns(_rows(model, keys)).items()}
        for model, keys in made.items()
    }
    staying = {(model, key) for model in made for key in _staying(model, there[model], made)}
    _stay_together(staying, there)
    for model in sorted(made, key=lambda model: -len(_pointers(model, made))):
        _rows(model, [key for key in there[model] if (model, key) not in staying]).delete()
    return [(model, key, there[model][key]) for model, key in staying]


def _stay_together(staying: set[tuple[type[models.Model], Any]], there: Made) -> None:
    """What belongs to a row that stays stays too, and so does what such a row belongs to: a person
    with their membership and its history."""
    pairs = [
        ((model, key), (target, columns[column]))
        for model, rows in there.items()
        for column, target in _pointers(model, there)
        for key, columns in rows.items()
        if columns[column] in there[target]
    ]
    before = -1
    while before < len(staying):
        before = len(staying)
        for one, other in pairs:
            if one in staying or other in staying:
                staying |= {one, other}


def _staying(model: type[models.Model], there: dict[Any, Columns], made: Made) -> set[Any]:
    """Rows that were changed since, or on which something hangs that the change did not make.

    The lists of a profile are no reason to stay.
    """
    staying = {key for key, columns in there.items() if not _same(made[model][key], columns)}
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        dependent = cast("type[models.Model]", relation.related_model)
        if dependent._meta.auto_created:
            continue
        column = cast("models.ForeignObjectRel", relation).field.attname
        hanging = dependent._base_manager.filter(**{f"{column}__in": there})
        others = hanging.exclude(pk__in=made.get(dependent, {}))
        staying.update(others.values_list(column, flat=True))
    return staying


def _rows(model: type[models.Model], keys: Iterable[Any]) -> models.QuerySet[Any]:
    return model._base_manager.filter(pk__in=list(keys))


def _pointers(
    model: type[models.Model], targets: Iterable[type[models.Model]]
) -> list[tuple[str, type[models.Model]]]:
    """The columns of `model` that point at one of the other models, with that model."""
    return [
        (column.attname, column.related_model)
        for column in model._meta.concrete_fields
        if column.related_model in set(targets) - {model}
    ]


def _restore(old: list[Row]) -> list[Left]:
    """Bring back deleted rows and change back changed ones, in rounds: one may hold what another
    needs, as people do who have changed seats."""
    waiting, progress = old, True
    while waiting and progress:
        still = [row for row in waiting if not _restored(row)]
        waiting, progress = still, len(still) < len(waiting)
    return [(apps.get_model(label), key, before or {}) for label, key, before, _ in waiting]


def _restored(row: Row) -> bool:
    label, key, before, after = row
    model = apps.get_model(label)
    try:
        with transaction.atomic():
            if after is None:
                return _bring_back(model, key, before or {})
            return _change_back(model, key, before or {}, after)
    except IntegrityError:
        return False


def _bring_back(model: type[models.Model], key: Any, columns: Columns) -> bool:
    if model._base_manager.filter(pk=key).exists():
        return False
    model._base_manager.bulk_create([model(**_values(model, columns))])
    return True


def _change_back(model: type[models.Model], key: Any, before: Columns, after: Columns) -> bool:
    """The UPDATE is the test: it finds the row only where it is as the change left it."""
    as_left = {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in _values(model, after).items()
    }
    rows = model._base_manager.filter(pk=key, **as_left)
    return bool(rows.update(**_values(model, before)))


def _values(model: type[models.Model], columns: Columns) -> Columns:
    fields = {column.attname: column for column in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in columns.items()}


# --- whom it concerns ---


def _person_in(model: type[models.Model], key: Any, columns: Columns) -> int | None:
    """The person that a row is, or belongs to."""
    return key if model is Person else columns.get("person_id")


def _names_of(left: list[Left]) -> list[str]:
    """The people with whom something had to be left, by name."""
    keys = _people_in(left)
    names = dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    return sorted(set(names.values()), key=str.casefold)


def _people_in(rows: Iterable[Left]) -> set[int]:
    found = (_person_in(*row) for row in rows)
    return {key for key in found if key is not None}


def _say_that_people_changed(change: RosterChange, now: datetime) -> None:
    """Suggestions depend on profiles and rosters, as they were and as they are again."""
    people = _people_in(
        (apps.get_model(label), key, {**(before or {}), **(after or {})})
        for label, key, before, after in change.rows
    )
    Person.objects.filter(pk__in=people).update(profile_changed_at=now)
    affected = Group.objects.filter(
        Q(pk=change.group_id) | Q(memberships__person__in=people, memberships__state="active")
    )
    Group.objects.filter(pk__in=affected.values("pk")).update(changed_at=now)
    transaction.on_commit(wake_dependents)
