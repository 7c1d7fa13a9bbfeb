"""Delete the rows that a change has made, where nothing needs them by now."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, connection, models, transaction

from .errors import CannotUndo
from .rows import Columns, Left, any_of, columns_of, dependents, pointers, rows_with, same

Made = dict[type[models.Model], dict[Any, Columns]]


def take_away(made: Made) -> list[Left]:
    """Delete new rows that are still as they were made and that nothing needs by now."""
    there: Made = {
        model: {key: columns for (_, key), columns in columns_of(rows_with(model, keys)).items()}
        for model, keys in made.items()
    }
    staying = {(model, key) for model in made for key in staying_of(model, there[model], made)}
    stay_together(staying, there)
    try:
        with transaction.atomic():
            for model, rows in there.items():
                delete(model, [key for key in rows if (model, key) not in staying])
            connection.check_constraints()
    except IntegrityError:
        raise CannotUndo("Somebody is just changing one of these. Please try again.") from None
    return [(model, key, there[model][key]) for model, key in staying]


def delete(model: type[models.Model], keys: list[Any]) -> None:
    """Delete rows on which nothing hangs but lists: Django need not look for what hangs on them."""
    if not keys:
        return
    for column, dependent in dependents(model):
        if dependent._meta.auto_created:
            hanging = dependent._base_manager.filter(**{f"{column}__in": any_of(keys)})
            hanging._raw_delete(hanging.db)
    rows = rows_with(model, keys)
    rows._raw_delete(rows.db)


def stay_together(staying: set[tuple[type[models.Model], Any]], there: Made) -> None:
    """What belongs to a row that stays stays too, and so does what such a row belongs to: a person
    with their membership and its history."""
    pairs = [
        ((model, key), (target, columns[column]))
        for model, rows in there.items()
        for column, target in pointers(model, there)
        for key, columns in rows.items()
        if columns[column] in there[target]
    ]
    before = -1
    while before < len(staying):
        before = len(staying)
        for one, other in pairs:
            if one in staying or other in staying:
                staying |= {one, other}


def staying_of(model: type[models.Model], there: dict[Any, Columns], made: Made) -> set[Any]:
    """Rows that were changed since, or on which something hangs that the change did not make.

    The lists of a profile are no reason to stay.
    """
    staying = {key for key, columns in there.items() if not same(made[model][key], columns)}
    for column, dependent in dependents(model):
        if dependent._meta.auto_created:
            continue
        hanging = dependent._base_manager.filter(**{f"{column}__in": any_of(list(there))})
        if dependent in made:
            hanging = hanging.exclude(pk__in=any_of(list(made[dependent])))
        staying.update(hanging.values_list(column, flat=True))
    return staying
