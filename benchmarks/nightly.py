"""Computing everybody's suggestions anew, as the night does, for few people and for many."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

from django.utils import timezone

from benchmarks import databases
from benchmarks.report import Figure, Report
from introductions.models import SuggestionList
from introductions.services import refresh_stale_suggestions
from introductions.suggesting.refreshing import stale

MOST_GROWTH = 1.5  # times the time of one person, when there are ten times as many people
TURNS = 10  # a night is done in about so many pieces, in turn with the other one
TOO_LONG = 1200.0  # seconds


@dataclass
class Night:
    """How far the night has come in one database."""

    people: int
    database: str
    piece: int = 0
    done: int = 0
    seconds: float = 0.0
    over: bool = False

    def begin(self, now: datetime) -> None:
        """Make everybody's suggestions two days old."""
        databases.use(self.database)
        SuggestionList.objects.update(computed_at=now - timedelta(days=2))
        self.piece = stale(now).count() // TURNS + 1

    def go_on(self, now: datetime) -> None:
        """Refresh the suggestions of the next piece."""
        databases.use(self.database)
        stale(now).exists()  # the new connection is not what we measure
        began = time.perf_counter()
        done = refresh_stale_suggestions(now=now, limit=self.piece)
        self.seconds += time.perf_counter() - began
        self.done += done
        self.over = not done

    @property
    def a_person(self) -> float:
        return self.seconds / self.done


def measure_nightly(report: Report, names: dict[int, str]) -> None:
    """`names` are the databases by the number of their people, a smaller and a larger one."""
    now, began = timezone.now(), time.monotonic()
    few, many = (Night(people, name) for people, name in sorted(names.items()))
    for night in (few, many):
        night.begin(now)
    while not (few.over and many.over):
        if time.monotonic() - began > TOO_LONG:
            raise RuntimeError(f"Only {few.done + many.done:,} people after {TOO_LONG:.0f} s.")
        for night in (few, many):
            if not night.over:
                night.go_on(now)
    for night in (few, many):
        detail = f"{night.done:,} accounts in {night.seconds:.1f} s"
        name = f"Nightly suggestions at {night.people:,} people"
        report.add(Figure(name, 1000 * night.a_person, "s per 1,000", detail=detail))
    exponent = log(many.seconds / few.seconds) / log(many.done / few.done)
    detail = f"all together grows with the number of people to the power of {exponent:.2f}"
    name = f"Nightly: time a person, {many.people:,} against {few.people:,}"
    report.add(Figure(name, many.a_person / few.a_person, "x", MOST_GROWTH, detail))
