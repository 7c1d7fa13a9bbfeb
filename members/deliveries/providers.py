"""Mail services that tell what became of a mail, and the header they give back when they do.

Some put a Message-ID of their own in the place of ours, so each mail carries ours once more in the
header that the service repeats as `metadata`.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from members.models import Delivery

KEY = "message_id"  # of the metadata


def as_json(message_id: str) -> str:
    return json.dumps({KEY: message_id})


# The names are those of django-anymail, and stand in the address it answers at.
PROVIDERS: dict[str, tuple[str, Callable[[str], str]]] = {
    "brevo": ("X-Mailin-custom", as_json),
    "mailgun": ("X-Mailgun-Variables", as_json),
    "mailjet": ("X-MJ-EventPayload", as_json),
    "postmark": (f"X-PM-Metadata-{KEY}", str),
    "resend": ("X-Metadata", as_json),
    "sendgrid": ("X-SMTPAPI", lambda found: json.dumps({"unique_args": {KEY: found}})),
}


def tracking_header(delivery: Delivery) -> dict[str, str]:
    """What lets the mail service say which mail it speaks of."""
    if not settings.MAIL_PROVIDER:
        return {}
    name, written = PROVIDERS[settings.MAIL_PROVIDER]
    return {name: written(delivery.message_id.strip("<>"))}


def check_settings() -> None:
    """Raise ImproperlyConfigured when the mail service could tell nothing, or anybody could."""
    provider, secret = settings.MAIL_PROVIDER, settings.MAIL_WEBHOOK_SECRET
    if bool(provider) != bool(secret):
        raise ImproperlyConfigured("Set both MAIL_PROVIDER and MAIL_WEBHOOK_SECRET, or neither.")
    if provider and provider not in PROVIDERS:
        raise ImproperlyConfigured(f"MAIL_PROVIDER must be one of {', '.join(PROVIDERS)}.")
    if secret and not all(secret.partition(":")):
        raise ImproperlyConfigured("MAIL_WEBHOOK_SECRET must look like user:password.")
    if provider == "mailgun" and not settings.ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY:
        raise ImproperlyConfigured("Mailgun signs what it tells: set MAIL_WEBHOOK_KEY.")
