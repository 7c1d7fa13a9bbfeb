"""Locks that one transaction at a time holds until its end. Whoever needs several takes them in the
order in which they stand here."""

from django.db import connection

from members.models import Person
from members.querysets import MembershipQuerySet


def lock_people() -> None:
    """Let one transaction at a time put people on rosters, so that two never make the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members.roster'))")


def lock_roster(group: int) -> None:
    """Let one transaction at a time change places, seats and roles in a group (its key), and
    invite to it: what may be done depends on everybody there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members.places'), %s)", [group])


def lock_lines(lines: MembershipQuerySet) -> None:
    """Hold people, then their places, each in the order of their keys: so does whoever changes a
    profile, or joins."""
    people = Person.objects.filter(pk__in=lines.order_by().values("person")).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk", flat=True))
    list(lines.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
