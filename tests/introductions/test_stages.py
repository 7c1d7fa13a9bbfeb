"""How far two people have come: derived from what happened, never typed in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introductions.models import Contribution
from introductions.stages import Facts, Stage, facts_of, facts_of_pairs, missing, stage, steps
from members.models import Interaction
from tests.factories import NOW, IntroductionFactory, PersonFactory

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "reached", "says"),
    [
        (Facts(), "Not introduced yet", "An introduction or a first meeting comes next."),
        (Facts(introduced=True), "Introduced", "A first meeting comes next."),
        (Facts(meetings=1), "Met", "One more meeting, or something given, comes next."),
        (
            Facts(introduced=True, meetings=2),
            "Getting on",
            "One more meeting and something given both ways, and it is proven.",
        ),
        (
            Facts(meetings=2, received=1),
            "Getting on",
            "One more meeting and something given back, and it is proven.",
        ),
        (
            Facts(meetings=1, given=2),
            "Getting on",
            "Two more meetings and something from them, and it is proven.",
        ),
        (Facts(meetings=5, given=2), "Getting on", "Something from them, and it is proven."),
        (Facts(given=1, received=1), "Getting on", "Three more meetings, and it is proven."),
        (Facts(True, 3, 1, 1), "Proven", ""),
    ],
)
def test_stages_and_what_is_missing(facts, reached, says):
    assert stage(facts).label == reached
    assert missing(facts) == says


amounts = st.integers(0, 5)


@given(introduced=st.booleans(), meetings=amounts, given_=amounts, received=amounts)
def test_more_of_anything_never_leads_back(introduced, meetings, given_, received):
    facts = Facts(introduced, meetings, given_, received)
    for more in (
        Facts(True, meetings, given_, received),
        Facts(introduced, meetings + 1, given_, received),
        Facts(introduced, meetings, given_ + 1, received),
        Facts(introduced, meetings, given_, received + 1),
    ):
        assert stage(more) >= stage(facts)
    assert bool(missing(facts)) == (stage(facts) != Stage.PROVEN)
    states = [step.state for step in steps(facts)]
    assert states == sorted(states, key=["done", "current", "coming"].index)
    assert states.count("current") == (stage(facts) > Stage.NOT_INTRODUCED)


def met(person, other, days):
    Interaction.objects.create(
        person=person,
        other=other,
        kind="met",
        happened_on=NOW.date() - days * DAY,
        created_at=NOW,
    )


def gave(giver, receiver, **fields):
    return Contribution.objects.create(
        giver=giver,
        receiver=receiver,
        currency="advice",
        happened_on=NOW.date(),
        logged_by=giver,
        created_at=NOW,
        **fields,
    )


@pytest.mark.django_db
class TestWhatHappened:
    def test_strangers(self):
        assert facts_of(PersonFactory(), PersonFactory()) == Facts()

    @pytest.mark.parametrize(
        ("fields", "facts"),
        [
            ({}, Facts(introduced=True)),
            ({"state": "met", "met_at": NOW}, Facts(introduced=True, meetings=1)),
            ({"state": "expired", "ended_at": NOW}, Facts(introduced=True)),
            ({"state": "withdrawn", "ended_at": NOW}, Facts()),
            ({"state": "asking"}, Facts()),
            ({"state": "declined", "made_at": None}, Facts()),
        ],
    )
    def test_an_introduction_counts_once_it_was_made(self, fields, facts):
        introduction = IntroductionFactory(**fields)

        assert facts_of(introduction.a, introduction.b) == facts
        assert facts_of(introduction.b, introduction.a) == facts

    def test_meetings_count_by_days_whoever_noted_them(self):
        a, b = PersonFactory(), PersonFactory()
        met(a, b, 3)
        met(b, a, 3)
        met(b, a, 9)
        Interaction.objects.create(
            person=a, other=b, kind="called", happened_on=NOW.date(), created_at=NOW
        )
        met(a, PersonFactory(), 1)

        assert facts_of(a, b).meetings == 2

    def test_what_was_given_counts_by_who_gave_unless_it_was_refused(self):
        a, b = PersonFactory(), PersonFactory()
        gave(a, b)
        gave(a, b, state="confirmed", settled_at=NOW)
        gave(b, a, state="refused", settled_at=NOW)
        gave(b, a)

        assert facts_of(a, b) == Facts(given=2, received=1)
        assert facts_of(b, a) == Facts(given=1, received=2)

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_query_reads_many_pairs(self, count, django_assert_num_queries):
        me, others = PersonFactory(), [PersonFactory() for _ in range(count)]
        for other in others:
            met(me, other, 1)
            gave(other, me)
        met(others[0], others[-1], 2) if count > 1 else None

        with django_assert_num_queries(1):
            found = facts_of_pairs([(me.pk, other.pk) for other in others])

        assert set(found.values()) == {Facts(meetings=1, received=1)}

    def test_of_nobody_nothing_is_read(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert facts_of_pairs([]) == {}
