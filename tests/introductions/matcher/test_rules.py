"""Each rule of the formula, on two or a handful of people written out by hand."""

from dataclasses import replace

import pytest

from introductions.matcher import best, oracle
from introductions.matcher.people import Evidence, Lens, Weights

from .worlds import Someone, World, flat_rarity

ANN, BEN = 11, 22
engines = pytest.mark.parametrize("engine", [best, oracle], ids=["numpy", "plain"])


def pair(ann=None, ben=None, **world):
    """Ann and Ben, who share one event, as arguments of an engine."""
    one = Someone(**{"id": ANN, "profession": 1, "events": (0,)} | (ann or {}))
    two = Someone(**{"id": BEN, "profession": 2, "events": (0,)} | (ben or {}))
    return World((one, two), **{"rarity": flat_rarity()} | world).arguments()


def score(engine, *args, **kwargs):
    matches = best.best_matches(**pair(*args, **kwargs))
    return matches[0].score if matches else 0.0


@engines
def test_worked_example(engine):
    """The example of docs/matcher.md, worked out there by hand."""
    sources = flat_rarity().sources.copy()
    attorney, therapist, adviser, court, mediator, lender, house_attorney = (
        10,
        11,
        12,
        13,
        1,
        14,
        15,
    )
    sources[[attorney, therapist, adviser, court]] = 2.0, 2.0, 1.5, 3.5
    sources[[mediator, lender, house_attorney]] = 2.0, 1.5, 2.0
    divorce, dispute, home_sale = 0, 1, 2
    events = flat_rarity().events.copy()
    events[[divorce, dispute, home_sale]] = 1.5, 2.5, 2.5
    riverside = 7
    marta = Someone(
        id=ANN,
        profession=mediator,
        sources=(attorney, therapist, adviser, court),
        events=(divorce, dispute),
        given=3,
        received=1,
        tie=0.8,
        groups=(riverside,),
        very_active=True,
    )
    tom = Someone(
        id=BEN,
        profession=2,
        sources=(attorney, adviser, lender, house_attorney, mediator),
        events=(divorce, home_sale),
        received=2,
        tie=0.6,
        groups=(riverside,),
        very_active=True,
    )
    rarity = replace(flat_rarity(), sources=sources, events=events)

    [match] = best.best_matches(**World((marta, tom), rarity=rarity).arguments())

    assert (match.a, match.b, match.acquaintance) == (ANN, BEN, "co-members")
    assert match.benefit_a == pytest.approx(0.486458, abs=1e-6)
    assert match.benefit_b == pytest.approx(0.636458, abs=1e-6)
    assert match.score == pytest.approx(0.384430, abs=1e-5)
    assert match.fit == 79
    assert [replace(e, weight=round(e.weight, 4)) for e in match.evidence] == [
        Evidence(Lens.DIRECT_SOURCE, (mediator,), "b", 0.2),
        Evidence(Lens.SHARED_SOURCES, (attorney, adviser), "both", 0.1531),
        Evidence(Lens.BOTH_ACTIVE, (), "both", 0.15),
        Evidence(Lens.TRIGGER_EVENT, (divorce,), "both", 0.1333),
    ]


@engines
@pytest.mark.parametrize("people", [(), (Someone(1, events=(0,)),)])
def test_nobody_to_introduce(engine, people):
    assert best.best_matches(**World(people).arguments()) == []


@engines
def test_none_wanted_none_given(engine):
    assert best.best_matches(**pair(), k=0) == []


@engines
def test_two_without_a_lens_are_not_suggested(engine):
    assert score(engine, ben={"events": (1,)}) == 0


@engines
def test_the_same_profession_never_meets_but_two_unknown_ones_may(engine):
    assert score(engine, ben={"profession": 1}) == 0
    assert score(engine, {"profession": -1}, {"profession": -1}) > 0
    assert score(engine, {"profession": -1}) > 0


@engines
@pytest.mark.parametrize(
    "reason",
    [
        {"competes": frozenset({(1, 2)})},
        {"met": frozenset({(ANN, BEN)})},
        {"barred": frozenset({(BEN, ANN)})},
        {"ben": {"available": False}},
        {"ann": {"in_circle": False}},
    ],
    ids=lambda reason: next(iter(reason)),
)
def test_ruled_out(engine, reason):
    assert score(engine) > 0
    assert score(engine, **reason) == 0


@engines
def test_a_source_that_is_other_people_for_everybody_is_nothing_in_common(engine):
    shared = {"events": (), "sources": (9,)}
    assert score(engine, shared, shared, rarity=None) > 0
    assert score(engine, shared, shared, rarity=None, own_sources=frozenset({9})) == 0


@engines
def test_a_profession_that_is_no_source_type_is_nobodys_source(engine):
    """The last profession of the test vocabulary has no source type."""
    assert score(engine, {"events": (), "profession": 19}, {"events": (), "sources": (19,)}) == 0


@engines
def test_a_one_sided_pair_sinks_below_a_mutual_one(engine):
    nothing = {"events": ()}
    one_sided = score(engine, nothing, nothing | {"sources": (1,)})
    mutual = score(engine, nothing | {"sources": (2,)}, nothing | {"sources": (1,)})

    assert 0 < one_sided < mutual / 2


@engines
def test_a_prospect_helps_the_side_that_seeks(engine):
    arguments = pair({"events": (), "pools": (3,)}, {"events": (), "belongs": (3,)})

    [match] = best.best_matches(**arguments)

    assert [(e.lens, e.items, e.helps) for e in match.evidence] == [(Lens.PROSPECT, (3,), "a")]
    assert match.benefit_a > match.benefit_b > 0


@engines
def test_strangers_come_before_co_members(engine):
    group = {"groups": (4,)}

    assert score(engine, group, group) == pytest.approx(0.8 * score(engine, group))


@engines
def test_what_co_members_see_for_themselves_counts_less(engine):
    ann, ben = {"sources": (2,)}, {"sources": (1,)}
    group = {"groups": (4,)}

    among_strangers = score(engine, ann, ben)
    among_co_members = score(engine, ann | group, ben | group)

    assert among_co_members < 0.8 * among_strangers


@engines
def test_who_gave_much_and_received_little_comes_first(engine):
    owed = score(engine, {"given": 3.0})
    even = score(engine, {"given": 3.0, "received": 3.0})
    served = score(engine, {"received": 3.0})

    assert owed > score(engine) > even > served


@engines
def test_people_the_introducer_knows_well_come_first(engine):
    assert score(engine, {"tie": 1.0}) > score(engine, {"tie": 0.2}) > score(engine, {"tie": 0.0})
    assert score(engine, {"tie": 0.0}, {"tie": 0.0}) > 0


@engines
def test_many_things_in_common_add_less_and_less(engine):
    def sharing(n):
        return score(engine, {"events": tuple(range(n))}, {"events": tuple(range(n))})

    assert sharing(2) - sharing(1) > sharing(3) - sharing(2) > sharing(9) - sharing(8) > 0


@engines
def test_a_hub_gains_less_from_each_thing_in_common(engine):
    hub = {"events": tuple(range(10))}

    assert score(engine, hub) < score(engine)


def circle_of(activities, **marks):
    return World(
        tuple(
            Someone(id=i, profession=i, activity=activity, very_active=marks.get(f"p{i}", False))
            for i, activity in enumerate(activities)
        )
    ).arguments()


@engines
@pytest.mark.parametrize(
    ("activities", "marks", "expected"),
    [
        ([9, 8, 2, 2, 1, 1, 0, 0], {}, [(0, 1)]),  # a quarter of eight is two
        ([9, 8, 7, 2, 1, 1, 0], {}, []),  # a quarter of seven is one, who has nobody
        ([9, 8, 8, 2, 1, 1, 0, 0], {}, []),  # equals do not squeeze in
        ([2, 2, 2, 2, 2, 2, 2, 2], {}, []),
        ([0.9, 0.8, 0, 0, 0, 0, 0, 0], {}, []),  # the liveliest of a sleepy circle
        ([9, 8, 2, 2, 1, 1, 0, 0], {"p7": True}, [(0, 1), (0, 7), (1, 7)]),
    ],
)
def test_both_active_needs_the_top_quarter_or_a_mark(engine, activities, marks, expected):
    matches = best.best_matches(**circle_of(activities, **marks))

    assert sorted((m.a, m.b) for m in matches) == expected
    assert {e.lens for m in matches for e in m.evidence} <= {Lens.BOTH_ACTIVE}


@engines
def test_a_list_is_not_all_about_one_person(engine):
    """One person is owed so much that their pairs are the best of all."""
    owed, *others = (Someone(id=i, profession=i, events=(0,)) for i in range(7))
    everyone = (replace(owed, given=5.0), *others)
    arguments = World(everyone, rarity=flat_rarity()).arguments()

    def pairs_of_the_owed(repeat):
        matches = best.best_matches(**arguments, weights=Weights(repeat=repeat), k=3)
        return sum(match.a == owed.id for match in matches)

    assert pairs_of_the_owed(1.0) == 3
    assert pairs_of_the_owed(0.8) == 1


@engines
def test_equals_are_ordered_by_id(engine):
    people = [Someone(id=i, profession=p, events=(0,)) for p, i in enumerate((30, 10, 20))]
    arguments = World(tuple(people), rarity=flat_rarity()).arguments()

    matches = best.best_matches(**arguments, weights=Weights(repeat=1.0))

    assert [{m.a, m.b} for m in matches] == [{10, 20}, {10, 30}, {20, 30}]
