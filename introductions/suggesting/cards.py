"""What the pages show of suggestions, and why there may be none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from introductions.models import Suggestion
from introductions.querysets import SuggestionQuerySet
from introductions.suggesting.refreshing import stale
from introductions.suggesting.wishes import MOST
from members.models import Person


@dataclass(frozen=True)
class Cards:
    """The suggestions of a page; when there are none, `empty` says why.

    alone      fewer than two people to bring together
    computing  they are being looked for
    unsaid     hardly anybody has said what they do
    paused     the introducer takes a pause
    elsewhere  others have been given all pairs that fit, and nothing was ever answered here
    done       all are answered
    """

    suggestions: list[Suggestion]
    empty: str = ""
    circle_size: int = 0


def cards_for(
    introducer: Person,
    now: datetime,
    circle: Collection[int] | QuerySet[Person, int] | None = None,
) -> SuggestionQuerySet:
    """What `introducer` could do now, best first. `circle` has the keys, where they are known, or
    asks for them in the same query.

    Also right in the moment before suggestions are computed anew: nobody who has just left the
    circle or been kept apart, nothing at all for who has left it themselves or takes a pause.
    """
    if introducer.is_on_pause(now):
        return Suggestion.objects.none()
    if circle is None:
        circle = Person.objects.keys_in_circle_of(introducer)
    ready = ready_cards(introducer.today(now), introducer)
    return ready.for_cards().filter(a__in=circle, b__in=circle)


def ready_cards(today: Any, introducer: Any) -> SuggestionQuerySet:
    """What stands ready on the day that it is for `introducer`; of pages that ask for it together
    with other things (`Given`), `of_those_near` says what of it they may show."""
    return Suggestion.objects.ready_on(today, introducer).not_kept_apart()


def of_those_near(
    ready: Iterable[Suggestion], near: Collection[int], introducer: Person, now: datetime
) -> list[Suggestion]:
    """The same as `cards_for`, from `ready_cards` that were read; `near` are the keys of those in
    the circle."""
    if introducer.is_on_pause(now):
        return []
    return [card for card in ready if card.a_id in near and card.b_id in near]


def load_cards(introducer: Person, now: datetime, most: int = MOST) -> Cards:
    """At most `most` cards: two queries, up to six when there is nothing to show."""
    suggestions = list(cards_for(introducer, now)[:most])
    if suggestions:
        return Cards(suggestions)
    circle = Person.objects.circle_of(introducer).aggregate(
        size=Count("pk"), said=Count("pk", filter=Q(profession__isnull=False))
    )
    if introducer.is_on_pause(now):
        empty = "paused"
    elif circle["size"] < 2:
        empty = "alone"
    elif stale(now).filter(pk=introducer.pk).exists():
        empty = "computing"
    elif circle["said"] < 2:
        empty = "unsaid"
    elif _all_elsewhere(introducer):
        empty = "elsewhere"
    else:
        empty = "done"
    return Cards([], empty, circle["size"])


def _all_elsewhere(introducer: Person) -> bool:
    """Whether others have pairs of the circle, and `introducer` never had one to answer."""
    if Suggestion.objects.filter(introducer=introducer).exists():
        return False
    circle = Person.objects.keys_in_circle_of(introducer)
    waiting = [Suggestion.State.READY, Suggestion.State.PUT_OFF]
    return Suggestion.objects.filter(state__in=waiting, a__in=circle, b__in=circle).exists()
