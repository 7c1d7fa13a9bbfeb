"""What every page needs to know of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"trial": settings.TRIAL, "site_url": settings.SITE_URL}
