"""Small helpers for views."""

from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from members.models import User


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


def typed(request: HttpRequest, name: str) -> str:
    """What somebody typed into a search box: short, and without what a database cannot hold."""
    return request.GET.get(name, "").replace("\0", "").strip()[:80]
