"""Mail that did not simply go: try it again, or let it be. And which mail somebody wants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from members.deliveries import bounces, kinds
from members.deliveries.history import History
from members.deliveries.marking import forgotten
from members.deliveries.oracles import oracle_of
from members.deliveries.queueing import new_message_id
from members.deliveries.stopping import start_topic, stop_topic
from members.models import Attempt, Delivery, Person
from networking_app.wake import wake

State = Delivery.State


def may_retry(delivery: Delivery, now: datetime) -> bool:
    """Whether the mail would still be of use. What opens an account is asked for anew instead, and
    what may have gone can only go again as it was."""
    in_time = delivery.expires_at is None or delivery.expires_at > now
    as_it_was = delivery.state != State.UNSURE or delivery.message is not None
    return in_time and as_it_was and not kinds.get(delivery.kind).secret


def may_arrive_twice(delivery: Delivery, history: History, now: datetime) -> bool:
    """Whether trying again may bring a second copy: it may have gone, and nobody can be asked."""
    if delivery.state != State.UNSURE or not history.doubts:
        return False
    return not oracle_of(delivery).can_tell(history, now)


@transaction.atomic
def retry_delivery(delivery: Delivery, *, now: datetime) -> bool:
    """Try a mail again because somebody wants it; False when there is nothing to try.

    Of one that may have gone it is asked first what became of it, if anybody knows; else the same
    bytes go once more. Any other is written anew, and its address gets a new chance.
    """
    found = Delivery.objects.troubled().filter(pk=delivery.pk).select_for_update(of=["self"])
    row = found.select_related("recipient").first()
    if row is None or not may_retry(row, now):
        return False
    if row.state == State.UNSURE:
        go_on(row, now)
    else:
        begin_anew(row, now)
        release_address(row.recipient, now)
    transaction.on_commit(lambda: wake("members.tasks.drain_deliveries"))
    return True


def go_on(delivery: Delivery, now: datetime) -> None:
    """Look at once at a mail that may have gone, or take the risk that it arrives twice."""
    history = History.of(delivery)
    row = Delivery.objects.filter(pk=delivery.pk)
    if history.doubts and not may_arrive_twice(delivery, history, now):
        row.update(lease_until=Now())
    else:
        row.update(state=State.DUE, due_at=now, lease_until=None, reason="")
        note_released(delivery, now)


def begin_anew(delivery: Delivery, now: datetime) -> None:
    """Owe a mail again that has certainly not arrived, as a new one."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.DUE,
        due_at=now,
        lease_until=None,
        reason="",
        sent_at=None,
        message=None,
        message_id=new_message_id(),
    )
    note_released(delivery, now)


def release_address(person: Person, now: datetime) -> None:
    """Forget that mail to `person` came back, and send what was held for that reason."""
    if not person.email:
        return
    bounces.forgive(person.email)
    for held in Delivery.objects.held().filter(recipient=person).select_for_update():
        if may_retry(held, now):
            begin_anew(held, now)


def note_released(delivery: Delivery, now: datetime) -> None:
    """Evidence that somebody wanted it, so that tries are counted from here."""
    Attempt.objects.create(
        delivery=delivery,
        number=delivery.attempts,
        started_at=now,
        ended_at=now,
        outcome=Attempt.Outcome.RELEASED,
    )


@transaction.atomic
def drop_delivery(delivery: Delivery) -> bool:
    """Let a mail be; False when it is not one of those that need somebody."""
    found = Delivery.objects.troubled().filter(pk=delivery.pk).select_for_update()
    row = found.first()
    if row is None:
        return False
    reason = "Somebody let it be"
    if row.state == State.UNSURE:
        reason += "; it may have arrived"
    Delivery.objects.filter(pk=row.pk).update(
        state=State.SKIPPED, reason=f"{reason}.", lease_until=None, **forgotten(State.SKIPPED)
    )
    return True


@transaction.atomic
def choose_topics(person: Person, wanted: Iterable[str], *, now: datetime) -> None:
    """Send `person` mail about the topics named in `wanted`, and not about the others."""
    chosen = set(wanted)
    for topic in kinds.topics().values():
        if topic.name in chosen:
            start_topic(person, topic)
        else:
            stop_topic(person, topic, now=now)
