"""The roster as a file."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.http import MemberRequest, download
from members.roster.exporting import TYPES, export_roster
from members.roster.listing import Filters, roster_of
from members.views.roster import my_organized_group


@require_safe
def roster_export(request: MemberRequest, group: str) -> HttpResponse:
    """Whom the page shows under the same address, as CSV or, with format=xlsx, XLSX."""
    organized = my_organized_group(request, group)
    now = timezone.now()
    filters = Filters.asked(request.GET, organizer=True)
    lines = roster_of(organized, organizer=True, filters=filters, now=now)
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    day = now.astimezone(ZoneInfo(organized.time_zone)).date()
    content = export_roster(organized, lines, kind=kind)
    return download(content, f"{organized.slug}-roster-{day}.{kind}", TYPES[kind])
