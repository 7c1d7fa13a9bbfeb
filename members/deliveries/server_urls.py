"""Addresses of servers in settings. What is said of a wrong one does not repeat it: it may hold a
password."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured


def split_server_url(
    url: str, setting: str, complaint_about: Callable[[SplitResult], str | None]
) -> SplitResult:
    """The parts of `url`, which stands in `setting`.

    complaint_about  what is wrong with the parts, as the end of a sentence, or None.

    Raises ImproperlyConfigured.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no number
    except ValueError as error:
        raise ImproperlyConfigured(f"{setting} cannot be read as an address.") from error
    if complaint := complaint_about(parts):
        raise ImproperlyConfigured(f"{setting} {complaint}.")
    return parts
