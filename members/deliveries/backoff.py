"""How long a mail waits after the mail server put it off."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Ladder:
    """Minutes until the next try, one step for each try that was put off; the last one repeats.

    `spread`: how much each step is stretched or shortened, so that not all come back at once.
    """

    minutes: tuple[int, ...]
    spread: float = 0.2

    def after(self, tries: int) -> timedelta:
        step = self.minutes[min(tries, len(self.minutes)) - 1]
        factor = random.uniform(1 - self.spread, 1 + self.spread)  # noqa: S311 (no secret)
        return timedelta(minutes=step) * factor


QUICK = Ladder((1, 5, 15, 60, 240))
SLOW = Ladder((5, 15, 60, 120, 240))
AWAY = Ladder((1, 5))  # once a server is back, its mail goes soon
APART = Ladder((1, 2, 5, 15, 60), spread=0.7)

# Every other code that puts off: QUICK.
BY_CODE = {
    421: SLOW,  # the server is busy or closing
    450: SLOW,  # the mailbox is busy, or greylisting
    451: SLOW,  # greylisting, mostly
    452: SLOW,  # something is full
    432: APART,  # Exchange: too many conversations of one sender at the same time
}


def backoff(code: int | None, tries: int, *, away: bool) -> timedelta:
    """How long until the next try when `tries` were put off, the last one with `code`.

    `away`: the failure was the server's and not this mail's.
    """
    ladder = AWAY if away else BY_CODE.get(code or 0, QUICK)
    return ladder.after(tries)
