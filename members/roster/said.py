"""What organizers wrote of people who have not joined.

It is all that they see of them, whether the person has a profile elsewhere or not: a roster must
not tell who is known to another group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from members.models import Group, Membership


@dataclass(frozen=True, slots=True)
class Said:
    """`profession` is a key."""

    name: str = ""
    company: str = ""
    profession: int | None = None


def keep_said(group: Group, said: Mapping[int, Said]) -> None:
    """Keep, by the keys of people, what was said of them. What is empty says nothing, and who has
    joined says it themselves."""
    statement = f"""
        UPDATE {Membership._meta.db_table} membership
        SET said_name = coalesce(nullif(said.name, ''), membership.said_name),
            said_company = coalesce(nullif(said.company, ''), membership.said_company),
            said_profession_id = coalesce(said.profession, membership.said_profession_id)
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[])
            AS said (person, name, company, profession)
        WHERE membership.group_id = %s AND membership.person_id = said.person
            AND membership.state <> %s
    """  # noqa: S608 names of our own tables
    values: list[list[Any]] = [
        list(said),
        [each.name for each in said.values()],
        [each.company for each in said.values()],
        [each.profession for each in said.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, group.pk, Membership.State.ACTIVE])
