"""The picture of a group: the same for the same people, and readable whatever their number."""

import random
import re
from itertools import combinations, pairwise

import pytest

from introductions.health.drawing import Person, draw, in_order
from introductions.health.figures import Stage
from introductions.health.layout import GAP, LEVEL_AT_MOST

SPHERES = ["Legal", "Financial", "Real estate", ""]


def group(n, seed=1):
    rng = random.Random(seed)
    people = [
        Person(key, f"Person {key}", f"P{key % 10}", "Trade", rng.choice(SPHERES))
        for key in range(1, n + 1)
    ]
    pairs = list(combinations(range(1, n + 1), 2))
    chosen = rng.sample(pairs, min(len(pairs), 3 * n))
    return people, {pair: rng.choice(list(Stage)) for pair in chosen}


def places(drawing):
    return {dot.key: (float(dot.x), float(dot.y)) for dot in drawing.dots}


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("n", [2, 12, 40, LEVEL_AT_MOST, LEVEL_AT_MOST + 1, 200])
class TestEverySize:
    def test_nobody_stands_on_another_and_all_within_the_picture(self, n, narrow):
        drawing = draw(*group(n), narrow=narrow)
        left, top, width, height = map(float, drawing.view.split())
        found = places(drawing)

        assert len(found) == n
        for x, y in found.values():
            assert left <= x <= left + width
            assert top <= y <= top + height
        nearest = min(
            ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
            for (ax, ay), (bx, by) in combinations(found.values(), 2)
        )
        assert nearest > 2 * float(drawing.radius) * 0.95

    def test_one_more_introduction_moves_nobody(self, n, narrow):
        people, lines = group(n)
        more = dict(lines)
        more.popitem()

        before, after = draw(people, more, narrow=narrow), draw(people, lines, narrow=narrow)

        assert places(before) == places(after)
        assert {line.path for line in before.lines} < {line.path for line in after.lines}

    def test_the_same_data_give_the_same_picture(self, n, narrow):
        people, lines = group(n)
        shuffled = random.Random(7).sample(people, n)

        assert draw(people, lines, narrow=narrow) == draw(shuffled, lines, narrow=narrow)


@pytest.mark.parametrize("n", [12, LEVEL_AT_MOST])
def test_level_names_of_one_side_never_overlap(n):
    drawing = draw(*group(n))

    assert drawing.is_level
    for side in ("start", "end"):
        heights = sorted(float(dot.label_y) for dot in drawing.dots if dot.anchor == side)
        gaps = [below - above for above, below in pairwise(heights)]
        assert min(gaps) >= float(drawing.font) * 1.3


def test_rays_have_room_for_their_letters_at_200():
    drawing = draw(*group(200))
    found = list(places(drawing).values())
    apart = [((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 for (ax, ay), (bx, by) in pairwise(found)]

    assert min(apart) >= float(drawing.font) * 0.9
    assert all(dot.turn for dot in drawing.dots)


def test_spheres_stand_together_with_a_gap_and_those_without_one_last():
    people, _ = group(60)
    spheres = [person.sphere for person in in_order(people)]

    assert [s for s, _ in zip(spheres, [None, *spheres], strict=False) if s != _] == [
        "Financial",
        "Legal",
        "Real estate",
        "",
    ]
    assert GAP > 0
    assert len(draw(people, {}).arcs) == 4


def test_each_line_is_known_to_its_two_people_and_who_has_none_is_alone():
    people, _ = group(5)
    drawing = draw(people, {(1, 2): Stage.MET, (2, 3): Stage.USEFUL})
    of = {dot.key: dot for dot in drawing.dots}

    assert [line.kind for line in drawing.lines] == ["met", "useful"]
    assert (of[1].lines, of[2].lines, of[3].lines) == ((0,), (0, 1), (1,))
    assert (of[2].kind, of[4].kind) == ("", "alone")
    assert drawing.lines[0].title in ("Person 1 and Person 2", "Person 2 and Person 1")
    assert all(re.fullmatch(r"M[-\d. ]+C[-\d. ]+", line.path) for line in drawing.lines)


def test_a_pair_with_somebody_who_is_not_there_is_not_drawn():
    people, _ = group(3)

    assert draw(people, {(1, 99): Stage.MET}).lines == []


def test_nobody_at_all():
    assert draw([], {}).dots == []
