"""Where everything stands in the drawing of a ring: pure arithmetic, no words, no colours.

Places stand on an oval, evenly from top to bottom, so that the labels beside them have the same
room everywhere. Lines stay within the oval and labels without, so they never meet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import hypot, sqrt

Point = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """The measures of a drawing. One unit is one pixel where the page has room for it."""

    width: float
    across: float  # half the oval's width
    node: float  # radius
    font: float
    lines: int  # a profession's name is broken into so many at most
    pull: float  # how far lines lean towards the middle
    centre: float  # radius of the event's name in the middle; 0 leaves it out

    @property
    def gap(self) -> float:
        return self.node + 8

    @property
    def line_height(self) -> float:
        return self.font * 1.25

    @property
    def label_width(self) -> float:
        return self.width / 2 - self.across - self.gap

    @property
    def step(self) -> float:
        """From one place down to the next: a whole label, and some air."""
        return (self.lines + 1) * self.line_height + 9


WIDE = Look(width=600, across=136, node=16, font=13, lines=2, pull=0.45, centre=50)
NARROW = Look(width=340, across=52, node=14, font=11, lines=3, pull=1.1, centre=0)


@dataclass(frozen=True)
class Spot:
    """One place to be drawn."""

    title: str  # in bold
    name: str
    more: str  # " +2": how many others could stand here
    initials: str
    kind: str  # "known", "you" or "missing"


@dataclass(frozen=True)
class Link:
    """A line between two spots, by their numbers."""

    a: int
    b: int
    kind: str  # "met", "under-way" or "worth"


@dataclass(frozen=True)
class Text:
    x: str
    y: str
    anchor: str
    words: str
    kind: str


@dataclass(frozen=True)
class Line:
    path: str
    kind: str


@dataclass(frozen=True)
class Node:
    x: str
    y: str
    kind: str
    initials: str
    text_y: str


@dataclass(frozen=True)
class Drawing:
    view: str  # for viewBox
    size: Look
    lines: list[Line]
    nodes: list[Node]
    texts: list[Text]
    centre: list[Text]

    @property
    def radius(self) -> str:
        return _number(self.size.node)

    @property
    def centre_radius(self) -> str:
        return _number(self.size.centre)


def draw(
    spots: Sequence[Spot],
    links: Sequence[Link],
    event: str,
    look: Look,
    order: Sequence[int] | None = None,
) -> Drawing:
    """Place everything, clockwise in this order, else in one that keeps lines short."""
    if order is None:
        order = arranged(len(spots), {(link.a, link.b) for link in links})
    place = {spot: number for number, spot in enumerate(order)}
    points = positions(len(spots), look)
    lines = [
        Line(_path(curve(points, place[link.a], place[link.b], look)), link.kind) for link in links
    ]
    nodes, texts = [], []
    for number, spot in enumerate(spots):
        x, y = points[place[number]]
        small = _number(y + look.font * 0.36)
        nodes.append(Node(_number(x), _number(y), spot.kind, spot.initials, small))
        texts += _label(spot, points[place[number]], label_box(points, place[number], look), look)
    return Drawing(_view(points, look), look, lines, nodes, texts, _centre(event, look))


def positions(count: int, look: Look) -> list[Point]:
    """Points on the oval, clockwise from the top; with an even number one stands at the bottom."""
    side = (count - 1) // 2
    even = count % 2 == 0
    steps = side + (1 if even else 0.5)
    down = max(steps * look.step / 2, look.across if look.centre else 0.0)
    step = 2 * down / steps if steps else 0.0

    def at(number: int, sign: int) -> Point:
        y = -down + number * step
        return sign * look.across * sqrt(max(1 - (y / down) ** 2, 0.0)), y

    if count < 2:
        return [(0.0, 0.0)] * count
    right = [at(number, 1) for number in range(1, side + 1)]
    left = [at(number, -1) for number in range(side, 0, -1)]
    return [(0.0, -down), *right, *([(0.0, down)] if even else []), *left]


def curve(points: Sequence[Point], a: int, b: int, look: Look) -> tuple[Point, Point, Point]:
    """Start, control point and end of a line: straight between neighbours, else leaning inwards,
    and round the middle where the event's name stands."""
    start, end = points[a], points[b]
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    if (b - a) % len(points) in (1, len(points) - 1):
        bent = middle
    else:
        bent = middle[0] * (1 - look.pull / 2), middle[1] * (1 - look.pull / 2)
    clear = look.centre + 12 if look.centre else 0.0
    away = hypot(*bent)
    if away < clear:
        bent = _pushed(start, end, bent, clear)
    return start, (2 * bent[0] - middle[0], 2 * bent[1] - middle[1]), end


def label_box(points: Sequence[Point], at: int, look: Look) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the room that the label of a place has."""
    x, y = points[at]
    height = (look.lines + 1) * look.line_height
    if abs(x) < 1:
        top = y - look.gap - height if y <= 0 else y + look.gap
        return -look.width / 2, top, look.width / 2, top + height
    left = x + look.gap if x > 0 else -look.width / 2
    right = look.width / 2 if x > 0 else x - look.gap
    return left, y - height / 2, right, y + height / 2


def arranged(count: int, links: Collection[tuple[int, int]]) -> list[int]:
    """An order of the places in which those with a line between them stand close together.

    Places move as long as that makes the lines shorter; the same links, the same order.
    """
    best = list(range(count))
    length = _length(best, count, links)
    while True:
        for moved in _moves(best):
            if (shorter := _length(moved, count, links)) < length:
                best, length = moved, shorter
                break
        else:
            return best


def _moves(order: list[int]) -> Iterator[list[int]]:
    """One place put somewhere else, or two places exchanged."""
    for i, j in permutations(range(len(order)), 2):
        moved = order.copy()
        moved.insert(j, moved.pop(i))
        yield moved
    for i, j in combinations(range(len(order)), 2):
        moved = order.copy()
        moved[i], moved[j] = moved[j], moved[i]
        yield moved


def _length(order: Sequence[int], count: int, links: Collection[tuple[int, int]]) -> int:
    place = {spot: number for number, spot in enumerate(order)}
    apart = (abs(place[a] - place[b]) for a, b in links)
    return sum(min(steps, count - steps) ** 2 for steps in apart)


def wrapped(words: str, room: float, font: float, most: int) -> list[str]:
    """`words` in at most `most` lines that are not wider than `room`."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, font) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += " …"
    return [_cut(line, room, font) for line in kept]


def text_width(words: str, font: float) -> float:
    """About how wide it is in a broad bold font."""
    return font * sum(_letter(letter) for letter in words)


def _letter(letter: str) -> float:
    if letter in "iljI.,'’|:;!()[] -tfr…":
        return 0.46
    return 0.95 if letter in "mwMW@%" else 0.82 if letter.isupper() else 0.7


def _cut(line: str, room: float, font: float) -> str:
    if text_width(line, font) <= room:
        return line
    while line and text_width(f"{line}…", font) > room:
        line = line[:-1]
    return f"{line.rstrip(' …')}…"


def _pushed(start: Point, end: Point, bent: Point, clear: float) -> Point:
    """The middle of a line moved out of the event's name, to the side that it is on already."""
    away = hypot(*bent)
    if away > 1:
        return bent[0] / away * clear, bent[1] / away * clear
    across = start[1] - end[1], end[0] - start[0]
    length = hypot(*across) or 1.0
    return across[0] / length * clear, across[1] / length * clear


def _label(
    spot: Spot, point: Point, box: tuple[float, float, float, float], look: Look
) -> list[Text]:
    """The profession in bold and the name below, as one block in the middle of its room."""
    left, top, right, bottom = box
    middle = abs(point[0]) < 1
    room = look.label_width * 1.6 if middle else right - left
    title = wrapped(spot.title, room, look.font, look.lines)
    rows = [(words, "") for words in title]
    # Not bold, so it takes less room than `text_width` says.
    font = look.font * 0.86
    short = _cut(spot.name, room - text_width(spot.more, font), font)
    rows.append((short + spot.more, "soft"))
    height = len(rows) * look.line_height
    spare = bottom - top - height
    first = top + spare * (0.5 if not middle else 1 if point[1] <= 0 else 0)
    anchor = "middle" if middle else "start" if point[0] > 0 else "end"
    x = 0.0 if middle else left if point[0] > 0 else right
    return [
        Text(_number(x), _number(first + (n + 0.78) * look.line_height), anchor, words, kind)
        for n, (words, kind) in enumerate(rows)
    ]


def _centre(event: str, look: Look) -> list[Text]:
    if not look.centre:
        return []
    font = look.font + 1
    lines = wrapped(event, look.centre * 1.75, font, 3)
    first = -len(lines) * font * 1.2 / 2
    return [
        Text("0", _number(first + (n + 0.8) * font * 1.2), "middle", words, "event")
        for n, words in enumerate(lines)
    ]


def _view(points: Sequence[Point], look: Look) -> str:
    boxes = [label_box(points, number, look) for number in range(len(points))]
    top = min((box[1] for box in boxes), default=0.0) - 4
    bottom = max((box[3] for box in boxes), default=0.0) + 4
    bottom = max([bottom, *(point[1] + look.node + 4 for point in points)])
    values = -look.width / 2, top, look.width, bottom - top
    return " ".join(_number(value) for value in values)


def _path(points: tuple[Point, Point, Point]) -> str:
    start, control, end = ((_number(x), _number(y)) for x, y in points)
    return f"M{' '.join(start)}Q{' '.join(control)} {' '.join(end)}"


def _number(value: float) -> str:
    """Short, and with a point in every language."""
    return f"{value:.1f}".removesuffix(".0")
