"""Small helpers for views."""

from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from members.models import Person, User


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in, as the middleware leaves it."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails


def wants_partial(request: HttpRequest) -> bool:
    """Whether htmx will swap the answer into a page it already shows.

    Boosted links and the Back button send HX-Request too and need the whole page.
    """
    htmx = cast(MemberRequest, request).htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def local_now(person: Person) -> timezone.datetime:
    """The present moment in the zone of `person`."""
    return timezone.now().astimezone(person.zone)
