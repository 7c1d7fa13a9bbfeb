"""How often some want to be in touch, and what they noted of it; Harbor's slower ladder."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from introductions import services
from members.models import Group, Interaction, Person, Tie
from members.services import set_rhythm

SEED = 20260301
# Whom Dana wants to be in touch with, how often, and how many days ago she last was, how.
DANAS = [
    ("Ruth", "weekly", 6, "met", "Coffee before the meeting"),
    ("Marta", "monthly", 12, "called", "Her new mediation room"),
    ("Victor", "weekly", 9, "wrote", ""),
    ("Samir", "monthly", 34, "called", "Wants to hear of restaurants that expand"),
    ("Jonas", "monthly", 58, "met", "Lunch; his daughter starts school"),
    ("Lena", "quarterly", 40, "wrote", ""),
]
OTHERS = 12


def keep_in_touch(people: dict[str, Person], groups: list[Group], now: datetime) -> None:
    """Rhythms and contacts of Dana and some others; one group with days of its own."""
    dana = people["dana"]
    by_name = {person.first_name: person for person in Person.objects.circle_of(dana)}
    for name, rhythm, days, kind, note in DANAS:
        if other := by_name.get(name):
            _tie(dana, other, rhythm, now)
            _contact(dana, other, kind, days, note, now)
    random = Random(SEED)  # noqa: S311 - made-up history, not a secret
    ties = Tie.objects.exclude(holder=dana).order_by("pk").select_related("holder", "person")
    for tie in random.sample(list(ties), min(OTHERS, ties.count())):
        _tie(tie.holder, tie.person, random.choice(["monthly", "quarterly"]), now)
    for group in groups[1:2]:
        services.set_group_pace(group, days=(3, 10, 28, 60, 120, 240), now=now)


def _tie(holder: Person, person: Person, rhythm: str, now: datetime) -> None:
    set_rhythm(holder, person, rhythm=rhythm, now=now - timedelta(weeks=10))


def _contact(person: Person, other: Person, kind: str, days: int, note: str, now: datetime) -> None:
    moment = now - timedelta(days=days)
    day = moment.astimezone(person.zone).date()
    # What was last is what is told here.
    Interaction.objects.between(person, other).filter(happened_on__gt=day).delete()
    services.record_contact(person, other, kind=kind, on=day, note=note, now=moment)
