"""Undo a change for a while; then forget what it held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction

from members.models import RosterChange

from .concerned import names_of, say_that_people_changed
from .errors import CannotUndo
from .restoring import restore
from .rows import Left, Row
from .taking_away import Made, take_away

UNDONE_FOR = timedelta(days=30)


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
    left = names_of(put_back(change.rows))
    change.left_alone = left
    change.save(update_fields=["left_alone"])
    say_that_people_changed(change, now)
    return left


def put_back(rows: Iterable[Row]) -> list[Left]:
    """What could not be put back. New rows go first, since they may hold what is unique."""
    made: Made = defaultdict(dict)
    old: list[Row] = []
    for label, key, before, after in rows:
        if before is None:
            made[apps.get_model(label)][key] = after or {}
        else:
            old.append((label, key, before, after))
    return [*take_away(made), *restore(old)]


def forget_what_cannot_be_undone(now: datetime) -> int:
    """Forget the rows of changes that are too old to be undone: they hold what people were."""
    old = RosterChange.objects.filter(at__lt=now - UNDONE_FOR).exclude(rows=[])
    return old.update(rows=[])
