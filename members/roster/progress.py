"""How far an import has come, for whoever waits for it.

It is told while the transaction of the import is open, so it stands in the cache; nothing depends
on it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache

from members.models import RosterImport

logger = logging.getLogger(__name__)

KEPT = 600  # seconds
Tell = Callable[[str, int, int], None]

# What is done one after the other, in words to show, with the share of the whole that is done when
# each begins.
PHASES = {
    "waiting": ("Waiting for its turn", 0),
    "deciding": ("Looking at the lines", 2),
    "changing": ("Bringing profiles up to date", 25),
    "adding": ("Putting people on the roster", 30),
    "keeping": ("Noting what it was before, for an undo", 70),
}
ENDS = [*[begins for _, begins in PHASES.values()][1:], 100]
UNDOING = "undoing"


@dataclass(frozen=True, slots=True)
class Progress:
    phase: str = "waiting"
    done: int = 0
    of: int = 0

    @property
    def words(self) -> str:
        return "Taking everything back" if self.phase == UNDOING else PHASES[self.phase][0]

    @property
    def percent(self) -> int | None:
        """The share of the whole work that is done, if it is known."""
        if self.phase == UNDOING:
            return None
        begins = PHASES[self.phase][1]
        ends = ENDS[list(PHASES).index(self.phase)]
        return begins + ((ends - begins) * self.done // self.of if self.of else 0)


def key_of(upload: int) -> str:
    return f"roster-import:{upload}"


def telling(upload: RosterImport) -> Tell:
    """A function that says how far the import of `upload` has come: phase, done, of how many."""

    def tell(phase: str, done: int, of: int) -> None:
        try:
            cache.set(key_of(upload.pk), (phase, done, of), KEPT)
        except Exception as error:  # whatever a cache that is away may raise, the import goes on
            logger.warning("No cache to tell of an import: %s", error)

    return tell


def quiet(phase: str, done: int, of: int) -> None:
    """Say nothing: nobody waits."""


def progress_of(upload: RosterImport) -> Progress:
    """How far the import has come; of an undoing nobody can tell, for it is one step."""
    if upload.state != RosterImport.State.QUEUED:
        return Progress(UNDOING)
    try:
        found = cache.get(key_of(upload.pk))
    except Exception:  # the page must answer
        found = None
    return Progress(*found) if found else Progress()
