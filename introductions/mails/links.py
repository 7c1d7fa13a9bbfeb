"""Links in the mails: what they are for, and how long they answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from introductions.models import Party
from members import mail_links
from members.models import Delivery

LINKS_ANSWER_FOR = timedelta(days=60)

# What links in mails are for: see members.mail_links, and introductions/urls/from_mail.py.
QUESTION, MET, THANKS, FOLLOW_UP = "question", "met", "thanks", "follow_up"
CONTRIBUTION = "contribution"


def link(
    delivery: Delivery,
    purpose: str,
    about: int,
    *,
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """The address of a page on which the recipient answers once, without signing in."""
    token = mail_links.issue(
        delivery.recipient,
        purpose=purpose,
        about=about,
        now=now,
        expires_at=expires_at or now + LINKS_ANSWER_FOR,
    )
    return settings.SITE_URL + reverse(f"introductions:{purpose}_link", args=[token])


def news_links(delivery: Delivery, party: Party, now: datetime) -> dict[str, str]:
    """Links with which a party tells that they met, or says thank you, without signing in."""
    return {
        "met_url": link(delivery, MET, party.pk, now=now),
        "thanks_url": link(delivery, THANKS, party.pk, now=now),
    }
