"""Make a confirmed list members of a group: all of it in one transaction, at once or by a worker,
and undone as one."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.db import DatabaseError, transaction

from members.journal import CannotUndo, recording
from members.locks import lock_people, lock_roster
from members.models import Group, Person, RosterChange, RosterImport
from networking_app.wake import wake

from .checking import RosterLine
from .fates import Fate, Outcome, decide_fates
from .progress import Tell, quiet, telling
from .reporting import ReportLine
from .taking_back import take_back
from .uploads import OPEN, count_fates, outcomes_of, still_open
from .writing import apply_outcomes

logger = logging.getLogger(__name__)

AT_ONCE = 300  # lines that are imported while the organizer waits for the page
TRIES = 3
TASK = "members.tasks.apply_roster_imports"


class AlreadyApplied(Exception):
    """This upload has been imported before."""


# --- confirming ---


def confirm_import(upload: RosterImport, *, now: datetime) -> None:
    """Import a short list at once and have a worker import a long one. Raises AlreadyApplied.

    A short list is in one transaction with the note that it is imported: if the process dies, the
    button can be pressed again.
    """
    if len(upload.lines) <= AT_ONCE:
        try:
            apply_import(upload, now=now)
            return
        except DatabaseError as error:  # the worker tries again
            logger.warning("An import was put off: %s", error)
    if not still_open(upload).update(state=RosterImport.State.QUEUED):
        raise AlreadyApplied
    transaction.on_commit(partial(wake, TASK))


def apply_queued(*, now: datetime) -> None:
    """Import what is confirmed, each list by itself; what another worker has is passed over."""
    queued = RosterImport.objects.filter(state=RosterImport.State.QUEUED)
    for key in queued.order_by("uploaded_at").values_list("pk", flat=True):
        try:
            apply_one_queued(key, now=now)
        except AlreadyApplied:
            continue
        except Exception:
            logger.exception("An import of a roster failed")
            note_trouble(key)


@transaction.atomic
def apply_one_queued(key: int, *, now: datetime) -> None:
    queued = RosterImport.objects.filter(pk=key, state=RosterImport.State.QUEUED)
    mine = queued.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
    if mine:
        upload = RosterImport.objects.select_related("group", "uploaded_by").get(pk=mine)
        apply_import(upload, now=now, tell=telling(upload))


@transaction.atomic
def note_trouble(key: int) -> None:
    """Count a try that failed, and give up after some: nothing has been imported then."""
    queued = RosterImport.objects.filter(pk=key, state=RosterImport.State.QUEUED)
    upload = queued.select_for_update().defer("cells", "lines").first()
    if upload is None:
        return
    upload.report["tries"] = upload.report.get("tries", 0) + 1
    if upload.report["tries"] >= TRIES:
        upload.state = RosterImport.State.FAILED
        upload.report |= {"tries": 0, "trouble": True}
    upload.save(update_fields=["report", "state"])


# --- importing ---


@transaction.atomic
def apply_import(upload: RosterImport, *, now: datetime, tell: Tell = quiet) -> None:
    """Import the good lines of an upload, all or none. Raises AlreadyApplied.

    The rows are forgotten then: what they said is in the group, or was left out for the reasons
    that the report keeps. If all or nothing was asked for and a line cannot be imported, nothing is
    changed and the import has failed.
    """
    waiting = RosterImport.objects.filter(pk=upload.pk)
    waiting = waiting.filter(state__in=[*OPEN, RosterImport.State.QUEUED])
    if not waiting.update(state=RosterImport.State.APPLIED, applied_at=now):
        raise AlreadyApplied
    lock_people()
    lock_roster(upload.group_id)
    upload.refresh_from_db()
    tell("deciding", 0, 1)
    outcomes = outcomes_of(upload)
    counts = count_fates(outcomes)
    upload.report |= {"tries": 0, "trouble": False}
    if not outcomes or (upload.all_or_nothing and counts[Fate.REFUSED]):
        upload.state, upload.applied_at = RosterImport.State.FAILED, None
        upload.save(update_fields=["state", "applied_at", "report"])
        return
    write(upload, outcomes, counts, now=now, tell=tell)


def write(
    upload: RosterImport,
    outcomes: list[Outcome],
    counts: dict[str, int],
    *,
    now: datetime,
    tell: Tell,
) -> None:
    """Write the outcomes, keep what became of each line, and forget the rows of the file."""
    upload.report |= {
        "counts": counts,
        "waiting": sum(outcome.waits for outcome in outcomes),
        "lines": [ReportLine.of(outcome).kept() for outcome in outcomes],
    }
    group, by = upload.group, upload.uploaded_by
    summary = f"Import of {upload.filename[-80:]}: {counts['new']} new, {counts['changed']} changed"
    kind = RosterChange.Kind.IMPORT
    with recording(group, kind=kind, summary=summary, by=by, now=now) as record:
        apply_outcomes(group, outcomes, by=by, now=now, record=record, tell=tell)
    upload.change = record.change
    upload.header, upload.cells, upload.lines, upload.answers = [], [], [], {}
    upload.save(update_fields=["report", "change", "header", "cells", "lines", "answers"])


def undo_import(upload: RosterImport, *, by: Person, now: datetime) -> list[str] | None:
    """Put everything back that an import has changed; the names of those who stay as they are, or
    None where the list is so long that a worker does it.

    Raises CannotUndo.
    """
    if upload.change is None:
        raise CannotUndo("This list has changed nothing that could be undone.")
    return take_back(upload.change, by=by, now=now)


@transaction.atomic
def add_one(
    group: Group,
    line: RosterLine,
    *,
    now: datetime,
    by: Person | None = None,
    waiting_list: bool = False,
) -> Outcome:
    """Put one person on the roster, or bring back one who left. The outcome says whether.

    `waiting_list`: if their seat is taken they wait for it.
    """
    lock_people()
    lock_roster(group.pk)
    [outcome] = decide_fates(group, [line], answers={}, returning=True, waiting_list=waiting_list)
    if outcome.fate == Fate.NEW:
        apply_outcomes(group, [outcome], by=by, now=now)
    return outcome
