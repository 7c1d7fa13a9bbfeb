"""People out of an address book: in the member's own suggestions, and always asked first."""

from datetime import timedelta

import pytest

from introductions.models import Suggestion, SuggestionList
from introductions.services.limits import ask_first_by_default, wants_to_be_asked
from introductions.suggesting.refreshing import stale
from members.contacts.choosing import confirm, tick
from members.contacts.importing import bring, open_book, undo_book
from members.models import EventNeed
from tests.factories import ProfessionFactory
from tests.introductions.suggesting.world import World

pytestmark = pytest.mark.django_db

BOOK = b"Name,Company,Email,Title\nNora Quist,Quist Realty,nora@quist.example,Realtor\n"


@pytest.fixture
def world(now):
    return World(now)


@pytest.fixture
def book(world, now):
    """Nora, a realtor whom a divorce needs as well, out of Dana's address book."""
    realtor = ProfessionFactory(slug="realtor", name="Realtor")
    EventNeed.objects.create(event=world.divorce, profession=realtor, does="sells the house")
    realtor.sources.add(world.attorneys)
    upload = open_book(world.dana, BOOK, filename="x.csv", now=now)
    confirm(upload, {"Realtor": "realtor"})
    tick(upload, ticked=[row[0] for row in upload.lines], unticked=[])
    return upload


def of_nora(world):
    return [pair for pair in world.pairs() if "Nora" in pair]


def test_the_next_plan_counts_them_in(world, book, now):
    world.refresh()
    assert of_nora(world) == []

    bring(book, now=world.now)
    world.dana.refresh_from_db()

    assert world.dana.pk in {person.pk for person in stale(world.now)}
    world.refresh(now=world.now + timedelta(minutes=10))
    assert of_nora(world)
    nora = world.dana.contacts.get()
    assert all(
        suggestion.introducer == world.dana
        for suggestion in Suggestion.objects.filter(a=nora) | Suggestion.objects.filter(b=nora)
    )
    assert not SuggestionList.objects.filter(person=nora).exists()


def test_they_are_always_asked_first(world, book):
    bring(book, now=world.now)
    nora = world.dana.contacts.get()
    assert nora.allows_direct
    assert wants_to_be_asked(nora, world.tom) == [nora]
    assert ask_first_by_default(world.dana, nora, world.tom)


def test_a_suggestion_alone_is_no_reason_to_stay(world, book):
    bring(book, now=world.now)
    world.refresh(now=world.now + timedelta(minutes=10))
    assert of_nora(world)

    assert undo_book(book, now=world.now + timedelta(hours=1)) == []
    assert not world.dana.contacts.exists()
