"""The private address of a feed: a secret that nobody can guess, and proof that it is ours.

Whoever has the address can read the calendar, without signing in: calendar programs cannot. A new
secret ends the old address at once.
"""

from __future__ import annotations

from secrets import token_urlsafe

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from goals.models import CalendarFeed

SALT = "goals.calendar"


def new_nonce() -> str:
    return token_urlsafe(32)


def signer() -> Signer:
    return Signer(sep=".", salt=SALT)


def token_of(feed: CalendarFeed) -> str:
    return signer().sign(feed.nonce)


def read_token(token: str) -> str | None:
    """The secret in `token`, or None when it is not ours or not whole."""
    try:
        return signer().unsign(token)
    except BadSignature:
        return None


def url_of(feed: CalendarFeed) -> str:
    return settings.SITE_URL + reverse("goals:calendar_feed", args=[token_of(feed)])


def subscribe_url_of(feed: CalendarFeed) -> str:
    """The address as programs take it that subscribe rather than copy once."""
    return "webcal://" + url_of(feed).partition("://")[2]
