"""Which professions each event needs, or each pool is served by, are there. Pure rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from introductions.health.lists import GroupLists, Term

ENOUGH = 2  # of one profession, where there may be several


class Cover(StrEnum):
    COVERED = "covered"
    THIN = "thin"  # one alone
    MISSING = "missing"


@dataclass(frozen=True)
class Line:
    """One event or pool, and its professions with how many members each has."""

    term: Term
    professions: Sequence[tuple[Term, int]]
    one_seat: bool

    def of(self, wanted: Cover) -> list[Term]:
        """The professions that are so."""
        return [term for term, count in self.professions if cover(count, self.one_seat) == wanted]

    @property
    def covered(self) -> list[Term]:
        return self.of(Cover.COVERED)

    @property
    def thin(self) -> list[Term]:
        return self.of(Cover.THIN)

    @property
    def missing(self) -> list[Term]:
        return self.of(Cover.MISSING)

    @property
    def there(self) -> int:
        return self.needed - len(self.missing)

    @property
    def needed(self) -> int:
        return len(self.professions)


def cover(count: int, one_seat: bool) -> Cover:
    """In a group with one seat for each profession, who sits there covers it."""
    if not count:
        return Cover.MISSING
    return Cover.COVERED if one_seat or count >= ENOUGH else Cover.THIN


def of_events(
    lists: GroupLists, professions: Iterable[int | None], *, one_seat: bool
) -> list[Line]:
    """The events; `professions` has one key for each member."""
    return _lines(lists, lists.events, lists.needs, professions, one_seat)


def of_pools(lists: GroupLists, professions: Iterable[int | None], *, one_seat: bool) -> list[Line]:
    """The pools, by the professions that seek them."""
    seeking: dict[int, list[int]] = {}
    for profession in lists.professions:
        for pool in lists.brings["pools"].get(profession, ()):
            seeking.setdefault(pool, []).append(profession)
    return _lines(lists, lists.pools, seeking, professions, one_seat)


def _lines(
    lists: GroupLists,
    terms: Mapping[int, Term],
    wanted: Mapping[int, Sequence[int]],
    professions: Iterable[int | None],
    one_seat: bool,
) -> list[Line]:
    there = Counter(professions)
    found = [
        Line(
            term,
            [(lists.professions[p], there[p]) for p in wanted[key] if _offered(lists, p)],
            one_seat,
        )
        for key, term in terms.items()
        if key in wanted and not term.hidden
    ]
    lines = [line for line in found if line.needed]
    return sorted(lines, key=_nearest)


def _nearest(line: Line) -> tuple[bool, int, int, str]:
    """What lacks least comes first, and what lacks nothing last: there is nothing to do."""
    complete = not line.missing and not line.thin
    return complete, len(line.missing), len(line.thin), line.term.name


def _offered(lists: GroupLists, profession: int) -> bool:
    return profession in lists.professions and not lists.professions[profession].hidden
