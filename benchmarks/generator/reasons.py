"""Sentences that say why two people should meet, made of the starter lists."""

from __future__ import annotations

import json
from random import Random

from members.models import EventNeed, ProspectPool, SourceType

POOL = 600  # different lists of reasons; what they say does not matter here


class Reasons:
    """Lists of reasons as JSON, and sentences for one side, ready to be drawn."""

    def __init__(self, random: Random) -> None:
        events = [
            f"*{need.event.name}*: one {need.does}, the other is there a week later."
            for need in EventNeed.objects.select_related("event").order_by("pk")
        ]
        sources = list(SourceType.objects.order_by("pk").values_list("short", flat=True))
        pools = list(ProspectPool.objects.order_by("pk").values_list("short", flat=True))
        self._lists = []
        for _ in range(POOL):
            reasons = [
                {"lens": "trigger_event", "text": random.choice(events)},
                {
                    "lens": "shared_sources",
                    "text": f"Both hear from *{random.choice(sources)}* and do different work.",
                },
                {"lens": "shared_pool", "text": f"Both look after {random.choice(pools)}."},
            ]
            self._lists.append(json.dumps(random.sample(reasons, random.randint(1, 3))))
        self._sentences = [f"They send {source} on to people like you." for source in sources]

    def some(self, random: Random) -> str:
        """One to three reasons, as the JSON of the column."""
        return random.choice(self._lists)

    def sentence(self, random: Random) -> str:
        """What is in it for one side."""
        return random.choice(self._sentences)
