"""Entries that came onto Riverside's roster twice, as lists from several hands bring them."""

from __future__ import annotations

from datetime import datetime, timedelta

from members.models import Group, Membership, MembershipEvent, Person, Profession
from members.services.history import note_step

# Name, address, company, days on the roster. Marta is a member; the others have not joined.
TWICE = [
    ("Okafor, Marta", "marta.okafor@gmail.example", "Common Ground", 20),
    ("Henrietta Vance", "h.vance@vanceaudio.example", "Vance Audio", 41),
    ("Henrieta Vance", "henrietta@vanceaudio.example", "Vance Audio", 6),
    ("Luis Pereira-Santos", "luis.pereira@pereiralaw.example", "Pereira Law", 33),
    ("LUIS PEREIRA", "luispereira+list@pereiralaw.example", "", 6),
]


def list_twice(riverside: Group, now: datetime) -> None:
    """Put them on the roster; nobody has been invited."""
    professions = list(Profession.objects.order_by("slug")[:2])
    for number, (name, email, company, days) in enumerate(TWICE):
        at = now - timedelta(days=days)
        person = Person.objects.create(
            name=name,
            email=email,
            company=company,
            profession=professions[number % 2] if company else None,
            time_zone=riverside.time_zone,
            profile_changed_at=at,
        )
        membership = Membership.objects.create(
            group=riverside,
            person=person,
            state=Membership.State.LISTED,
            said_name=name,
            said_company=company,
            said_profession=person.profession,
        )
        note_step([membership.pk], MembershipEvent.Kind.LISTED, by=None, now=at)
