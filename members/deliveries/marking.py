"""Note what came of a try: the state and the evidence in one transaction."""

from __future__ import annotations

import logging
import random
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from members.deliveries.crashpoints import crashpoint
from members.deliveries.kinds import Kind
from members.deliveries.smtp import Reply
from members.models import Attempt, Delivery

logger = logging.getLogger(__name__)

State = Delivery.State
Outcome = Attempt.Outcome

BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
BACKOFF_AWAY = timedelta(minutes=5)  # once a server is back, its mail goes soon
UNSURE_WAIT = timedelta(minutes=15)
MAX_ATTEMPTS = 8
PATIENCE = timedelta(hours=24)  # not given up before, however many attempts
PATIENCE_AWAY = timedelta(days=3)  # time to mend a mail server over a long weekend
MAX_FAILURES = 3  # workers that died of building a mail
DATABASE_PAUSES = [0.2, 1.0, 4.0]  # seconds: how long an answer is kept for a database that is away


def note_reply(
    delivery: Delivery, kind: Kind, reply: Reply, *, started_at: datetime, ended_at: datetime
) -> None:
    """Turn what the mail server said into the next state.

    An answer is precious: it is kept through a restart of the database that takes some seconds.
    """
    attempt = evidence(delivery, reply, started_at=started_at, ended_at=ended_at)
    for pause in DATABASE_PAUSES:
        try:
            mark(delivery, after_reply(delivery, kind, reply, ended_at), attempt)
        except (OperationalError, InterfaceError) as error:
            logger.warning("Delivery %s waits for the database: %s", delivery.pk, error)
            connection.close()
            time.sleep(pause)
        else:
            return
    mark(delivery, after_reply(delivery, kind, reply, ended_at), attempt)


def after_reply(delivery: Delivery, kind: Kind, reply: Reply, ended_at: datetime) -> dict[str, Any]:
    """What a reply changes in the row."""
    if reply.outcome == Outcome.SENT:
        return {"state": State.SENT, "sent_at": ended_at}
    if reply.outcome == Outcome.REFUSED:
        return {"state": State.BOUNCED, "reason": f"{reply.code} {reply.text}"}
    if reply.outcome == Outcome.UNSURE:
        return when_unsure(delivery, kind)
    if reply.outcome == Outcome.FAILED:
        return at_the_end(delivery, State.DEAD, reply.text)
    if is_hopeless(delivery, reply, ended_at):
        reason = f"Given up after {delivery.attempts} tries: {reply.code or ''} {reply.text}"
        return at_the_end(delivery, State.DEAD, reason)
    return {"state": State.DUE, "due_at": ended_at + backoff(delivery.attempts, reply)}


def note_skipped(delivery: Delivery, reason: str) -> None:
    """The re-check was against it: it does not go."""
    mark(delivery, at_the_end(delivery, State.SKIPPED, reason))


def note_unsent(delivery: Delivery) -> None:
    """The lock was lost before anything was sent: whoever comes next may take it."""
    mark(delivery, {"state": State.DUE})


def note_left_behind(delivery: Delivery, kind: Kind, *, now: datetime) -> None:
    """A worker stopped with this mail in hand.

    Before the mail was built nothing can have been sent. Afterwards nobody knows, and the same rule
    holds as for a mail server that did not answer.
    """
    started_at = delivery.lease_until or now
    if delivery.message is None:
        failures = delivery.tries.filter(outcome=Outcome.FAILED).count() + 1
        text = "The worker stopped while the mail was built."
        changes = {"state": State.DUE, "due_at": now}
        if failures >= MAX_FAILURES:
            changes = {"state": State.DEAD, "reason": text}
        reply = Reply(Outcome.FAILED, None, text)
    else:
        changes = when_unsure(delivery, kind)
        reply = Reply(Outcome.UNSURE, None, "The worker stopped before the answer was noted.")
    attempt = evidence(delivery, reply, started_at=min(started_at, now), ended_at=now)
    mark(delivery, changes, attempt)


def when_unsure(delivery: Delivery, kind: Kind) -> dict[str, Any]:
    """One more copy after a while, where a lost mail is worse than a doubled one; never a third."""
    again = kind.sent_again and not is_doubtful(delivery)
    reason = "The mail server did not say whether it took the mail."
    return {
        "state": State.UNSURE,
        "reason": reason,
        "lease_until": Now() + UNSURE_WAIT if again else None,
    }


def at_the_end(delivery: Delivery, state: Delivery.State, reason: str) -> dict[str, Any]:
    """Skipped or dead; but what may have gone at an earlier try stays unsure, for good."""
    if is_doubtful(delivery):
        return {"state": State.UNSURE, "reason": f"Not sent again: {reason}"}
    return {"state": state, "reason": reason}


def is_doubtful(delivery: Delivery) -> bool:
    """Whether an earlier try may have sent it."""
    return delivery.tries.filter(outcome=Outcome.UNSURE).exists()


def is_hopeless(delivery: Delivery, reply: Reply, now: datetime) -> bool:
    first = delivery.tries.order_by("started_at").values_list("started_at", flat=True).first()
    patience = PATIENCE_AWAY if reply.away else PATIENCE
    return delivery.attempts >= MAX_ATTEMPTS and first is not None and now - first >= patience


def backoff(attempts: int, reply: Reply) -> timedelta:
    """How long until the next try, give or take a fifth, so that not all come back at once."""
    step = BACKOFF[min(attempts, len(BACKOFF)) - 1]
    if reply.away:
        step = min(step, BACKOFF_AWAY)
    return step * random.uniform(0.8, 1.2)  # noqa: S311 (no secret)


def evidence(
    delivery: Delivery, reply: Reply, *, started_at: datetime, ended_at: datetime
) -> Attempt:
    return Attempt(
        delivery=delivery,
        number=delivery.attempts,
        started_at=started_at,
        ended_at=ended_at,
        outcome=reply.outcome,
        smtp_code=reply.code,
        smtp_text=reply.text[:500],
    )


def mark(delivery: Delivery, changes: dict[str, Any], attempt: Attempt | None = None) -> None:
    """Write `changes` and the attempt, if the delivery is still at the try that we made."""
    changes = {"lease_until": None, "reason": ""} | changes
    changes["reason"] = changes["reason"][:200].strip()
    ours = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
    with transaction.atomic(durable=True):
        if not ours.update(**changes):
            logger.error("Delivery %s was marked by another worker.", delivery.pk)
        elif attempt:
            attempt.pk = None  # it may have been tried before, in vain
            attempt.save(force_insert=True)
        crashpoint("marked_uncommitted")
    crashpoint("marked")
