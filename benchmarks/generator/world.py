"""All of it: people, introductions, suggestions."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from benchmarks.generator.introductions import make_introductions
from benchmarks.generator.people import BUSY, make_people
from benchmarks.generator.reasons import Reasons
from benchmarks.generator.suggestions import make_suggestions
from members.models import Group, Person, User

INTRODUCTIONS_EACH = 5
CHECKED = 1_000  # people up to whom PostgreSQL checks foreign keys; the tests make such worlds


@dataclass(frozen=True)
class World:
    """What was made; `busy` is the account that pages are measured as, organizer of `group`."""

    people: int
    seconds: float
    busy: User
    group: Group


def make_world(people: int, now: datetime) -> World:
    """Fill an empty database, which has the starter lists, with `people` people (100 or more).

    They are the same for the same `people`; moments hang on `now`. Raises ValueError when somebody
    is there already.
    """
    if Person.objects.exists():
        raise ValueError("There are people in this database already.")
    began = time.perf_counter()
    chance = random.Random(people)
    with transaction.atomic():
        if people > CHECKED:
            trust_foreign_keys()
        society = make_people(people, chance, now)
        reasons = Reasons(chance)
        make_introductions(people * INTRODUCTIONS_EACH, society, reasons, chance, now)
        make_suggestions(society, reasons, chance, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum would do before long
    busy = User.objects.get(person=BUSY)
    group = Group.objects.organized_by(busy.person).get()
    return World(people, time.perf_counter() - began, busy, group)


def trust_foreign_keys() -> None:
    """Leave out the checks of foreign keys in this transaction, where we are allowed to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        (superuser,) = cursor.fetchone()
        if superuser:
            cursor.execute("SET LOCAL session_replication_role = replica")
