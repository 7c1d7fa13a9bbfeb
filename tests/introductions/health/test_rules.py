"""The rules of a group's health: spread, follow-through, who is left out, months."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from introductions.health import figures, following, months, spread, words
from introductions.health.coverage import Cover, cover
from introductions.health.figures import Made, Stage

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
DAY = timedelta(days=1)
NEW_YORK = ZoneInfo("America/New_York")

numbers = st.lists(st.integers(0, 40), max_size=40)


def made(by, a, b, days=0, met=None, useful=None, under_way=False):
    def at(n):
        return None if n is None else NOW - n * DAY

    return Made(by, a, b, NOW - days * DAY, at(met), at(useful), under_way)


class TestSpread:
    @given(numbers)
    def test_gini_is_half_the_mean_difference_over_the_mean(self, values):
        """The definition, read as it stands: every two people, whole fractions, no sorting."""
        n, total = len(values), sum(values)
        naive = (
            Fraction(sum(abs(x - y) for x in values for y in values), 2 * n * total)
            if total
            else Fraction(0)
        )

        assert spread.gini(values) == pytest.approx(float(naive), abs=1e-12)

    @given(numbers, st.integers(2, 5))
    def test_gini_knows_neither_order_nor_size(self, values, times):
        assert spread.gini(values[::-1]) == spread.gini(values)
        assert spread.gini(values * times) == pytest.approx(spread.gini(values), abs=1e-12)
        assert 0 <= spread.gini(values) < 1

    def test_gini_of_all_alike_and_of_one_with_everything(self):
        assert spread.gini([3] * 8) == 0
        assert spread.gini([0] * 99 + [7]) == pytest.approx(0.99)

    @given(numbers, st.sampled_from([(1, 3), (1, 2), (1, 4)]))
    def test_the_share_of_the_top_is_that_of_copies_that_can_be_counted(self, values, share):
        """With each person there `denominator` times, the top part is a whole number of people."""
        numerator, denominator = share
        copies = sorted(values * denominator, reverse=True)
        top, total = sum(copies[: len(values) * numerator]), sum(copies)
        wanted = top / total if total else numerator / denominator

        assert spread.top_share(values, *share) == pytest.approx(wanted)
        assert spread.top_share(values, *share) >= numerator / denominator - 1e-12

    @pytest.mark.parametrize(
        ("share", "said"),
        [(1 / 3, "a third"), (0.74, "three quarters"), (0.97, "nearly all"), (1, "all")],
    )
    def test_shares_as_people_say_them(self, share, said):
        assert spread.fraction(share) == said

    def test_in_words(self):
        told = words.spread_words(spread.Spread((9, 8, 8, 1, 2, 2, 1, 1, 1)))

        assert told[0] == (
            "A third of the members got *three quarters* of the introductions. "
            "Attention is spread unevenly."
        )
        assert told[1].startswith("As one figure, the Gini coefficient is 0.46:")

    @pytest.mark.parametrize(
        "received", [(), (20, 20, 20, 20, 20), (1,) * 19, (1,) * 25 + (0,) * 30]
    )
    def test_too_few_to_say(self, received):
        assert spread.Spread(received).too_few
        assert "Too few to say" in words.spread_words(spread.Spread(received))[0]


class TestFollowingThrough:
    def test_only_those_count_that_had_their_time(self):
        rows = [
            made(1, 2, 3, days=20, met=1),
            made(1, 2, 4, days=21, met=1),
            made(1, 2, 5, days=44),
            made(1, 2, 6, days=45, met=9, useful=8),
            made(1, 2, 7, days=200),
        ]

        assert following.met(rows, NOW) == following.Rate(2, 4)
        assert following.useful(rows, NOW) == following.Rate(1, 2)

    def test_in_words(self):
        assert words.met_words(following.Rate(14, 20)) == (
            "14 of the 20 that are three weeks old led to a meeting."
        )
        assert words.met_words(following.Rate(1, 4)) == (
            "Too few to say: only four are three weeks old, and one led to a meeting."
        )
        assert words.useful_words(following.Rate(0, 0)) == (
            "Too few to say: none is 45 days old yet."
        )


class TestWhoHadWhat:
    def test_shares(self):
        rows = [made(1, 2, 3, days=9), made(2, 1, 3, days=4)]

        found = figures.shares([1, 2, 3, 4], rows)

        assert found[1] == figures.Share(1, 1, NOW - 4 * DAY)
        assert found[3] == figures.Share(2, 0, NOW - 4 * DAY)
        assert found[4] == figures.Share(0, 0, None)

    def test_a_line_goes_as_far_as_the_pair_had_come_by_then(self):
        rows = [made(1, 3, 2, days=90, met=60, useful=30), made(4, 2, 3, days=10)]

        found = [figures.lines(rows, NOW - n * DAY) for n in (95, 80, 50, 0)]

        assert found == [{}, {(2, 3): Stage.MADE}, {(2, 3): Stage.MET}, {(2, 3): Stage.USEFUL}]

    def test_left_out_are_those_nobody_introduced_whatever_they_did_for_others(self):
        assert figures.left_out([1, 2, 3, 4], [made(1, 2, 3)]) == [1, 4]

    def test_busy_from_four_that_wait_for_a_first_meeting(self):
        rows = [made(1, 2, n, under_way=True) for n in range(3, 7)]
        rows += [made(1, 3, n) for n in range(10, 20)]

        assert figures.busy([1, 2, 3], rows) == {2: 4}
        assert figures.busy([1, 2, 3], rows[1:]) == {}


@pytest.mark.parametrize(
    ("count", "one_seat", "found"),
    [
        (0, False, Cover.MISSING),
        (1, False, Cover.THIN),
        (2, False, Cover.COVERED),
        (0, True, Cover.MISSING),
        (1, True, Cover.COVERED),
    ],
)
def test_covered_thin_missing(count, one_seat, found):
    assert cover(count, one_seat) == found


class TestMonths:
    def choose(self, until="", at="", first=datetime(2026, 5, 3, tzinfo=UTC), now=NOW):
        return months.choose(now, first, NEW_YORK, until=until, at=at)

    def test_the_present_month_unless_another_is_asked_for(self):
        assert self.choose().shown == date(2026, 11, 1)
        assert self.choose("2026-08").shown == date(2026, 8, 1)
        assert self.choose(at=str(2026 * 12 + 7)).shown == date(2026, 8, 1)
        assert self.choose("2026-08").in_address == "2026-08"

    def test_within_the_time_there_was(self):
        assert self.choose("2020-01").shown == date(2026, 5, 1)
        assert self.choose("2031-01").shown == date(2026, 11, 1)
        assert self.choose(first=None).several is False

    def test_a_month_begins_where_the_group_is(self):
        first_hours = datetime(2026, 12, 1, 3, tzinfo=UTC)  # still November in New York
        assert self.choose(now=first_hours).last == date(2026, 11, 1)
        assert self.choose("2026-08").until == datetime(2026, 9, 1, tzinfo=NEW_YORK)

    @settings(max_examples=40)
    @given(st.text(max_size=9))
    def test_anything_can_stand_in_an_address(self, text):
        for chosen in (self.choose(text), self.choose(at=text)):
            assert chosen.first <= chosen.shown <= chosen.last

    @settings(max_examples=40)
    @given(st.integers(12, 9000 * 12))
    def test_numbers_of_the_slider_are_months(self, number):
        assert months.number_of(months.month_of(number)) == number

    def test_looking_back_keeps_to_the_length_of_months(self):
        last_of_august = datetime(2026, 8, 31, 12, tzinfo=UTC)

        assert months.looking_back(last_of_august, NEW_YORK, 6) == datetime(
            2026, 2, 28, tzinfo=NEW_YORK
        )
        assert months.looking_back(NOW, NEW_YORK, 0) is None
