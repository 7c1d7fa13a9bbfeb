"""Pictures of kept weeks, as the numbers that an SVG template places."""

from __future__ import annotations

from dataclasses import dataclass

from goals.progress import Week

PITCH, BAR, HEIGHT, BASE = 38, 24, 150, 126


@dataclass(frozen=True)
class Bar:
    x: int
    middle: int
    promised_y: int
    promised_height: int
    kept_y: int
    kept_height: int
    label: str


@dataclass(frozen=True)
class Chart:
    """Bars of what was kept before bars of what was promised, in SVG units."""

    bars: list[Bar]
    width: int
    height: int = HEIGHT
    bar: int = BAR
    label_y: int = HEIGHT - 6


def weeks_chart(weeks: list[Week]) -> Chart:
    most = max([1, *(max(week.kept, week.promised) for week in weeks)])
    bars = []
    for position, week in enumerate(weeks):
        x = position * PITCH + (PITCH - BAR) // 2
        promised = round(week.promised / most * (BASE - 10))
        kept = round(week.kept / most * (BASE - 10))
        label = str(week.span.first.isocalendar().week)
        bars.append(Bar(x, x + BAR // 2, BASE - promised, promised, BASE - kept, kept, label))
    return Chart(bars, len(weeks) * PITCH)
