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
class Topic:
    """What a recipient can want no more mail about, while other mail goes on.

    name   stands in links and rows, and never changes
    title  as it stands on a switch: "Reminders"
    text   says what comes, and when
    """

    name: str
    title: str
    text: str

    @property
    def ending(self) -> str:
        """What a link says that ends it: "No more reminders"."""
        return f"No more {self.title[:1].lower()}{self.title[1:]}"


@dataclass(frozen=True)
class Kind:
    """`name` is the folder below templates/emails/.

    recheck  asked just before sending: why the mail must not go any more, or None.
    prepare  what the templates need beside the stored context, read just before rendering. Some
        names in it are for the envelope: `from_name` (shown with our address), `reply_to` (a list
        of addresses), `headers` (a dictionary), and for a mail that several people get a copy of,
        `shown_to` and `shown_cc` (lists of names with addresses). It goes to the recipient alone.
        `attachments` is a list of files to send along: (file name, content type, bytes). They are
        stored with the rest of the mail, so that each try sends the same.
    sent_again  whether a mail whose outcome is unknown may go a second time (the same bytes):
        true where a lost mail is worse than a doubled one.
    stoppable  whether the stop link of any mail ends this kind too: false where the recipient
        asks for each mail, as for a sign-in code.
    topic  what the stop link of this mail ends; without one it ends all mail to the address.
    urgent  goes before what has waited longer: somebody looks at a page and waits for it. It
        goes whatever came back from the address before, and however much went there today.
    secret  holds what opens an account: text and context are forgotten once it has expired.
    """

    name: str
    recheck: Recheck = nothing_against
    prepare: Prepare = no_more_context
    sent_again: bool = True
    stoppable: bool = True
    topic: Topic | None = None
    urgent: bool = False
    secret: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """The kind called `name`; one that never goes and waits when no app here knows it.

    During a deploy an old worker may meet what only the new ones know.
    """
    return _kinds.get(name) or Kind(name, recheck=_unknown)


def registered() -> list[Kind]:
    return list(_kinds.values())


def topics() -> dict[str, Topic]:
    """What can be stopped by itself, by name, as the apps registered it."""
    return {kind.topic.name: kind.topic for kind in registered() if kind.topic}


class UnknownKind(Exception):
    """No app knows this kind of mail."""


def _unknown(delivery: Delivery, now: datetime) -> str | None:
    raise UnknownKind(f"No app knows the kind {delivery.kind!r}.")
