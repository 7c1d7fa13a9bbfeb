"""Who comes and goes at Riverside: invitations in every state, who waits, guests, one who left."""

from __future__ import annotations

from datetime import datetime, timedelta

from members.models import Group, Membership, MembershipEvent, Profession
from members.roster.bulk import Deed, change_many
from members.roster.checking import RosterLine
from members.roster.importing import add_one
from members.services import note_guest
from members.services.history import note_step
from trial.seeding.people import Cast

Kind = MembershipEvent.Kind
DAY = timedelta(days=1)

WAITING = (
    ("Ines Caldeira", "ines@caldeiralaw.example", "Caldeira Law", "taken", 40),
    ("Robert Haldane", "robert@haldanehall.example", "Haldane & Hall", "taken", 12),
    ("Noura Haddix", "noura@haddix.example", "Haddix & Co", "free", 26),
    ("Paul Brandt", "paul@brandtandson.example", "Brandt & Son", "free", 9),
)
GUESTS = (("Simone Achterberg", "Achterberg Events"), ("Leo Fontaine", "Fontaine Coffee"))
LISTED = (
    ("Naomi Feldstein", "naomi@feldsteinpr.example", "Feldstein PR"),
    ("Hugo Marchetti", "hugo@marchetti.example", "Marchetti Interiors"),
    ("Alice Bergqvist", "alice@bergqvist.example", "Bergqvist Print"),
)


def keep_roster(cast: Cast, now: datetime) -> None:
    group, ruth = cast.groups["riverside"], cast.people["ruth"]
    tell_of_invitations(group, now)
    remember_joining(group)
    seats = wanted_seats(group)
    for name, email, company, which, days in WAITING:
        line = RosterLine(1, name=name, email=email, company=company, profession=seats[which].slug)
        since = now - days * DAY
        if add_one(group, line, by=ruth, waiting_list=True, now=since).waits:
            continue
        let_wait(group, email, seats[which], since)
    for number, (name, company) in enumerate(GUESTS):
        note_guest(group, name=name, company=company, by=ruth, now=now - (4 + 7 * number) * DAY)
    keys = []
    for name, email, company in LISTED:
        line = RosterLine(1, name=name, email=email, company=company)
        add_one(group, line, by=ruth, now=now - 3 * DAY)
        keys.append(group.memberships.get(person__email=email).pk)
    change_many(group, keys[:2], Deed.WAITING, by=ruth, now=now - 2 * DAY)
    change_many(group, keys[2:], Deed.OFF, by=ruth, now=now - DAY)


def tell_of_invitations(group: Group, now: datetime) -> None:
    """One was opened, one was sent twice."""
    invited = group.memberships.filter(state="invited").order_by("invited_at")
    for number, place in enumerate(invited):
        assert place.invited_at  # noqa: S101 - for mypy: who is invited was so at a moment
        note_step([place.pk], Kind.LISTED, by=place.invited_by, now=place.invited_at - DAY)
        note_step([place.pk], Kind.INVITED, by=place.invited_by, now=place.invited_at)
        place.times_invited = 1
        if number == 0:
            place.opened_at = place.invited_at + timedelta(hours=5)
            note_step([place.pk], Kind.OPENED, by=None, now=place.opened_at)
        elif number == 1:
            place.times_invited, place.invited_at = 2, now - DAY
            note_step([place.pk], Kind.INVITED, by=place.invited_by, now=place.invited_at)
        place.save(update_fields=["times_invited", "invited_at", "opened_at"])


def remember_joining(group: Group) -> None:
    for place in group.memberships.active():
        if place.joined_at:
            note_step([place.pk], Kind.JOINED, by=None, now=place.joined_at)


def wanted_seats(group: Group) -> dict[str, Profession]:
    """A seat that somebody holds, and one that nobody does."""
    held = group.memberships.active().exclude(seat=None).values("seat")
    professions = Profession.objects.filter(group=None).order_by("slug")
    taken = professions.filter(pk__in=held, sphere="Legal").first() or professions.first()
    known = group.memberships.values("person__profession")
    known = known.exclude(person__profession=None)
    free = professions.exclude(pk__in=held).exclude(pk__in=known).last()
    assert taken is not None  # noqa: S101 - for mypy: the lists are loaded
    assert free is not None  # noqa: S101
    return {"taken": taken, "free": free}


def let_wait(group: Group, email: str, seat: Profession, since: datetime) -> None:
    """Somebody who waits although the seat is free: it became so a moment ago."""
    place = group.memberships.get(person__email=email)
    place.state, place.seat = Membership.State.WAITING, None
    place.waiting_since, place.said_profession = since, seat
    place.save()
    place.events.filter(kind=Kind.LISTED).update(kind=Kind.WAITING)
