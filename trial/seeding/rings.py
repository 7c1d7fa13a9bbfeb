"""A ring that has begun to close: some of those whom a divorce needs have met through Dana."""

from __future__ import annotations

from datetime import datetime, timedelta

from introductions import services
from introductions.exceptions import AlreadyAnswered, AlreadyIntroduced
from introductions.ladder import choices
from introductions.models import FollowUp, Introduction
from introductions.services.following_up import role_of, state_of
from members.models import Tie
from trial.seeding.people import Cast

BROUGHT_TOGETHER = [
    ("ruth", "marta"),
    ("marta", "lena"),
    ("lena", "ana"),
    ("tom", "luis"),
    ("tom", "bill"),
    ("priya", "samir"),
    ("priya", "anders"),
]
# Longer ago than the weeks in which Dana's promise is counted.
BEGAN = timedelta(days=110)


def begin_a_ring(cast: Cast, now: datetime) -> None:
    """Record what Dana did before the twelve weeks, and what has come of it since."""
    dana = cast.people["dana"]
    Tie.objects.get_or_create(holder=dana, person=cast.people["luis"])
    for number, (a, b) in enumerate(BROUGHT_TOGETHER):
        try:
            made = services.record_introduction(
                dana,
                a=cast.people[a],
                b=cast.people[b],
                reasons=[],
                now=now - BEGAN + timedelta(days=2 * number),
            )
        except AlreadyIntroduced:
            continue
        _answer_all(made, now)


def _answer_all(introduction: Introduction, now: datetime) -> None:
    """Every question that has become due was answered the day after, and gladly."""
    mine = FollowUp.objects.filter(introduction=introduction)
    while follow_up := mine.due(now - timedelta(days=1)).for_list().order_by("due_at").first():
        current = follow_up.introduction
        offered = choices(role_of(follow_up.person_id, current), state_of(current), follow_up.step)
        said = next((c.answer for c in offered if c.answer in ("met", "yes")), offered[0].answer)
        try:
            services.answer_follow_up(
                follow_up, answer=said, now=follow_up.due_at + timedelta(days=1)
            )
        except AlreadyAnswered:
            return
