"""The health of one group, all of it together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from introductions.health import coverage, figures, following, words
from introductions.health.drawing import Drawing, draw
from introductions.health.drawing import Person as Drawn
from introductions.health.figures import Made, Share, Stage
from introductions.health.lists import GroupLists
from introductions.health.months import BACK, USUALLY, Months, looking_back
from introductions.health.recruiting import Recruit, recruits
from introductions.health.spread import Spread
from introductions.health.within import Within
from members.models import Person
from members.templatetags.look import initials

SORTS = ("name", "received", "made", "last")


@dataclass(frozen=True)
class Row:
    """One member in the table beside the picture."""

    person: Person
    share: Share
    last: str  # "3 March", or ""


@dataclass(frozen=True)
class Named:
    """Somebody in a list of names, and what is to be said of them in brackets."""

    person: Person
    note: str = ""


@dataclass(frozen=True)
class Network:
    """Who was introduced to whom, up to the end of the month that is shown."""

    within: Within
    months: Months
    now: datetime
    sort: str = "name"

    @cached_property
    def made(self) -> list[Made]:
        return figures.before(self.within.made, self.months.until)

    @cached_property
    def lines(self) -> dict[tuple[int, int], Stage]:
        return figures.lines(self.within.made, self.months.until)

    @cached_property
    def shares(self) -> dict[int, Share]:
        return figures.shares(self.within.people, self.made)

    def drawings(self) -> list[Drawing]:
        """The same picture twice: for wide pages and for phones."""
        people = [drawn(person) for person in self.within.people.values()]
        return [draw(people, self.lines), draw(people, self.lines, narrow=True)]

    @property
    def in_words(self) -> str:
        stages = Counter(self.lines.values())
        return words.picture(len(self.within.people), {stage: stages[stage] for stage in Stage})

    @property
    def rows(self) -> list[Row]:
        rows = [Row(person, share, self._day(share)) for person, share in self._pairs()]
        if self.sort.startswith("-"):
            return sorted(rows, key=self._key, reverse=True)
        return sorted(rows, key=self._key)

    def _pairs(self) -> list[tuple[Person, Share]]:
        return [(person, self.shares[key]) for key, person in self.within.people.items()]

    def _key(self, row: Row) -> Any:
        match self.sort.removeprefix("-"):
            case "received":
                return row.share.received
            case "made":
                return row.share.made
            case "last":
                return row.share.last.timestamp() if row.share.last else 0.0
        return row.person.name.casefold()

    def _day(self, share: Share) -> str:
        zone = self.months.zone
        if share.last is None:
            return ""
        return words.day_words(share.last.astimezone(zone).date(), today(self.now, zone))


@dataclass(frozen=True)
class Report:
    """All that the page says but for the picture."""

    within: Within
    lists: GroupLists
    quiet: Sequence[Person]
    now: datetime
    back: str = USUALLY  # one of months.BACK

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.within.group.time_zone)

    @property
    def one_seat(self) -> bool:
        return self.within.group.one_seat_per_profession

    @cached_property
    def since(self) -> datetime | None:
        return looking_back(self.now, self.zone, BACK[self.back])

    @cached_property
    def made(self) -> list[Made]:
        """What was introduced since then."""
        return figures.since(self.within.made, self.since)

    @property
    def headline(self) -> str:
        return words.headline(len(self.made), len(self.within.people), BACK[self.back])

    @property
    def in_the_last(self) -> str:
        return words.in_the_last(BACK[self.back])

    @property
    def met_count(self) -> int:
        return sum(made.met_at is not None for made in self.made)

    @property
    def useful_count(self) -> int:
        return sum(made.useful_at is not None for made in self.made)

    # --- people ---

    @cached_property
    def never(self) -> list[Named]:
        """Members whom nobody has introduced to another member; newcomers say so."""
        keys = figures.left_out(self.within.people, self.within.made)
        joined = {place.person_id: place.joined_at for place in self.within.places}
        return [Named(self.within.people[key], self._joined(joined[key])) for key in keys]

    @cached_property
    def not_lately(self) -> list[Named]:
        """Members who have been introduced, but not in the months that are looked at."""
        before = {named.person.pk for named in self.never}
        keys = figures.left_out(self.within.people, self.made)
        return [Named(self.within.people[key]) for key in keys if key not in before]

    @cached_property
    def busy(self) -> list[Named]:
        """Members with many introductions under way at once."""
        found = figures.busy(self.within.people, self.within.made)
        return [Named(self.within.people[key], f"{found[key]} under way") for key in found]

    def _joined(self, joined_at: datetime | None) -> str:
        if joined_at is None or self.since is None or joined_at < self.since:
            return ""
        day = joined_at.astimezone(self.zone).date()
        return f"here since {words.day_words(day, today(self.now, self.zone))}"

    # --- figures ---

    @cached_property
    def spread(self) -> Spread:
        shares = figures.shares(self.within.people, self.made)
        return Spread(tuple(share.received for share in shares.values()))

    @property
    def spread_words(self) -> list[str]:
        return words.spread_words(self.spread)

    @cached_property
    def met(self) -> following.Rate:
        return following.met(self.made, self.now)

    @cached_property
    def useful(self) -> following.Rate:
        return following.useful(self.made, self.now)

    @property
    def follow_through(self) -> list[tuple[str, following.Rate, str]]:
        return [
            ("Led to a meeting", self.met, words.met_words(self.met)),
            ("Proved useful", self.useful, words.useful_words(self.useful)),
        ]

    # --- professions ---

    @cached_property
    def professions(self) -> dict[int, int | None]:
        return {key: person.profession_id for key, person in self.within.people.items()}

    @cached_property
    def events(self) -> list[coverage.Line]:
        there = self.professions.values()
        return coverage.of_events(self.lists, there, one_seat=self.one_seat)

    @cached_property
    def pools(self) -> list[coverage.Line]:
        there = self.professions.values()
        return coverage.of_pools(self.lists, there, one_seat=self.one_seat)

    @property
    def events_words(self) -> str:
        return words.covered_words(self.events, "events") if self.events else ""

    @property
    def pools_words(self) -> str:
        return words.covered_words(self.pools, "pools") if self.pools else ""

    @cached_property
    def recruits(self) -> list[Recruit]:
        taken = self.within.taken_seats if self.one_seat else None
        return recruits(self.professions, self.lists, taken)

    @cached_property
    def recruit_lines(self) -> list[tuple[Recruit, str]]:
        return [(recruit, words.recruit_words(recruit)) for recruit in self.recruits]


def drawn(person: Person) -> Drawn:
    profession = person.profession
    return Drawn(
        key=person.pk,
        name=person.name,
        initials=initials(person.name),
        trade=person.trade,
        sphere=profession.sphere if profession else "",
        order=profession.name if profession else "",
    )


def today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()
