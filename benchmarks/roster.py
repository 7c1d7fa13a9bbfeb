"""Confirming a roster import against a COPY of the rows that it wrote."""

from __future__ import annotations

import csv
import io
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from benchmarks.generator import World, words
from benchmarks.generator.copying import copy_into
from benchmarks.report import Figure, Report
from members.models import (
    Group,
    Membership,
    MembershipEvent,
    Person,
    Profession,
    RosterChange,
)
from members.roster.importing import apply_import
from members.roster.uploads import open_import, outcomes_of

MOST_COPIES = 3.0  # times a COPY of the same rows into tables with the same keys and indexes
TIMES = 3


@dataclass
class Took:
    """Seconds of each step, one entry a repetition."""

    reading: list[float] = field(default_factory=list)
    previewing: list[float] = field(default_factory=list)
    confirming: list[float] = field(default_factory=list)
    copying: list[float] = field(default_factory=list)
    copying_keyed: list[float] = field(default_factory=list)


def measure_roster(report: Report, world: World, lines: int) -> None:
    """Import new people into new groups, and copy the same rows after each import."""
    took = Took()
    rows = 0
    for number in range(TIMES):
        rows = import_once(world, lines, number, took)
    reading, preview = median(took.reading), median(took.previewing)
    report.add(Figure(f"Roster, {lines:,} lines: reading and checking", reading, "s"))
    report.add(Figure(f"Roster, {lines:,} lines: deciding for the preview", preview, "s"))
    confirming, keyed = median(took.confirming), median(took.copying_keyed)
    detail = f"{confirming:.2f} s against {keyed:.3f} s, {rows:,} rows, medians of {TIMES}"
    name = f"Roster, {lines:,} lines: confirming"
    report.add(Figure(name, confirming / keyed, "x COPY", MOST_COPIES, detail))
    bare = median(took.copying)
    detail = f"{confirming:.2f} s against {bare:.3f} s; the COPY with keys: {keyed / bare:.1f} x"
    report.add(Figure(f"{name}, no keys", confirming / bare, "x COPY", detail=detail))


def import_once(world: World, lines: int, number: int, took: Took) -> int:
    """One import and one copy; how many rows each wrote."""
    now = timezone.now()
    group = Group.objects.create(name=f"Import {number}", slug=f"import-{number}")
    content = roster_file(lines, number)

    def read() -> Any:
        by = world.busy.person
        return open_import(group, content, filename="roster.csv", by=by, now=now)

    upload = timed(took.reading, read)
    timed(took.previewing, lambda: outcomes_of(upload))
    timed(took.confirming, lambda: apply_import(upload, now=now))
    tables = rows_of(group)
    if len(tables[Person][1]) != lines:
        raise RuntimeError(f"{lines:,} lines became {len(tables[Person][1]):,} people")
    for model in tables:
        make_bare_table(model)
        make_keyed_table(model)
    timed(took.copying, lambda: copy_all(tables, "bare"))
    timed(took.copying_keyed, lambda: copy_all(tables, "keyed"))
    return sum(len(rows) for _, rows in tables.values())


def timed(into: list[float], step: Callable[[], Any]) -> Any:
    """What `step` returns; the seconds that it took go `into` the list."""
    began = time.perf_counter()
    result = step()
    into.append(time.perf_counter() - began)
    return result


def roster_file(lines: int, number: int) -> bytes:
    """A CSV file of people whom nobody knows yet, most with a profession of ours."""
    chance = random.Random(number)
    professions = list(Profession.objects.order_by("pk").values_list("name", flat=True))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "E-mail", "Company", "Profession"])
    for line in range(lines):
        name = f"{chance.choice(words.FIRST)} {chance.choice(words.LAST)}"
        address = f"{name.replace(' ', '.').lower()}.{number}.{line}@roster.example"
        company = f"{chance.choice(words.LAST)} {chance.choice(words.FIRM)}"
        profession = chance.choice(professions) if chance.random() < 0.97 else ""
        writer.writerow([name, address, company, profession])
    return text.getvalue().encode()


Tables = dict[type[models.Model], tuple[list[str], list[tuple[Any, ...]]]]


def rows_of(group: Group) -> Tables:
    """What the import wrote: columns and rows of each table."""
    people = Membership.objects.filter(group=group).values("person")
    wanted: dict[type[models.Model], models.Q] = {
        Person: models.Q(pk__in=people),
        Membership: models.Q(group=group),
        MembershipEvent: models.Q(membership__group=group),
        RosterChange: models.Q(group=group),
    }
    for name in ("sources", "pools", "belongs", "events"):
        wanted[getattr(Person, name).through] = models.Q(person__in=people)
    found: Tables = {}
    for model, condition in wanted.items():
        columns = [f.column for f in model._meta.concrete_fields if f.column]
        names = [f.attname for f in model._meta.concrete_fields]
        rows = model._default_manager.filter(condition).values_list(*names)
        found[model] = columns, [tuple(map(as_copied, row)) for row in rows]
    return found


def as_copied(value: Any) -> Any:
    """JSON as COPY takes it."""
    return Jsonb(value) if isinstance(value, (list, dict)) else value


def make_bare_table(model: type[models.Model]) -> None:
    """An empty table with the columns of the model's, and neither keys nor indexes."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")
        cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table})")


def make_keyed_table(model: type[models.Model]) -> None:
    """An empty table with the columns, the indexes and the foreign keys of the model's."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS keyed_{table}")
        cursor.execute(f"CREATE TABLE keyed_{table} (LIKE {table} INCLUDING INDEXES)")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            f" WHERE conrelid = '{table}'::regclass AND contype = 'f'"
        )
        for (definition,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE keyed_{table} ADD {definition}")


@transaction.atomic
def copy_all(tables: Tables, prefix: str) -> None:
    """COPY all rows in one transaction, as the import writes them in one."""
    for model, (columns, rows) in tables.items():
        copy_into(f"{prefix}_{model._meta.db_table}", columns, rows)
