"""The picture of docs/effect.md, as SVG: readable on light and on dark ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain

from benchmarks.effect.assumptions import Assumptions
from benchmarks.effect.experiments import POLICIES, Swept
from benchmarks.effect.measures import Spread, horizon

WIDTH, MARGIN = 1120, 24
TRACK = 94  # the axis of a row
ROW = 240  # height of a row of small charts
CLOSE = 24  # numbers on an axis that are closer would run into each other
CLASSES = {policy: f"p{number}" for number, policy in enumerate(POLICIES)}
STYLE = """
svg { color-scheme: light dark; font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif }
.ground { fill: #faf9f7 } .card { fill: #ffffff; stroke: #e7e3de }
text { fill: #1d1b19; font-size: 12px } .soft { fill: #67615c; font-size: 11px }
.title { font-size: 18px; font-weight: 650 } .head { font-size: 13px; font-weight: 650 }
.strong, .name { font-weight: 650 } .name { font-size: 12px }
.grid { stroke: #e7e3de; stroke-width: 1 }
.central { stroke: #8f8983; stroke-dasharray: 2 3 }
.p0 { --c: #2b59a8 } .p1 { --c: #955100 } .p2 { --c: #a52c4e } .p3 { --c: #853a9b }
.p4 { --c: #0f6b62 }
@media (prefers-color-scheme: dark) {
  .ground { fill: #171614 } .card { fill: #211f1d; stroke: #34312d }
  text { fill: #f2efeb } .soft { fill: #a8a19a } .grid { stroke: #34312d }
  .central { stroke: #7d766f }
  .p0 { --c: #9cbcf5 } .p1 { --c: #f0b467 } .p2 { --c: #f5a5b8 } .p3 { --c: #dcaaea }
  .p4 { --c: #5cc7bb }
}
.line { fill: none; stroke: var(--c); stroke-width: 1.6 } .p4 .line { stroke-width: 3 }
.mark { fill: var(--c) } .span { stroke: var(--c); stroke-width: 2; stroke-linecap: round }
.thin { stroke: var(--c); stroke-width: 1; opacity: .5 }
"""


@dataclass(frozen=True)
class Column:
    """One measure in the upper part."""

    measure: str
    head: str
    foot: str
    most: float  # the right end of its axis
    scale: float = 1.0
    digits: int = 2


COLUMNS = (
    Column("per_hour_had", "Useful introductions", "per 100 hours they have", 14, digits=1),
    Column("per_hour_spent", "Useful introductions", "per 100 hours they spend", 14, digits=1),
    Column("gini_useful", "Unevenness", "of useful ones, Gini", 0.8),
    Column("newcomer_weeks", "Newcomers wait", "weeks for a useful one", 14, digits=1),
    Column("newcomers_none", "Newcomers without", "% after {weeks} weeks", 100, 100, 0),
    Column("asked_again", "Asked twice", "% of proposals", 100, 100, 0),
)
STEPS = (10, 12, 16, 20, 24, 30, 40, 60, 80, 100)
ROWS = (
    ("per_hour_had", "Useful introductions per 100 hours that people have"),
    ("per_hour_spent", "Useful introductions per 100 hours that they spend"),
)


@dataclass(frozen=True)
class Picture:
    """What is drawn."""

    assumptions: Assumptions
    central: dict[str, dict[str, Spread]]  # by measure and policy
    swept: Sequence[Swept]
    seeds: int
    seeds_swept: int

    @property
    def watched(self) -> int:
        """Weeks for which every newcomer has been watched."""
        return horizon(self.assumptions)

    def svg(self) -> str:
        """The whole document."""
        upper = "\n".join(self._upper(top=90))
        lower = "\n".join(self._lower(top=300))
        height = 300 + 2 * ROW + 16
        a = self.assumptions
        first = (
            f"{a.people} people, {a.weeks} weeks, {a.minutes:.0f} minutes a week each; central "
            f"assumptions, mean and 95 % interval of {self.seeds} groups."
        )
        then = (
            f"Below, one assumption is varied at a time: mean and 95 % interval of "
            f"{self.seeds_swept} groups; the dotted line is the central value."
        )
        return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" \
role="img" aria-labelledby="title desc">
<title id="title">Five ways to use the same hours, simulated</title>
<desc id="desc">{escape(f"{first} {then} {self._in_words()}")}</desc>
<style>{STYLE}</style>
<rect class="ground" width="{WIDTH}" height="{height}"/>
{label(MARGIN, 34, "Five ways to use the same hours, simulated", "title")}
{label(MARGIN, 54, first, "soft")}
{label(MARGIN, 70, then, "soft")}
{upper}
{lower}
{label(MARGIN, height - 16, "A simulation, not an experiment with people. docs/effect.md", "soft")}
</svg>
"""

    def _in_words(self) -> str:
        had, spent = self.central["per_hour_had"], self.central["per_hour_spent"]
        return "Useful introductions per 100 hours that people have, and that they spend: " + (
            "; ".join(f"{p} {had[p].mean:.1f}, {spent[p].mean:.1f}" for p in POLICIES) + "."
        )

    def _upper(self, top: float) -> Iterator[str]:
        """One row a policy, one column a measure, on cards."""
        names, gap = 112.0, 8.0
        wide = (WIDTH - 2 * MARGIN - names + gap) / len(COLUMNS) - gap
        for number, policy in enumerate(POLICIES):
            y = top + 60 + 26 * number
            strong = "strong" if policy == "the plan" else ""
            yield f'<g class="{CLASSES[policy]}">{marker(number, MARGIN + 6, y - 4)}</g>'
            yield label(MARGIN + 18, y, policy, strong)
        for place, column in enumerate(COLUMNS):
            left = MARGIN + names + place * (wide + gap)
            yield card(left, top, wide, 176)
            yield label(left + 10, top + 20, column.head, "name")
            yield label(left + 10, top + 36, column.foot.format(weeks=self.watched), "soft")
            for number, policy in enumerate(POLICIES):
                spread = self.central[column.measure][policy]
                yield self._row(column, number, policy, spread, left + 12, top + 56 + 26 * number)

    def _row(
        self, column: Column, number: int, policy: str, spread: Spread, left: float, y: float
    ) -> str:
        def x(value: float) -> float:
            share = value * column.scale / column.most
            return left + TRACK * min(max(share, 0.0), 1.0)

        value = f"{spread.mean * column.scale:.{column.digits}f}"
        if column.measure == "newcomer_weeks" and spread.mean >= self.watched:
            value = f"{self.watched}+"  # nobody was watched for longer
        strong = "strong" if policy == "the plan" else ""
        span = f'x1="{x(spread.low):.1f}" x2="{x(spread.high):.1f}" y1="{y}" y2="{y}"'
        return (
            f'<path class="grid" d="M{left} {y}h{TRACK}"/><g class="{CLASSES[policy]}">'
            f'<line class="span" {span}/>{marker(number, x(spread.mean), y)}</g>'
            f"{label(left + TRACK + 34, y + 4, value, strong, 'end')}"
        )

    def _lower(self, top: float) -> Iterator[str]:
        """Two rows of small charts, one column a sweep."""
        wide = (WIDTH - 2 * MARGIN) / max(len(self.swept), 3)
        for row, (measure, title) in enumerate(ROWS):
            y = top + ROW * row
            yield label(MARGIN, y, title, "head")
            lines = [line for one in self.swept for line in one.lines[measure].values()]
            means = [spread.mean for spread in chain.from_iterable(lines)]
            most = next(step for step in STEPS if step >= max(means))
            for place, one in enumerate(self.swept):
                chart = Chart(one, measure, most, MARGIN + place * wide, y + 12, wide - 8)
                yield from chart.parts(self.assumptions)


@dataclass(frozen=True)
class Chart:
    """One small chart: a measure against one assumption, one line a policy."""

    swept: Swept
    measure: str
    most: float
    left: float
    top: float
    wide: float

    HIGH = 130.0

    def parts(self, assumptions: Assumptions) -> Iterator[str]:
        """Frame, axes, lines."""
        sweep = self.swept.sweep
        yield card(self.left, self.top, self.wide, 206)
        yield label(self.left + 10, self.top + 19, sweep.title, "strong")
        for share in (0, 0.5, 1):
            y = self._y(share * self.most)
            yield f'<path class="grid" d="M{self._x(0):.1f} {y:.1f}H{self._x(1):.1f}"/>'
            yield label(self._x(0) - 5, y + 4, f"{share * self.most:g}", "soft", "end")
        central = self._share(getattr(assumptions, sweep.name))
        yield (
            f'<path class="central" d="M{self._x(central):.1f} {self._y(0):.1f}'
            f'V{self._y(self.most):.1f}"/>'
        )
        last = -CLOSE
        for value in sweep.values:
            x = self._x(self._share(value))
            if x - last >= CLOSE:
                yield label(x, self.top + 177, sweep.shown(value), "soft", "middle")
                last = x
        yield label((self._x(0) + self._x(1)) / 2, self.top + 196, sweep.unit, "soft", "middle")
        for number, policy in enumerate(POLICIES):
            yield self._line(number, policy)

    def _line(self, number: int, policy: str) -> str:
        spreads = self.swept.lines[self.measure][policy]
        xs = [self._x(self._share(value)) for value in self.swept.sweep.values]
        line = points((x, self._y(s.mean)) for x, s in zip(xs, spreads, strict=True))
        spans = "".join(
            f'<path class="thin" d="M{x:.1f} {self._y(s.low):.1f}V{self._y(s.high):.1f}"/>'
            for x, s in zip(xs, spreads, strict=True)
        )
        marks = "".join(
            marker(number, x, self._y(s.mean), 3) for x, s in zip(xs, spreads, strict=True)
        )
        return (
            f'<g class="{CLASSES[policy]}">{spans}'
            f'<polyline class="line" points="{line}"/>{marks}</g>'
        )

    def _share(self, value: float) -> float:
        """Where a value stands between the first and the last."""
        values = self.swept.sweep.values
        return (value - values[0]) / (values[-1] - values[0])

    def _x(self, share: float) -> float:
        return self.left + 30 + share * (self.wide - 46)

    def _y(self, value: float) -> float:
        share = min(max(value / self.most, 0.0), 1.0)
        return self.top + 30 + self.HIGH * (1 - share)


def points(pairs: Iterator[tuple[float, float]]) -> str:
    """As polylines and polygons want them."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def card(left: float, top: float, wide: float, high: float) -> str:
    """The ground of one chart."""
    place = f'x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    return f'<rect class="card" {place} rx="9"/>'


def label(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    """A line of text."""
    about = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{about}>{escape(text)}</text>'


def marker(number: int, x: float, y: float, r: float = 4.5) -> str:
    """A shape of each policy's own, for those who cannot tell the colours."""
    if number == 0:
        return (
            f'<rect class="mark" x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}"/>'
        )
    if number == 1:
        return _polygon((x, y - r), (x + r, y), (x, y + r), (x - r, y))
    if number == 2:
        return _polygon((x, y - r), (x + r, y + r), (x - r, y + r))
    if number == 3:
        return _polygon((x - r, y - r), (x + r, y - r), (x, y + r))
    return f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="{r}"/>'


def _polygon(*corners: tuple[float, float]) -> str:
    return f'<polygon class="mark" points="{points(iter(corners))}"/>'
