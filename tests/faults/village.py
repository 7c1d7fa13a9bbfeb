"""A group with an organizer, who is signed in, and members to introduce: built inside the
application, for the faults of the web process."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction
from django.test import Client
from django.utils import timezone

from members.models import Group, Membership, Person, User
from tests.faults import plan

SESSION = "session"  # the cookie's name


@transaction.atomic
def build(path: Path) -> None:
    """Read from the file `path` what the group is called and the plan of who gets a letter; write
    to it the keys of what was built."""
    wanted = json.loads(path.read_text())
    group = Group.objects.create(name=wanted["slug"], slug=wanted["slug"])
    ruth = join(group, "Ruth", f"ruth@{wanted['slug']}.organizer.example", role="organizer")
    people = [join(group, entry.key, entry.address) for entry in plan.read(Path(wanted["letters"]))]
    client = Client()
    client.force_login(User.objects.get(person=ruth))
    built = {"session": client.cookies[SESSION].value, "people": [person.pk for person in people]}
    path.write_text(json.dumps(wanted | built))


def join(group: Group, name: str, email: str, **membership: str) -> Person:
    """Somebody with an account who is in the group."""
    person = Person.objects.create(name=name, email=email)
    User.objects.create_user(person)
    Membership.objects.create(
        group=group, person=person, state="active", joined_at=timezone.now(), **membership
    )
    return person
