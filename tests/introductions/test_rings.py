"""Rings: the pure rules, the drawing, and who is read into them."""

from datetime import timedelta
from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introductions.models import DoNotIntroduce
from introductions.rings.closing import (
    closing,
    count_to_close,
    pair_of,
    parts_of,
    possible_pairs,
    within_room,
)
from introductions.rings.drawing import (
    NARROW,
    WIDE,
    Link,
    Spot,
    arranged,
    curve,
    draw,
    label_box,
    positions,
    text_width,
    wrapped,
)
from introductions.rings.reading import offers_of, read_rings
from introductions.rings.words import between, drawing_words, in_words, label, summary
from members.deliveries.stopping import address_hash
from members.models import CompetingProfessions, EventNeed, Suppression, TriggerEvent
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    ProfessionFactory,
    SuggestionFactory,
    TieFactory,
    TriggerEventFactory,
    member_of,
)

PEOPLE = list(range(1, 9))
ALL = list(combinations(PEOPLE, 2))
some_pairs = st.sets(st.sampled_from(ALL))
worths = st.dictionaries(st.sampled_from(ALL), st.floats(0, 1))


class TestClosing:
    @given(
        joined=some_pairs, barred=some_pairs, free=st.sets(st.sampled_from(PEOPLE)), worth=worths
    )
    def test_nobody_is_offered_twice_over_or_against_anything(self, joined, barred, free, worth):
        possible = possible_pairs(free, barred | joined)
        offered = closing(PEOPLE, joined, possible, worth)

        assert not set(offered) & (joined | barred)
        assert {person for pair in offered for person in pair} <= free
        for number, (a, b) in enumerate(offered):  # each brings two parts together that were apart
            before = parts_of(PEOPLE, [*joined, *offered[:number]])
            assert not any({a, b} <= part for part in before)

    @given(joined=some_pairs, barred=some_pairs, worth=worths)
    def test_nothing_possible_would_close_it_further(self, joined, barred, worth):
        possible = possible_pairs(PEOPLE, barred | joined)
        offered = closing(PEOPLE, joined, possible, worth)

        assert len(offered) == count_to_close(PEOPLE, joined, possible)
        assert len(parts_of(PEOPLE, [*joined, *offered])) == len(
            parts_of(PEOPLE, [*joined, *possible])
        )

    @given(joined=some_pairs, worth=worths)
    def test_where_everything_is_allowed_everybody_is_connected(self, joined, worth):
        offered = closing(PEOPLE, joined, possible_pairs(PEOPLE, joined), worth)

        assert parts_of(PEOPLE, [*joined, *offered]) == [frozenset(PEOPLE)]

    def test_the_best_come_first(self):
        worth = {(1, 2): 0.4, (1, 3): 0.3, (2, 3): 0.9}

        assert closing([1, 2, 3], [], list(worth), worth) == [(2, 3), (1, 2)]

    def test_the_same_person_is_not_asked_to_meet_everybody(self):
        worth = {(1, 2): 0.9, (1, 3): 0.8, (1, 4): 0.8, (3, 4): 0.7}

        assert closing([1, 2, 3, 4], [], list(worth), worth)[:2] == [(1, 2), (3, 4)]

    @given(
        st.lists(st.sampled_from(ALL), unique=True),
        st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 3)),
    )
    def test_nobody_has_more_than_there_is_room_for(self, pairs, room):
        kept = within_room(pairs, room)

        assert set(kept) <= set(pairs)
        for person in PEOPLE:
            assert sum(person in pair for pair in kept) <= room.get(person, 0)


def spots(count):
    long = Spot(
        "Trademark and patent attorney", "Wilhelmina Featherstonehaugh", " +2", "WF", "known"
    )
    return [long] * count


@pytest.mark.parametrize("look", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("count", range(3, 15))
class TestDrawing:
    def test_labels_do_not_overlap(self, look, count):
        points = positions(count, look)
        boxes = [label_box(points, at, look) for at in range(count)]

        for one, other in combinations(boxes, 2):
            assert (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
        for at, (x, y) in enumerate(points):
            for other, box in enumerate(boxes):
                near = box[0] - look.node < x < box[2] + look.node
                assert at == other or not (near and box[1] - look.node < y < box[3] + look.node)

    def test_no_line_meets_a_label_or_somebody_else_or_the_name_of_the_event(self, look, count):
        points = positions(count, look)
        boxes = [label_box(points, at, look) for at in range(count)]

        for a, b in combinations(range(count), 2):
            for x, y in along(curve(points, a, b, look)):
                assert not any(box[0] < x < box[2] and box[1] < y < box[3] for box in boxes), (a, b)
                for at, point in enumerate(points):
                    assert at in (a, b) or hypot(x - point[0], y - point[1]) > look.node + 4
                assert not look.centre or hypot(x, y) > look.centre + 4

    def test_words_stay_within_their_room(self, look, count):
        drawing = draw(spots(count), [], "A handover to the next owner", look)
        left, top, width, height = (float(number) for number in drawing.view.split())

        for text in drawing.texts:
            assert left <= float(text.x) <= left + width
            assert top <= float(text.y) <= top + height
        assert len(drawing.nodes) == count

    def test_a_drawing_is_of_whole_words_where_they_fit(self, look, count):
        drawing = draw([Spot("Mediator", "Marta", "", "MO", "known")] * count, [], "Divorce", look)

        assert [text.words for text in drawing.texts] == ["Mediator", "Marta"] * count


def along(line):
    (x0, y0), (x1, y1), (x2, y2) = line
    for step in range(61):
        t = step / 60
        yield (
            (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t * t * x2,
            (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t * t * y2,
        )


@pytest.mark.parametrize("count", [0, 1, 2])
def test_even_the_smallest_ring_can_be_drawn(count):
    links = [Link(0, 1, "met")] if count == 2 else []

    assert len(draw(spots(count), links, "Divorce", WIDE).nodes) == count


@given(st.integers(0, 12), st.data())
def test_every_place_is_arranged_once(count, data):
    pairs = list(combinations(range(count), 2))
    links = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()

    assert sorted(arranged(count, links)) == list(range(count))


def test_those_who_have_met_stand_side_by_side():
    order = arranged(8, {(0, 4), (4, 7), (1, 5)})
    apart = [abs(order.index(a) - order.index(b)) for a, b in ((0, 4), (4, 7), (1, 5))]

    assert {min(steps, 8 - steps) for steps in apart} == {1}


@given(st.text(st.characters(categories=["L", "Zs"]), max_size=60), st.floats(40, 200))
def test_words_are_broken_or_cut_to_their_room(words, room):
    lines = wrapped(words, room, 12, 2)

    assert len(lines) <= 2
    assert all(text_width(line, 12) <= room for line in lines)


# --- who is in a ring ---


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def event():
    return TriggerEventFactory(slug="divorce", name="Divorce", short="a divorce")


@pytest.fixture
def dana(group):
    return member_of(group, name="Dana Whitfield").person


@pytest.fixture
def needed(event):
    """Make a profession that the event needs."""

    def make(name, **fields):
        profession = ProfessionFactory(name=name.capitalize(), short=name, **fields)
        EventNeed.objects.create(event=event, profession=profession, does=f"does {name} work")
        return profession

    return make


@pytest.fixture
def somebody(group, needed):
    """Somebody of the group in a new profession that the event needs."""

    def make(name, **fields):
        profession = needed(f"{name.lower()}'s trade")
        return member_of(group, name=f"{name} Person", profession=profession, **fields).person

    return make


def ring_of(me, now, event="divorce", named=1):
    rings = read_rings(me, TriggerEvent.objects.all(), now, named=named)
    return next(ring for ring in rings if ring.event.slug == event)


def offered(me, now):
    return {pair_of(offer.a.pk, offer.b.pk) for offer in offers_of(ring_of(me, now), now)}


@pytest.mark.django_db
class TestWhoIsInIt:
    def test_an_empty_circle_fills_nothing(self, dana, needed, now):
        needed("mediator")
        ring = ring_of(dana, now)

        assert (ring.filled, ring.needed, ring.to_make) == (0, 1, 0)
        assert offers_of(ring, now) == []
        assert summary(ring, 0, [ring]) == "Nobody in your circle does any of this yet."

    def test_an_event_that_needs_nobody(self, dana, event, now):
        assert ring_of(dana, now).worth == (False, 0)

    @pytest.mark.parametrize("state", ["listed", "invited", "left"])
    def test_only_the_circle_fills_it(self, dana, group, needed, now, state):
        mediator = needed("mediator")
        member_of(GroupFactory(), profession=mediator)
        PersonFactory(keeper=member_of(group).person, profession=mediator)
        member_of(group, profession=mediator).person.memberships.update(state=state)

        assert ring_of(dana, now).filled == 0

    def test_the_one_i_know_best_stands_for_the_profession(self, dana, group, needed, now):
        mediator = needed("mediator")
        names = ("Ada", "Bea", "Cleo", "Dora")
        ada, bea, cleo, dora = (
            member_of(group, name=f"{name} Person", profession=mediator).person for name in names
        )
        contact = PersonFactory(keeper=dana, name="Zoe Contact", profession=mediator)
        TieFactory(holder=dana, person=cleo, closeness=3)
        TieFactory(holder=dana, person=ada, closeness=1)
        TieFactory(holder=bea, person=dora, closeness=3)  # nothing to me
        place = ring_of(dana, now, named=3).places[0]

        assert place.people == (cleo, contact, bea)
        assert (place.in_all, place.others, place.unnamed) == (5, 4, 2)

    def test_i_stand_for_my_own_profession_and_am_introduced_to_nobody(
        self, dana, somebody, needed, now
    ):
        dana.profession = needed("coach")
        dana.save()
        marta, tom = somebody("Marta"), somebody("Tom")
        IntroductionFactory(introducer=tom, a=dana, b=marta, state="met", met_at=now)
        ring = ring_of(dana, now)

        assert ring.with_me
        assert ring.met == [pair_of(dana.pk, marta.pk)]
        assert offered(dana, now) == {pair_of(marta.pk, tom.pk)}
        assert between(ring, dana) == "You have met Marta."
        assert between(ring, marta) == "Has met you."


@pytest.mark.django_db
class TestWhichIntroductions:
    def test_fourteen_who_have_never_met(self, dana, somebody, now):
        people = [somebody(f"P{number}") for number in range(14)]
        ring = ring_of(dana, now)
        offers = offers_of(ring, now)

        assert (ring.filled, ring.to_make) == (14, 13)
        assert len(offers) == 5
        assert all(offer.ticked and offer.a in people for offer in offers)
        assert summary(ring, 5, [ring]) == (
            "*Thirteen introductions* would close this ring, five to begin with."
        )

    def test_who_have_met_or_are_on_the_way_need_no_further_one(self, dana, somebody, now):
        marta, tom, priya = somebody("Marta"), somebody("Tom"), somebody("Priya")
        IntroductionFactory(introducer=dana, a=tom, b=marta, state="met", met_at=now)
        IntroductionFactory(introducer=dana, a=priya, b=marta, state="made")
        ring = ring_of(dana, now)

        assert ring.met == [pair_of(marta.pk, tom.pk)]
        assert ring.under_way == [pair_of(marta.pk, priya.pk)]
        assert ring.is_closed
        assert ring.to_make == 0
        assert "One pair has met" in drawing_words(ring, [])

    def test_what_others_know_is_not_told_but_not_offered_either(self, dana, somebody, now):
        marta, tom = somebody("Marta"), somebody("Tom")
        IntroductionFactory(a=tom, b=marta, state="met", met_at=now)
        ring = ring_of(dana, now)

        assert ring.met == ring.under_way == []
        assert ring.to_make == 0
        assert not ring.is_closed

    @pytest.mark.parametrize(
        "against",
        ["refused", "put off", "secret", "secret of the other", "competing", "declined lately"],
    )
    def test_never_what_somebody_does_not_want(self, dana, somebody, now, against):
        marta, tom = somebody("Marta"), somebody("Tom")
        a, b = sorted([marta, tom], key=lambda person: person.pk)
        later = (now + timedelta(days=3)).date()
        {
            "refused": lambda: SuggestionFactory(
                introducer=dana, a=a, b=b, state="refused", refusal="know"
            ),
            "put off": lambda: SuggestionFactory(
                introducer=dana, a=a, b=b, state="put_off", put_off_until=later
            ),
            "secret": lambda: DoNotIntroduce.objects.create(person=a, other=b, created_at=now),
            "secret of the other": lambda: DoNotIntroduce.objects.create(
                person=b, other=a, created_at=now
            ),
            "competing": lambda: CompetingProfessions.objects.create(
                first_id=min(a.profession_id, b.profession_id),
                second_id=max(a.profession_id, b.profession_id),
            ),
            "declined lately": lambda: IntroductionFactory(
                a=a, b=b, mode="asked", state="declined", made_at=None, ended_at=now
            ),
        }[against]()

        assert offered(dana, now) == set()
        assert ring_of(dana, now).to_make == 0

    def test_what_was_put_off_until_today_is_offered_again(self, dana, somebody, now):
        a, b = sorted([somebody("Marta"), somebody("Tom")], key=lambda person: person.pk)
        SuggestionFactory(introducer=dana, a=a, b=b, state="put_off", put_off_until=now.date())
        SuggestionFactory(a=a, b=b, state="refused", refusal="know")  # by somebody else

        assert offered(dana, now) == {(a.pk, b.pk)}

    def test_nobody_is_introduced_to_themselves(self, dana, somebody, needed, now):
        marta = somebody("Marta")
        PersonFactory(keeper=dana, email=marta.email.upper(), profession=needed("mediator"))

        assert offered(dana, now) == set()

    @pytest.mark.parametrize("why", ["paused", "full", "no address", "stopped"])
    def test_nobody_who_has_no_room(self, dana, somebody, now, why):
        marta, tom = somebody("Marta"), somebody("Tom")
        if why == "paused":
            tom.paused_until = (now + timedelta(days=9)).date()
        elif why == "full":
            tom.open_limit = 1
            IntroductionFactory(a=tom)
        elif why == "no address":
            tom.email = None
        else:
            Suppression.objects.create(address_hash=address_hash(tom.email), created_at=now)
        tom.save()

        assert offered(dana, now) == set()
        assert ring_of(dana, now).around.room == {marta.pk: 4, tom.pk: 0}

    def test_limits_hold_within_what_is_ticked(self, dana, somebody, now):
        people = [somebody(name, open_limit=1) for name in ("Marta", "Tom", "Priya")]
        offers = offers_of(ring_of(dana, now), now)

        assert len(offers) == 2
        assert [offer.ticked for offer in offers] == [True, False]
        assert {offer.a for offer in offers} <= set(people)

    def test_what_both_do_is_the_reason_where_nothing_else_is_known(self, dana, somebody, now):
        somebody("Marta"), somebody("Tom")
        (offer,) = offers_of(ring_of(dana, now), now)

        assert offer.reason["text"] == (
            "*Divorce*: Marta does marta's trade work; Tom does tom's trade work."
        )


@pytest.mark.django_db
class TestWords:
    def test_whom_to_recruit_for_this_ring_and_others(self, dana, somebody, needed, now):
        estate = needed("estate attorney")
        for slug in ("death", "birth"):
            other = TriggerEventFactory(slug=slug)
            EventNeed.objects.create(event=other, profession=estate, does="writes wills")
        somebody("Marta"), somebody("Tom")
        rings = read_rings(dana, TriggerEvent.objects.all(), now)
        ring = next(ring for ring in rings if ring.event.slug == "divorce")

        assert summary(ring, 1, rings) == (
            "*One introduction to make*, and one profession to recruit: "
            "an *estate attorney* would complete this ring and two others."
        )

    def test_the_one_of_several_that_is_missed_most(self, dana, somebody, needed, now):
        needed("mediator")
        estate = needed("estate attorney")
        other = TriggerEventFactory(slug="death")
        EventNeed.objects.create(event=other, profession=estate, does="writes wills")
        somebody("Marta"), somebody("Tom")
        rings = read_rings(dana, TriggerEvent.objects.all(), now)
        ring = next(ring for ring in rings if ring.event.slug == "divorce")

        assert summary(ring, 1, rings).endswith(
            "and two professions to recruit. An *estate attorney* would help most: "
            "one other ring needs one too."
        )

    def test_numbers_and_headings(self):
        assert [in_words(number) for number in (0, 3, 14, 15)] == ["no", "three", "fourteen", "15"]
        assert [label(short) for short in ("a divorce", "retirement", "an accident")] == [
            "Divorce",
            "Retirement",
            "Accident",
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_one_event_as_for_three(
    dana, somebody, now, count, django_assert_num_queries
):
    somebody("Marta"), somebody("Tom")
    TriggerEventFactory.create_batch(count - 1)

    # events, needs, people, introductions: 4, groups, rivals, stops
    with django_assert_num_queries(10):
        read_rings(dana, TriggerEvent.objects.all(), now)
