"""Reasons that can be said aloud, and what is in it for each of the two."""

import numpy as np
import pytest

from introductions.matcher import Evidence, Lens, Match, Vocabulary
from introductions.suggesting.lists import EventWords, Lists
from introductions.suggesting.population import Name
from introductions.suggesting.wording import FOR_LENGTH, REASON_LENGTH, listed, word

MEDIATOR, REALTOR, COACH = range(3)
LISTS = Lists(
    vocabulary=Vocabulary(np.array([0, 1, -1], np.int32), frozenset(), 4, 3, 2),
    profession_keys=np.arange(3),
    source_keys=np.arange(4),
    pool_keys=np.arange(3),
    event_keys=np.arange(2),
    sources=["mediators", "realtors", "family attorneys", "x" * 120],
    pools=["first-time buyers", "restaurants and shops", "home sellers"],
    events=[
        EventWords("a divorce", "when a couple parts"),
        EventWords("the sale of a business", "when an owner sells"),
    ],
    does={
        (0, MEDIATOR): "settles who keeps the house",
        (0, REALTOR): "sells the family home",
        (1, MEDIATOR): "calms the partners",
    },
)
MARTA, TOM = Name("Marta Okafor", MEDIATOR), Name("Tom Lindqvist", REALTOR)


def match_of(*evidence):
    return Match(3, 6, 0.5, 86, 1.0, 1.0, "co-members", evidence)


def reasons(*evidence, a=MARTA, b=TOM):
    found = word(match_of(*evidence), a, b, lists=LISTS, circle_size=46).reasons
    return [reason["text"] for reason in found]


def event(*items, weight=0.3):
    return Evidence(Lens.TRIGGER_EVENT, items, "both", weight)


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        (
            event(0),
            "*Divorce*: Marta settles who keeps the house; Tom sells the family home.",
        ),
        (
            event(1, 0),  # the first event at which we know what both do
            "*Divorce*: Marta settles who keeps the house; Tom sells the family home.",
        ),
        (event(1), "*The sale of a business* often calls for both of them."),
        (
            Evidence(Lens.SHARED_SOURCES, (2, 0), "both", 0.2),
            "Both hear from *family attorneys* and *mediators*.",
        ),
        (
            Evidence(Lens.SHARED_POOL, (0, 1, 2), "both", 0.2),
            "Both look for *first-time buyers* as well as *restaurants and shops*.",
        ),
        (
            Evidence(Lens.DIRECT_SOURCE, (1,), "a", 0.2),
            "Marta's work often comes from *realtors*, and Tom is one.",
        ),
        (
            Evidence(Lens.PROSPECT, (2,), "b", 0.2),
            "Tom would like *home sellers* as clients, and Marta could be one.",
        ),
        (
            Evidence(Lens.BOTH_ACTIVE, (), "both", 0.2),
            "Both are among the most active of your 46 people.",
        ),
    ],
)
def test_a_reason(evidence, text):
    assert reasons(evidence) == [text]


def test_each_others_source_is_one_reason():
    one, other = (
        Evidence(Lens.DIRECT_SOURCE, (1,), "a", 0.3),
        Evidence(Lens.DIRECT_SOURCE, (0,), "b", 0.2),
    )
    assert reasons(one, other) == ["*Realtors* and *mediators* send each other work."]


def test_a_reason_carries_what_it_was_worth():
    one, other = (
        Evidence(Lens.DIRECT_SOURCE, (1,), "a", 0.3),
        Evidence(Lens.DIRECT_SOURCE, (0,), "b", 0.23456),
    )
    found = word(match_of(one, other, event(0)), MARTA, TOM, lists=LISTS, circle_size=46).reasons
    assert {reason["lens"]: reason["worth"] for reason in found} == {
        "direct_source": 0.5346,  # to both together
        "trigger_event": 0.3,
    }


def test_the_same_first_name_needs_the_whole_one():
    other = Name("Marta O'Neill", REALTOR)
    assert reasons(event(0), b=other) == [
        "*Divorce*: Marta Okafor settles who keeps the house; Marta O'Neill sells the family home."
    ]


def test_names_keep_their_apostrophes():
    words = word(
        match_of(event(0)), Name("D'Arcy O'Brien", MEDIATOR), TOM, lists=LISTS, circle_size=46
    )
    assert words.reasons[0]["text"].startswith("*Divorce*: D'Arcy settles")
    assert "D'Arcy settles who keeps the house" in words.for_b


def test_an_unknown_profession_is_no_obstacle():
    assert reasons(event(0), b=Name("Cher", -1)) == ["*A divorce* often calls for both of them."]


def test_long_entries_stay_within_what_fits():
    shared = Evidence(Lens.SHARED_SOURCES, (3, 3, 2), "both", 0.3)
    words = word(match_of(shared), MARTA, TOM, lists=LISTS, circle_size=46)
    assert all(len(reason["text"]) <= REASON_LENGTH for reason in words.reasons)
    assert len(words.for_a) <= FOR_LENGTH


class TestWhatIsInIt:
    def both(self, *evidence):
        words = word(match_of(*evidence), MARTA, TOM, lists=LISTS, circle_size=46)
        return words.for_a, words.for_b

    def test_says_what_the_other_does(self):
        for_a, for_b = self.both(event(0))
        assert for_a.startswith("When a couple parts, Tom sells the family home")
        assert for_b.startswith("When a couple parts, Marta settles who keeps the house")

    def test_begins_with_what_helps_this_side(self):
        for_a, for_b = self.both(
            Evidence(Lens.DIRECT_SOURCE, (1,), "a", 0.3),
            Evidence(Lens.SHARED_SOURCES, (2,), "both", 0.1),
        )
        assert for_a.startswith("Your work often comes from realtors, and Tom is one.")
        assert for_b.startswith("The same people send you and Marta business: family attorneys.")
        assert for_b.endswith("And realtors like you often send Marta work.")

    def test_only_the_other_side_gains(self):
        _, for_b = self.both(Evidence(Lens.DIRECT_SOURCE, (1,), "a", 0.3))
        assert for_b == "Marta's work often comes from realtors like you."

    def test_activity_comes_last(self):
        for_a, _ = self.both(
            Evidence(Lens.BOTH_ACTIVE, (), "both", 0.9),
            Evidence(Lens.SHARED_POOL, (0,), "both", 0.1),
        )
        assert for_a == "You and Tom both look for first-time buyers."

    def test_has_no_asterisks(self):
        assert "*" not in "".join(self.both(event(0), Evidence(Lens.PROSPECT, (2,), "a", 0.2)))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a and b", "c"], "a and b as well as c"),
    ],
)
def test_listed(words, text):
    assert listed(words) == text
