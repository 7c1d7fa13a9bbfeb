"""Writes for many people at once, each a statement or two whatever the number of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from members.models import EventNeed, Group, Membership, Person, Profession

# The lists of a person, and the table that says what a profession starts with.
DEFAULTS: dict[str, tuple[type[Model], str]] = {
    "sources": (Profession.sources.through, "sourcetype_id"),
    "pools": (Profession.pools.through, "prospectpool_id"),
    "belongs": (Profession.belongs.through, "prospectpool_id"),
    "events": (EventNeed, "event_id"),
}


def fill_many_from_profession(people: list[int], *, replacing: Iterable[int] = ()) -> None:
    """Give people, by their keys, the lists their profession starts with, where theirs is empty.

    Those in `replacing` lose what they had.
    """
    for name, (defaults, term) in DEFAULTS.items():
        lists = getattr(Person, name).through
        lists.objects.filter(person__in=replacing).delete()
        column = next(f.column for f in lists._meta.fields if f.name not in {"id", "person"})
        statement = f"""
            INSERT INTO {lists._meta.db_table} (person_id, {column})
            SELECT DISTINCT person.id, starts.{term}
            FROM {Person._meta.db_table} person
            JOIN {defaults._meta.db_table} starts ON starts.profession_id = person.profession_id
            WHERE person.id = ANY(%s) AND NOT EXISTS (
                SELECT FROM {lists._meta.db_table} had WHERE had.person_id = person.id
            )
        """  # noqa: S608 names of our own tables
        with connection.cursor() as cursor:
            cursor.execute(statement, [people])


def update_people(people: list[Person], *, now: datetime) -> None:
    """Save name, company and profession of each."""
    statement = f"""
        UPDATE {Person._meta.db_table} person
        SET name = said.name, company = said.company, profession_id = said.profession,
            profile_changed_at = %s
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[])
            AS said (id, name, company, profession)
        WHERE person.id = said.id
    """  # noqa: S608 names of our own tables
    values: list[list[Any]] = [
        [person.pk for person in people],
        [person.name for person in people],
        [person.company for person in people],
        [person.profession_id for person in people],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, *values])


def update_seats(seats: Mapping[int, int | None]) -> None:
    """Give each membership the seat of a profession; all get up before anybody sits down."""
    Membership.objects.filter(pk__in=seats).update(seat=None)
    statement = f"""
        UPDATE {Membership._meta.db_table} membership
        SET seat_id = said.seat
        FROM unnest(%s::bigint[], %s::bigint[]) AS said (id, seat)
        WHERE membership.id = said.id
    """  # noqa: S608 names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(seats), list(seats.values())])


def list_people(group: Group, seats: Mapping[int, int | None]) -> None:
    """Put people, by their keys, on the roster of `group`, each with the profession whose seat
    they take, if any.
    """
    statement = f"""
        INSERT INTO {Membership._meta.db_table}
            (group_id, person_id, seat_id, role, state, times_invited, cross_groups)
        SELECT %s, said.person, said.seat, %s, %s, 0, TRUE
        FROM unnest(%s::bigint[], %s::bigint[]) AS said (person, seat)
    """  # noqa: S608 names of our own tables
    role, state = Membership.Role.MEMBER.value, Membership.State.LISTED.value
    with connection.cursor() as cursor:
        cursor.execute(statement, [group.pk, role, state, list(seats), list(seats.values())])
