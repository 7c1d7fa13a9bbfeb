"""The starter lists and the trial's people: complete, consistent, and fit to be read aloud."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).parents[2]
LISTS = json.loads((ROOT / "members/vocabulary/starter.json").read_text("utf-8"))
TRIAL = json.loads((ROOT / "trial/data/people.json").read_text("utf-8"))

PROFESSIONS = {row["slug"]: row for row in LISTS["professions"]}
SOURCE_TYPES = {row["slug"]: row for row in LISTS["source_types"]}
EVENTS = {row["slug"]: row for row in LISTS["trigger_events"]}
POOLS = {row["slug"]: row for row in LISTS["prospect_pools"]}
DOES = [
    (event, need["profession"], need["does"]) for event in EVENTS for need in EVENTS[event]["needs"]
]
MEMBERS = TRIAL["people"]
EVERYBODY = [*MEMBERS, *TRIAL["newcomers"], *TRIAL["contacts"]]


def repeated(values):
    return [value for value, times in Counter(values).items() if times > 1]


def in_group(group):
    return [person for person in MEMBERS if group in person["groups"]]


# The lists


@pytest.mark.parametrize(
    ("name", "size"),
    [("professions", 69), ("source_types", 23), ("trigger_events", 36), ("prospect_pools", 27)],
)
def test_lists_are_complete_and_slugs_unique(name, size):
    slugs = [row["slug"] for row in LISTS[name]]
    assert len(slugs) == size
    assert not repeated(slugs)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", slug) for slug in slugs)


def test_a_referral_source_slug_means_one_thing():
    assert not PROFESSIONS.keys() & SOURCE_TYPES.keys()


def test_references_lead_somewhere():
    for row in PROFESSIONS.values():
        assert set(row["sources"]) <= PROFESSIONS.keys() | SOURCE_TYPES.keys()
        assert set(row["belongs_to"]) <= POOLS.keys()
        assert row["slug"] not in row["sources"]
        assert not repeated(row["sources"])
    for row in POOLS.values():
        assert set(row["professions"]) <= PROFESSIONS.keys()
        assert not repeated(row["professions"])
    for row in EVENTS.values():
        needed = [need["profession"] for need in row["needs"]]
        assert set(needed) <= PROFESSIONS.keys()
        assert not repeated(needed)


def test_every_profession_brings_useful_defaults():
    needed = {profession for _, profession, _ in DOES}
    sought = {slug for pool in POOLS.values() for slug in pool["professions"]}
    for slug, row in PROFESSIONS.items():
        assert len(row["sources"]) >= 4, slug
        assert slug in needed | sought, slug


@pytest.mark.parametrize(
    "rows",
    [[*PROFESSIONS.values(), *SOURCE_TYPES.values()], [*EVENTS.values()], [*POOLS.values()]],
    ids=["professions and source types", "events", "pools"],
)
def test_an_alias_finds_one_thing(rows):
    owner = {}
    for row in rows:
        for field in ("name", "short", "plural"):
            if field in row:
                assert owner.setdefault(row[field].casefold(), row["slug"]) == row["slug"]
    for row in rows:
        assert not repeated(alias.casefold() for alias in row["aliases"])
        for alias in row["aliases"]:
            assert alias == alias.strip()
            assert owner.setdefault(alias.casefold(), row["slug"]) == row["slug"], alias


def test_professions_have_enough_aliases():
    assert all(4 <= len(row["aliases"]) <= 12 for row in PROFESSIONS.values())


def test_competing_pairs_are_sorted_known_and_few():
    pairs = [tuple(pair) for pair in LISTS["competes"]]
    assert not repeated(pairs)
    assert pairs == sorted(pairs)
    assert 10 <= len(pairs) <= 25
    for first, second in pairs:
        assert first < second
        assert {first, second} <= PROFESSIONS.keys()


# Fit to be read aloud


def test_short_forms_fit_into_a_sentence():
    spoken = [row["short"] for row in (*PROFESSIONS.values(), *EVENTS.values(), *POOLS.values())]
    spoken += [row["plural"] for row in (*PROFESSIONS.values(), *SOURCE_TYPES.values())]
    for phrase in spoken:
        assert "/" not in phrase
        assert "&" not in phrase
        assert not phrase.endswith(".")
        first = phrase.split()[0]
        assert first == first.lower() or first.rstrip("s").isupper(), phrase  # CPAs, HR, IT


def test_professions_help_in_four_to_ten_words():
    for row in PROFESSIONS.values():
        assert 4 <= len(row["help"].split()) <= 10, row["help"]
        assert row["help"][0].islower()
        assert not row["help"].endswith(".")
        assert not re.search(r"\b(she|he|her|his)\b", row["help"])


def test_moments_are_clauses():
    for row in EVENTS.values():
        assert row["moment"].startswith("when ")
        assert not row["moment"].endswith(".")


def test_every_event_says_what_each_profession_does_then():
    assert len(DOES) == 260
    for event, profession, phrase in DOES:
        assert 3 <= len(phrase.split()) <= 9, (event, profession, phrase)
        assert not phrase.endswith((".", ",", ";"))
        assert re.match(r"(has|[a-z]+[^s]s|[a-z]*sses) ", phrase), phrase
        assert not re.search(r"\b(it|its|them|they|their|there|this|these)\b", phrase), phrase


@pytest.mark.parametrize("event", EVENTS)
def test_no_two_professions_do_the_same_at_an_event(event):
    assert not repeated(need["does"] for need in EVENTS[event]["needs"])


def test_a_second_verb_can_be_told_from_a_noun():
    """A mail says "you sell … and find …": a second verb must start some other phrase."""
    verbs = {phrase.split()[0] for _, _, phrase in DOES}
    after_and = {word for _, _, phrase in DOES for word in re.findall(r"\band (\w+s)\b", phrase)}
    nouns = {"bonus", "finishes", "giveaways", "logins", "rooms"}
    assert after_and - verbs == nouns


# The trial's people


def test_trial_groups_have_the_promised_sizes():
    overlap = [person for person in MEMBERS if len(person["groups"]) == 2]
    assert 43 <= len(in_group("riverside")) <= 47
    assert 43 <= len(in_group("harbor")) <= 47
    assert 8 <= len(overlap) <= 12
    assert all(person["groups"] for person in MEMBERS)


def test_riverside_has_one_seat_per_profession_even_for_the_invited():
    seats = [person["profession"] for person in (*in_group("riverside"), *TRIAL["newcomers"])]
    assert not repeated(seats)


def test_harbor_has_a_few_doubled_professions():
    assert 1 <= len(repeated(person["profession"] for person in in_group("harbor"))) <= 6


@pytest.mark.parametrize("group", [group["slug"] for group in TRIAL["groups"]])
def test_each_group_has_one_organizer_who_is_a_member(group):
    organizers = [p for p in MEMBERS if p.get("roles", {}).get(group) == "organizer"]
    assert len(organizers) == 1
    assert group in organizers[0]["groups"]


def test_keys_and_addresses_are_unique_and_lead_nowhere_real():
    assert not repeated(person["key"] for person in (*MEMBERS, *TRIAL["newcomers"]))
    assert not repeated(person["email"].casefold() for person in EVERYBODY)
    assert not repeated(person["name"] for person in EVERYBODY)
    assert all(re.fullmatch(r"[a-z]+@[a-z]+\.example", person["email"]) for person in EVERYBODY)


def test_people_are_whole():
    for person in EVERYBODY:
        assert person["profession"] in PROFESSIONS
        assert person["company"]
        assert person["about"].endswith(".")
        assert person["about"].count(". ") <= 1, "two sentences at most"
    for person in (*MEMBERS, *TRIAL["newcomers"]):
        assert 0 <= person["events_per_month"] <= 8
        assert not person["wants"].endswith(".")
        ZoneInfo(person["zone"])


def test_contacts_and_ties_belong_to_members():
    keys = {person["key"] for person in MEMBERS}
    assert Counter(contact["owner"] for contact in TRIAL["contacts"])["dana"] == 8
    assert {contact["owner"] for contact in TRIAL["contacts"]} <= keys
    for owner, ties in TRIAL["ties"].items():
        assert {owner, *(tie["to"] for tie in ties)} <= keys
        assert not repeated([owner, *(tie["to"] for tie in ties)])
        assert all(tie["closeness"] in {1, 2, 3} for tie in ties)
        assert all(tie["last_contact_days_ago"] >= 0 for tie in ties)


def test_newcomers_wait_for_riverside():
    assert len(TRIAL["newcomers"]) == 3
    keys = {person["key"] for person in MEMBERS}
    for person in TRIAL["newcomers"]:
        assert (person["groups"], person["state"]) == (["riverside"], "invited")
        assert person["invited_by"] in keys


def test_example_roster_shows_what_an_upload_can_contain():
    with (ROOT / "trial/data/roster-example.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    known = {
        word.casefold()
        for row in PROFESSIONS.values()
        for word in (row["name"], row["short"], row["plural"], *row["aliases"])
    }
    assert len(rows) == 12
    assert {r["Trade"] for r in rows if r["Trade"].casefold() not in known} == {
        "Acountant",
        "Feng shui adviser",
    }
    assert [r["Full name"] for r in rows if "@" not in r["E-mail"]] == ["Brendan O'Hara"]
    assert repeated(r["E-mail"].casefold() for r in rows) == ["sofia@lundstaging.example"]
    assert not repeated(r["E-mail"] for r in rows)
