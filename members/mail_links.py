"""Links in mails that answer without signing in: read on GET, used once on POST.

The token is 256 random bits with a signature that binds it to its purpose. It stands in the mail
alone; the database keeps its hash.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.core import signing

from members.models import MailLink, Person

SALT = "members.mail_link"


def issue(person: Person, *, purpose: str, about: int, now: datetime, expires_at: datetime) -> str:
    """A new token with which `person` can answer what `purpose` and the key `about` name, once."""
    secret = secrets.token_urlsafe(32)
    MailLink.objects.create(
        token_hash=hashed(secret),
        purpose=purpose,
        person=person,
        about=about,
        created_at=now,
        expires_at=expires_at,
    )
    return _signer(purpose).sign(secret)


def find(token: str, *, purpose: str) -> MailLink | None:
    """The link with this token, used or expired ones too; None when it is not ours or not whole."""
    try:
        secret = _signer(purpose).unsign(token)
    except signing.BadSignature:
        return None
    links = MailLink.objects.select_related("person")
    return links.filter(token_hash=hashed(secret), purpose=purpose).first()


def use(link: MailLink, *, now: datetime) -> bool:
    """Use it up, in the transaction of what it answers; False when it was used or has expired.

    The UPDATE is the lock: of many answers at once one goes through.
    """
    unused = MailLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
    return bool(unused.update(used_at=now))


def forget_expired(now: datetime) -> int:
    """Delete links that have expired; return how many."""
    return MailLink.objects.filter(expires_at__lte=now).delete()[0]


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _signer(purpose: str) -> signing.Signer:
    # Base64 holds no dot: the signature stands after the last one.
    return signing.Signer(salt=f"{SALT}.{purpose}", sep=".")
