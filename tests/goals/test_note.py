"""Anything noted in two taps, undone, and nobody's but one's own."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from goals import services
from goals.models import TimeEntry
from goals.rot.spending import spent_on
from introductions.models import Contribution
from members.models import Attendance, Interaction, Meeting
from tests.factories import (
    NOW,
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
NOTE = reverse("goals:note")


class World:
    def __init__(self, client):
        self.client = client
        self.group = GroupFactory()
        self.user = member_of(self.group, name="Dana Whitfield")
        self.dana = self.user.person
        self.marta = self.member(name="Marta Okafor")
        client.force_login(self.user)

    def member(self, **fields):
        return member_of(self.group, **fields).person

    def page(self, query=""):
        return self.client.get(NOTE + query).content.decode()

    def say(self, follow=True, **fields):
        fields = {"person": self.marta.pk} | fields
        return self.client.post(NOTE, fields, follow=follow)

    def today(self):
        return timezone.now().astimezone(self.dana.zone).date()


@pytest.fixture
def world(client):
    return World(client)


def tap(page, text):
    """The name and value of what somebody taps: a button, or a chip with a name on it."""
    for kind in (r"<button([^>]*)>(.*?)</button>", r"<label[^>]*>\s*<input([^>]*)>(.*?)</label>"):
        for attributes, inner in re.findall(kind, page, re.S):
            if text in re.sub(r"<[^>]+>", "", inner):
                return [re.search(f'{name}="([^"]*)"', attributes)[1] for name in ("name", "value")]
    raise AssertionError(f"Nothing to tap says {text}.")


@pytest.mark.parametrize(
    ("text", "kind"), [("Met", "met"), ("Called", "called"), ("Wrote", "wrote")]
)
def test_a_contact_takes_two_taps(world, text, kind):
    page = world.page()
    taps = dict([tap(page, "Marta Okafor"), tap(page, text)])

    response = world.client.post(NOTE, taps, follow=True)

    assert len(taps) == 2
    noted = Interaction.objects.get()
    assert (noted.person, noted.other, noted.kind) == (world.dana, world.marta, kind)
    assert noted.happened_on == world.today()
    assert "Marta Okafor today." in response.content.decode()
    assert "as usual" in response.content.decode()


@pytest.mark.parametrize(("text", "gave"), [("Gave", True), ("Received", False)])
def test_what_was_given_takes_three(world, text, gave):
    page = world.page()
    taps = dict([tap(page, "Marta Okafor"), tap(page, text)])
    question = world.client.post(NOTE, taps | {"minutes": "30", "words": "On tax"})
    assert not Contribution.objects.exists()
    page = question.content.decode()
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    kept.pop("csrfmiddlewaretoken", None)

    response = world.client.post(NOTE, kept | dict([tap(page, "Advice")]), follow=True)

    gift = Contribution.objects.get()
    pair = (world.dana, world.marta) if gave else (world.marta, world.dana)
    assert (gift.giver, gift.receiver) == pair
    assert (gift.currency, gift.text, gift.logged_by) == ("advice", "On tax", world.dana)
    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.other, entry.activity) == (30, world.marta, "following_up")
    assert "advice, today." in response.content.decode()
    assert ("Marta can confirm or correct it." in response.content.decode()) == gave


def test_minutes_chosen_with_a_contact_correct_it(world):
    world.say(what="met", minutes="90")

    contact = Interaction.objects.get()
    assert spent_on(world.dana, "interaction", contact.pk, now=timezone.now()).minutes == 90
    assert TimeEntry.objects.get().interaction == contact


def test_minutes_are_changed_in_one_tap_afterwards(world):
    page = world.say(what="met").content.decode()
    assert "45 min" in page
    contact = Interaction.objects.get()
    address = reverse("goals:noted_minutes", args=["contact", contact.pk])

    page = world.client.post(address, dict([tap(page, "30 minutes")]), follow=True)

    assert "<b>30 min</b>" in page.content.decode()


def test_only_minutes_need_nobody(world):
    response = world.say(
        person="", what="minutes", minutes="60", activity="speaking_writing", words="Column"
    )

    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.activity, entry.other) == (60, "speaking_writing", None)
    assert entry.note == "Column"
    assert "Speaking and writing today." in response.content.decode()


def test_only_minutes_with_somebody_are_a_one_to_one(world):
    world.say(what="minutes", minutes="15")

    entry = TimeEntry.objects.get()
    assert (entry.activity, entry.other) == ("one_to_one", world.marta)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("fields", "back"), [({"when": "yesterday"}, 1), ({"when": "other"}, 10), ({}, 0)]
)
def test_the_day_can_be_another(world, fields, back):
    day = world.today() - timedelta(days=back)
    if fields.get("when") == "other":
        fields = fields | {"day": str(day)}

    world.say(what="met", **fields)

    assert Interaction.objects.get().happened_on == day


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": "met", "person": ""}, "Choose who it was, then press once more."),
        ({"what": ""}, "Say what it was."),
        ({"what": "danced"}, "danced is not one of"),
        ({"what": "minutes"}, "Choose how many minutes."),
        ({"what": "met", "minutes": "2000"}, "Write whole minutes"),
        ({"what": "met", "when": "other"}, "Say which day."),
        ({"what": "met", "when": "other", "day": "2999-01-01"}, "Choose today, or an earlier day"),
        ({"what": "met", "when": "other", "day": "1999-01-01"}, "Choose today, or an earlier day"),
        ({"what": "met", "words": "x" * 200}, "at most 120 characters"),
        ({"what": "gave", "currency": "gold"}, "gold is not one of"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(world, fields, said):
    response = world.say(follow=False, **({"words": "Lunch on Main"} | fields))

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert fields.get("words", "Lunch on Main") in page
    if fields.get("person") != "":
        assert f'value="{world.marta.pk}" checked' in page
    assert not Interaction.objects.exists()
    assert not TimeEntry.objects.exists()


@pytest.mark.parametrize("key", ["foreign", "999999999", "x", "-1", "9" * 30])
def test_a_foreign_person_is_not_there(world, key):
    key = str(PersonFactory().pk) if key == "foreign" else key

    assert world.say(person=key, what="met").status_code == 404
    assert world.client.get(f"{NOTE}?person={key}").status_code == 404
    assert not Interaction.objects.exists()


def test_one_can_be_chosen_before(world):
    ida = PersonFactory(name="Ida Moreau", keeper=world.dana)

    page = world.page(f"?person={ida.pk}")

    assert f'value="{ida.pk}" checked' in page
    assert page.index("Ida Moreau") < page.index("Marta Okafor")


def test_search_works_without_a_script_and_chooses_the_only_one(world):
    world.member(name="Tom Lindqvist")

    page = world.page("?q=okafor")
    part = world.client.get(NOTE + "?q=okafor", headers={"HX-Request": "true"}).content.decode()

    assert f'value="{world.marta.pk}" checked' in page
    assert "Lindqvist" not in page
    assert part.strip().startswith('<fieldset id="who"')
    assert "Nobody in your circle matches “zzz”." in world.page("?q=zzz")


def test_the_likeliest_come_first(world):
    today = world.today()
    at_breakfast, introduced, long_ago = (
        world.member(name=name) for name in ("Zoe Adler", "Yann Beck", "Xenia Cole")
    )
    gone = world.member(name="Wim Gone")
    for person, day in ((long_ago, today - timedelta(days=9)), (gone, today)):
        Interaction.objects.create(
            person=world.dana, other=person, kind="met", happened_on=day, created_at=NOW
        )
    gone.memberships.update(state="left")
    moment = timezone.now() - timedelta(hours=26)
    meeting = Meeting.objects.create(
        group=world.group, title="M", starts_at=moment, created_at=NOW, changed_at=NOW
    )
    for person in (world.dana, at_breakfast):
        Attendance.objects.create(meeting=meeting, person=person, created_at=NOW)
    IntroductionFactory(introducer=introduced, a=world.dana, b=long_ago, made_at=timezone.now())
    page = world.page()

    names = re.findall(r"<b>([A-Z]\w+ \w+)</b></label>", page)

    assert names == ["Yann Beck", "Xenia Cole", "Zoe Adler", "Marta Okafor"]


def test_undo_takes_everything_back(world):
    world.say(what="met", minutes="90")
    contact = Interaction.objects.get()

    response = world.client.post(
        reverse("goals:noted_undo", args=["contact", contact.pk]), follow=True
    )

    assert "Undone." in response.content.decode()
    assert not Interaction.objects.exists()
    assert not TimeEntry.objects.exists()


def test_undo_takes_back_what_was_given_and_its_minutes(world):
    page = world.say(what="gave", currency="advice", minutes="30").content.decode()
    address = re.search(r'action="([^"]*undo/[^"]*)"', page)[1].replace("&amp;", "&")

    world.client.post(address)

    assert not Contribution.objects.exists()
    assert not TimeEntry.objects.exists()


def test_after_a_while_it_is_too_late_to_undo_here(world):
    world.say(what="met")
    contact = Interaction.objects.get()
    address = reverse("goals:noted_undo", args=["contact", contact.pk])
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        response = world.client.post(address, follow=True)
        page = response.content.decode()

    assert "It is too late to undo this here." in page
    assert ">Undo</button>" not in page
    assert Interaction.objects.exists()


def test_pressing_twice_notes_once(world):
    for _ in range(2):
        world.say(what="met")
        world.say(what="gave", currency="advice", minutes="15")
        world.say(what="minutes", minutes="15")

    assert Interaction.objects.count() == 1
    assert Contribution.objects.count() == 1
    assert TimeEntry.objects.count() == 2


def test_what_another_noted_is_not_there(world):
    other = world.member()
    today = world.today()
    contact = Interaction.objects.create(
        person=other, other=world.dana, kind="met", happened_on=today, created_at=timezone.now()
    )
    entry = services.log_minutes(other, activity="seminar", on=today, minutes=5, now=timezone.now())
    for kind, pk in (("contact", contact.pk), ("minutes", entry.pk), ("given", 1), ("golf", 1)):
        assert world.client.get(reverse("goals:noted", args=[kind, pk])).status_code == 404
        assert world.client.post(reverse("goals:noted_undo", args=[kind, pk])).status_code == 404
    assert Interaction.objects.exists()
    assert TimeEntry.objects.exists()


def test_a_note_on_somebody_who_left_is_not_shown_any_more(world):
    world.say(what="met")
    address = reverse("goals:noted", args=["contact", Interaction.objects.get().pk])
    assert world.client.get(address).status_code == 200

    world.marta.memberships.update(state="left")

    assert world.client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(world, count, django_assert_num_queries):
    for _ in range(count):
        Interaction.objects.create(
            person=world.dana,
            other=world.member(),
            kind="met",
            happened_on=world.today(),
            created_at=NOW,
        )

    # session, person, contacts, introductions, meetings, people, people by name, frame (3)
    with django_assert_num_queries(10):
        page = world.page()

    assert page.count('name="person"') == count + 1
