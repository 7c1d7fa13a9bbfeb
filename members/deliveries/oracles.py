"""Whom to ask what became of a mail when the answer of the mail server got lost.

The setting MAIL_ORACLE chooses one. A mail keeps the one under which it was built: only then is
there a copy in the archive, or a key in the header, that can be asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from members.deliveries import archive
from members.deliveries.history import History
from members.deliveries.kinds import Kind
from members.models import Attempt, Delivery

NONE, IMAP, IDEMPOTENCY = "none", "imap", "idempotency"
Outcome = Attempt.Outcome

LONGEST_WAIT = timedelta(hours=1)
PATIENCE = timedelta(days=3)  # with an archive that cannot be asked
KEYS_ARE_GOOD_FOR = timedelta(hours=20)  # Resend forgets them after 24 hours
LONGEST_KEY_WAIT = timedelta(hours=4)
WITNESSES = timedelta(days=1)

LOST = "The mail server did not say whether it took the mail."


@dataclass(frozen=True)
class Answer:
    """What was found out about an unsure mail: FOUND, ABSENT or UNKNOWN; None: nobody was asked,
    and yet it may go again. `wait`: when to ask again what is UNKNOWN; None: never."""

    outcome: Attempt.Outcome | None
    text: str = ""
    wait: timedelta | None = None

    @property
    def may_go(self) -> bool:
        return self.outcome in (None, Outcome.ABSENT)


class Oracle(Protocol):
    def wait(self, kind: Kind, history: History, now: datetime) -> timedelta | None:
        """How long after the last try, which is unsure, `ask` is of use; None: it never is."""

    def ask(self, delivery: Delivery, kind: Kind, history: History, now: datetime) -> Answer:
        """What became of the last try, or whether the mail may go again in spite of it."""

    def can_tell(self, history: History, now: datetime) -> bool:
        """Whether a mail that is unsure can go again without any danger of arriving twice."""


class Nobody:
    """Plain SMTP cannot be asked. One more copy goes where a lost mail is worse than a doubled one;
    never a third."""

    def wait(self, kind: Kind, history: History, now: datetime) -> timedelta | None:
        again = kind.sent_again and len(history.all_unsure) == 1
        return 3 * settings.MAIL_LEASE if again else None

    def ask(self, delivery: Delivery, kind: Kind, history: History, now: datetime) -> Answer:
        if kind.sent_again and len(history.all_unsure) == 1:
            return Answer(None)
        return Answer(Outcome.UNKNOWN, LOST)

    def can_tell(self, history: History, now: datetime) -> bool:
        return False


class KeyHolder:
    """A provider that sends nothing twice under the same key, for as long as it remembers keys."""

    def wait(self, kind: Kind, history: History, now: datetime) -> timedelta | None:
        wait = 3 * settings.MAIL_LEASE * 2 ** (len(history.doubts) - 1)
        wait = min(wait, LONGEST_KEY_WAIT)
        return wait if self.can_tell(history, now + wait) else None

    def ask(self, delivery: Delivery, kind: Kind, history: History, now: datetime) -> Answer:
        if self.can_tell(history, now):
            return Answer(None)
        return Answer(Outcome.UNKNOWN, "It is too late to ask the provider whether it has gone.")

    def can_tell(self, history: History, now: datetime) -> bool:
        return now < history.doubts[0].started_at + KEYS_ARE_GOOD_FOR


class Archive:
    """A mailbox that got a blind copy in the same conversation, or did not get it either."""

    def wait(self, kind: Kind, history: History, now: datetime) -> timedelta | None:
        wait: timedelta = settings.MAIL_ORACLE_DELAY
        return wait

    def ask(self, delivery: Delivery, kind: Kind, history: History, now: datetime) -> Answer:
        last = history.doubts[-1]
        witness = a_witness(delivery, last, now)
        try:
            held = archive.held(delivery.message_id, *witness)
        except archive.ArchiveAway as error:
            return in_vain(history, now, f"The archive could not be asked: {error}")
        if delivery.message_id in held:
            return Answer(Outcome.FOUND, "The archive has it.")
        on_its_way = last.ended_at + settings.MAIL_ORACLE_DELAY - now
        if on_its_way > timedelta(0):
            return Answer(Outcome.UNKNOWN, "The copy may be on its way to the archive.", on_its_way)
        if not held.issuperset(witness):
            return in_vain(history, now, "The archive lacks mails that have gone.")
        return Answer(Outcome.ABSENT, "The archive does not have it.")

    def can_tell(self, history: History, now: datetime) -> bool:
        return True


def a_witness(delivery: Delivery, doubt: Attempt, now: datetime) -> list[str]:
    """The Message-ID of another mail that must be in the archive: the latest, if there is one.

    An archive that is full or that copies no longer reach would else say of each mail that it had
    not gone.
    """
    others = Delivery.objects.exclude(pk=delivery.pk).filter(
        oracle=IMAP,
        state__in=[Delivery.State.SENT, Delivery.State.DELIVERED],
        sent_at__gte=doubt.started_at - WITNESSES,
        sent_at__lte=now - settings.MAIL_ORACLE_DELAY,
    )
    return list(others.order_by("-sent_at").values_list("message_id", flat=True)[:1])


def in_vain(history: History, now: datetime, text: str) -> Answer:
    """Nobody could say: ask again, ever less often, and not for ever."""
    if now - history.doubts[-1].ended_at >= PATIENCE:
        return Answer(Outcome.UNKNOWN, text)
    doublings = min(len(history.vain_questions), 12)
    return Answer(Outcome.UNKNOWN, text, min(settings.MAIL_LEASE * 2**doublings, LONGEST_WAIT))


ORACLES: dict[str, Oracle] = {NONE: Nobody(), IMAP: Archive(), IDEMPOTENCY: KeyHolder()}


def name_for(kind: Kind) -> str:
    """The oracle of a mail of `kind` that is built now. What opens an account is in no archive."""
    if settings.MAIL_ORACLE == IMAP and kind.secret:
        return NONE
    return str(settings.MAIL_ORACLE)


def oracle_of(delivery: Delivery) -> Oracle:
    """Whom to ask about `delivery`: nobody, if it was built when there was somebody else to ask."""
    return ORACLES[delivery.oracle if delivery.oracle == settings.MAIL_ORACLE else NONE]


def copied_to(delivery: Delivery) -> str:
    """The address that gets a blind copy of `delivery`, if any."""
    return settings.MAIL_ARCHIVE if oracle_of(delivery) is ORACLES[IMAP] else ""


def key_header(delivery: Delivery) -> dict[str, str]:
    """The header by which a provider knows a mail that it has sent already."""
    if settings.MAIL_ORACLE != IDEMPOTENCY:
        return {}
    return {settings.MAIL_IDEMPOTENCY_HEADER: delivery.message_id.strip("<>")}


def check_settings() -> None:
    """Raise ImproperlyConfigured when nobody could be asked as settings say."""
    if settings.MAIL_ORACLE not in ORACLES:
        raise ImproperlyConfigured(f"MAIL_ORACLE must be one of {', '.join(ORACLES)}.")
    if settings.MAIL_ORACLE == IMAP:
        archive.read_archive_url(settings.MAIL_ARCHIVE_URL)
        if not re.fullmatch(r"[!-~]+@[!-~]+", settings.MAIL_ARCHIVE):
            raise ImproperlyConfigured("MAIL_ARCHIVE must be the address of the archive mailbox.")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", settings.MAIL_IDEMPOTENCY_HEADER):
        raise ImproperlyConfigured("MAIL_IDEMPOTENCY_HEADER must be the name of a header.")
    if timedelta(0) > settings.MAIL_ORACLE_DELAY:
        raise ImproperlyConfigured("MAIL_ORACLE_DELAY must not be negative.")
