"""The four lists, numbered as the matcher wants them and with the words that sentences need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from introductions.matcher import Vocabulary
from introductions.matcher.people import Ints, RowPair
from members.models import (
    CompetingProfessions,
    EventNeed,
    OurWords,
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


@dataclass(frozen=True)
class GroupLists:
    """What one group has otherwise than everybody, by the numbers of Lists."""

    competes: set[RowPair] = field(default_factory=set)  # professions, smaller first
    lifted: set[RowPair] = field(default_factory=set)
    does: dict[tuple[int, int], str] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)
    pools: dict[int, str] = field(default_factory=dict)
    events: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Lists:
    """Entry i of each list is the matcher's item i; the `…_keys` are primary keys, ascending.

    The vocabulary says what competes for everybody; groups may lift some of it, or add to it.
    """

    vocabulary: Vocabulary
    profession_keys: Ints
    source_keys: Ints
    pool_keys: Ints
    event_keys: Ints
    sources: list[str]  # in the middle of a sentence: "family attorneys"
    pools: list[str]  # "first-time buyers"
    events: list[EventWords]
    does: dict[tuple[int, int], str]  # (event, profession): "settles who keeps the house"
    groups: dict[int, GroupLists] = field(default_factory=dict)

    def said_in(self, groups: Iterable[int]) -> Lists:
        """The lists in the words of some groups (keys): where two have words for the same, those of
        the smaller key."""
        theirs = [self.groups[key] for key in sorted(groups, reverse=True) if key in self.groups]
        if not theirs:
            return self
        sources, pools = list(self.sources), list(self.pools)
        events, does = list(self.events), dict(self.does)
        for group in theirs:
            does |= group.does
            for words, own in ((sources, group.sources), (pools, group.pools)):
                for item, short in own.items():
                    words[item] = short
            for item, short in group.events.items():
                events[item] = replace(events[item], short=short)
        return replace(self, sources=sources, pools=pools, events=events, does=does)

    def vocabulary_in(self, group: int) -> Vocabulary:
        """What holds between people who all share one group, whatever else they do not share."""
        own = self.groups.get(group, GroupLists())
        competes = self.vocabulary.competes - own.lifted | own.competes
        return replace(self.vocabulary, competes=frozenset(competes))


def load_lists() -> Lists:
    """Read the four lists, in seven queries."""
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
        if profession in profession_at:
            source_of_profession[profession_at[profession]] = i
    groups = defaultdict[int, GroupLists](GroupLists)
    competes = set[RowPair]()
    competing = CompetingProfessions.objects.values_list("first", "second", "group", "lifted")
    for first, second, group, lifted in competing:
        if first not in profession_at or second not in profession_at:
            continue  # added since
        # `first` has the smaller key, so it has the smaller number too.
        pair = profession_at[first], profession_at[second]
        if group is None:
            competes.add(pair)
        else:
            (groups[group].lifted if lifted else groups[group].competes).add(pair)
    vocabulary = Vocabulary(
        source_of_profession=source_of_profession,
        competes=frozenset(competes),
        n_sources=len(sources),
        n_pools=len(pools),
        n_events=len(events),
        own_sources=frozenset(i for i, source in enumerate(sources) if source[1] in OWN_SOURCES),
    )
    does = dict[tuple[int, int], str]()
    needs = EventNeed.objects.values_list("event", "profession", "does", "group")
    for event, profession, words, group in needs:
        if event in event_at and profession in profession_at:
            own = does if group is None else groups[group].does
            own[event_at[event], profession_at[profession]] = words
    _read_words(
        groups,
        {key: i for i, (key, *_) in enumerate(sources)},
        {key: i for i, (key, _) in enumerate(pools)},
        event_at,
    )
    return Lists(
        vocabulary=vocabulary,
        profession_keys=professions,
        source_keys=_keys(key for key, _, _, _ in sources),
        pool_keys=_keys(key for key, _ in pools),
        event_keys=_keys(key for key, _, _ in events),
        sources=[short for _, _, short, _ in sources],
        pools=[short for _, short in pools],
        events=[EventWords(short, moment) for _, short, moment in events],
        does=does,
        groups=dict(groups),
    )


def _read_words(
    groups: defaultdict[int, GroupLists],
    source_at: dict[int, int],
    pool_at: dict[int, int],
    event_at: dict[int, int],
) -> None:
    """What groups call entries in the middle of a sentence."""
    words = OurWords.objects.exclude(short="").filter(profession=None)
    for group, source, pool, event, short in words.values_list(
        "group", "source", "pool", "event", "short"
    ):
        own = groups[group]
        for key, numbers, texts in (
            (source, source_at, own.sources),
            (pool, pool_at, own.pools),
            (event, event_at, own.events),
        ):
            if key in numbers:
                texts[numbers[key]] = short


def _keys(keys: Iterable[int]) -> Ints:
    return np.array(list(keys), dtype=np.int64)
