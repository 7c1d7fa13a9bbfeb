"""What the evidence of a delivery says. It is only ever added to, so it is simply read anew."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import Attempt, Delivery

Outcome = Attempt.Outcome


@dataclass(frozen=True)
class History:
    """The evidence about one delivery, oldest first."""

    attempts: tuple[Attempt, ...]

    @classmethod
    def of(cls, delivery: Delivery) -> History:
        return cls(tuple(sorted(delivery.tries.all(), key=lambda attempt: attempt.pk)))

    def and_then(self, attempt: Attempt) -> History:
        return History((*self.attempts, attempt))

    @property
    def doubts(self) -> list[Attempt]:
        """Tries that may have sent the mail, as far as nobody has found out since."""
        return self._since(Outcome.ABSENT, Outcome.RELEASED, only=Outcome.UNSURE)

    @property
    def all_unsure(self) -> list[Attempt]:
        """Tries that may have sent the mail when they were made, whatever was found out."""
        return [attempt for attempt in self.attempts if attempt.outcome == Outcome.UNSURE]

    @property
    def put_off(self) -> list[Attempt]:
        """Tries that the server put off, or that did not reach it."""
        return self._since(Outcome.RELEASED, only=Outcome.LATER)

    @property
    def failures(self) -> list[Attempt]:
        return self._since(Outcome.RELEASED, only=Outcome.FAILED)

    @property
    def vain_questions(self) -> list[Attempt]:
        """How often it was asked in vain what came of the last try."""
        return self._since(Outcome.UNSURE, Outcome.RELEASED, only=Outcome.UNKNOWN)

    def _since(self, *marks: Outcome, only: Outcome) -> list[Attempt]:
        """Attempts with the outcome `only`, after the last one with an outcome of `marks`."""
        found: list[Attempt] = []
        for attempt in self.attempts:
            if attempt.outcome in marks:
                found = []
            elif attempt.outcome == only:
                found.append(attempt)
        return found
