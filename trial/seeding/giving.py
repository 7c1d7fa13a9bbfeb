"""What people of the trial gave each other beside introductions, their thanks, and their wants."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from introductions import services
from introductions.models import Contribution
from members.models import Currency, Want
from members.services import say_want
from trial.seeding.people import Cast


class Given(NamedTuple):
    giver: str
    receiver: str
    currency: Currency
    text: str
    days_ago: int
    noted_by: str = ""  # the giver, whom the receiver has confirmed unless it waits
    waits: bool = False
    thanks: str | None = None
    shown_to: str = ""


GIVEN = [
    Given(
        *("ruth", "dana", Currency.TESTIMONIAL, "for the website", 61),
        thanks="Ruth, I have read it three times. Two people have called because of it.",
        shown_to="riverside",
    ),
    Given("ruth", "dana", Currency.SPEAKING, "bar association, spring retreat", 33, thanks=""),
    Given("ruth", "dana", Currency.ADVICE, "how to price a retainer", 12),
    Given("dana", "ruth", Currency.BLOG, "first-time managers in law firms", 48, "dana"),
    Given("dana", "frank", Currency.ADVICE, "hiring his first office manager", 9, "dana", True),
    Given(
        *("dana", "keisha", Currency.TESTIMONIAL, "for the agency's page", 24, "dana"),
        thanks="Thank you, Dana. It is on top of the page now.",
        shown_to="harbor",
    ),
    Given("gordon", "dana", Currency.SPEAKING, "his podcast, in January", 2, "gordon", True),
    Given("siobhan", "dana", Currency.CLIENT, "a clinic with six new team leads", 27, thanks=""),
    Given("siobhan", "dana", Currency.ADVICE, "what HR directors read", 55),
    Given("samir", "dana", Currency.OTHER, "a seat at his client dinner", 18, "samir"),
    Given("dana", "tessa", Currency.SPEAKING, "the hospital's donors' evening", 40, "dana"),
    Given(
        *("priya", "frank", Currency.ADVICE, "what to ask of a bookkeeper", 6),
        thanks="Half an hour with Priya saved me a month of receipts.",
        shown_to="riverside",
    ),
    Given(
        *("heather", "camille", Currency.BLOG, "closets that stay tidy", 15),
        thanks="My readers liked it better than anything of mine.",
        shown_to="riverside",
    ),
    Given("yolanda", "eddie", Currency.CLIENT, "forty flats with old roofs", 20, thanks=""),
]
MORE_WANTS = [
    ("dana", Currency.SPEAKING, "an evening on first-time managers"),
    ("dana", Currency.BLOG, "a swap with somebody who writes about HR"),
    ("ruth", Currency.TESTIMONIAL, "two lines from colleagues I have spoken for"),
    ("siobhan", Currency.ADVICE, "how executive coaches price workshops"),
]
# What the first line of a profile asks for, by its words.
KINDS = [
    (Currency.SPEAKING, r"\b(speak|talk|podcast|seminar)"),
    (Currency.BLOG, r"\bblog"),
    (Currency.TESTIMONIAL, r"\btestimonial"),
    (Currency.CLIENT, r"\b(owners|buyers|families|firms|companies|tenants|founders|employers)\b"),
]


def give_and_take(cast: Cast, now: datetime) -> None:
    """Note it as people would have: one after the other, each on its day."""
    for given in sorted(GIVEN, key=lambda one: -one.days_ago):
        live(cast, given, now)
    for want in Want.objects.all():
        found = (kind for kind, words in KINDS if re.search(words, want.text))
        Want.objects.filter(pk=want.pk).update(currency=next(found, Currency.SOURCE))
    for days_ago, (key, currency, text) in enumerate(MORE_WANTS, start=3):
        moment = now - timedelta(days=days_ago)
        say_want(cast.people[key], currency=currency, text=text, now=moment)


def live(cast: Cast, given: Given, now: datetime) -> Contribution:
    moment = now - timedelta(days=given.days_ago)
    giver, receiver = cast.people[given.giver], cast.people[given.receiver]
    by = cast.people[given.noted_by] if given.noted_by else receiver
    noted = services.log_contribution(
        by=by,
        giver=giver,
        receiver=receiver,
        currency=given.currency,
        text=given.text,
        on=moment.astimezone(by.zone).date(),
        now=moment,
    )
    answered = moment + timedelta(hours=20)
    if given.thanks is not None:
        group = cast.groups[given.shown_to] if given.shown_to else None
        services.thank_for_contribution(noted, text=given.thanks, show_to=group, now=answered)
    elif not given.waits:
        services.confirm_contribution(noted, now=answered)
    return noted
