"""Bringing in the starter lists: complete, as often as one likes, and never over an edit."""

from copy import deepcopy

import pytest
from django.core.management import call_command

from members.models import (
    CompetingProfessions,
    EventNeed,
    Profession,
    ProspectPool,
    SourceType,
    TriggerEvent,
)
from members.vocabulary.loading import load_starter_lists, read_starter_lists
from tests.factories import NOW, ProfessionFactory

pytestmark = pytest.mark.django_db
MODELS = [
    Profession,
    SourceType,
    ProspectPool,
    TriggerEvent,
    EventNeed,
    CompetingProfessions,
    Profession.sources.through,
    Profession.pools.through,
    Profession.belongs.through,
]
SMALL = {
    "professions": [
        {
            "slug": "mediator",
            "name": "Mediator",
            "short": "mediator",
            "plural": "mediators",
            "sphere": "Legal",
            "aliases": ["divorce mediator"],
            "sources": ["realtor", "clergy"],
            "belongs_to": [],
            "help": "help couples settle",
        },
        {
            "slug": "realtor",
            "name": "Residential realtor",
            "short": "realtor",
            "plural": "realtors",
            "sphere": "Property",
            "aliases": [],
            "sources": ["mediator"],
            "belongs_to": ["sellers"],
            "help": "sell homes",
        },
    ],
    "source_types": [{"slug": "clergy", "name": "Clergy", "plural": "clergy", "aliases": []}],
    "prospect_pools": [
        {
            "slug": "sellers",
            "name": "Home sellers",
            "short": "home sellers",
            "aliases": [],
            "professions": ["realtor"],
        }
    ],
    "trigger_events": [
        {
            "slug": "divorce",
            "name": "Divorce",
            "short": "a divorce",
            "moment": "when a couple parts",
            "aliases": [],
            "needs": [
                {"profession": "mediator", "does": "settles who keeps the house"},
                {"profession": "realtor", "does": "sells the family home"},
            ],
        }
    ],
    "competes": [["realtor", "mediator"]],
}


def everything():
    return {model.__name__: sorted(model.objects.values_list(), key=str) for model in MODELS}


def test_the_shipped_lists_come_in_and_coming_in_again_changes_nothing():
    call_command("load_starter_lists", verbosity=0)
    first = everything()

    load_starter_lists(read_starter_lists())

    assert everything() == first
    assert (Profession.objects.count(), SourceType.objects.count()) == (69, 92)


def test_a_profession_brings_what_hangs_on_it():
    load_starter_lists(SMALL)

    mediator = Profession.objects.get(slug="mediator")
    realtor = Profession.objects.get(slug="realtor")
    assert {source.short for source in mediator.sources.all()} == {"realtors", "clergy"}
    assert mediator.as_source.short == "mediators"
    assert realtor.pools.get() == realtor.belongs.get() == ProspectPool.objects.get()
    assert EventNeed.objects.get(profession=realtor).does == "sells the family home"
    assert CompetingProfessions.objects.count() == 1


def test_what_the_file_corrects_is_corrected():
    load_starter_lists(SMALL)
    better = deepcopy(SMALL)
    better["professions"][0] |= {"help": "keep it out of court", "sources": ["clergy"]}
    better["trigger_events"][0]["needs"] = [{"profession": "mediator", "does": "calms everybody"}]

    load_starter_lists(better)

    mediator = Profession.objects.get(slug="mediator")
    assert mediator.help == "keep it out of court"
    assert mediator.sources.get().slug == "clergy"
    assert EventNeed.objects.get().does == "calms everybody"


def test_what_an_organizer_edited_stays():
    load_starter_lists(SMALL)
    Profession.objects.filter(slug="mediator").update(name="Peacemaker", edited_at=NOW)
    Profession.objects.get(slug="mediator").sources.clear()
    TriggerEvent.objects.update(edited_at=NOW)
    EventNeed.objects.all().delete()
    CompetingProfessions.objects.all().delete()
    before = everything()

    load_starter_lists(SMALL)

    assert everything() == before


def test_entries_of_our_own_are_left_alone():
    own = ProfessionFactory(slug="beekeeper")

    load_starter_lists(SMALL)

    assert Profession.objects.filter(pk=own.pk).exists()
