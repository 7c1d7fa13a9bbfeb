"""Owe what a plan names, as the application does: twice, by two processes at the same time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from members.deliveries.queueing import queue_delivery
from members.models import Person
from tests.faults.plan import Entry, read

AT_ONCE = 50  # mails in a transaction


def owe_twice(path: Path) -> None:
    """Owe each mail of the plan; the second time must have no effect. The caller is a process that
    has no other use."""
    planned = read(path)
    add_people(planned)
    connection.close()
    other = os.fork()
    owe(planned)
    if not other:
        os._exit(0)
    os.waitpid(other, 0)


def add_people(planned: list[Entry]) -> None:
    """One person for each mail, who has its key for a name."""
    people = [Person(name=entry.key, email=entry.address or None) for entry in planned]
    Person.objects.bulk_create(people, batch_size=500)


def owe(planned: list[Entry]) -> None:
    """Queue each mail, some in each transaction."""
    names = [entry.key for entry in planned]
    people = {person.name: person for person in Person.objects.filter(name__in=names)}
    for some in batches(planned):
        with transaction.atomic():
            for entry in some:
                queue(entry, people[entry.key])


def batches(planned: list[Entry]) -> Iterator[list[Entry]]:
    for first in range(0, len(planned), AT_ONCE):
        yield planned[first : first + AT_ONCE]


def queue(entry: Entry, person: Person) -> None:
    now = timezone.now()
    expires_in = entry.expires_in
    queue_delivery(
        person,
        kind=entry.kind,
        key=entry.key,
        context={"subject": entry.subject, "text": f"This is {entry.key}."},
        now=now,
        due_at=now + timedelta(seconds=entry.due_in),
        expires_at=None if expires_in is None else now + timedelta(seconds=expires_in),
    )
