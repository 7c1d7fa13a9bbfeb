"""The four lists, numbered as the matcher wants them and with the words that sentences need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from introductions.matcher import Vocabulary
from introductions.matcher.people import Ints
from members.models import (
    CompetingProfessions,
    EventNeed,
    Profession,
    ProspectPool,
    SourceType,
    TriggerEvent,
)

# Everybody's own clients and colleagues: that two people name them says nothing about the two.
OWN_SOURCES = frozenset({"past_clients", "peers"})


@dataclass(frozen=True)
class EventWords:
    short: str  # "a divorce"
    moment: str  # "when a couple parts"


@dataclass(frozen=True, eq=False)
class Lists:
    """Entry i of each list is the matcher's item i; the `…_keys` are primary keys, ascending."""

    vocabulary: Vocabulary
    profession_keys: Ints
    source_keys: Ints
    pool_keys: Ints
    event_keys: Ints
    sources: list[str]  # in the middle of a sentence: "family attorneys"
    pools: list[str]  # "first-time buyers"
    events: list[EventWords]
    does: dict[tuple[int, int], str]  # (event, profession): "settles who keeps the house"


def load_lists() -> Lists:
    """Read the four lists, in six queries."""
    professions = _keys(Profession.objects.order_by("pk").values_list("pk", flat=True))
    sources = list(
        SourceType.objects.order_by("pk").values_list("pk", "slug", "short", "profession")
    )
    pools = list(ProspectPool.objects.order_by("pk").values_list("pk", "short"))
    events = list(TriggerEvent.objects.order_by("pk").values_list("pk", "short", "moment"))

    profession_at = {key: i for i, key in enumerate(professions.tolist())}
    event_at = {key: i for i, (key, _, _) in enumerate(events)}
    source_of_profession = np.full(len(professions), -1, dtype=np.int32)
    for i, (_, _, _, profession) in enumerate(sources):
        if profession is not None:
            source_of_profession[profession_at[profession]] = i
    competing = CompetingProfessions.objects.values_list("first", "second")
    vocabulary = Vocabulary(
        source_of_profession=source_of_profession,
        # `first` has the smaller key, so it has the smaller number too.
        competes=frozenset((profession_at[p], profession_at[q]) for p, q in competing),
        n_sources=len(sources),
        n_pools=len(pools),
        n_events=len(events),
        own_sources=frozenset(i for i, source in enumerate(sources) if source[1] in OWN_SOURCES),
    )
    needs = EventNeed.objects.values_list("event", "profession", "does")
    return Lists(
        vocabulary=vocabulary,
        profession_keys=professions,
        source_keys=_keys(key for key, _, _, _ in sources),
        pool_keys=_keys(key for key, _ in pools),
        event_keys=_keys(key for key, _, _ in events),
        sources=[short for _, _, short, _ in sources],
        pools=[short for _, short in pools],
        events=[EventWords(short, moment) for _, short, moment in events],
        does={(event_at[e], profession_at[p]): does for e, p, does in needs},
    )


def _keys(keys: Iterable[int]) -> Ints:
    return np.array(list(keys), dtype=np.int64)
