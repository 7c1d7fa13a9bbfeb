"""Take back a change of a roster: a small one at once, a large one by a worker."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.db import transaction

from members.journal import CannotUndo
from members.models import Person, RosterChange
from networking_app.wake import wake

from .undoing import can_be_undone, undo_change

logger = logging.getLogger(__name__)

AT_ONCE = 1_000  # rows that are put back while the organizer waits for the page
TASK = "members.tasks.take_back_changes"
WENT_WRONG = "Something went wrong, and nothing has been undone. Please try again."


def take_back(change: RosterChange, *, by: Person, now: datetime) -> list[str] | None:
    """Undo a change, or ask a worker to, where it is large: then the answer is None.

    Otherwise the names of those with whom something had to be left. Raises CannotUndo.
    """
    if change.is_being_undone:
        raise CannotUndo("This is being undone.")
    if len(change.rows) <= AT_ONCE or not can_be_undone(change, now):
        return undo_change(change, by=by, now=now)
    there = RosterChange.objects.filter(pk=change.pk, undone_at=None)
    if not there.update(undo_asked_at=now, undo_asked_by=by, undo_refused=""):
        raise CannotUndo("This has been undone already.")
    transaction.on_commit(partial(wake, TASK))
    return None


def take_back_asked(*, now: datetime) -> None:
    """Undo what was asked for, each by itself; what another worker has is passed over."""
    asked = RosterChange.objects.being_undone().order_by("undo_asked_at")
    for key in asked.values_list("pk", flat=True):
        try:
            take_back_one(key, now=now)
        except CannotUndo as reason:
            refuse(key, str(reason))
        except Exception:
            logger.exception("A change of a roster could not be undone")
            refuse(key, WENT_WRONG)


@transaction.atomic
def take_back_one(key: int, *, now: datetime) -> None:
    asked = RosterChange.objects.being_undone().filter(pk=key)
    mine = asked.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
    if mine:
        change = RosterChange.objects.select_related("group", "undo_asked_by").get(pk=mine)
        undo_change(change, by=change.undo_asked_by, now=now)


def refuse(key: int, reason: str) -> None:
    """Note why a change has not been undone, for whoever has asked for it."""
    asked = RosterChange.objects.being_undone().filter(pk=key)
    asked.update(undo_asked_at=None, undo_refused=reason[:200])
