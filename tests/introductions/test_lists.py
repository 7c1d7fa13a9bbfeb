"""The lists of a group on their pages: what organizers change, and what it would do."""

import csv
import io
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from introductions.suggesting.effects import Effect
from members import journal
from members.models import (
    CompetingProfessions,
    EventNeed,
    OurWords,
    Profession,
    ProspectPool,
    RosterChange,
    SourceType,
)
from members.vocabulary.editing import COMPETE, editing
from members.vocabulary.files import UnreadableList, read_list
from members.vocabulary.kinds import KINDS
from members.vocabulary.loading import load_starter_lists, read_starter_lists
from members.vocabulary.rivals import read_rivals
from tests.factories import (
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    ProspectPoolFactory,
    SuggestionFactory,
    TriggerEventFactory,
    organizer_of,
)

from .suggesting.world import World

pytestmark = pytest.mark.django_db
FLORIST = {
    "name": "Florist",
    "short": "florist",
    "plural": "florists",
    "sphere": "Other",
    "aliases": "flower shop\nbouquets",
}


@pytest.fixture
def world(now):
    return World(now)


@pytest.fixture
def riverside(world):
    return world.riverside


@pytest.fixture
def ruth(client, riverside):
    user = organizer_of(riverside, name="Ruth Ames")
    client.force_login(user)
    return user.person


@pytest.fixture
def page(client, riverside, ruth):
    """Open one of the pages, or send its form."""

    def opened(name, /, *args, **data):
        url = reverse(f"introductions:{name}", args=[riverside.slug, *args])
        return client.post(url, data) if data else client.get(url)

    return opened


def text_of(response):
    return response.content.decode()


class TestTheList:
    def test_ours_and_everybodys_with_how_many_have_them(self, page, riverside, world):
        ProfessionFactory(name="Florist", group=riverside)
        ProfessionFactory(name="Harbor pilot", group=MembershipFactory().group)

        shown = text_of(page("lists"))

        assert "Florist" in shown
        assert world.marta.profession.name in shown
        assert shown.count(">Ours<") == 1
        assert "Harbor pilot" not in shown

    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize("kind", ["professions", "pools", "rivals"])
    def test_query_count(self, page, riverside, count, kind, now, ruth, django_assert_num_queries):
        for n in range(count):
            pool = ProspectPoolFactory(group=riverside)
            PersonFactory().pools.add(pool)
            pair = ProfessionFactory.create_batch(2)
            with editing(riverside, summary="", by=ruth, now=now) as edit:
                edit.say(pair[0], name=f"Ours {n}")
                edit.compete(*pair, COMPETE)
        page("lists")
        queries = {"professions": 7, "pools": 7, "rivals": 10}
        with django_assert_num_queries(queries[kind]):
            assert (
                page("lists_of", kind).status_code == 200
                if kind != "rivals"
                else page("lists_rivals")
            )

    def test_hidden_ones_stay_on_the_organizers_list(self, page, world, riverside):
        OurWords.objects.create(group=riverside, source=world.attorneys, hidden=True)
        assert "Not offered" in text_of(page("lists_of", "sources"))

    def test_an_unknown_list_is_not_there(self, page):
        assert page("lists_of", "planets").status_code == 404


class TestAnEntryOfOurOwn:
    def test_it_is_added_with_what_it_brings(self, page, riverside, world):
        pool = ProspectPoolFactory()
        response = page(
            "lists_add", "professions", **FLORIST, sources=[world.attorneys.pk], pools=[pool.pk]
        )

        assert response.status_code == 302
        florist = Profession.objects.get(name="Florist")
        assert (florist.group, florist.aliases) == (riverside, ["flower shop", "bouquets"])
        assert list(florist.sources.all()) == [world.attorneys]
        assert florist.as_source.short == "florists"
        assert RosterChange.objects.get().kind == "lists"

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"name": ""}, "The name is missing."),
            ({"name": "Term *x*"}, "an asterisk"),
            ({"short": "cut/flower seller"}, "without a slash"),
            ({"name": "Accountants"}, "finds “CPA” already"),
            ({"aliases": "flower shop\naccountant"}, "finds “CPA” already"),
            ({"name": "x" * 121}, "longer than 120"),
            ({"sources": ["999999"]}, "Select a valid choice"),
        ],
    )
    def test_what_cannot_be_is_said_and_what_was_typed_stays(self, page, said, problem):
        ProfessionFactory(name="CPA", aliases=["accountant"])
        response = page("lists_add", "professions", **FLORIST | said)

        assert response.status_code == 422
        assert problem in text_of(response)
        assert "bouquets" in text_of(response) or "aliases" in said
        assert not Profession.objects.filter(short="florist").exists()

    def test_events_have_needs_in_two_to_nine_words(self, page, riverside, world):
        wedding = {"name": "Wedding", "short": "a wedding", "moment": "when two marry"}
        key = world.marta.profession.pk
        response = page(
            "lists_add", "events", **wedding, need_profession=[key], need_does=["sings"]
        )
        assert response.status_code == 422
        assert "2 to 9 words" in text_of(response)

        page("lists_add", "events", **wedding, need_profession=[key], need_does=["sings for all"])

        need = EventNeed.objects.get(does="sings for all")
        assert (need.group, need.profession) == (riverside, world.marta.profession)

    def test_of_another_group_it_does_not_exist(self, page):
        theirs = ProfessionFactory(group=MembershipFactory().group)
        for name in ("lists_entry", "lists_merge", "lists_delete"):
            assert page(name, "professions", theirs.pk).status_code == 404

    def test_everybodys_entries_are_not_deleted_nor_merged(self, page, world):
        for name in ("lists_merge", "lists_delete"):
            assert page(name, "professions", world.marta.profession.pk).status_code == 404

    def test_deleting_says_who_has_it(self, page, riverside):
        florist = ProfessionFactory(group=riverside)
        SourceType.objects.create(
            slug="f", name="F", short="f", profession=florist, group=riverside
        )
        left = PersonFactory(profession=florist)
        MembershipFactory(group=riverside, person=left, state="left")
        assert page("lists_delete", "professions", florist.pk, sure="yes").status_code == 422

        left.profession = None
        left.save()
        page("lists_delete", "professions", florist.pk, sure="yes")

        assert not Profession.objects.filter(pk=florist.pk).exists()


class TestEverybodysEntry:
    def test_the_group_gives_it_words_of_its_own(self, page, riverside, world):
        source = world.attorneys
        said = {"name": "Divorce lawyers", "short": "divorce lawyers", "aliases": "lawyers"}
        page("lists_entry", "sources", source.pk, **said)

        words = OurWords.objects.get()
        assert (words.name, words.aliases) == ("Divorce lawyers", ["lawyers"])
        source.refresh_from_db()
        assert source.short == "family attorneys"

    def test_hiding_asks_first(self, page, world):
        profession = world.marta.profession
        asked = page("lists_entry", "professions", profession.pk, hidden="on")
        assert asked.status_code == 200
        assert "No suggestion in Riverside changes by this." in text_of(asked)
        assert not OurWords.objects.exists()

        page("lists_entry", "professions", profession.pk, hidden="on", confirm="yes")

        assert OurWords.objects.get().hidden


class TestEffects:
    def test_what_competing_takes_away_is_counted_before(self, page, world, ruth):
        SuggestionFactory(introducer=world.dana, a=world.marta, b=world.tom)
        SuggestionFactory(introducer=world.dana, a=world.tom, b=world.priya)
        pair = {"one": world.marta.profession.pk, "other": world.tom.profession.pk}

        asked = text_of(page("lists_rivals", **pair, how="compete"))

        assert "takes away 1 of the 2 suggestions now ready in Riverside" in asked
        assert not CompetingProfessions.objects.exists()
        assert not RosterChange.objects.exists()

        page("lists_rivals", **pair, how="compete", confirm="yes")
        assert CompetingProfessions.objects.get().group == world.riverside
        lifted = text_of(page("lists_rivals", **pair, how="everybody"))
        assert "This opens 1 pair." in lifted

    def test_merging_two_that_share_nothing_yet_opens_pairs(self, page, world, ruth, riverside):
        alone = SourceType.objects.create(
            slug="lawyers", name="Lawyers", short="lawyers", group=riverside
        )
        world.divorce.people.clear()
        world.marta.sources.set([alone])
        MembershipFactory(group=riverside, person=PersonFactory(name="Una Reed"))

        asked = text_of(page("lists_merge", "sources", alone.pk, into=world.attorneys.pk))

        assert "This opens 3 pairs." in asked  # Marta with Dana, Tom and Priya
        assert SourceType.objects.filter(pk=alone.pk).exists()

        page("lists_merge", "sources", alone.pk, into=world.attorneys.pk, confirm="yes")
        assert list(world.marta.sources.all()) == [world.attorneys]

    def test_sentences(self):
        assert Effect("R", 41, 3, 5, 7).sentence() == (
            "This takes away 3 of the 41 suggestions now ready in R and opens 7 pairs."
        )
        assert Effect("R", 1, 1, 1, 0).sentence() == "This takes away the suggestion in R."
        assert Effect("R", 4, 0, 2, 1).sentence() == (
            "This closes 2 pairs in R, none of them suggested to anybody now, and opens 1 pair."
        )
        assert Effect("R", 4, 0, 0, 0).sentence() == "No suggestion in R changes by this."


class TestFiles:
    @pytest.fixture
    def full(self, riverside, ruth, now):
        """The starter lists, and some of everything that a group can say."""
        load_starter_lists(read_starter_lists())
        cpa = Profession.objects.get(slug="cpa")
        divorce = cpa.trigger_events.get(slug="divorce")
        with editing(riverside, summary="", by=ruth, now=now) as edit:
            florist = edit.add(
                Profession,
                {
                    "name": "=Florist",
                    "short": "florist",
                    "plural": "florists",
                    "sphere": "Other",
                    "aliases": ["+flowers", "bouquets, big and small"],
                    "sources": list(SourceType.objects.all()[:3]),
                    "pools": list(ProspectPool.objects.all()[:2]),
                },
            )
            edit.say(cpa, name="Accountant of ours", aliases=["bean counter"])
            edit.say(ProspectPool.objects.first(), hidden=True)
            edit.needs(divorce, {florist: "sends flowers, to both"})
            edit.compete(florist, cpa, COMPETE)
        return riverside

    def sent(self, page, kind, text, **more):
        """The file; or with confirm="yes" what its preview sends."""
        file = {"file": SimpleUploadedFile("list.csv", text.encode())}
        return page("lists_import", kind, **({"text": text} | more if more else file))

    @pytest.mark.parametrize("kind", ["professions", "sources", "pools", "events", "rivals"])
    def test_out_and_in_again_changes_nothing(self, page, full, kind):
        text = page("lists_file", kind).content.decode()

        response = self.sent(page, kind, text)

        assert "0 new, 0 changed" in text_of(response)
        assert "0 refused" in text_of(response)
        assert "This file changes nothing." in text_of(response)

    def test_no_cell_is_a_formula(self, page, full):
        text = page("lists_file", "professions").content.decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text)):
            assert not any(cell[:1] in set("=+-@") and cell for cell in row)
        assert "'=Florist" in text

    def test_each_line_says_what_becomes_of_it(self, page, full):
        key = Profession.objects.get(name="=Florist").slug
        text = (
            "Key,Name,In a sentence,Several of them,Other names,Sources\n"
            f"{key},Flower shop,,,,\n"  # taken: no phrase
            f",Falconer,falconer,falconers,hawks; owls,CPAs\n"
            "cpa,,,,accounts person,\n"
            ",Florist of weddings,florist,florists,hawks,\n"
            "nowhere,X,,,,\n"
            "mediator,,,,,Nobody we know\n"
        )
        shown = text_of(self.sent(page, "professions", text))

        assert "1 new, 1 changed, 0 as they are, 4 refused" in shown
        for problem in (
            "How it reads in a sentence is missing.",
            "finds “Falconer” already",
            "no entry with the key nowhere",
            "Everybody has this entry, and “Sources” cannot be changed",
        ):
            assert problem in shown.replace("&#x27;", "'")
        assert not Profession.objects.filter(name="Falconer").exists()

        self.sent(page, "professions", text, confirm="yes")

        falconer = Profession.objects.get(name="Falconer")
        assert (falconer.group, falconer.aliases) == (full, ["hawks", "owls"])
        assert falconer.sources.get().slug == "cpa"
        words = OurWords.objects.get(profession__slug="cpa")
        assert (words.name, words.aliases) == ("", ["accounts person"])

    def test_it_can_be_undone_as_a_whole(self, page, full, now):
        before = page("lists_file", "professions").content
        text = (
            ",".join(["Name", "In a sentence", "Several of them"])
            + "\nFalconer,falconer,falconers\n"
        )
        self.sent(page, "professions", text, confirm="yes")
        assert page("lists_file", "professions").content != before

        change = RosterChange.objects.latest("pk")
        assert journal.undo(change, now=change.at) == []

        after = page("lists_file", "professions").content
        assert set(after.split(b"\r\n")) ^ set(before.split(b"\r\n")) == set()

    def test_rivals_come_and_go(self, page, full):
        text = "One,Other,Compete\nCPA,Mediator,yes\nbean counter,Accountant,yes\nCPA,X,no\n"
        shown = text_of(self.sent(page, "rivals", text))
        assert "1 changed" in shown
        assert "There is no profession “X”." in shown
        assert "the same profession compete in any case" in shown

        self.sent(page, "rivals", text, confirm="yes")

        mine = CompetingProfessions.objects.filter(group=full, second__slug="mediator")
        mine |= CompetingProfessions.objects.filter(group=full, first__slug="mediator")
        assert mine.count() == 1

    @pytest.mark.parametrize(
        "content",
        [b"", b"\x00\x01", b"\xff\xfe\x00", b"Who,Knows\na,b\n", b'Key,Name\n"open', b"PK\x03\x04"],
    )
    def test_what_is_no_list_is_refused_with_the_reason(self, page, full, content):
        file = SimpleUploadedFile("list.csv", content)
        response = page("lists_import", "pools", file=file)

        assert response.status_code == 422
        assert 'role="alert"' in text_of(response)


def test_any_file_is_read_or_refused_with_a_reason(riverside, ruth):
    professions = KINDS["professions"]

    @given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
    @settings(max_examples=25, deadline=None)
    def any_file(rest):
        head = b"Key,Name,In a sentence,One,Other,Compete\n"
        for content in (rest, head + rest):
            with suppress(UnreadableList):
                lines = read_list(professions, riverside, content)
                lines += read_rivals(riverside, content)
                assert all(line.notes for line in lines if line.fate == "refused")

    any_file()


def test_an_event_has_its_fields_without_a_script(page, world):
    shown = text_of(page("lists_entry", "events", TriggerEventFactory().pk))
    assert shown.count('name="need_profession"') == 3
