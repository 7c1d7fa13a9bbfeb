"""What minutes were spent on, in words: one line of the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goals.models import Activity
from goals.rot import wording
from goals.rot.circle import Circle
from goals.rot.defaults import OFFERED
from goals.rot.rows import Spent
from goals.rot.spending import ENTRY

SOMEBODY = "somebody no longer in your circle"
DID = {"met": "Met", "called": "Called", "wrote": "Wrote to"}


@dataclass(frozen=True)
class SpentLine:
    spent: Spent
    words: str
    detail: str  # the activity, the group
    person: int | None  # whose page the words lead to

    @property
    def said(self) -> str:
        return wording.long(self.spent.minutes) if self.spent.minutes else "did not count"

    @property
    def state(self) -> str:
        """How it is known to have taken so long."""
        if self.spent.source == ENTRY:
            return "typed"
        return "corrected" if self.spent.corrected else "as usual"

    @property
    def offered(self) -> tuple[int, ...]:
        return OFFERED[self.spent.activity]


def lines_of(spent: Iterable[Spent], circle: Circle) -> list[SpentLine]:
    """The latest first."""
    in_order = sorted(spent, key=lambda each: (-each.day.toordinal(), each.source, -each.key))
    return [line_of(each, circle) for each in in_order]


def line_of(spent: Spent, circle: Circle) -> SpentLine:
    group = circle.groups.get(spent.group or 0, "")
    detail = [str(Activity(spent.activity).label), group]
    others = [key for key in spent.people if key in circle.names]
    return SpentLine(
        spent,
        words=_words(spent, circle),
        detail=" · ".join(part for part in detail if part),
        person=others[0] if len(spent.people) == 1 and others else None,
    )


def _words(spent: Spent, circle: Circle) -> str:
    names = [circle.names.get(key, SOMEBODY) for key in spent.people]
    both = " and ".join(names)
    if spent.source == "introduction":
        return f"Introduced {both}"
    if spent.source == "follow_up":
        return f"Followed up on {both}" if len(names) > 1 else f"Followed up with {both}"
    if spent.source == "interaction":
        return f"{DID[spent.what]} {both}"
    if spent.source == "attendance":
        return spent.what if spent.group in circle.groups else "A meeting of a group you have left"
    label = str(Activity(spent.activity).label)
    said = spent.what or label
    return f"{said}, with {both}" if both else said
