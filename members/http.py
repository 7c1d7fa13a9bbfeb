"""Small helpers for views."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from members.models import User

CSV = "text/csv; charset=utf-8"


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in, as the middleware leaves it."""

    user: User
    htmx: HtmxDetails


def wants_partial(request: HttpRequest) -> bool:
    """Whether htmx will swap the answer into a page it already shows.

    Boosted links and the Back button send HX-Request too and need the whole page.
    """
    htmx = cast(MemberRequest, request).htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def download(content: str | bytes, name: str, content_type: str = CSV) -> HttpResponse:
    """`content` as a file called `name`, to be kept rather than shown."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def typed(request: HttpRequest, name: str) -> str:
    """What somebody typed into a search box: short, and without what a database cannot hold."""
    return request.GET.get(name, "").replace("\0", "").strip()[:80]
