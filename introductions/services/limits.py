"""What protects people: when two cannot be introduced now, and who is asked first."""

from __future__ import annotations

from datetime import datetime

from introductions.barred import barred_among, is_barred
from introductions.crossing import Crossing, stays_there
from introductions.models import Introduction, Request
from members.deliveries.bounces import is_held
from members.deliveries.stopping import is_stopped
from members.models import Group, Membership, Person

__all__ = [
    "ask_first_by_default",
    "barred_among",
    "cautions",
    "obstacles",
    "open_introduction_of",
    "open_introductions",
    "wants_to_be_asked",
]

# For every reason that is somebody's own: the words must not tell one from the other.
NOT_FROM_HERE = (
    "These two cannot be introduced from here for now. There can be many reasons: they were asked "
    "not long ago, for instance."
)


def obstacles(
    introducer: Person, a: Person, b: Person, now: datetime, *, request: Request | None = None
) -> list[str]:
    """Why `introducer` cannot introduce these two by mail now, asking first or not, as sentences.

    request  what `a` or `b` had asked for, when the introduction answers it.
    """
    found = [sentence for person in (a, b) for sentence in _obstacles_of(person, now)]
    found += map(stays_there, Crossing.read(introducer, (a, b)).staying(a.pk, b.pk))
    if is_barred(a, b, now, request=request):
        found.append(NOT_FROM_HERE)
    return found


def cautions(introducer: Person, a: Person, b: Person) -> list[str]:
    """What to think of before introducing these two, though nothing forbids it."""
    if a.profession_id == b.profession_id is not None:
        return [f"{a.first_name} and {b.first_name} do the same work."]
    if Crossing.read(introducer, (a, b)).competing([(a.pk, b.pk)]):
        return [f"{a.first_name} and {b.first_name} may be after the same clients."]
    return []


def _obstacles_of(person: Person, now: datetime) -> list[str]:
    """What stands against introducing `person` to anybody."""
    found = []
    if not person.email:
        found.append(f"There is no e-mail address for {person.name} yet.")
    elif is_stopped(person.email):
        found.append(
            f"{person.name} has asked for no more mail from here. "
            f"Write to {person.first_name} yourself."
        )
    elif _comes_back(person.email):
        found.append(
            f"Mail to {person.name} does not arrive. "
            f"Ask {person.first_name} for an address that works."
        )
    if person.is_on_pause(now):
        found.append(
            f"{person.name} takes a pause until {person.paused_until:%-d %B} "
            "and would rather not meet anybody new before."
        )
    elif open_introductions(person) >= person.open_limit:
        found.append(
            f"{person.name} has as many open introductions as {person.first_name} can take "
            "care of at once. Try again when one of them has come to something."
        )
    return found


def _comes_back(address: str) -> bool:
    try:
        return is_held(address)
    except ValueError:  # no mail server could take it
        return True


def open_introductions(person: Person) -> int:
    """How many introductions of `person` have not come to a meeting yet."""
    return Introduction.objects.not_met_yet().of(person).count()


def wants_to_be_asked(a: Person, b: Person) -> list[Person]:
    """Those of the two who must be asked first: everybody who chose so, and contacts."""
    return [person for person in (a, b) if person.keeper_id or not person.allows_direct]


def ask_first_by_default(introducer: Person, a: Person, b: Person) -> bool:
    """Whether asking both first is what to begin with: one wants it, or they are strangers.

    Strangers have no group in common that `introducer` is in too.
    """
    if wants_to_be_asked(a, b):
        return True
    common = Group.objects.of(introducer).filter(
        pk__in=Membership.objects.active().filter(person=a).values("group")
    )
    return not common.filter(
        pk__in=Membership.objects.active().filter(person=b).values("group")
    ).exists()


def open_introduction_of(a: Person, b: Person) -> Introduction | None:
    """The introduction of these two that is under way, whoever made it."""
    return Introduction.objects.open().filter(a__in=[a, b], b__in=[a, b]).first()
