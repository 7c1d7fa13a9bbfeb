"""What becomes of the rows that point at who goes in a merge.

Every row moves to who stays. Where a constraint stands in the way (a tie to oneself, the same
meeting twice) the row goes. A model with rules of its own registers them: they run before the
rows are moved, and treat what moving alone would get wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Q, When
from django.db.models.deletion import Collector

from members.journal import Record
from members.models import Group, Person

from .sides import Side

Model = type[models.Model]


@dataclass(frozen=True)
class Merging:
    """A merge under way. `sides` are who stays and who goes."""

    group: Group
    sides: tuple[Side, Side]
    record: Record
    now: datetime

    @property
    def stays(self) -> Person:
        return self.sides[0].person

    @property
    def goes(self) -> Person:
        return self.sides[1].person

    @property
    def whole(self) -> bool:
        """The person goes, and not only their entry on this roster."""
        return self.sides[1].ours_alone

    @property
    def writable(self) -> bool:
        """The profile of who stays is the organizers' to write."""
        return self.sides[0].writable

    @property
    def ours_alone(self) -> bool:
        """Nobody but this group knows who stays either."""
        return self.sides[0].ours_alone

    def change(self, rows: models.QuerySet[Any], **values: Any) -> None:
        """Write to rows so that it can be undone."""
        self.record.watch(rows)
        rows.update(**values)

    def let_go(self, rows: models.QuerySet[Any]) -> None:
        """Delete rows, with what hangs on them, so that it can be undone."""
        for watched in _with_what_hangs_on(rows):
            self.record.watch(watched)
        rows.delete()


Rule = Callable[[Merging], None]

_rules: dict[Model, list[Rule]] = defaultdict(list)
_within_group: list[Rule] = []


def register(model: Model, rule: Rule, *, within_group: bool = False) -> None:
    """Run `rule` before the rows of `model` are moved; with `within_group` also where only the
    entry on a roster goes."""
    if rule not in _rules[model]:
        _rules[model].append(rule)
    if within_group and rule not in _within_group:
        _within_group.append(rule)


def own(model: Model, column: str = "person") -> None:
    """The rows of `model` are what `column` chose for themselves: they are for nobody whom others
    know too."""

    def rule(merging: Merging) -> None:
        if not merging.ours_alone:
            merging.let_go(model._base_manager.filter(**{column: merging.goes}))

    register(model, rule)


def always_goes(model: Model, column: str = "person") -> None:
    """The rows of `model` are secrets or sums of `column`: they are nobody else's."""
    register(model, lambda m: m.let_go(model._base_manager.filter(**{column: m.goes})))


def turned(model: Model, first: str, second: str, **swapped: str) -> None:
    """`first` has the smaller key in every row: rows are turned round where moving would break
    that, with the columns `swapped`."""

    def rule(merging: Merging) -> None:
        keys = {merging.stays.pk, merging.goes.pk}
        either = Q(**{first: merging.goes}) | Q(**{second: merging.goes})
        for row in model._base_manager.filter(either).order_by("pk"):
            ends = {getattr(row, f"{first}_id"), getattr(row, f"{second}_id")}
            this = model._base_manager.filter(pk=row.pk)
            [other, *_] = [*(ends - keys), None]
            if other is None:
                merging.let_go(this)
                continue
            low, high = sorted((merging.stays.pk, other))
            values: dict[str, Any] = {f"{first}_id": low, f"{second}_id": high}
            was_first = getattr(row, f"{first}_id") == merging.goes.pk
            if was_first != (low == merging.stays.pk):
                values |= {one: getattr(row, two) for one, two in swapped.items()}
                values |= {two: getattr(row, one) for one, two in swapped.items()}
            _move_one(merging, this, values)

    register(model, rule)


def move_everything(merging: Merging) -> None:
    """Let everything that points at who goes point at who stays."""
    for rules in list(_rules.values()):
        for rule in rules:
            rule(merging)
    for model, columns in pointing_at_people().items():
        _move(merging, model, columns)


def move_within_group(merging: Merging) -> None:
    """Let what belongs to this group alone point at who stays; the person goes on elsewhere."""
    for rule in _within_group:
        rule(merging)


def pointing_at_people() -> dict[Model, list[str]]:
    """Every model of every app with a column for a person, and those columns."""
    found: dict[Model, list[str]] = defaultdict(list)
    for relation in Person._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            found[relation.related_model].append(relation.field.name)  # type: ignore[index,union-attr]
    return dict(found)


def move_rows(merging: Merging, rows: models.QuerySet[Any], *columns: str) -> None:
    """Let `rows`, of whatever model, point at who stays."""
    _move(merging, rows.model, list(columns), rows)


def _move(
    merging: Merging,
    model: Model,
    columns: list[str],
    among: models.QuerySet[Any] | None = None,
) -> None:
    either = Q()
    for column in columns:
        either |= Q(**{column: merging.goes})
    rows = (model._base_manager.all() if among is None else among).filter(either)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return
    rows = model._base_manager.filter(pk__in=keys)
    if model._meta.pk.name in columns:  # the row is the person's by its key
        merging.let_go(rows)
        return
    values = {
        column: Case(
            When(**{column: merging.goes}, then=merging.stays.pk),
            default=F(column),
            output_field=models.BigIntegerField(),
        )
        for column in columns
    }
    merging.record.watch(rows)
    if not _written(rows, values):
        for key in keys:
            _move_one(merging, model._base_manager.filter(pk=key), values)


def _move_one(merging: Merging, row: models.QuerySet[Any], values: dict[str, Any]) -> None:
    """Change one row; where a constraint stands in the way, it goes."""
    merging.record.watch(row)
    if not _written(row, values):
        merging.let_go(row)


def _written(rows: models.QuerySet[Any], values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        return False
    return True


def _with_what_hangs_on(rows: models.QuerySet[Any]) -> Iterator[models.QuerySet[Any]]:
    """The rows that go when `rows` are deleted, and those that then point at nothing."""
    collector = Collector(using=rows.db)
    collector.collect(list(rows))
    touched: dict[Model, set[Any]] = defaultdict(set)
    for model, going in collector.data.items():
        touched[model].update(row.pk for row in going)
    loose = [batch for batches in collector.field_updates.values() for batch in batches]
    batches: list[Any] = [*collector.fast_deletes, *loose]
    for batch in batches:
        for row in batch:
            touched[type(row)].add(row.pk)
    for model, keys in touched.items():
        yield model._base_manager.filter(pk__in=keys)
