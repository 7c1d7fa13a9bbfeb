"""A roster as a file for spreadsheets, which can be imported again without loss."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from members.models import Group, Membership

from .formulas import guarded

if TYPE_CHECKING:
    from members.querysets import MembershipQuerySet

    from .fates import ShownMembership

# The first four are found again by members.roster.columns.
HEADINGS = ["Name", "E-mail", "Company", "Profession", "State", "Role", "Since"]
WIDTHS = [28, 34, 30, 28, 18, 12, 12]
REFUSED = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export_roster(group: Group, lines: MembershipQuerySet, *, kind: str) -> bytes:
    """What organizers see of each of these memberships (members.roster.fates.with_privacy)."""
    rows = rows_of(group, cast("Iterable[ShownMembership]", lines))
    return as_xlsx(rows) if kind == "xlsx" else as_csv(rows)


def rows_of(group: Group, lines: Iterable[ShownMembership]) -> Iterator[list[str | date]]:
    """One row a person, every text guarded: other programs may save the file as another kind."""
    for line in lines:
        texts = [
            line.label,
            line.person.email or "",
            line.seen_company,
            line.seen_trade or "",
            line.get_state_display(),
            line.get_role_display(),
        ]
        yield [*(guarded(printable(text)) for text in texts), day_of(line, group)]


def printable(text: str) -> str:
    """Without the characters that spreadsheets refuse."""
    return REFUSED.sub("", text)


def day_of(line: Membership, group: Group) -> date | str:
    """The day on which they came to their state, where the group is."""
    zone = ZoneInfo(group.time_zone)
    return line.since.astimezone(zone).date() if line.since else ""


def as_csv(rows: Iterable[list[str | date]]) -> bytes:
    text = StringIO()
    text.write("\ufeff")  # so that Excel reads it as UTF-8
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows: Iterable[list[str | date]]) -> bytes:
    from openpyxl import Workbook  # large, and seldom needed
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Roster")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFG"[number]].width = width
    headings = [WriteOnlyCell(sheet, heading) for heading in HEADINGS]
    for cell in headings:
        cell.font = Font(bold=True)
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()
