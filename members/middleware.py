"""What every request passes through."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]


class HtmxLoginMiddleware:
    """A session that ended during an htmx request leads the whole page to sign-in.

    Without this htmx would swap the sign-in page into a card.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        to_sign_in = response.status_code == 302 and not request.user.is_authenticated
        if to_sign_in and request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(response["Location"])
        return response


class CounterAwayMiddleware:
    """Signing in counts tries in the cache. While that is away nobody is let in uncounted."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, RedisError):
            return None
        logger.warning("The cache is away: %s", error)
        return render(request, "503.html", status=503)


class PersonMiddleware:
    """Show times in the zone of the person who is signed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(request.user.person.zone):
                return self.get_response(request)
        return self.get_response(request)
