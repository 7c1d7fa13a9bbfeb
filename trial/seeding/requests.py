"""What some people of the trial look for, and who has found somebody for Dana."""

from __future__ import annotations

from datetime import datetime, timedelta

from introductions.models import Introduction
from introductions.services.requesting import make_request
from trial.seeding.people import Cast

# Who asks whom, for what, and how many days ago.
ASKED = [
    ("dana", "riverside", "an HR director with first-time managers", 50),
    ("frank", "riverside", "a bookkeeper who knows the trades", 9),
    ("yolanda", "harbor", "a photographer who does empty houses well", 6),
    ("gordon", "riverside", "a graphic designer who likes small jobs", 2),
]


def ask_around(cast: Cast, now: datetime) -> None:
    """Ask, as people would have; Ruth has answered Dana by opening a door to her."""
    for key, group, text, days_ago in ASKED:
        person, moment = cast.people[key], now - timedelta(days=days_ago)
        request = make_request(person, cast.groups[group], text=text, now=moment)
        if key == "dana":
            doors = Introduction.objects.of(person).filter(introducer=cast.people["ruth"])
            made = doors.filter(made_at__gt=moment).order_by("made_at").values("pk")[:1]
            Introduction.objects.filter(pk__in=made).update(request=request)
