"""The mails of goals: what may still be sent, and what their templates need."""

from goals.mails import group_summaries, partners, slots, summaries
from members.deliveries import kinds


def register_kinds() -> None:
    kinds.register(summaries.kind())
    kinds.register(group_summaries.kind())
    kinds.register(slots.kind())
    kinds.register(partners.kind())
