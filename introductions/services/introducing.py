"""X introduces A to B directly, or records that it was done elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from introductions.drafting import Draft, Letter, compose
from introductions.exceptions import Unavailable
from introductions.mailing import mail_key
from introductions.models import Introduction, Party, Request
from introductions.services.following_up import start_ladder
from introductions.services.limits import obstacles, wants_to_be_asked
from introductions.services.pairs import Reasons, begin, lock_pair, why
from members.deliveries.queueing import queue_delivery
from members.models import Person


def draft(introducer: Person, a: Person, b: Person, now: datetime) -> Draft:
    """Two letters to start from, and the reasons, for any two people in the circle.

    The words are those of the suggestion where there is one, else found now; the letters follow
    the order of `a` and `b`.
    """
    reasons, for_a, for_b, seen = why(introducer, a, b, now)
    return Draft(
        for_a=compose(introducer, a, b, for_a, writes_first=True, seen_in_group=seen),
        for_b=compose(introducer, b, a, for_b, writes_first=False, seen_in_group=seen),
        reasons=reasons,
    )


@transaction.atomic
def introduce(
    introducer: Person,
    *,
    a: Person,
    b: Person,
    letter_a: Letter,
    letter_b: Letter,
    reasons: Reasons,
    now: datetime,
    request: Request | None = None,
) -> Introduction:
    """Introduce `a` and `b` directly: owe each their letter and begin to follow up.

    The letters leave after UNDO_FOR. Raises NotInCircle, AlreadyIntroduced (this pair is under
    way, whoever began it), Unavailable.
    """
    lock_pair(introducer, a, b)
    against = obstacles(introducer, a, b, now, request=request)
    against += [f"{who.first_name} prefers to be asked first." for who in wants_to_be_asked(a, b)]
    if against:
        raise Unavailable(against)
    direct = Introduction.Mode.DIRECT
    introduction = begin(
        introducer, a, b, mode=direct, reasons=reasons, request=request, now=now, made_at=now
    )
    for party in write_letters(introduction, letter_a, letter_b):
        queue_delivery(
            party.person,
            kind="introduction",
            key=mail_key(introduction, party.side),
            context={"introduction": introduction.pk, "side": party.side},
            now=now,
            due_at=introduction.sends_at,
        )
    start_ladder(introduction, now=now)
    return introduction


def write_letters(
    introduction: Introduction, letter_a: Letter, letter_b: Letter, **fields: datetime
) -> list[Party]:
    """Store both sides, each with its letter and the same further `fields`."""
    parties = []
    for side, letter in ((Party.Side.A, letter_a), (Party.Side.B, letter_b)):
        party = Party(
            introduction=introduction,
            side=side,
            subject=letter.subject,
            body=letter.body,
            **fields,
        )
        party.full_clean()
        party.save()
        parties.append(party)
    return parties


@transaction.atomic
def record_introduction(
    introducer: Person,
    *,
    a: Person,
    b: Person,
    reasons: Reasons,
    now: datetime,
    request: Request | None = None,
) -> Introduction:
    """Record that `introducer` has introduced the two in person or by their own mail.

    Nothing is sent; it can be undone for UNDO_FOR. Raises NotInCircle, AlreadyIntroduced.
    """
    lock_pair(introducer, a, b)
    recorded = Introduction.Mode.RECORDED
    introduction = begin(
        introducer, a, b, mode=recorded, reasons=reasons, request=request, now=now, made_at=now
    )
    start_ladder(introduction, now=now)
    return introduction
