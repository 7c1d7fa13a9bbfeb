"""When two who were asked within the year may be asked once more: only if one of them wants it.

Pure rules; introductions/barred.py has the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Said:
    """What one side said when it was asked; nothing at all by default."""

    answer: str = ""  # one of Party.Answer
    answered_at: datetime | None = None
    not_now_until: date | None = None
    asked_again_at: datetime | None = None
    would_like_at: datetime | None = None

    def refuses(self, today: date) -> bool:
        """A no, or a "not now" whose day has not come; unless they wished for it afterwards."""
        if self._would_like_after_all():
            return False
        return self.answer == "no" or self._waits(today)

    def wishes(self, today: date) -> bool:
        """They would like it after all, or the day they named has come and nobody asked on it."""
        if self._would_like_after_all():
            return True
        return self.answer == "not_now" and not self._waits(today) and not self._asked_since()

    def _waits(self, today: date) -> bool:
        return self.not_now_until is not None and self.not_now_until > today

    def _would_like_after_all(self) -> bool:
        return _later(self.would_like_at, self.answered_at)

    def _asked_since(self) -> bool:
        return _later(self.asked_again_at, self.answered_at)


@dataclass(frozen=True)
class Asked:
    """One time that the two were asked, or introduced without being asked."""

    at: datetime
    said: tuple[Said, ...] = ()


def may_be_asked_again(
    times: Sequence[Asked], today: date, *, wished_at: datetime | None = None
) -> bool:
    """Whether two people may be asked, given all the `times` they were within the year.

    A wish counts when it came after the last time: that somebody said they would like it, or, at
    `wished_at`, that one of the two asked for such a person. Nobody's no is overruled by it.
    """
    if not times:
        return True
    if any(said.refuses(today) for time in times for said in time.said):
        return False
    last = max(times, key=lambda time: time.at)
    return _later(wished_at, last.at) or any(said.wishes(today) for said in last.said)


def _later(moment: datetime | None, than: datetime | None) -> bool:
    return moment is not None and (than is None or moment > than)
