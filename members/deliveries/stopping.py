"""Who wants no more mail: none at all to an address, or none to a person about a topic.

Of an address only a hash is kept, and it is kept for good.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import CharField, Func
from django.urls import reverse
from django.utils.encoding import punycode

from members.deliveries.kinds import Topic
from members.models import Membership, MembershipEvent, Person, StoppedKind, Suppression

STOP_SALT = "members.stop"


def ascii_address(address: str) -> str:
    """`address` as mail servers want it. Raises ValueError when they could not take it."""
    local, _, domain = address.strip().rpartition("@")
    found = f"{local}@{punycode(domain)}"
    if not local or not domain or not found.isascii() or not found.isprintable() or " " in found:
        raise ValueError("The address cannot be written in ASCII.")
    return found


def address_hash(address: str) -> str:
    """SHA-256 of the address, whatever its case. No key of ours is in it: keys are changed."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def stop_url(address: str) -> str:
    """The link that stops mail to `address`: no address in it, this purpose only, no end."""
    token = signing.dumps(address_hash(address), salt=STOP_SALT)
    return settings.SITE_URL + reverse("members:stop", args=[token])


def stop_topic_url(person: Person, topic: Topic) -> str:
    """The link that stops mail about `topic` to `person`: no address in it, no end."""
    token = signing.dumps(person.pk, salt=f"{STOP_SALT}.{topic.name}")
    return settings.SITE_URL + reverse("members:stop_topic", args=[topic.name, token])


def read_stop_topic_token(token: str, topic: Topic) -> int | None:
    """The key of the person in the link, or None when the link is not ours or not whole."""
    try:
        return int(signing.loads(token, salt=f"{STOP_SALT}.{topic.name}"))
    except signing.BadSignature:
        return None


def read_stop_token(token: str) -> str | None:
    """The hash in the link, or None when the link is not ours or not whole."""
    try:
        return str(signing.loads(token, salt=STOP_SALT))
    except signing.BadSignature:
        return None


def is_stopped(*addresses: str) -> bool:
    hashes = [address_hash(address) for address in addresses if address]
    return Suppression.objects.filter(address_hash__in=hashes).exists()


def wants_no_more(person: Person, topic: Topic) -> bool:
    return StoppedKind.objects.filter(person=person, kind=topic.name).exists()


class AddressHash(Func):
    """`address_hash` as PostgreSQL computes it."""

    template = "ENCODE(SHA256(CONVERT_TO(LOWER(TRIM(%(expressions)s)), 'UTF8')), 'hex')"
    output_field = CharField()


@transaction.atomic
def stop_mail(hashed: str, *, now: datetime) -> None:
    """Send no more mail to the address with this hash, and end what it was invited to.

    Twice has the same effect as once.
    """
    stopped = Suppression(address_hash=hashed, created_at=now)
    Suppression.objects.bulk_create([stopped], ignore_conflicts=True)
    invited = Membership.objects.filter(state=Membership.State.INVITED)
    theirs = invited.alias(hashed=AddressHash("person__email")).filter(hashed=hashed)
    ending = list(theirs.select_for_update(of=["self"]).values_list("pk", flat=True))
    Membership.objects.filter(pk__in=ending).update(
        state=Membership.State.LEFT, left_at=now, seat=None
    )
    MembershipEvent.objects.bulk_create(
        MembershipEvent(membership_id=key, kind=MembershipEvent.Kind.LEFT, at=now) for key in ending
    )


def stop_topic(person: Person, topic: Topic, *, now: datetime) -> None:
    """Send `person` no more mail about `topic`. Twice has the same effect as once."""
    stopped = StoppedKind(person=person, kind=topic.name, created_at=now)
    StoppedKind.objects.bulk_create([stopped], ignore_conflicts=True)


def start_topic(person: Person, topic: Topic) -> None:
    StoppedKind.objects.filter(person=person, kind=topic.name).delete()
