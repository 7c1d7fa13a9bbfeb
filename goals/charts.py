"""Pictures of kept weeks, as the numbers that an SVG template places."""

from __future__ import annotations

from dataclasses import dataclass

from goals.progress import Week

PITCH, BAR, HEIGHT, BASE = 38, 24, 150, 126
TALLEST = BASE - 10


@dataclass(frozen=True)
class Bar:
    """One week: what was kept before what was promised; `off` where days off excuse it."""

    x: int
    middle: int
    promised_y: int
    promised_height: int
    kept_y: int
    kept_height: int
    label: str
    off: bool = False
    title: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars of what was kept before bars of what was promised, in SVG units."""

    bars: list[Bar]
    width: int
    height: int = HEIGHT
    bar: int = BAR
    label_y: int = HEIGHT - 6

    @property
    def any_off(self) -> bool:
        return any(bar.off for bar in self.bars)


def weeks_chart(weeks: list[Week]) -> Chart:
    most = max([1, *(max(week.kept, week.promised) for week in weeks)])
    bars = []
    for position, week in enumerate(weeks):
        x = position * PITCH + (PITCH - BAR) // 2
        # A week that was off as a whole promised nothing; it is shown all the same.
        promised = round((week.promised or (most if week.excused else 0)) / most * TALLEST)
        kept = round(week.kept / most * TALLEST)
        label = str(week.span.first.isocalendar().week)
        bars.append(
            Bar(
                x,
                x + BAR // 2,
                BASE - promised,
                promised,
                BASE - kept,
                kept,
                label,
                week.excused and promised > 0,
                _title(week),
            )
        )
    return Chart(bars, len(weeks) * PITCH)


def _title(week: Week) -> str:
    """What a pointer over the bar says."""
    of = f" of {week.promised}" if week.promised else ""
    off = ", days off" if week.excused else ""
    return f"Week from {week.span.first:%-d %B}: {week.kept}{of}{off}"
