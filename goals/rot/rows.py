"""What was spent and what it brought, as plain rows that a test can write by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from goals.periods import Span


@dataclass(frozen=True)
class Spent:
    """Minutes of one thing. `source` and `key` say of which; "entry" is one typed by hand."""

    activity: str  # of Activity
    day: date
    minutes: int
    people: tuple[int, ...] = ()  # on whom they were spent, in equal parts
    near: tuple[int, ...] = ()  # whom the activity touched, even where no part is theirs
    group: int | None = None  # in which they were spent, where that is known
    lens: str | None = None  # of the introduction by the person that they were spent on
    source: str = "entry"
    key: int = 0
    usual: int | None = None  # what would be assumed; nothing where it was typed
    corrected: bool = False
    what: str = ""  # the kind of contact, "meeting", or the note that was typed


@dataclass(frozen=True)
class Result:
    """A contribution: it came back from `person`, or was brought to them."""

    day: date
    person: int
    currency: str
    brought: bool = False


@dataclass(frozen=True)
class Earned:
    day: date
    amount: Decimal
    code: str
    person: int | None = None


@dataclass(frozen=True)
class Introduced:
    """The days on which an introduction reached its stages; `own` if the person made it."""

    own: bool
    lens: str
    made: date | None
    met: date | None
    useful: date | None


@dataclass(frozen=True)
class Ledger:
    """Everything of one person in `span`; `spent` also from the days before it that results in it
    may belong to."""

    span: Span
    spent: Sequence[Spent] = ()
    results: Sequence[Result] = ()
    earned: Sequence[Earned] = ()
    introductions: Sequence[Introduced] = ()
    # The groups shared with each person of the circle, today.
    shared: Mapping[int, Collection[int]] = field(default_factory=dict)

    @property
    def spent_in_span(self) -> list[Spent]:
        return [spent for spent in self.spent if self.holds(spent.day)]

    def holds(self, day: date | None) -> bool:
        return day is not None and self.span.first <= day < self.span.end
