"""The health of a group, for its organizers: a page, its picture month by month, and tables."""

from __future__ import annotations

import csv
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from introductions.health.months import BACK, USUALLY, choose
from introductions.health.quiet import quiet_in
from introductions.health.reading import read_lists
from introductions.health.report import SORTS, Network, Report, today
from introductions.health.tables import TABLES
from introductions.health.within import Within, read_within
from members.http import MemberRequest, download, typed, wants_partial
from members.models import Group
from members.roster.formulas import guarded

HEADS = {
    "name": "Name",
    "received": "Received",
    "made": "Made",
    "last": "Last",
}
LOOKS_BACK = {"3": "3 months", "6": "6 months", "12": "12 months", "all": "Ever"}
RECRUITS = 5


@require_safe
@vary_on_headers("HX-Request")
def health(request: MemberRequest, group: str) -> HttpResponse:
    """?until=2026-08 is the month of the picture, ?back=6 how far the figures look back, ?sort=
    orders the table. The slider sends ?month=, a number, and gets the address that keeps it."""
    mine = my_group(request, group)
    now = timezone.now()
    within = read_within(mine)
    network = _network(request, within, now)
    here = _Address(mine, network, typed(request, "back"))
    if wants_partial(request):
        response = render(request, "introductions/_health_network.html", _picture(network, here))
        response["HX-Replace-Url"] = here.address()
        return response
    if "month" in request.GET and not network.months.problem:
        return redirect(here.address())
    report = _report(request, within, now, here.back)
    context = {
        "report": report,
        "rest": report.recruit_lines[RECRUITS:],
        "first": report.recruit_lines[:RECRUITS],
        "most": max((recruit.pairs for recruit in report.recruits), default=0),
        "looks_back": [
            {"label": label, "url": here.address(back=key), "current": key == here.back}
            for key, label in LOOKS_BACK.items()
        ],
        "tables": [
            {"label": label, "url": here.table(name)} for name, (label, _) in TABLES.items()
        ],
        **_picture(network, here),
    }
    return render(request, "introductions/health.html", context)


@require_safe
def health_table(request: MemberRequest, group: str, table: str) -> HttpResponse:
    """One table as CSV, with the months of the page it was asked from."""
    mine = my_group(request, group)
    if table not in TABLES:
        raise Http404
    now = timezone.now()
    within = read_within(mine)
    network = _network(request, within, now)
    report = _report(request, within, now, _back(typed(request, "back")))
    _, rows = TABLES[table]
    name = f"{mine.slug}-{table}-{today(now, report.zone).isoformat()}.csv"
    response = download("\ufeff", name)
    writer = csv.writer(response)
    writer.writerows([guarded(cell) for cell in row] for row in rows(report, network))
    return response


def my_group(request: MemberRequest, slug: str) -> Group:
    return get_object_or_404(Group.objects.organized_by(request.user.person), slug=slug)


def _network(request: MemberRequest, within: Within, now: datetime) -> Network:
    first = within.made[0].made_at if within.made else None
    zone = ZoneInfo(within.group.time_zone)
    until, at = typed(request, "until"), typed(request, "month")
    sort = typed(request, "sort")
    months = choose(now, first, zone, until=until, at=at)
    return Network(within, months, now, sort if sort.removeprefix("-") in SORTS else SORTS[0])


def _report(request: MemberRequest, within: Within, now: datetime, back: str) -> Report:
    lists = read_lists(within.group, list(within.people))
    quiet = quiet_in(within, request.user.person, now)
    return Report(within, lists, quiet, now, back)


def _back(text: str) -> str:
    return text if text in BACK else USUALLY


def _picture(network: Network, here: _Address) -> dict[str, object]:
    return {
        "group": network.within.group,
        "network": network,
        "months": network.months,
        "drawings": network.drawings() if len(network.within.people) > 1 else [],
        "heads": here.heads(),
        "back": here.back,
    }


class _Address:
    """The addresses of this page, each with what the others have chosen."""

    def __init__(self, group: Group, network: Network, back: str) -> None:
        self.back = _back(back)
        self._group, self._network = group, network

    def address(self, **changed: str) -> str:
        page = reverse("introductions:health", args=[self._group.slug])
        return self._with(page, **changed)

    def table(self, name: str) -> str:
        return self._with(reverse("introductions:health_table", args=[self._group.slug, name]))

    def heads(self) -> list[dict[str, str]]:
        """The heads of the table: pressing the one it is sorted by turns it round."""
        return [self._head(name, label) for name, label in HEADS.items()]

    def _head(self, name: str, label: str) -> dict[str, str]:
        sorted_by = self._network.sort
        descends = sorted_by == f"-{name}"
        by_this = descends or sorted_by == name
        # Names begin with A, numbers and days with the greatest.
        first, second = (name, f"-{name}") if name == "name" else (f"-{name}", name)
        return {
            "name": name,
            "label": label,
            "url": f"{self.address(sort=second if sorted_by == first else first)}#members",
            "sorted": ("descending" if descends else "ascending") if by_this else "",
        }

    def _with(self, page: str, **changed: str) -> str:
        months = self._network.months
        usual = {"until": "", "back": USUALLY, "sort": SORTS[0]}
        chosen = {
            "until": "" if months.is_latest else months.in_address,
            "back": self.back,
            "sort": self._network.sort,
            **changed,
        }
        query = {key: value for key, value in chosen.items() if value != usual[key]}
        return f"{page}?{urlencode(query)}" if query else page
