"""Bars and columns as an SVG template places them.

Widths and places are percentages of the drawing and heights are pixels, so that letters keep
their size on every screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from goals.models import Activity
from goals.rot import wording
from goals.rot.report import MonthRow, Row

ROW, BAR = 46, 12  # heights: of a bar with its label, of the bar alone
WIDEST = 86  # per cent; its number stands behind the bar
LABEL = 40  # letters of a label beside the number of a bar
TALLEST, BASE, FOOT = 140, 160, 184  # of the columns
MOST_LABELS = 12


@dataclass(frozen=True)
class Series:
    """Activities that are drawn in one colour."""

    css: str
    name: str
    head: str  # of its column in the table
    activities: list[Activity]

    def minutes(self, row: MonthRow) -> int:
        return sum(row.minutes.get(activity, 0) for activity in self.activities)


# In the order in which they are stacked.
SERIES = [
    Series("series-1", "One-to-ones", "One-to-ones", [Activity.ONE_TO_ONE]),
    Series(
        "series-2",
        "Meetings and events",
        "Meetings",
        [Activity.GROUP_MEETING, Activity.LARGE_EVENT, Activity.SEMINAR],
    ),
    Series(
        "series-3",
        "Introducing and following up",
        "Introducing",
        [Activity.INTRODUCING, Activity.FOLLOWING_UP],
    ),
    Series("series-4", "Speaking and writing", "Writing", [Activity.SPEAKING_WRITING]),
]


@dataclass(frozen=True)
class Bar:
    label: str  # shortened where it is long
    title: str  # all of it, and the number
    said: str
    label_y: int
    bar_y: int
    width: str  # per cent
    is_judged: bool


@dataclass(frozen=True)
class Bars:
    bars: list[Bar]
    height: int
    thick: int = BAR

    @property
    def any_judged(self) -> bool:
        return any(bar.is_judged for bar in self.bars)


def bars_of(rows: list[Row]) -> Bars:
    """Return per hour of each row; rows without minutes have none and are not drawn."""
    drawn = [row for row in rows if row.line.minutes]
    most = max((row.line.per_hour or Fraction(0) for row in drawn), default=Fraction(0))
    bars = []
    for place, row in enumerate(drawn):
        value = row.line.per_hour
        width = float(value / most * WIDEST) if value and most else 0.0
        top = place * ROW
        bars.append(
            Bar(
                label=row.label if len(row.label) <= LABEL else f"{row.label[: LABEL - 1]}…",
                title=f"{row.label}: {row.per_hour}{' an hour' if row.is_judged else ''}",
                said=row.per_hour,
                label_y=top + 15,
                bar_y=top + 22,
                width=f"{width:.2f}",
                is_judged=row.is_judged,
            )
        )
    return Bars(bars, len(drawn) * ROW)


@dataclass(frozen=True)
class Piece:
    series: str
    title: str
    y: int
    height: int


@dataclass(frozen=True)
class Column:
    x: str  # per cent
    middle: str
    label: str
    total: str
    total_y: int
    pieces: list[Piece]


@dataclass(frozen=True)
class MonthLine:
    month: date
    total: str
    hours: list[str]  # of each series in the key


@dataclass(frozen=True)
class Columns:
    columns: list[Column]
    width: str
    key: list[Series]  # those that occur
    table: list[MonthLine]
    base: int = BASE
    label_y: int = FOOT - 8
    height: int = FOOT


def columns_of(months: list[MonthRow]) -> Columns:
    """Hours by month, stacked by what they were spent on."""
    most = max([1, *(row.total for row in months)])
    pitch = 100 / max(len(months), 1)
    step = -(-len(months) // MOST_LABELS)
    columns = []
    for place, row in enumerate(months):
        pieces = _pieces(row, most)
        top = min([BASE, *(piece.y for piece in pieces)])
        labelled = (len(months) - 1 - place) % step == 0
        columns.append(
            Column(
                x=f"{(place + 0.18) * pitch:.2f}",
                middle=f"{(place + 0.5) * pitch:.2f}",
                label=_label(row.month) if labelled else "",
                total=wording.hours(row.total) if row.total and labelled else "",
                total_y=top - 5,
                pieces=pieces,
            )
        )
    key = [series for series in SERIES if any(series.minutes(row) for row in months)]
    table = [
        MonthLine(
            row.month,
            wording.hours(row.total),
            [wording.hours(series.minutes(row)) for series in key],
        )
        for row in months
    ]
    return Columns(columns, f"{0.64 * pitch:.2f}", key, table)


def _label(month: date) -> str:
    return f"{month:%b}" if month.month > 1 else f"{month:%b ’%y}"


def _pieces(row: MonthRow, most: int) -> list[Piece]:
    pieces, below = [], 0
    for series in SERIES:
        if minutes := series.minutes(row):
            low, high = (round(part / most * TALLEST) for part in (below, below + minutes))
            title = f"{row.month:%B %Y}, {series.name.lower()}: {wording.hours(minutes)} hours"
            pieces.append(Piece(series.css, title, BASE - high, high - low))
            below += minutes
    return pieces
