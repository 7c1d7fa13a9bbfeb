"""How Dana's hours went: one-to-ones, what took longer than usual, an article, two fees."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from goals.models import Activity
from goals.services import correct_minutes, log_earning, log_minutes, set_usual_minutes
from introductions.services import log_contribution
from members.models import Currency, Interaction, Person
from members.services import record_interaction
from trial.seeding.people import Cast

# With whom she sat down or spoke, how many days ago, and how long it took if not as usual.
SAT_DOWN: list[tuple[str, int, int | None]] = [
    ("marta", 80, None),
    ("ruth", 76, 60),
    ("tom", 73, None),
    ("ana", 69, 30),
    ("marta", 62, None),
    ("gwen", 58, 60),
    ("lena", 55, None),
    ("priya", 51, None),
    ("siobhan", 48, 90),
    ("ruth", 44, None),
    ("simone", 40, None),
    ("samir", 37, None),
    ("marta", 34, 30),
    ("tom", 31, None),
    ("ana", 27, None),
    ("gwen", 24, None),
    ("ruth", 20, 60),
    ("jonas", 60, None),
    ("marta", 12, None),
    ("simone", 4, None),
]
CALLED = [("victor", 30), ("jerome", 27), ("keisha", 16), ("declan", 14), ("tom", 9), ("ana", 1)]
TYPED = [
    (Activity.SPEAKING_WRITING, 66, 120, "Talk at the library: first-time managers"),
    (Activity.SPEAKING_WRITING, 38, 90, "Article for Simone’s newsletter"),
    (Activity.SEMINAR, 23, 180, "Mediation for managers"),
    (Activity.SPEAKING_WRITING, 3, 60, "Column on hand-overs"),
]
FEES = [
    ("ruth", 59, "1800.00", "Coaching, two sessions"),
    ("ana", 41, "650.00", "Workshop"),
    ("gwen", 29, "2400.00", "Leadership day"),
    ("marta", 22, "900.00", "Coaching"),
    ("ruth", 10, "1200.00", "Team day"),
]
# What came back after them, beside what giving.py tells.
CAME = [
    ("marta", 61, Currency.ADVICE, "how to say no to a board"),
    ("tom", 72, Currency.SOURCE, "the office manager of his agency"),
    ("ana", 68, Currency.TESTIMONIAL, "for the workshop page"),
    ("gwen", 57, Currency.CLIENT, "a clinic that grows"),
    ("lena", 53, Currency.ADVICE, "contracts with contractors"),
    ("simone", 39, Currency.BLOG, "her newsletter on first-time managers"),
    ("marta", 33, Currency.CLIENT, "two partners who part"),
    ("priya", 49, Currency.SOURCE, "her banker"),
    ("gwen", 22, Currency.SOURCE, "the head of HR of her largest tenant"),
    ("ana", 25, Currency.ADVICE, "pricing a series"),
    ("jonas", 57, Currency.CLIENT, "a firm with a new managing partner"),
    ("declan", 9, Currency.SOURCE, "a recruiter for law firms"),
    ("rachel", 2, Currency.ADVICE, "what to ask an insurer"),
    ("marta", 11, Currency.SPEAKING, "the mediators’ winter evening"),
]


def spend_time(cast: Cast, now: datetime) -> None:
    """Note it all for Dana, as she would have."""
    dana = cast.people["dana"]
    today = now.astimezone(dana.zone).date()
    for key, ago, minutes in SAT_DOWN:
        met = note(dana, cast.people[key], Interaction.Kind.MET, today - timedelta(days=ago), now)
        if minutes:
            correct_minutes(dana, "interaction", met.pk, minutes=minutes, now=now)
    for key, ago in CALLED:
        note(dana, cast.people[key], Interaction.Kind.CALLED, today - timedelta(days=ago), now)
    for activity, ago, minutes, text in TYPED:
        on = today - timedelta(days=ago)
        log_minutes(dana, activity=activity, on=on, minutes=minutes, note=text, now=now)
    for key, ago, amount, text in FEES:
        log_earning(
            dana,
            amount=Decimal(amount),
            code="USD",
            on=today - timedelta(days=ago),
            other=cast.people[key],
            note=text,
            now=now,
        )
    for key, ago, currency, text in CAME:
        log_contribution(
            by=dana,
            giver=cast.people[key],
            receiver=dana,
            currency=currency,
            text=text,
            on=today - timedelta(days=ago),
            now=now,
        )
    set_usual_minutes(dana, {Activity.INTRODUCING: 12})


def note(dana: Person, other: Person, kind: str, on: date, now: datetime) -> Interaction:
    """The log alone: what introductions came to is told by answers elsewhere."""
    return record_interaction(dana, other, kind=kind, on=on, now=now)
