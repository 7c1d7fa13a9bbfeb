"""The picture of who was introduced to whom, as the numbers that an SVG template places. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from introductions.health.figures import Stage
from introductions.health.layout import NARROW, WIDE, Look, Places, curves, places
from introductions.matcher.people import Floats

MANY_LINES = 150  # from which on they are drawn finer
LETTER = 0.6  # the width of a letter, as a share of the font's size


@dataclass(frozen=True)
class Person:
    """Somebody to be drawn. `sphere` is what their profession is part of."""

    key: int
    name: str
    initials: str
    trade: str
    sphere: str
    order: str = ""  # within the sphere, before the name


@dataclass(frozen=True)
class Dot:
    """Somebody as they are drawn, and the numbers of the lines that lead to them."""

    key: int
    x: str
    y: str
    kind: str  # "alone" or ""
    title: str
    label: str
    label_x: str
    label_y: str
    anchor: str
    turn: str  # for transform, or ""
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    number: int
    path: str
    kind: str
    title: str


@dataclass(frozen=True)
class Arc:
    """A sphere: a thin line along its people, and its name where there is room for it."""

    path: str
    title: str
    words: str
    x: str
    y: str
    turn: str


@dataclass(frozen=True)
class Drawing:
    view: str  # for viewBox
    name: str  # "wide" or "narrow"
    radius: str
    font: str
    lines: list[Line]
    dots: list[Dot]
    arcs: list[Arc]

    is_level: bool

    @property
    def is_dense(self) -> bool:
        return len(self.lines) >= MANY_LINES


def draw(
    people: Sequence[Person], lines: Mapping[tuple[int, int], Stage], *, narrow: bool = False
) -> Drawing:
    """Draw `people` with a line for each pair of keys: the same places, whatever the lines."""
    look = NARROW if narrow else WIDE
    people = in_order(people)
    spheres = list(dict.fromkeys(person.sphere for person in people))
    found = places([spheres.index(person.sphere) for person in people], look)
    at = {person.key: number for number, person in enumerate(people)}
    known = sorted(
        ((pair, stage) for pair, stage in lines.items() if pair[0] in at and pair[1] in at),
        key=lambda line: (line[1].order, line[0]),
    )
    drawn = _lines(people, at, found, known)
    mine = defaultdict[int, list[int]](list)
    for number, (pair, _) in enumerate(known):
        for key in pair:
            mine[key].append(number)
    named = len(people) < look.unnamed_from
    dots = [
        _dot(person, number, found, look, named, tuple(mine[person.key]))
        for number, person in enumerate(people)
    ]
    return Drawing(
        view=_view(found, look, named),
        name="narrow" if narrow else "wide",
        radius=_number(_radius(found, look)),
        font=_number(look.font if found.is_level else look.ray_font),
        lines=drawn,
        dots=dots,
        arcs=_arcs(spheres, found, look),
        is_level=found.is_level,
    )


def in_order(people: Sequence[Person]) -> list[Person]:
    """Sphere by sphere, those without one last; within it by profession and name."""
    return sorted(
        people,
        key=lambda p: (not p.sphere, p.sphere, p.order.casefold(), p.name.casefold(), p.key),
    )


def _lines(
    people: Sequence[Person],
    at: Mapping[int, int],
    found: Places,
    known: Sequence[tuple[tuple[int, int], Stage]],
) -> list[Line]:
    ends = [(at[a], at[b]) for (a, b), _ in known]
    return [
        Line(number, _path(points), stage.value, f"{people[a].name} and {people[b].name}")
        for number, (points, (a, b), (_, stage)) in enumerate(
            zip(curves(found, ends).tolist(), ends, known, strict=True)
        )
    ]


def _dot(
    person: Person, number: int, found: Places, look: Look, named: bool, lines: tuple[int, ...]
) -> Dot:
    x, y = found.points[number].tolist()
    label = (person.initials if look.initials else _cut(person.name, found, look)) if named else ""
    label_x, label_y, anchor, turn = _label(x, y, float(found.directions[number]), found, look)
    return Dot(
        key=person.key,
        x=_number(x),
        y=_number(y),
        kind="" if lines else "alone",
        title=f"{person.name}, {person.trade}" if person.trade else person.name,
        label=label,
        label_x=label_x,
        label_y=label_y,
        anchor=anchor,
        turn=turn,
        lines=lines,
    )


def _label(x: float, y: float, direction: float, found: Places, look: Look) -> tuple[str, ...]:
    """Where the name of somebody at (x, y) stands, its anchor, and how it is turned."""
    right = direction <= np.pi
    anchor = "start" if right else "end"
    gap = _radius(found, look) + 5
    if found.is_level:
        return (
            _number(x + (gap if right else -gap)),
            _number(y + look.font * 0.36),
            anchor,
            "",
        )
    away = gap + np.hypot(x, y) + (look.font * 0.45 if look.initials else 0)
    out_x, out_y = away * np.sin(direction), -away * np.cos(direction)
    if look.initials:
        return _number(out_x), _number(out_y + look.font * 0.36), "middle", ""
    degrees = np.degrees(direction) - (90 if right else 270)
    turn = f"rotate({_number(degrees)} {_number(out_x)} {_number(out_y)})"
    return _number(out_x), _number(out_y), anchor, turn


def _arcs(spheres: Sequence[str], found: Places, look: Look) -> list[Arc]:
    """A line along each sphere, a little inside its people."""
    arcs = []
    for number, sphere in enumerate(spheres):
        points = found.points[found.cluster == number]
        inside = points * (1 - (_radius(found, look) + 5) / max(found.half_width, 1.0))
        path = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in inside.tolist())
        title = sphere or "Profession not known"
        arcs.append(Arc(path, title, *_along(title, points, found, look)))
    return arcs


def _along(title: str, points: Floats, found: Places, look: Look) -> tuple[str, str, str, str]:
    """The name of a sphere along the inside of its people, where they take more room than it."""
    x, y = points.mean(axis=0).tolist()
    middle = np.hypot(x, y)
    length = np.linalg.norm(points[-1] - points[0])
    if found.is_level or look.initials or middle < 1 or length < len(title) * look.font * LETTER:
        return "", "", "", ""
    # The chord between the ends, so that straight letters stay inside the bent row of people.
    chord = (points[0] + points[-1]) / 2
    away = np.hypot(*chord) - look.font * 1.3
    x, y = (chord / np.hypot(*chord) * away).tolist()
    degrees = np.degrees(np.arctan2(y, x)) + 90
    if y > 0:  # not upside down
        degrees += 180
    return title, _number(x), _number(y), f"rotate({_number(degrees)} {_number(x)} {_number(y)})"


def _radius(found: Places, look: Look) -> float:
    """Smaller where people stand closer than their dots are wide."""
    if found.is_level or len(found.points) < 2:
        return look.node
    apart = 2 * np.pi * found.half_width / (len(found.points) + len(found.hubs))
    return float(min(look.node, max(apart * 0.42, 1.2)))


def _view(found: Places, look: Look, named: bool) -> str:
    if found.is_level:
        height = 2 * found.half_height + 3 * look.font
        return " ".join(_number(v) for v in (-look.width / 2, -height / 2, look.width, height))
    room = _ray_room(look) if named else 4.0
    half = found.half_width + look.node + room
    return " ".join(_number(v) for v in (-half, -half, 2 * half, 2 * half))


def _cut(name: str, found: Places, look: Look) -> str:
    font, room = (look.font, look.room) if found.is_level else (look.ray_font, _ray_room(look))
    most = int(room / (font * LETTER))
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _ray_room(look: Look) -> float:
    """Names that point outwards are smaller, so they need less."""
    return look.room * look.ray_font / look.font


def _path(points: Sequence[Sequence[float]]) -> str:
    start, first, second, end = (f"{_number(x)} {_number(y)}" for x, y in points)
    return f"M{start}C{first} {second} {end}"


def _number(value: float) -> str:
    """Short, and with a point in every language."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short
