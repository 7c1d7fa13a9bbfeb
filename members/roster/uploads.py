"""An uploaded list between its file and its import: kept, mapped, looked at, confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from members.models import Group, Person, Profession, RosterImport

from .checking import RosterLine, check_lines
from .columns import Columns, Guess, find_columns, rows_to_keep, sheet_kept
from .fates import Fate, Outcome, decide_fates
from .professions import ProfessionFinder
from .reading import read_sheet
from .sheets import Sheet

KEPT_UNCONFIRMED = timedelta(days=7)
OPEN = (RosterImport.State.UPLOADED, RosterImport.State.FAILED)


@transaction.atomic
def open_import(
    group: Group, content: bytes, *, filename: str, by: Person, now: datetime
) -> RosterImport:
    """Keep the rows of a file until somebody confirms them. Raises UnreadableRoster."""
    sheet = read_sheet(content, filename=filename)
    columns = find_columns(sheet.header, sheet.rows).columns
    uploads = RosterImport.objects.filter(group=group, state__in=OPEN)
    uploads.filter(uploaded_at__lt=now - KEPT_UNCONFIRMED).delete()
    return RosterImport.objects.create(
        group=group,
        uploaded_by=by,
        filename=printable(filename)[-255:],
        header=list(sheet.header),
        cells=rows_to_keep(sheet),
        columns=columns.as_dict(),
        lines=checked(group, sheet, columns),
        report={"blank": sheet.blank, "sheet": printable(sheet.name)[:60]},
        uploaded_at=now,
    )


def printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))


def checked(group: Group, sheet: Sheet, columns: Columns) -> list[dict[str, Any]]:
    """The lines of the sheet as an import keeps them; none before the columns are known."""
    if columns.missing:
        return []
    return [asdict(line) for line in check_lines(sheet, columns, profession_finder(group))]


def profession_finder(group: Group) -> ProfessionFinder:
    return ProfessionFinder(Profession.objects.offered_in(group))


def sheet_of(upload: RosterImport) -> Sheet:
    return sheet_kept(upload.header, upload.cells)


def guess_of(upload: RosterImport) -> Guess:
    """Which columns the file seems to have, and what is doubtful about that."""
    sheet = sheet_of(upload)
    return find_columns(sheet.header, sheet.rows)


def still_open(upload: RosterImport) -> QuerySet[RosterImport]:
    """The upload, unless it is queued or imported by now."""
    return RosterImport.objects.filter(pk=upload.pk, state__in=OPEN)


def choose_columns(upload: RosterImport, columns: Columns) -> None:
    """Read the rows anew under other columns."""
    upload.columns = columns.as_dict()
    upload.lines = checked(upload.group, sheet_of(upload), columns)
    still_open(upload).update(columns=upload.columns, lines=upload.lines)


def choose_rules(upload: RosterImport, *, all_or_nothing: bool, waiting_list: bool) -> None:
    """Keep whether one bad line stops all, and whether people whose seat is taken wait for it."""
    upload.all_or_nothing = all_or_nothing
    upload.report |= {"waiting_list": waiting_list}
    still_open(upload).update(all_or_nothing=all_or_nothing, report=upload.report)


def outcomes_of(upload: RosterImport) -> list[Outcome]:
    """What confirming this upload now would do with each of its lines."""
    lines = [RosterLine(**line) for line in upload.lines]
    return decide_fates(
        upload.group, lines, answers=upload.answers, waiting_list=waiting_list(upload)
    )


def waiting_list(upload: RosterImport) -> bool:
    return bool(upload.report.get("waiting_list"))


def count_fates(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many lines have each fate, every fate named."""
    counts = {fate.value: 0 for fate in Fate}
    for outcome in outcomes:
        counts[outcome.fate] += 1
    return counts
