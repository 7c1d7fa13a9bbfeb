"""What organizers are told after they have done something to a roster."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from members.models import Group, RosterChange
from members.roster.bulk import Done
from members.services.invitations import Invited

LAST_ORGANIZER = "Nobody would look after the group then. Make somebody else an organizer first."


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def tell_invited(request: HttpRequest, group: Group, done: Invited, *, now: datetime) -> None:
    """How many invitations went, how many could not, and when the rest can."""
    if done.sent:
        messages.success(request, f"{people(len(done.sent))} invited.")
    elif not done.later and not done.today:
        messages.info(request, "There was nobody to invite.")
    if done.today:
        has = "has" if done.today == 1 else "have"
        messages.info(request, f"{people(done.today)} {has} had an invitation today already.")
    if done.later and done.again_at:
        messages.warning(request, waiting_words(group, done.later, done.again_at, now=now))


def waiting_words(group: Group, later: int, again_at: datetime, *, now: datetime) -> str:
    """Why some invitations did not go, and when they can."""
    when = moment_words(again_at, now=now, zone=ZoneInfo(group.time_zone))
    return (
        f"{people(later)} could not be invited yet: {group.name} sends "
        f"{group.invitations_per_day:,} invitations a day at most. The next can go {when}."
    )


def moment_words(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    there, here = moment.astimezone(zone), now.astimezone(zone)
    days = {here.date(): "today", here.date() + timedelta(days=1): "tomorrow"}
    day = days.get(there.date()) or f"on {date_format(there, 'j F')}"
    return f"{day} from {date_format(there, 'H:i')}"


def tell_done(request: HttpRequest, group: Group, done: Done) -> None:
    """What a change of several has done, how to undo it, and what it has left out."""
    if done.change:
        messages.success(request, with_undo(f"{done.summary}.", group, done.change))
    elif not done.left_out:
        messages.info(request, "It is so already.")
    for reason, labels in done.left_out.items():
        shown = ", ".join(labels[:3])
        more = f" and {len(labels) - 3:,} more" if len(labels) > 3 else ""
        messages.warning(request, f"Left as they are: {shown}{more}. {reason}")


def with_undo(text: str, group: Group, change: RosterChange) -> SafeString:
    """The text with the way to undo what it tells."""
    page = reverse("members:changes", args=[group.slug])
    return format_html('{} <a href="{}#change-{}">Undo</a>', text, page, change.pk)
