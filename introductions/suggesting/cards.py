"""What the pages show of suggestions, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from introductions.models import Introduction, Suggestion
from introductions.querysets import SuggestionQuerySet
from introductions.suggesting.refreshing import KEPT, stale
from members.models import Person, Tie


@dataclass(frozen=True)
class Cards:
    """The suggestions of a page; when there are none, `empty` says why.

    alone      fewer than two people to bring together
    computing  they are being looked for
    unsaid     hardly anybody has said what they do
    done       all are answered
    """

    suggestions: list[Suggestion]
    empty: str = ""
    circle_size: int = 0


def cards_for(introducer: Person, now: datetime) -> SuggestionQuerySet:
    """What `introducer` could do now, best first, with `knows_both_well`, in one query.

    Also right in the moment before suggestions are computed anew: nobody who has just left the
    circle, no pair that somebody else has just introduced.
    """
    circle = Person.objects.circle_of(introducer).values("pk")
    under_way = Introduction.objects.open().filter(
        Q(a=OuterRef("a"), b=OuterRef("b")) | Q(a=OuterRef("b"), b=OuterRef("a"))
    )
    well = Tie.objects.filter(holder=introducer, closeness=Tie.Closeness.KNOW_WELL)
    ready = Suggestion.objects.ready_for(introducer, now).for_cards()
    return ready.filter(~Exists(under_way), a__in=circle, b__in=circle).annotate(
        knows_both_well=Exists(well.filter(person=OuterRef("a")))
        & Exists(well.filter(person=OuterRef("b")))
    )


def load_cards(introducer: Person, now: datetime, most: int = KEPT) -> Cards:
    """At most `most` cards: one query, three when there is nothing to show."""
    suggestions = list(cards_for(introducer, now)[:most])
    if suggestions:
        return Cards(suggestions)
    circle = Person.objects.circle_of(introducer).aggregate(
        size=Count("pk"), said=Count("pk", filter=Q(profession__isnull=False))
    )
    if circle["size"] < 2:
        empty = "alone"
    elif stale(now).filter(pk=introducer.pk).exists():
        empty = "computing"
    elif circle["said"] < 2:
        empty = "unsaid"
    else:
        empty = "done"
    return Cards([], empty, circle["size"])
