"""The kinds of mail. Each app registers its own when Django starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from members.models import Delivery

Recheck = Callable[[Delivery, datetime], str | None]
Prepare = Callable[[Delivery, datetime], dict[str, Any]]


def nothing_against(delivery: Delivery, now: datetime) -> str | None:
    return None


def no_more_context(delivery: Delivery, now: datetime) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Kind:
    """`name` is the folder below templates/emails/.

    recheck  asked just before sending: why the mail must not go any more, or None.
    prepare  what the templates need beside the stored context, read just before rendering.
    sent_again  whether a mail whose outcome is unknown may go a second time (the same bytes):
        true where a lost mail is worse than a doubled one.
    """

    name: str
    recheck: Recheck = nothing_against
    prepare: Prepare = no_more_context
    sent_again: bool = True


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """The kind called `name`. Raises KeyError when no app knows it."""
    return _kinds[name]
