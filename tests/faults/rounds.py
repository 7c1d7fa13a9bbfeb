"""One fault: owe mails, let things go wrong, wait until all is quiet, compare."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults import plan
from tests.faults.checker import Verdict, check, rows_of
from tests.faults.plan import Entry
from tests.faults.stage import Spell, Stage

LOOK = 0.2  # seconds between two looks at the database
MAILS = 10  # for each trial
PATIENCE = 30.0  # seconds in which something must happen, else nothing more will
PROGRESS = """
    SELECT count(*) FILTER (WHERE state IN ('due', 'sending', 'unsure')),
        coalesce(sum(attempts), 0), count(*) FILTER (WHERE state = 'unsure')
    FROM members_delivery AS delivery JOIN members_person AS person
        ON person.id = delivery.recipient_id
    WHERE person.name LIKE %s
"""


def idle() -> None:
    """Nothing to do meanwhile."""


@dataclass
class Round:
    """A fault being tried. `kills`: processes that were ended or stopped; `breaks`: what else was
    done to the surroundings."""

    stage: Stage
    name: str
    trials: int
    seed: int = 0
    minutes: float = 0.0  # how long a soak lasts; 0: as many things go wrong as there are trials
    patience: float = PATIENCE
    planned: list[Entry] = field(default_factory=list)
    kills: int = 0
    breaks: int = 0
    complaints: list[str] = field(default_factory=list)  # of what else must hold

    def __post_init__(self) -> None:
        self.began = time.monotonic()

    def is_over(self) -> bool:
        """Whether a soak has lasted long enough."""
        if self.minutes:
            return time.monotonic() > self.began + 60 * self.minutes
        return self.breaks >= self.trials

    def owe(self, entries: list[Entry]) -> None:
        """Plan these mails, then owe them."""
        path = self.stage.directory / f"{self.name}-{len(self.planned)}.plan"
        plan.write(path, entries)
        self.planned += entries
        self.stage.workers.call("tests.faults.owing", "owe_twice", path)

    def owe_plain(self, count: int, **same: object) -> None:
        """Owe so many plain mails more."""
        first = len(self.planned)
        self.owe(plan.entries(self.name, count, first=first, **same))

    def progress(self) -> tuple[object, ...]:
        """How many mails are open first; all of it changes when anything happens."""
        return self.stage.ask(PROGRESS, f"{self.name}-%")

    def all_open(self) -> int:
        return int(str(self.progress()[0]))

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition` is true, or nothing has happened for a while."""
        seen, since = self.progress(), time.monotonic()
        while not condition() and time.monotonic() - since < self.patience:
            self.stage.revive()
            time.sleep(LOOK)
            now = self.progress()
            if now != seen:
                seen, since = now, time.monotonic()

    def wait_until_quiet(self) -> None:
        self.wait_until(lambda: self.all_open() == 0)

    def wait_until_some_have_gone(self) -> None:
        """The middle of the work is where it hurts."""
        before = self.all_open()
        self.wait_until(lambda: self.all_open() < max(before, 1))

    def wait_for(self, spell: Spell, number: int, *, meanwhile: Callable[[], None] = idle) -> None:
        """Wait until so many workers have died, and owe more mails while none is left to die of."""

        def enough() -> bool:
            meanwhile()
            return spell.count() >= number or self.all_open() == 0

        self.wait_until(enough)
        while self.all_open() == 0 and spell.count() < number:
            self.owe_plain(MAILS)
            self.wait_until(enough)

    def verdict(self) -> Verdict:
        """Compare what was planned, the ledger and the database."""
        records = self.stage.mail.records(plan.domain(self.name))
        found = check(self.planned, records, rows_of(self.stage.database_url, self.name))
        found.wrong += self.complaints
        return found
