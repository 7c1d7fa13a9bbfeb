"""Note what came of a try: the state and the evidence in one transaction.

A mail is `due` only while it is certain that no earlier try has sent it; one that may have gone is
`unsure` until somebody has found out.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from members.deliveries import bounces
from members.deliveries.backoff import backoff
from members.deliveries.crashpoints import crashpoint
from members.deliveries.history import History
from members.deliveries.kinds import Kind
from members.deliveries.oracles import LOST, Answer, oracle_of
from members.deliveries.smtp import Reply
from members.models import Attempt, Delivery

logger = logging.getLogger(__name__)

State = Delivery.State
Outcome = Attempt.Outcome

FINISHED = [State.SENT, State.DELIVERED, State.BOUNCED, State.SKIPPED, State.DEAD]
MAX_TRIES = 8
PATIENCE = timedelta(hours=24)  # not given up before, however many tries
PATIENCE_AWAY = timedelta(days=3)  # time to mend a mail server over a long weekend
MAX_FAILURES = 8  # workers that stopped while they built a mail: it may be what stops them
DATABASE_PAUSES = [0.2, 1.0, 4.0]  # seconds: how long an answer is kept for a database that is away


@dataclass(frozen=True)
class Mark:
    """What changes: fields of the row, and the weight of a bounce of its address, if it was one."""

    fields: dict[str, Any]
    bounce: float = 0.0


def note_reply(
    delivery: Delivery, kind: Kind, reply: Reply, *, started_at: datetime, ended_at: datetime
) -> None:
    """Turn what the mail server said into the next state.

    An answer is precious: it is kept through a restart of the database that takes some seconds.
    """
    attempt = evidence(delivery, reply, started_at=started_at, ended_at=ended_at)
    for pause in DATABASE_PAUSES:
        try:
            write(delivery, after_reply(delivery, kind, reply, attempt), attempt)
        except (OperationalError, InterfaceError) as error:
            logger.warning("Delivery %s waits for the database: %s", delivery.pk, error)
            connection.close()
            time.sleep(pause)
        else:
            return
    write(delivery, after_reply(delivery, kind, reply, attempt), attempt)


def after_reply(delivery: Delivery, kind: Kind, reply: Reply, attempt: Attempt) -> Mark:
    history = History.of(delivery).and_then(attempt)
    now = attempt.ended_at
    if reply.outcome == Outcome.SENT:
        return Mark({"state": State.SENT, "sent_at": now})
    if reply.outcome == Outcome.REFUSED:
        reason = f"{reply.code} {reply.text}"
        bounce = bounces.HARD if reply.no_such else 0.0
        return Mark({"state": State.BOUNCED, "reason": reason}, bounce)
    if reply.outcome == Outcome.UNSURE:
        return Mark(when_unsure(delivery, kind, history, now))
    if reply.outcome == Outcome.FAILED:
        return Mark(at_the_end(history, State.DEAD, reply.text))
    if is_hopeless(history, reply, now):
        tries = len(history.put_off)
        reason = f"Given up after {tries} tries: {reply.code or ''} {reply.text}"
        bounce = 0.0 if reply.away else bounces.SOFT
        return Mark(at_the_end(history, State.DEAD, reason), bounce)
    wait = backoff(reply.code, len(history.put_off), away=reply.away)
    return Mark(come_back(history, now, wait))


def note_skipped(delivery: Delivery, reason: str) -> None:
    """The re-check was against it: it does not go."""
    write(delivery, Mark(at_the_end(History.of(delivery), State.SKIPPED, reason)))


def note_put_off(delivery: Delivery, until: datetime) -> None:
    """The recipient has had enough mail for today."""
    write(delivery, Mark({"state": State.DUE, "due_at": until}))


def note_left_behind(delivery: Delivery, kind: Kind, *, now: datetime) -> None:
    """A worker stopped with this mail in hand.

    Until the mail itself was handed over nothing can have been sent. Afterwards nobody knows, and
    the same rule holds as for a mail server that did not answer.
    """
    claimed_at = (delivery.lease_until or now) - settings.MAIL_LEASE
    reply = last_words(delivery)
    attempt = evidence(delivery, reply, started_at=min(claimed_at, now), ended_at=now)
    history = History.of(delivery).and_then(attempt)
    if reply.outcome == Outcome.UNSURE:
        changes = when_unsure(delivery, kind, history, now)
    elif reply.outcome == Outcome.LATER:
        changes = come_back(history, now, timedelta(0))
    elif len(history.failures) < MAX_FAILURES:
        changes = come_back(history, now, backoff(None, len(history.failures), away=False))
    else:
        changes = at_the_end(history, State.DEAD, reply.text)
    write(delivery, Mark(changes), attempt)


def last_words(delivery: Delivery) -> Reply:
    """What a worker that stopped can have done with the mail."""
    if delivery.handed_over:
        return Reply(Outcome.UNSURE, None, "The worker stopped before the answer was noted.")
    if delivery.message is None:
        return Reply(Outcome.FAILED, None, "The worker stopped while the mail was built.")
    return Reply(Outcome.LATER, None, "The worker stopped before it handed the mail over.")


def note_answer(delivery: Delivery, answer: Answer, history: History, *, now: datetime) -> None:
    """Note what was found out about earlier tries: the state, unless the mail may go again."""
    attempt = None
    if answer.outcome:
        reply = Reply(answer.outcome, None, answer.text)
        attempt = evidence(delivery, reply, started_at=now, ended_at=now)
    if answer.outcome == Outcome.FOUND:
        sent_at = history.doubts[-1].started_at
        write(delivery, Mark({"state": State.SENT, "sent_at": sent_at}), attempt)
    elif answer.outcome == Outcome.UNKNOWN:
        write(delivery, Mark(unsure(answer.text, answer.wait)), attempt)
    elif attempt:
        add_evidence(delivery, attempt)


def add_evidence(delivery: Delivery, attempt: Attempt) -> None:
    """Keep what was found out, if the delivery is still at our try: to what another worker has
    done since, it is no answer."""
    ours = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    with transaction.atomic(durable=True):
        if ours.filter(state=State.SENDING).select_for_update().exists():
            attempt.save(force_insert=True)


def when_unsure(delivery: Delivery, kind: Kind, history: History, now: datetime) -> dict[str, Any]:
    """Nobody knows whether it went: come back when it can be found out, or risked."""
    return unsure(LOST, oracle_of(delivery).wait(kind, history, now))


def come_back(history: History, now: datetime, wait: timedelta) -> dict[str, Any]:
    """Try again after `wait`."""
    if history.doubts:
        return unsure(LOST, wait)
    return {"state": State.DUE, "due_at": now + wait}


def at_the_end(history: History, state: Delivery.State, reason: str) -> dict[str, Any]:
    """Skipped or dead; but what may have gone at an earlier try stays unsure, for good."""
    if history.doubts:
        return unsure(f"Not sent again: {reason}", None)
    return {"state": state, "reason": reason}


def unsure(reason: str, wait: timedelta | None) -> dict[str, Any]:
    """It may have gone. It is looked at again after `wait` by the database's clock, or never."""
    lease_until = None if wait is None else Now() + wait
    return {"state": State.UNSURE, "reason": reason, "lease_until": lease_until}


def is_hopeless(history: History, reply: Reply, now: datetime) -> bool:
    tries = history.put_off
    patience = PATIENCE_AWAY if reply.away else PATIENCE
    return len(tries) >= MAX_TRIES and now - tries[0].started_at >= patience


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


def write(delivery: Delivery, mark: Mark, attempt: Attempt | None = None) -> None:
    """Write the mark and the attempt, if the delivery is still at the try that we made."""
    fields = {"lease_until": None, "reason": "", "handed_over": False} | mark.fields
    fields["reason"] = fields["reason"][:200].strip()
    fields |= forgotten(fields["state"])
    ours = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    with transaction.atomic(durable=True):
        if ours.filter(state=State.SENDING).update(**fields):
            if attempt and mark.bounce:
                bounces.note_bounce(delivery.to_address, mark.bounce, at=attempt.ended_at)
        elif not ours.filter(state__in=FINISHED).exists():  # as the mail service said meanwhile
            logger.error("Delivery %s was marked by another worker.", delivery.pk)
            attempt = None
        if attempt:
            attempt.pk = None  # it may have been tried before, in vain
            attempt.save(force_insert=True)
        crashpoint("marked_uncommitted")
    crashpoint("marked")


def forgotten(state: Delivery.State) -> dict[str, Any]:
    """What is not kept of a mail that has come to `state`: its bytes hold names and links, and no
    try needs them any more. The trial, which sends nothing, shows them in its mailbox."""
    if state in FINISHED and settings.MAIL_URL != "kept:":
        return {"message": None}
    return {}
