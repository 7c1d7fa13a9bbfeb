"""The mails of goals: what may still be sent, and what their templates need."""

from goals.mails import summaries
from members.deliveries import kinds


def register_kinds() -> None:
    kinds.register(summaries.kind())
