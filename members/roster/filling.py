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


def fill_many_from_profession(
    people: list[int], *, group: Group | None = None, replacing: Iterable[int] = ()
) -> None:
    """Give people, by their keys, the lists their profession starts with, where theirs is empty:
    what everybody has and what `group` has added.

    Those in `replacing` lose what they had.
    """
    if not people:
        return
    replaced = list(replacing)
    for name, (defaults, term) in DEFAULTS.items():
        lists = getattr(Person, name).through
        if replaced:
            lists.objects.filter(person__in=replaced).delete()
        column = next(f.column for f in lists._meta.fields if f.name not in {"id", "person"})
        terms = getattr(Person, name).rel.model._meta.db_table
        ours = "{0}.group_id IS NULL OR {0}.group_id = %(group)s"
        needs = ours.format("starts") if defaults is EventNeed else "TRUE"
        statement = f"""
            INSERT INTO {lists._meta.db_table} (person_id, {column})
            SELECT DISTINCT person.id, starts.{term}
            FROM {Person._meta.db_table} person
            JOIN {defaults._meta.db_table} starts ON starts.profession_id = person.profession_id
            JOIN {terms} term ON term.id = starts.{term}
            WHERE person.id = ANY(%(people)s) AND ({ours.format("term")}) AND ({needs})
            AND NOT EXISTS (
                SELECT FROM {lists._meta.db_table} had WHERE had.person_id = person.id
            )
        """  # noqa: S608 names of our own tables
        with connection.cursor() as cursor:
            cursor.execute(statement, {"people": people, "group": group.pk if group else None})


def update_people(people: list[Person], *, now: datetime) -> None:
    """Save name, company and profession of each."""
    if not people:
        return
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
    if not seats:
        return
    Membership.objects.filter(pk__in=seats).update(seat=None)
    statement = f"""
        UPDATE {Membership._meta.db_table} membership
        SET seat_id = said.seat
        FROM unnest(%s::bigint[], %s::bigint[]) AS said (id, seat)
        WHERE membership.id = said.id
    """  # noqa: S608 names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(seats), list(seats.values())])


def list_people(
    group: Group, seats: Mapping[int, int | None], *, waiting_since: datetime | None = None
) -> dict[int, int]:
    """Put people, by their keys, on the roster of `group`, each with the profession whose seat
    they take, if any; or on its waiting list. Returns the key of each one's membership."""
    if not seats:
        return {}
    statement = f"""
        INSERT INTO {Membership._meta.db_table}
            (group_id, person_id, seat_id, role, state, waiting_since, times_invited, cross_groups)
        SELECT %s, said.person, said.seat, %s, %s, %s, 0, TRUE
        FROM unnest(%s::bigint[], %s::bigint[]) AS said (person, seat)
        RETURNING person_id, id
    """  # noqa: S608 names of our own tables
    states = Membership.State
    state = states.WAITING if waiting_since else states.LISTED
    values: list[Any] = [group.pk, Membership.Role.MEMBER.value, state.value, waiting_since]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, list(seats), list(seats.values())])
        return dict(cursor.fetchall())
