"""Keep what rows were and are while something changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from members.models import Group, Person, RosterChange

from .rows import Columns, Row, columns_of, differing, rows_with, same


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
        watched = rows_with(rows.model, rows.order_by().values_list("pk", flat=True))
        self._watched.append(watched)
        self._before = columns_of(watched) | self._before

    def made(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Say which rows are new; they are looked at when all is written. What hangs on them need
        not be named: it goes with them."""
        self._made.append(rows_with(model, keys))

    def rows(self) -> list[Row]:
        """Each row that is otherwise than before, with its columns before and after."""
        after: dict[tuple[str, Any], Columns] = {}
        for rows in self._watched:
            after |= columns_of(rows.all())
        changed = [
            (label, key, *differing(before, after.get((label, key))))
            for (label, key), before in self._before.items()
            if not same(before, after.get((label, key)))
        ]
        made: dict[tuple[str, Any], Columns] = {}
        for rows in self._made:
            made |= columns_of(rows)
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
