"""How introductions and their questions read on a page and in a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from introductions import ladder
from introductions.models import FollowUp, Introduction
from introductions.services.following_up import LONGEST_DELAY, role_of, state_of
from members.models import Person

register = template.Library()

BADGES = {
    Introduction.State.ASKING: "warn",
    Introduction.State.MADE: "info",
    Introduction.State.MET: "good",
    Introduction.State.USEFUL: "good",
}


@dataclass(frozen=True)
class Words:
    """One question as a line: "Lena & Victor", "introduced 7 days ago", "Have they met yet?"."""

    who: str
    since: str
    question: str
    choices: list[ladder.Choice]
    first_day: str  # to which the question can be put off, as a date field wants it
    last_day: str


@register.simple_tag(takes_context=True)
def follow_up_words(context: Context, follow_up: FollowUp) -> Words:
    now = context.get("now") or timezone.now()
    return words_of(follow_up, now)


def words_of(follow_up: FollowUp, now: datetime) -> Words:
    introduction = follow_up.introduction
    role, state = role_of(follow_up.person_id, introduction), state_of(introduction)
    today = now.astimezone(asked(follow_up).zone).date()
    return Words(
        who=pair_seen_by(introduction, follow_up.person_id),
        since=_since(introduction, now, asked(follow_up)),
        question=ladder.question(role, state, follow_up.step),
        choices=ladder.choices(role, state, follow_up.step),
        first_day=(today + timedelta(days=1)).isoformat(),
        last_day=(today + timedelta(days=LONGEST_DELAY)).isoformat(),
    )


def asked(follow_up: FollowUp) -> Person:
    """Whom the question is put to: one of the introduction's three, who are loaded with it."""
    introduction = follow_up.introduction
    people = {person.pk: person for person in (introduction.a, introduction.b)}
    return people.get(follow_up.person_id, introduction.introducer)


def _since(introduction: Introduction, now: datetime, person: Person) -> str:
    """The last meeting that we know of, else the introduction."""
    if introduction.met_at:
        return f"met {days_ago(introduction.met_at, now, person)}"
    made_at = introduction.made_at or introduction.created_at
    return f"introduced {days_ago(made_at, now, person)}"


def pair_seen_by(introduction: Introduction, person_id: int) -> str:
    """Return "Lena & Victor", or "You & Samir Haddad" for a party."""
    a, b = introduction.a, introduction.b
    if person_id == a.pk:
        return f"You & {b.name}"
    if person_id == b.pk:
        return f"You & {a.name}"
    if a.first_name == b.first_name:
        return f"{a.name} & {b.name}"
    return f"{a.first_name} & {b.first_name}"


def days_ago(moment: datetime, now: datetime, person: Person) -> str:
    """Whole days of the person's calendar: "today", "yesterday", "7 days ago"."""
    zone = person.zone
    days = (now.astimezone(zone).date() - moment.astimezone(zone).date()).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago") if days >= 0 else "today"


@register.filter
def seen_by(introduction: Introduction, person: Person) -> str:
    return pair_seen_by(introduction, person.pk)


@register.filter
def brought_by(introduction: Introduction, person: Person) -> str:
    """Who brings the two together, and since when: "You asked them on 3 May 2026"."""
    own = introduction.introducer_id == person.pk
    if introduction.made_at is None:
        who = "You asked them" if own else f"Asked by {introduction.introducer.name}"
        moment = introduction.created_at
    else:
        who = "You introduced them" if own else f"Introduced by {introduction.introducer.name}"
        moment = introduction.made_at
    return f"{who} on {moment.astimezone(person.zone):%-d %B %Y}"


@register.filter
def badge_kind(introduction: Introduction) -> str:
    return BADGES.get(Introduction.State(introduction.state), "")


@register.filter
def state_words(introduction: Introduction) -> Any:
    """The state as a badge; a no and a silence read the same."""
    if introduction.state in (Introduction.State.EXPIRED, Introduction.State.DECLINED):
        return "Ended" if introduction.made_at else "Not this time"
    return introduction.get_state_display()
