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
from datetime import datetime, time, timedelta
from typing import Any, cast

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

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
    _made: list[models.QuerySet[Any]] = field(default_factory=list)

    def watch(self, rows: models.QuerySet[Any]) -> None:
        """Look at `rows` now, and at the same keys when all is written. What is looked at a second
        time stays known as it was at first."""
        watched = _rows(rows.model, rows.order_by().values_list("pk", flat=True))
        self._watched.append(watched)
        self._before = _columns(watched) | self._before

    def made(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Say which rows are new; they are looked at when all is written. What hangs on them need
        not be named: it goes with them."""
        self._made.append(_rows(model, keys))

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
        made: dict[tuple[str, Any], Columns] = {}
        for rows in self._made:
            made |= _columns(rows)
        return [*changed, *((label, key, None, columns) for (label, key), columns in made.items())]


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


def forget_what_cannot_be_undone(now: datetime) -> int:
    """Forget the rows of changes that are too old to be undone: they hold what people were."""
    old = RosterChange.objects.filter(at__lt=now - UNDONE_FOR).exclude(rows=[])
    return old.update(rows=[])


# --- how rows are written down ---


class ToTheMicrosecond(DjangoJSONEncoder):
    """Moments as the database has them: a row is put back only where it is as it was left."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def _columns(rows: models.QuerySet[Any]) -> dict[tuple[str, Any], Columns]:
    """The columns of rows by model and key, as JSON has them.

    The bytes of mails are left out: mails may be changed here, but never deleted.
    """
    label, key = rows.model._meta.label, rows.model._meta.pk.attname
    columns = rows.model._meta.concrete_fields
    names = [column.attname for column in columns if not isinstance(column, models.BinaryField)]
    found = json.loads(json.dumps(list(rows.values(*names)), cls=ToTheMicrosecond))
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
    try:
        with transaction.atomic():
            for model, rows in there.items():
                _delete(model, [key for key in rows if (model, key) not in staying])
            connection.check_constraints()
    except IntegrityError:
        raise CannotUndo("Somebody is just changing one of these. Please try again.") from None
    return [(model, key, there[model][key]) for model, key in staying]


def _delete(model: type[models.Model], keys: list[Any]) -> None:
    """Delete rows on which nothing hangs but lists: Django need not look for what hangs on them."""
    if not keys:
        return
    for column, dependent in _dependents(model):
        if dependent._meta.auto_created:
            hanging = dependent._base_manager.filter(**{f"{column}__in": _any(keys)})
            hanging._raw_delete(hanging.db)
    rows = _rows(model, keys)
    rows._raw_delete(rows.db)


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
    for column, dependent in _dependents(model):
        if dependent._meta.auto_created:
            continue
        hanging = dependent._base_manager.filter(**{f"{column}__in": _any(list(there))})
        if dependent in made:
            hanging = hanging.exclude(pk__in=_any(list(made[dependent])))
        staying.update(hanging.values_list(column, flat=True))
    return staying


def _dependents(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """The columns of other models that point at `model`, each with its model."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.concrete and (relation.one_to_many or relation.one_to_one):
            dependent = cast("type[models.Model]", relation.related_model)
            yield cast("models.ForeignObjectRel", relation).field.attname, dependent


def _rows(model: type[models.Model], keys: Iterable[Any]) -> models.QuerySet[Any]:
    return model._base_manager.filter(pk__in=_any(list(keys)))


def _any(keys: list[Any]) -> RawSQL | list[Any]:
    """Keys to look for: as one array where they are numbers, since there may be thousands."""
    if all(isinstance(key, int) for key in keys):
        return RawSQL("SELECT unnest(%s::bigint[])", [keys])
    return keys


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
        still = [row for rows in _by_model(waiting).values() for row in _not_restored(rows)]
        if len(still) == len(waiting):
            still = _bound_together(still)
        waiting, progress = still, len(still) < len(waiting)
    return [(apps.get_model(label), key, before or {}) for label, key, before, _ in waiting]


def _by_model(rows: Iterable[Row]) -> dict[str, list[Row]]:
    by_model: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_model[row[0]].append(row)
    return by_model


def _bound_together(rows: list[Row]) -> list[Row]:
    """Bring back, each with all that point at it, rows of which neither can be without the other,
    as an introduction and the two answers it was made by."""
    waiting = rows
    for row in [row for row in rows if row[3] is None]:
        bound = [row, *(other for other in waiting if other[3] is None and _points_at(other, row))]
        try:
            with transaction.atomic():
                for label, gone in _by_model(bound).items():
                    _not_brought_back(apps.get_model(label), gone)
                connection.check_constraints()
        except IntegrityError:
            continue
        waiting = [other for other in waiting if other not in bound]
    return waiting


def _points_at(row: Row, target: Row) -> bool:
    model, pointed_at = apps.get_model(row[0]), apps.get_model(target[0])
    columns = _pointers(model, [pointed_at])
    return any((row[2] or {}).get(column) == target[1] for column, _ in columns)


def _not_restored(rows: list[Row]) -> list[Row]:
    """Restore rows of one model; those that could not be. What stands in the way of some is found
    by halves, so that thousands take few statements."""
    model = apps.get_model(rows[0][0])
    try:
        with transaction.atomic():
            gone = [row for row in rows if row[3] is None]
            changed = [row for row in rows if row[3] is not None]
            waiting = [*_not_brought_back(model, gone), *_not_changed_back(model, changed)]
            connection.check_constraints()  # now, while what they point at may still come
            return waiting
    except IntegrityError:
        if len(rows) == 1:
            return rows
        middle = len(rows) // 2
        return [*_not_restored(rows[:middle]), *_not_restored(rows[middle:])]


def _not_brought_back(model: type[models.Model], rows: list[Row]) -> list[Row]:
    there = set(_rows(model, [row[1] for row in rows]).values_list("pk", flat=True))
    absent = [row for row in rows if row[1] not in there]
    model._base_manager.bulk_create([model(**_values(model, row[2] or {})) for row in absent])
    return [row for row in rows if row[1] in there]


def _not_changed_back(model: type[models.Model], rows: list[Row]) -> list[Row]:
    """Change back the rows that are as the change left them, which are locked for that."""
    locked = _rows(model, [row[1] for row in rows]).select_for_update(no_key=True).order_by("pk")
    now = _columns(locked)
    same: list[Row] = []
    other: list[Row] = []
    for row in rows:
        label, key, _, after = row
        as_left = (label, key) in now and after and after.items() <= now[label, key].items()
        (same if as_left else other).append(row)
    by_columns: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for _, key, before, _ in same:
        by_columns[tuple(before or {})].append(model(pk=key, **_values(model, before or {})))
    for names, objects in by_columns.items():
        model._base_manager.bulk_update(objects, _fields(model, names), batch_size=500)
    return other


def _fields(model: type[models.Model], columns: Iterable[str]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.attname in set(columns)]


def _values(model: type[models.Model], columns: Columns) -> Columns:
    fields = {column.attname: column for column in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in columns.items()}


# --- whom it concerns ---


def _names_of(left: list[Left]) -> list[str]:
    """The people with whom something had to be left, by name."""
    keys = _people_in(left)
    names = dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    return sorted(set(names.values()), key=str.casefold)


def _people_in(rows: Iterable[Left]) -> set[int]:
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
        found.update(_rows(model, keys).values_list("person_id", flat=True))
    return found - {None}


def _say_that_people_changed(change: RosterChange, now: datetime) -> None:
    """Suggestions depend on profiles and rosters, as they were and as they are again."""
    people = _people_in(
        (apps.get_model(label), key, {**(before or {}), **(after or {})})
        for label, key, before, after in change.rows
    )
    Person.objects.filter(pk__in=_any(list(people))).update(profile_changed_at=now)
    affected = Group.objects.filter(
        Q(pk=change.group_id) | Q(memberships__person__in=people, memberships__state="active")
    )
    Group.objects.filter(pk__in=affected.values("pk")).update(changed_at=now)
    transaction.on_commit(wake_dependents)
