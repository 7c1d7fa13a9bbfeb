"""What a line of the page about a group's mail says, in plain words.

A mail may be another group's affair, so it is called by its name only if it invites to this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from members.deliveries.history import History
from members.models import Attempt, Delivery, Group
from members.roster.fates import with_privacy
from members.services.mail import may_arrive_twice, may_retry

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

State = Delivery.State
STATES = {
    State.BOUNCED: ("Came back", "bad"),
    State.UNSURE: ("May have arrived", "warn"),
    State.DEAD: ("Given up", "bad"),
    State.SKIPPED: ("Held back", "warn"),
}


@dataclass(frozen=True)
class Line:
    delivery: Delivery
    label: str  # whom it is to, as the roster calls them
    what: str
    state: str
    tone: str  # of the badge
    reason: str
    may_retry: bool
    twice: bool

    @property
    def held(self) -> bool:
        return self.delivery.state == State.SKIPPED


def lines_of(deliveries: list[Delivery], group: Group, now: datetime) -> list[Line]:
    """One line a delivery, with one query for all."""
    people = [delivery.recipient_id for delivery in deliveries]
    loaded = with_privacy(group.memberships.current().filter(person__in=people))
    memberships = {each.person_id: each for each in cast("Iterable[ShownMembership]", loaded)}
    return [line(delivery, memberships[delivery.recipient_id], now) for delivery in deliveries]


def line(delivery: Delivery, membership: ShownMembership, now: datetime) -> Line:
    history = History.of(delivery)
    state, tone = STATES[State(delivery.state)]
    return Line(
        delivery=delivery,
        label=membership.label,
        what=what_it_was(delivery, membership),
        state=state,
        tone=tone,
        reason=reason_of(delivery, history),
        may_retry=may_retry(delivery, now),
        twice=may_arrive_twice(delivery, history, now),
    )


def what_it_was(delivery: Delivery, membership: ShownMembership) -> str:
    ours = delivery.kind == "invitation" and delivery.context.get("membership") == membership.pk
    return "Your invitation" if ours else "A mail from Proactive"


def reason_of(delivery: Delivery, history: History) -> str:
    """Why it stands where it stands. Only the words of mail servers are repeated as they are."""
    if delivery.state == State.BOUNCED:
        return f"The mail server said: {sentence(delivery.reason)}"
    if delivery.state == State.SKIPPED:
        return Delivery.HELD
    if delivery.state == State.UNSURE and delivery.lease_until:
        return "The answer of the mail server got lost. We are finding out."
    if delivery.state == State.UNSURE:
        return "The answer of the mail server got lost, and nobody can say what became of it."
    last = history.attempts[-1] if history.attempts else None
    if last is None or last.outcome == Attempt.Outcome.FAILED:
        return "It could not be written."
    count = len(history.put_off)
    tried = "once" if count == 1 else f"{count} times"
    return f"Tried {tried}. The mail server said last: {sentence(last.smtp_text)}"


def sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
