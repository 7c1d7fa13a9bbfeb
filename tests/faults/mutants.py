"""Seven wrong designs, each a small change to the application; the faults must catch every one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ETA = 1.0  # seconds


def mark_then_send() -> None:
    """As if it had gone already: what dies in between is lost."""
    from members.deliveries import draining
    from members.models import Delivery

    send = draining.send

    def marked(delivery: Delivery) -> Any:
        Delivery.objects.filter(pk=delivery.pk).update(state="sent", lease_until=None)
        return send(delivery)

    draining.send = marked
    draining.begin_to_hand_over = lambda delivery: True


def send_then_mark() -> None:
    """Ten mails in one transaction: what dies at the last sends nine again."""
    from django.db import transaction
    from django.utils import timezone

    from members.deliveries import draining
    from members.deliveries.crashpoints import crashpoint
    from members.management.commands import drain as command
    from members.models import Delivery

    @transaction.atomic
    def drain(**how: Any) -> int:
        due = Delivery.objects.filter(state="due").order_by("pk")
        some = list(due.select_for_update(skip_locked=True)[:10])
        for delivery in some:
            make_and_send(delivery)
            crashpoint("after_250")
            Delivery.objects.filter(pk=delivery.pk).update(state="sent", sent_at=timezone.now())
        return len(some)

    command.drain = drain
    draining.begin_to_hand_over = lambda delivery: True


def without_lock() -> None:
    """A lease alone, and conversations that may outlast it: who sleeps sends beside another."""
    from members.deliveries import locks, smtp

    begin = smtp.Conversation.__init__

    def begin_long(self: Any, server: Any, seconds: float) -> None:
        begin(self, server, 1000 * seconds)

    locks.take = locks.is_ours = lambda delivery_id: True
    smtp.Conversation.__init__ = begin_long


def eta_tasks() -> None:
    """The work stands in Celery's messages, with a time at which to do it."""
    from django.db import transaction

    from members import tasks
    from members.deliveries import draining, queueing
    from members.models import Delivery
    from networking_app.celery import app

    owe = queueing.queue_delivery

    def queue(person: Any, *, key: str, **what: Any) -> bool:
        new = owe(person, key=key, **what)
        if new:
            later = {"args": [key], "countdown": ETA, "retry": False}
            transaction.on_commit(lambda: app.send_task("faults.deliver", **later), robust=True)
        return new

    @app.task(name="faults.deliver")
    def deliver(key: str) -> None:
        delivery = Delivery.objects.get(key=key)
        make_and_send(delivery)
        Delivery.objects.filter(pk=delivery.pk).update(state="sent")

    queueing.queue_delivery = queue
    tasks.drain = lambda limit: 0
    draining.begin_to_hand_over = lambda delivery: True


def make_and_send(delivery: Any) -> None:
    from django.utils import timezone

    from members.deliveries import draining, kinds

    draining.make_ready(delivery, kinds.get(delivery.kind), timezone.now())
    draining.send(delivery)


def unsure_as_due() -> None:
    """No answer is taken for a no."""
    from django.utils import timezone

    from members.deliveries import draining, marking

    marking.unsure = lambda reason, wait: {"state": "due", "due_at": timezone.now()}
    draining.is_cleared_up = lambda delivery, kind, clock: True


def nothing() -> None:
    """What is wrong is not in the code."""


@dataclass(frozen=True)
class Mutant:
    """`fault` must catch it, by something `caught_by`: a list of checker.Verdict."""

    name: str
    fault: str
    caught_by: str
    change: Callable[[], None] = nothing
    settings: Mapping[str, str] = field(default_factory=dict)
    statement: str = ""  # for the database
    trials: int = 4


MUTANTS = (
    Mutant("mark-then-send", "F5", "lost", mark_then_send),
    Mutant("send-then-mark", "F8", "duplicated", send_then_mark),
    Mutant("lease-without-oracle", "F8", "duplicated", settings={"MAIL_ORACLE": "none"}),
    Mutant("lease-without-lock", "F12", "duplicated", without_lock, trials=12),
    Mutant("eta-tasks", "F15", "lost", eta_tasks, trials=2),
    Mutant(
        "no-unique-constraint",
        "F1",
        "duplicated",
        statement="ALTER TABLE members_delivery DROP CONSTRAINT one_delivery",
    ),
    Mutant("unsure-as-due", "F8", "duplicated", unsure_as_due),
)


def apply(name: str) -> None:
    """Make this process one of that design; of the true one for an empty name."""
    for mutant in MUTANTS:
        if mutant.name == name:
            mutant.change()
