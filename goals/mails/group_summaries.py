"""The mail on Monday for whoever organizes a group: its week, and people to care for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from goals import wording
from goals.group_week import GroupWeek, group_week
from goals.models import Promised
from goals.periods import Span, week_of
from members.deliveries import kinds
from members.models import Delivery, Group

TOPIC = kinds.Topic(
    "group_summaries", "Group summaries", "on Monday mornings, about the groups you organize"
)


def kind() -> kinds.Kind:
    return kinds.Kind(
        "group_summary", recheck=not_now, prepare=prepare, sent_again=False, topic=TOPIC
    )


def not_now(delivery: Delivery, now: datetime) -> str | None:
    """Why it is not theirs any more, or why there is nothing to say."""
    if delivery.recipient.is_on_pause(now):
        return "They take a pause."
    if organized_group(delivery) is None:
        return "They do not organize the group any more."
    if week_told(delivery, now).is_empty:
        return "Nothing happened, and nobody needs looking after."
    return None


def organized_group(delivery: Delivery) -> Group | None:
    organized = Group.objects.organized_by(delivery.recipient)
    return organized.filter(pk=delivery.context["group"]).first()


def week_of_delivery(delivery: Delivery) -> Span:
    return week_of(date.fromisocalendar(delivery.context["year"], delivery.context["week"], 1))


def week_told(delivery: Delivery, now: datetime) -> GroupWeek:
    group = Group.objects.get(pk=delivery.context["group"])
    return group_week(group, delivery.recipient, week_of_delivery(delivery), now)


def prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    told = week_told(delivery, now)
    group = Group.objects.get(pk=delivery.context["group"])
    zone = delivery.recipient.zone
    return {
        "group": group,
        "week_span": week_of_delivery(delivery),
        "headline": headline(told, group),
        "facts": facts(told),
        "told": told,
        "meetings": [
            (f"{each.starts_at.astimezone(zone):%A %-d %B, %-H:%M}", each) for each in told.meetings
        ],
    }


def headline(told: GroupWeek, group: Group) -> str:
    """The best of the week in one sentence."""
    if told.useful:
        return f"{number(told.useful)} {noun(told.useful)} in {group.name} proved useful."
    if told.made:
        return f"{number(told.made)} new {noun(told.made)} in {group.name}."
    if told.newcomers:
        what = "a new member" if len(told.newcomers) == 1 else "new members"
        return f"{group.name} has {what}."
    return f"A quiet week in {group.name}."


def facts(told: GroupWeek) -> list[str]:
    """What else can be counted, as far as there is any."""
    pairs = "pair" if told.met == 1 else "pairs"
    said = []
    if told.useful and told.made:  # else it is the headline
        said.append(f"{number(told.made)} new {noun(told.made)} among members")
    if told.met:
        said.append(f"{number(told.met)} {pairs} met after an introduction")
    return said


def number(count: int) -> str:
    return wording.number(count).capitalize()


def noun(count: int) -> str:
    return wording.noun(Promised.INTRODUCTIONS, count)
