"""Send what is due: claim, clear up, re-check, render once, send, mark; one mail at a time.

No transaction is open while the mail server is talked to. docs/decisions/0004-deliveries.md says
why it is done in this order and what is promised.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import Enum

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from members.deliveries import kinds, locks
from members.deliveries.bounces import is_held
from members.deliveries.claiming import Claim, begin_to_hand_over, claim, database_now
from members.deliveries.crashpoints import crashpoint
from members.deliveries.daily import put_off_until
from members.deliveries.history import History
from members.deliveries.kinds import Kind
from members.deliveries.marking import (
    note_answer,
    note_left_behind,
    note_put_off,
    note_reply,
    note_skipped,
)
from members.deliveries.oracles import copied_to, name_for, oracle_of
from members.deliveries.rendering import render
from members.deliveries.smtp import Reply, hand_over, readable
from members.deliveries.stopping import is_stopped, wants_no_more
from members.models import Attempt, Delivery, User

logger = logging.getLogger(__name__)

ROUND_SECONDS = 30.0


class Step(Enum):
    DONE = "done"
    NOTHING_DUE = "nothing due"
    SERVER_AWAY = "server away"  # no use in trying the next mail now


def drain(
    *,
    limit: int = 50,
    now: datetime | None = None,
    seconds: float = ROUND_SECONDS,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Deal with up to `limit` mails that are due, for `seconds` at most; return how many.

    Any number of workers may do this at once. `now` is for tests: the database's clock by default.
    Ends early when `stopped` says so between two mails, or the mail server is away.
    """
    ends_at = time.monotonic() + seconds
    for count in range(limit):
        if stopped() or time.monotonic() > ends_at:
            return count
        step = deliver_next(now=now)
        if step is not Step.DONE:
            return count + (step is Step.SERVER_AWAY)
    return limit


def deliver_next(*, now: datetime | None = None) -> Step:
    """Deal with the mail that has waited longest, urgent kinds first."""
    started_at = now or database_now()
    ours = claim(started_at)
    if ours is None:
        return Step.NOTHING_DUE
    try:
        return deal_with(ours, started_at, clock=clock_from(started_at, stands=now is not None))
    finally:
        locks.release(ours.delivery.pk)


def clock_from(moment: datetime, *, stands: bool) -> Callable[[], datetime]:
    """A clock that shows `moment` now and needs no database, which may be away when it is read."""
    began = time.monotonic()
    if stands:
        return lambda: moment
    return lambda: moment + timedelta(seconds=time.monotonic() - began)


def deal_with(ours: Claim, started_at: datetime, *, clock: Callable[[], datetime]) -> Step:
    """Note what came of the mail that is claimed; `clock` tells when the try has ended."""
    delivery = ours.delivery
    kind = kinds.get(delivery.kind)
    if ours.left_behind:
        note_left_behind(delivery, kind, now=started_at)
        return Step.DONE
    if not is_cleared_up(delivery, kind, clock):
        return Step.DONE
    try:
        make_ready(delivery, kind, started_at)
    except NotAnyMore as objection:
        note_skipped(delivery, str(objection))
        return Step.DONE
    except NotToday as full:
        note_put_off(delivery, full.until)
        return Step.DONE
    except (OperationalError, InterfaceError):
        raise  # the database is away, which is no fault of this mail
    except Exception as error:  # whatever a template may raise, the other mails must go
        logger.exception("Delivery %s cannot be built.", delivery.pk)
        reply = failure(error)
    else:
        crashpoint("claimed")
        started_at = clock()
        reply = send(delivery)
        crashpoint("after_250")
    note_reply(delivery, kind, reply, started_at=started_at, ended_at=clock())
    return Step.SERVER_AWAY if reply.away else Step.DONE


def is_cleared_up(delivery: Delivery, kind: Kind, clock: Callable[[], datetime]) -> bool:
    """Whether the mail may go: no try has sent it, or it may go in spite of that."""
    history = History.of(delivery)
    if not history.doubts:
        return True
    answer = oracle_of(delivery).ask(delivery, kind, history, clock())
    note_answer(delivery, answer, history, now=clock())
    return answer.may_go


class NotAnyMore(Exception):
    """What was right when the mail was queued is so no longer."""


class NotToday(Exception):
    """The recipient has had enough mail for today."""

    def __init__(self, until: datetime) -> None:
        self.until = until


@transaction.atomic
def make_ready(delivery: Delivery, kind: Kind, now: datetime) -> None:
    """See that the mail may go and that its bytes are stored, so that each try sends the same.

    Raises NotAnyMore, NotToday, and whatever templates raise.
    """
    if objection := objection_to(delivery, kind, now):
        raise NotAnyMore(objection)
    if until := put_off_until(delivery, kind, now):
        raise NotToday(until)
    if delivery.message is not None:
        return
    delivery.oracle = name_for(kind)
    mail = render(delivery, kind, now=now)
    delivery.to_address, delivery.subject = mail.to_address, mail.subject
    delivery.message = mail.message
    delivery.save(update_fields=["to_address", "subject", "message", "oracle"])


def objection_to(delivery: Delivery, kind: Kind, now: datetime) -> str | None:
    """Why the mail must not go any more, whatever was right when it was queued."""
    recipient = delivery.recipient
    if delivery.expires_at and delivery.expires_at <= now:
        return "It came too late to be of use."
    if not recipient.email:
        return "No address is known."
    if User.objects.filter(person=recipient, is_active=False).exists():
        return "The account is closed."
    if kind.stoppable and is_stopped(recipient.email):
        return "The address asked for no more mail."
    if kind.topic and wants_no_more(recipient, kind.topic):
        return "The recipient wants no more of these mails."
    if not kind.urgent and is_held(recipient.email):
        return Delivery.HELD
    return kind.recheck(delivery, now)


def send(delivery: Delivery) -> Reply:
    return hand_over(
        bytes(delivery.message or b""),
        recipient=delivery.to_address,
        sender=parseaddr(settings.MAIL_FROM)[1],
        seconds=settings.MAIL_TIMEOUT,
        archive=copied_to(delivery),
        before_data=lambda: begin_to_hand_over(delivery),
    )


def failure(error: Exception) -> Reply:
    """A mail that cannot be built, now or ever; or of a kind that only newer workers know."""
    if isinstance(error, kinds.UnknownKind):
        return Reply(Attempt.Outcome.LATER, None, str(error))
    return Reply(Attempt.Outcome.FAILED, None, readable(f"{type(error).__name__}: {error}"))
