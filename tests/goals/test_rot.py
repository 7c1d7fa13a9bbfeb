"""Return on time, against a table computed by hand, and as sums that lose and double nothing."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goals.models import Activity
from goals.periods import Span
from goals.rot import wording
from goals.rot.attribution import (
    BEFORE,
    NOBODY,
    OUTSIDE,
    REACH,
    Line,
    by_activity,
    by_currency,
    by_group,
    by_lens,
    by_person,
    stages,
)
from goals.rot.charts import bars_of, columns_of
from goals.rot.circle import Circle
from goals.rot.months import Chosen, choose, last_months
from goals.rot.report import UNKNOWN, folded, report_of
from goals.rot.rows import Earned, Introduced, Ledger, Result, Spent

MARTA, TOM, LENA, IDA = 11, 12, 13, 14  # Ida is a contact: no group is shared with her
RIVERSIDE, HARBOR = 101, 102
AUTUMN = Span(date(2026, 9, 1), date(2026, 12, 1))


def day(month, number):
    return date(2026, month, number)


def one_to_one(on, person, minutes=60):
    return Spent("one_to_one", on, minutes, people=(person,), near=(person,))


def meeting(on, *there, group=RIVERSIDE, minutes=90):
    return Spent("group_meeting", on, minutes, near=there, group=group)


def introducing(on, a, b, minutes=10, lens="shared_pool"):
    return Spent("introducing", on, minutes, people=(a, b), near=(a, b), lens=lens)


def following_up(on, *people, minutes=5, lens=None):
    return Spent("following_up", on, minutes, people=people, lens=lens)


def came(on, person, currency="advice"):
    return Result(on, person, currency)


def brought(on, person, currency="advice"):
    return Result(on, person, currency, brought=True)


# Minutes, by hand:
#   one-to-ones    Marta 60 + 60, Tom 90, Ida 30                             240
#   meetings       Riverside 90 + 90, Harbor 60                              240
#   introducing    Marta–Tom 10, Lena–Ida 20                                  30
#   following up   Marta–Tom 6, Lena 5                                        11
#   writing        40, for nobody                                             40
#   before it      a one-to-one with Lena on 30 August: not of these months
BY_HAND = Ledger(
    span=AUTUMN,
    spent=[
        one_to_one(day(8, 30), LENA),
        one_to_one(day(9, 2), MARTA),
        one_to_one(day(10, 5), MARTA),
        one_to_one(day(9, 20), TOM, 90),
        one_to_one(day(11, 3), IDA, 30),
        meeting(day(9, 8), MARTA, TOM),
        meeting(day(10, 6), MARTA, LENA),
        meeting(day(10, 14), TOM, group=HARBOR, minutes=60),
        introducing(day(9, 10), MARTA, TOM),
        introducing(day(11, 10), LENA, IDA, 20, lens="prospect"),
        following_up(day(10, 1), MARTA, TOM, minutes=6, lens="shared_pool"),
        following_up(day(10, 2), LENA),
        Spent("speaking_writing", day(10, 20), 40, what="An article"),
    ],
    results=[
        came(day(9, 2), MARTA),  # on the day of the one-to-one
        came(day(9, 9), MARTA),  # after the meeting of 8 September
        came(day(9, 12), MARTA, "client"),  # after the introduction
        came(day(10, 5), MARTA),  # one-to-one
        came(day(10, 7), MARTA),  # meeting of 6 October
        came(day(9, 25), TOM),  # one-to-one
        came(day(10, 1), TOM),  # one-to-one: an answer touches nobody
        came(day(10, 20), TOM),  # meeting in Harbor
        came(day(9, 15), LENA),  # one-to-one of 30 August
        came(day(11, 5), IDA),  # one-to-one
        came(day(9, 3), IDA),  # before what is recorded
        brought(day(9, 30), MARTA),
        brought(day(11, 30), TOM, "client"),
    ],
    earned=[
        Earned(day(9, 26), Decimal("300.00"), "USD", TOM),
        Earned(day(11, 30), Decimal("100.50"), "USD", None),
        Earned(day(11, 30), Decimal("80.00"), "EUR", MARTA),
    ],
    introductions=[
        Introduced(True, "shared_pool", day(9, 10), day(10, 1), day(11, 1)),
        Introduced(True, "prospect", day(11, 10), None, None),
        Introduced(True, "prospect", day(7, 1), day(8, 1), day(9, 1)),  # useful in these months
        Introduced(False, "shared_pool", day(9, 5), day(9, 20), None),
    ],
    shared={MARTA: {RIVERSIDE}, TOM: {RIVERSIDE, HARBOR}, LENA: {RIVERSIDE}, IDA: ()},
)


def table(lines):
    return {key: (line.minutes, line.results, line.brought) for key, line in lines.items()}


def test_by_person():
    assert table(by_person(BY_HAND)) == {
        MARTA: (60 + 60 + 5 + 3, 5, 1),
        TOM: (90 + 5 + 3, 3, 1),
        LENA: (10 + 5, 1, 0),
        IDA: (30 + 10, 2, 0),
        NOBODY: (90 + 90 + 60 + 40, 0, 0),
    }


def test_by_group():
    assert table(by_group(BY_HAND)) == {
        # its meetings; Marta and Lena whole; half of Tom
        RIVERSIDE: (180 + 128 + 15 + 49, 5 + 1 + Fraction(3, 2), 1 + Fraction(1, 2)),
        HARBOR: (60 + 49, Fraction(3, 2), Fraction(1, 2)),
        # Ida, and what was for nobody
        OUTSIDE: (40 + 40, 2, 0),
    }


def test_by_activity():
    assert table(by_activity(BY_HAND)) == {
        # Marta on 2 September and 5 October, Tom twice, Lena, Ida; for Marta on 30 September the
        # introduction was last, for Tom on 30 November the meeting in Harbor
        "one_to_one": (240, 6, 0),
        "group_meeting": (240, 3, 1),
        "introducing": (30, 1, 1),
        "following_up": (11, 0, 0),
        "speaking_writing": (40, 0, 0),
        BEFORE: (0, 1, 0),
    }


def test_by_lens_counts_useful_introductions_of_ones_own():
    assert table(by_lens(BY_HAND)) == {
        "shared_pool": (10 + 6, 1, 1),
        "prospect": (20, 1, 1),
    }


def test_return_per_hour_and_where_there_is_too_little_to_say():
    activities = by_activity(BY_HAND)

    assert activities["one_to_one"].per_hour == Fraction(6, 4)
    assert activities["group_meeting"].per_hour is None  # three results
    assert activities["introducing"].per_hour is None  # half an hour
    assert by_person(BY_HAND)[MARTA].per_hour == Fraction(5 * 60, 128)


@pytest.mark.parametrize(
    ("results", "minutes", "per_hour"),
    [(5, 120, Fraction(5, 2)), (4, 600, None), (5, 119, None), (50, 0, None), (0, 0, None)],
)
def test_five_results_and_two_hours_are_enough(results, minutes, per_hour):
    line = Line("one_to_one", Fraction(minutes), Fraction(results))

    assert line.per_hour == per_hour


def test_money_goes_the_way_of_results_and_never_over_currencies():
    groups, activities = by_group(BY_HAND), by_activity(BY_HAND)

    def money(line):
        return {code: (each.amount, each.cases) for code, each in line.money.items()}

    half = Fraction(1, 2)
    assert money(groups[RIVERSIDE]) == {"USD": (150, half), "EUR": (80, 1)}
    assert money(groups[HARBOR]) == {"USD": (150, half)}
    assert money(groups[OUTSIDE]) == {"USD": (Fraction("100.5"), 1)}
    assert money(activities["one_to_one"]) == {"USD": (300, 1)}
    assert money(activities[BEFORE]) == {"USD": (Fraction("100.5"), 1)}


def test_money_an_hour_needs_five_payments():
    line = Line("one_to_one", Fraction(600))
    ledger = Ledger(AUTUMN, [], [], [Earned(day(9, 2), Decimal(10), "USD", MARTA)] * 5)
    line.money = by_activity(ledger)[BEFORE].money

    assert line.money_per_hour("USD") == 5
    assert line.money_per_hour("EUR") is None


def test_stages_count_on_the_day_they_were_reached():
    own, of_me = stages(BY_HAND, own=True), stages(BY_HAND, own=False)

    assert (own.made, own.met, own.useful) == (2, 1, 2)
    assert (of_me.made, of_me.met, of_me.useful) == (1, 1, 0)


def test_currencies_of_what_came_and_was_brought():
    assert by_currency(BY_HAND) == {"advice": (10, 1), "client": (1, 1)}


@pytest.mark.parametrize(
    ("days", "found"), [(0, "one_to_one"), (180, "one_to_one"), (181, BEFORE), (-1, BEFORE)]
)
def test_an_activity_reaches_half_a_year(days, found):
    on = day(11, 1)
    spent = [one_to_one(on - timedelta(days=days), MARTA)]

    lines = by_activity(Ledger(AUTUMN, spent, [came(on, MARTA)]))

    assert lines[found].results == 1


def test_of_one_day_the_more_personal_activity_counts():
    on = day(10, 1)
    spent = [one_to_one(on, MARTA), introducing(on, MARTA, TOM), meeting(on, MARTA, TOM)]
    ledger = Ledger(AUTUMN, spent, [came(on, MARTA), came(on, TOM)])

    assert table(by_activity(ledger)) == {
        "one_to_one": (60, 1, 0),
        "introducing": (10, 1, 0),
        "group_meeting": (90, 0, 0),
    }


def test_what_did_not_count_touches_nobody():
    on = day(10, 1)
    ledger = Ledger(AUTUMN, [meeting(on, MARTA, minutes=0)], [came(on, MARTA)])

    assert by_activity(ledger)[BEFORE].results == 1


# --- Sums: nothing lost, nothing double ---------------------------------------------------------

people = st.sampled_from([MARTA, TOM, LENA, IDA])
days = st.dates(AUTUMN.first - REACH, AUTUMN.end + timedelta(days=20))
within = st.dates(AUTUMN.first, AUTUMN.last)
some = st.lists(people, max_size=3, unique=True).map(tuple)
spent = st.builds(
    Spent,
    activity=st.sampled_from(Activity.values),
    day=days,
    minutes=st.integers(0, 1440),
    people=some,
    near=some,
    group=st.sampled_from([None, RIVERSIDE, HARBOR]),
)
results = st.builds(
    Result,
    day=within,
    person=people,
    currency=st.sampled_from(["advice", "client"]),
    brought=st.booleans(),
)
earned = st.builds(
    Earned,
    day=within,
    amount=st.decimals(0, 10_000, places=2),
    code=st.sampled_from(["USD", "EUR"]),
    person=st.none() | people,
)
shared = st.dictionaries(people, st.frozensets(st.sampled_from([RIVERSIDE, HARBOR])))
ledgers = st.builds(
    Ledger,
    span=st.just(AUTUMN),
    spent=st.lists(spent, max_size=25),
    results=st.lists(results, max_size=25),
    earned=st.lists(earned, max_size=10),
    shared=shared,
)


@settings(max_examples=200, deadline=None)
@given(ledgers, st.frozensets(people))
def test_every_way_of_dividing_gives_the_same_sums(ledger, known):
    minutes = sum(each.minutes for each in ledger.spent if each.day in AUTUMN)
    came_back = sum(not each.brought for each in ledger.results)
    persons = by_person(ledger)
    for lines in (
        persons,
        folded(persons, known),
        by_group(ledger),
        by_activity(ledger),
    ):
        assert sum(line.minutes for line in lines.values()) == minutes
        assert sum(line.results for line in lines.values()) == came_back
        assert sum(line.brought for line in lines.values()) == len(ledger.results) - came_back
        for code in ("USD", "EUR"):
            here = [line.money[code] for line in lines.values() if code in line.money]
            all_of_it = [each for each in ledger.earned if each.code == code]
            assert sum(each.amount for each in here) == sum(each.amount for each in all_of_it)
            assert sum(each.cases for each in here) == len(all_of_it)


@settings(max_examples=100, deadline=None)
@given(ledgers)
def test_the_months_of_the_chart_hold_every_minute(ledger):
    chosen = Chosen(AUTUMN.first, day(11, 1))
    report = report_of(ledger, Circle({MARTA: "Marta"}, {}, {RIVERSIDE: "Riverside"}), chosen)
    chart = columns_of(report.months)

    assert sum(row.total for row in report.months) == sum(
        each.minutes for each in ledger.spent_in_span
    )
    for column in chart.columns:
        tops = [piece.y + piece.height for piece in column.pieces]
        assert tops == [chart.base, *(piece.y for piece in column.pieces)][: len(tops)]
        assert all(piece.y >= 0 for piece in column.pieces)


# --- Words, months, pictures ---------------------------------------------------------------------

SIX = last_months(day(11, 28), 6)


def test_the_sentence_says_the_best_and_the_least_that_can_be_judged():
    lines = [
        Line("one_to_one", Fraction(600), Fraction(8)),
        Line("group_meeting", Fraction(3600), Fraction(6)),
        Line("seminar", Fraction(600), Fraction(4)),
    ]

    assert wording.sentence(lines, SIX) == (
        "In these seven months an hour of one-to-ones brought 0.8 results, "
        "an hour of group meetings 0.1."
    )
    assert wording.sentence(lines[:1], SIX) == (
        "In these seven months an hour of one-to-ones brought 0.8 results."
    )
    assert "too few results or hours" in wording.sentence(lines[2:], SIX)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "too few to say"),
        (Fraction(4, 100), "0.04"),
        (Fraction(1, 10), "0.1"),
        (Fraction(5, 2), "2.5"),
        (Fraction(12), "12.0"),
    ],
)
def test_rates_as_they_are_said(value, said):
    assert wording.rate(value) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (95, "1 h 35 min")]
)
def test_minutes_as_they_are_said(minutes, said):
    assert wording.long(minutes) == said


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, (2026, 5), (2026, 11)),
        ({"whole": "3"}, (2026, 8), (2026, 11)),
        ({"whole": "12"}, (2025, 11), (2026, 11)),
        ({"first": "2026-03", "last": "2026-03"}, (2026, 3), (2026, 3)),
        ({"first": "2026-04", "last": "2026-02"}, (2026, 2), (2026, 4)),
        ({"first": "2026-04"}, (2026, 4), (2026, 11)),
        ({"first": "2026-04", "last": "2027-09"}, (2026, 4), (2026, 11)),
    ],
)
def test_months_are_chosen(asked, first, last):
    chosen = choose(day(11, 28), **asked)

    assert (chosen.first, chosen.last) == (date(*first, 1), date(*last, 1))
    assert not chosen.problem


@pytest.mark.parametrize(
    "asked",
    [
        {"whole": "7"},
        {"whole": "x"},
        {"first": "2026-13"},
        {"first": "nonsense", "last": "2026-01"},
        {"first": "0001-01", "last": "0001-01"},
        {"first": "2020-01", "last": "2026-01"},
        {"first": "2027-01", "last": "2027-02"},
        {"first": "9999-12", "last": "9999-12"},
    ],
)
def test_months_that_cannot_be_are_said_to_be_wrong(asked):
    chosen = choose(day(11, 28), **asked)

    assert chosen.problem
    assert chosen.months == SIX.months


def test_the_longest_bar_is_the_best_hour_and_others_are_to_scale():
    circle = Circle(
        {MARTA: "Marta", TOM: "Tom", LENA: "Lena"}, {}, {RIVERSIDE: "Riverside", HARBOR: "Harbor"}
    )
    report = report_of(BY_HAND, circle, Chosen(day(9, 1), day(11, 1)))
    chart = bars_of(report.activities)

    assert [row.label for row in report.activities] == [
        "One-to-ones",
        "Group meetings",
        "Introducing",
        "Speaking and writing",
        "Following up",
        "Before what is recorded",
    ]
    assert [bar.is_judged for bar in chart.bars] == [True, False, False, False, False]
    assert chart.bars[0].width == "86.00"
    assert chart.bars[0].title == "One-to-ones: 1.5 an hour"
    assert [row.label for row in report.groups] == ["Riverside", "Harbor", "Outside the groups"]
    assert report.people[-1].label == "People no longer in your circle"
    assert report.people[-1].line.key == UNKNOWN
