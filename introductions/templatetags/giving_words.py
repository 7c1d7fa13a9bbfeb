"""How what somebody did for somebody reads on a page and in a mail."""

from __future__ import annotations

from django import template

from introductions.giving import Entry
from introductions.models import Contribution
from members.models import Currency, Person

register = template.Library()

DID = {
    Currency.SOURCE: "{giver} introduced {receiver} to a referral source",
    Currency.CLIENT: "{giver} introduced {receiver} to a client",
    Currency.SPEAKING: "{giver} passed {receiver} a speaking lead",
    Currency.BLOG: "{giver} swapped an article with {receiver}",
    Currency.TESTIMONIAL: "{giver} wrote {receiver} a testimonial",
    Currency.ADVICE: "{giver} gave {receiver} advice",
    Currency.OTHER: "{giver} helped {receiver}",
}


@register.filter
def told_to(given: Contribution | Entry, person: Person | None) -> str:
    """What was done, as it is told to `person`: "You gave Ruth Alvarez advice"."""
    entry = given if isinstance(given, Entry) else _as_entry(given)
    key = person.pk if person else None
    names = {
        "giver": "You" if entry.giver == key else entry.giver_name,
        "receiver": "you" if entry.receiver == key else entry.receiver_name,
    }
    if entry.met:
        return "{giver} introduced {receiver} to {met}".format(**names, met=entry.met)
    return DID[Currency(entry.currency)].format(**names)


def _as_entry(given: Contribution) -> Entry:
    introduction, receiver = given.introduction, given.receiver
    met = introduction.other(receiver).name if introduction else ""
    return Entry(
        giver=given.giver_id,
        receiver=receiver.pk,
        giver_name=given.giver.name,
        receiver_name=receiver.name,
        currency=given.currency,
        day=given.happened_on,
        met=met,
    )


@register.filter
def the_other(contribution: Contribution, person: Person) -> Person:
    """The one of the two who is not `person`."""
    given = contribution.giver_id == person.pk
    return contribution.receiver if given else contribution.giver


@register.filter
def waits_for(contribution: Contribution, person: Person) -> bool:
    """Whether it is `person` who has still to say if it was so."""
    noted = contribution.state == Contribution.State.NOTED
    return noted and contribution.receiver_id == person.pk


@register.simple_tag
def currencies() -> list[Currency]:
    return list(Currency)
