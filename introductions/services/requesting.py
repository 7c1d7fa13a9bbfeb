"""Does anybody know a …? Asking one's group, and saying that it was found."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from introductions.exceptions import NotInGroup, TooManyRequests
from introductions.models import Request
from members.models import Group, Person, Profession

OPEN_FOR = timedelta(days=60)
MOST_OPEN = 5  # at once, of one person


@transaction.atomic
def make_request(
    person: Person,
    group: Group,
    *,
    text: str,
    now: datetime,
    profession: Profession | None = None,
) -> Request:
    """Ask everybody in `group` whether they know such a person; it stands for OPEN_FOR.

    Raises NotInGroup, TooManyRequests (MOST_OPEN are open).
    """
    if not Group.objects.of(person).filter(pk=group.pk).exists():
        raise NotInGroup
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two clicks, one more
    mine = Request.objects.visible_to(person).filter(person=person)
    if mine.open(now).count() >= MOST_OPEN:
        raise TooManyRequests
    request = Request(
        person=person,
        group=group,
        profession=profession,
        text=text,
        created_at=now,
        expires_at=now + OPEN_FOR,
    )
    request.full_clean()
    request.save()
    return request


def close_request(request: Request, *, now: datetime) -> None:
    """Look for nobody any more. Introductions it has brought stay linked to it."""
    Request.objects.filter(pk=request.pk, state=Request.State.OPEN).update(
        state=Request.State.CLOSED, closed_at=now
    )
