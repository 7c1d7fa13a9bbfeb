"""Making an introduction: who may, what goes out, and that it happens once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from threading import Barrier

import pytest
from django.db import connection
from django.template.loader import render_to_string

from introductions import services
from introductions.drafting import Letter, with_article
from introductions.exceptions import AlreadyIntroduced, NotInCircle, Unavailable
from introductions.mails import introduction_prepare, introduction_recheck
from introductions.models import FollowUp, Introduction, Suggestion
from members.deliveries.draining import drain
from members.deliveries.stopping import address_hash, stop_mail
from members.models import Delivery
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    SourceTypeFactory,
    SuggestionFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
LETTERS = {
    "letter_a": Letter("Marta, meet Tom", "Hello Marta,\n\nthis is Tom."),
    "letter_b": Letter("Tom, meet Marta", "Hello Tom,\n\nthis is Marta."),
}


class World:
    """Dana knows Marta and Tom from Riverside."""

    def __init__(self):
        self.group = GroupFactory(name="Riverside")
        self.dana = member_of(self.group, name="Dana Whitfield").person
        self.marta = member_of(
            self.group, name="Marta Okafor", profession__short="divorce mediator"
        ).person
        self.tom = member_of(
            self.group,
            name="Tom Lindqvist",
            company="Lindqvist Homes",
            profession__short="residential realtor",
        ).person

    def introduce(self, now, **changes):
        pair = {"a": self.marta, "b": self.tom, "reasons": []} | LETTERS | changes
        return services.introduce(self.dana, now=now, **pair)


@pytest.fixture
def world():
    return World()


def test_each_gets_their_own_letter_and_everybody_is_asked_later(world, now):
    introduction = world.introduce(now)

    assert (introduction.state, introduction.mode) == ("made", "direct")
    assert {party.side: party.subject for party in introduction.parties.all()} == {
        "a": "Marta, meet Tom",
        "b": "Tom, meet Marta",
    }
    assert set(Delivery.objects.values_list("recipient__name", "kind", "key")) == {
        ("Marta Okafor", "introduction", f"intro:{introduction.pk}:a"),
        ("Tom Lindqvist", "introduction", f"intro:{introduction.pk}:b"),
    }
    assert set(FollowUp.objects.values_list("person__name", "step")) == {
        ("Dana Whitfield", 7),
        ("Marta Okafor", 2),
        ("Tom Lindqvist", 2),
    }


def test_a_contact_is_never_introduced_without_being_asked(world, now):
    contact = PersonFactory(keeper=world.dana, name="Carl Client")

    with pytest.raises(Unavailable, match="prefers to be asked"):
        world.introduce(now, b=contact)


def test_the_suggestion_of_the_pair_is_taken_and_nobody_else_is_led_to_it(world, now):
    mine = SuggestionFactory(introducer=world.dana, a=world.marta, b=world.tom)
    refused = SuggestionFactory(a=world.marta, b=world.tom, state="refused", refusal="compete")
    another = SuggestionFactory(a=world.marta)

    world.introduce(now, a=world.tom, b=world.marta)

    states = dict(Suggestion.objects.values_list("pk", "state"))
    assert states == {mine.pk: "taken", refused.pk: "refused", another.pk: "ready"}


def test_whoever_has_the_pair_is_not_led_to_it_any_more(world, now):
    tomorrow = (now + timedelta(days=1)).date()
    SuggestionFactory(a=world.marta, b=world.tom, state="put_off", put_off_until=tomorrow)

    world.introduce(now)

    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("order", ["same", "turned"])
def test_a_pair_is_introduced_once_at_a_time(world, now, order):
    first = world.introduce(now)
    pair = {} if order == "same" else {"a": world.tom, "b": world.marta}

    with pytest.raises(AlreadyIntroduced) as caught:
        world.introduce(now, **pair)

    assert caught.value.introduction == first
    assert (Introduction.objects.count(), Delivery.objects.count()) == (1, 2)


def test_a_pair_that_came_to_its_end_can_be_introduced_again(world, now):
    IntroductionFactory(a=world.marta, b=world.tom, state="useful")

    world.introduce(now)

    assert Introduction.objects.count() == 2


@pytest.mark.parametrize("who", ["stranger", "left", "somebody else's contact", "invited"])
def test_only_people_of_the_circle_are_introduced(world, now, who):
    person = PersonFactory()
    if who == "left":
        MembershipFactory(group=world.group, person=person, state="left")
    elif who == "invited":
        MembershipFactory(group=world.group, person=person, state="invited")
    elif who == "somebody else's contact":
        person = PersonFactory(keeper=world.tom)

    with pytest.raises(NotInCircle):
        world.introduce(now, b=person)

    assert not Delivery.objects.exists()


def test_nobody_introduces_themselves_or_one_person_twice(world, now):
    with pytest.raises(NotInCircle):
        world.introduce(now, b=world.dana)
    with pytest.raises(NotInCircle):
        world.introduce(now, b=world.marta)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"email": None}, "no e-mail address for Tom Lindqvist"),
        ({"paused_until": "2026-12-24"}, "pause until 24 December"),
        ({"open_limit": 0}, "as many open introductions"),
        ({"allows_direct": False}, "Tom prefers to be asked first."),
    ],
)
def test_what_stands_against_an_introduction_is_said(world, now, change, word):
    for name, value in change.items():
        setattr(world.tom, name, value)
    world.tom.save()
    world.tom.refresh_from_db()

    with pytest.raises(Unavailable) as caught:
        world.introduce(now)

    assert word in caught.value.obstacles[0]
    assert not Introduction.objects.exists()


def test_nobody_who_asked_for_no_more_mail_is_written_to(world, now):
    stop_mail(address_hash(world.tom.email), now=now)

    with pytest.raises(Unavailable) as caught:
        world.introduce(now)

    assert "Write to Tom yourself." in caught.value.obstacles[0]


def test_the_limit_counts_those_who_have_not_met_yet(world, now):
    world.tom.open_limit = 1
    world.tom.save()
    IntroductionFactory(a=world.tom, state="met")
    assert services.obstacles(world.dana, world.marta, world.tom, now) == []

    IntroductionFactory(b=world.tom, state="made")
    assert services.obstacles(world.dana, world.marta, world.tom, now)


def test_a_recorded_introduction_sends_nothing_and_is_followed_up(world, now):
    world.tom.allows_direct = False
    world.tom.save()

    made = services.record_introduction(world.dana, a=world.marta, b=world.tom, reasons=[], now=now)

    assert (made.mode, made.follow_ups.count()) == ("recorded", 3)
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_introduction(now):
    world = World()
    ruth = member_of(world.group, name="Ruth Alvarez").person
    start = Barrier(4)

    def race(introducer, pair):
        start.wait()
        try:
            services.introduce(introducer, **pair, reasons=[], now=now, **LETTERS)
        except AlreadyIntroduced:
            return "late"
        finally:
            connection.close()
        return "made"

    pairs = [{"a": world.marta, "b": world.tom}, {"a": world.tom, "b": world.marta}] * 2
    people = [world.dana, ruth, world.dana, ruth]
    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(race, people, pairs))

    assert outcomes == ["late", "late", "late", "made"]
    assert (Introduction.objects.count(), Delivery.objects.count()) == (1, 2)


# --- letters and mails ---


def test_drafts_are_letters_one_could_send(world, now):
    drafted = services.draft(world.dana, world.marta, world.tom, now)

    assert drafted.for_a.subject == "Marta, meet Tom Lindqvist, a residential realtor"
    assert drafted.for_b.subject == "Tom, meet Marta Okafor, a divorce mediator"
    assert drafted.for_a.body.startswith("Hello Marta,\n\n")
    assert "Tom is a residential realtor at Lindqvist Homes." in drafted.for_a.body
    assert "Would you write first?" in drafted.for_a.body
    assert "Marta has a mail like this one and will write first" in drafted.for_b.body
    assert drafted.for_a.body.endswith("Best wishes,\nDana")


def test_a_pair_nobody_suggested_has_reasons_too(world, now):
    source = SourceTypeFactory(name="Family lawyers", short="family lawyers")
    for person in (world.marta, world.tom):
        person.sources.add(source)

    drafted = services.draft(world.dana, world.marta, world.tom, now)

    assert [reason["lens"] for reason in drafted.reasons] == ["shared_sources"]
    assert "family lawyers" in drafted.for_a.body
    assert "family lawyers" in drafted.for_b.body


def test_drafts_say_what_is_in_it_for_each_in_either_order(world, now):
    SuggestionFactory(
        introducer=world.dana,
        a=world.marta,
        b=world.tom,
        for_a="For Marta: *divorces*.",
        for_b="For Tom.",
    )

    drafted = services.draft(world.dana, world.tom, world.marta, now)

    assert "For Tom." in drafted.for_a.body
    assert "For Marta: divorces." in drafted.for_b.body
    assert drafted.reasons


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [
        ("estate attorney", "an estate attorney"),
        ("CPA", "a CPA"),
        ("HR consultant", "an HR consultant"),
        ("university lecturer", "a university lecturer"),
        ("umbrella maker", "an umbrella maker"),
        ("honest broker", "an honest broker"),
        ("home inspector", "a home inspector"),
        ("IT consultant", "an IT consultant"),
    ],
)
def test_the_article_is_the_spoken_one(noun, phrase):
    assert with_article(noun) == phrase


def mail_of(introduction, side, now):
    delivery = Delivery.objects.get(key=f"intro:{introduction.pk}:{side}")
    context = delivery.context | introduction_prepare(delivery, now)
    context |= {"recipient": delivery.recipient, "site_url": "https://example.org"}
    parts = {
        part: render_to_string(f"emails/introduction/{part}", context)
        for part in ("subject.txt", "body.txt", "body.html")
    }
    return context, parts


def test_an_answer_goes_to_the_other_and_to_the_introducer(world, now):
    introduction = world.introduce(now)

    context, parts = mail_of(introduction, "a", now)

    assert context["from_name"] == "Dana Whitfield via Proactive"
    assert context["reply_to"] == [world.tom.email, world.dana.email]
    assert "because Dana Whitfield introduces you to Tom Lindqvist" in parts["body.txt"]
    assert "this is Tom." in parts["body.html"]
    assert "this is Marta." not in parts["body.html"]


def test_the_mail_goes_out_in_the_introducers_name(world, now):
    introduction = world.introduce(now, letter_a=Letter("O'Neill & Co, meet Tom", "Dear Marta"))

    drain(now=now + timedelta(seconds=10))
    assert not Delivery.objects.exclude(state="due").exists()  # it can still be undone
    drain(now=now + timedelta(seconds=15))

    delivery = Delivery.objects.get(recipient=world.marta)
    message = message_from_bytes(bytes(delivery.message), policy=default)
    assert delivery.state == "sent"
    assert message["To"] == world.marta.email
    assert message["From"].addresses[0].display_name == "Dana Whitfield via Proactive"
    replies = [address.addr_spec for address in message["Reply-To"].addresses]
    assert replies == [world.tom.email, world.dana.email]
    assert message["Subject"] == "O'Neill & Co, meet Tom"
    assert introduction.follow_ups.exists()


def test_what_a_member_types_stays_text_in_the_mail(world, now):
    typed = "<script>alert(1)</script>\nO'Neill & Co"
    introduction = world.introduce(now, letter_a=Letter("O'Neill & Co, meet <b>", typed))

    _, parts = mail_of(introduction, "a", now)

    assert parts["subject.txt"].strip() == "O'Neill & Co, meet <b>"
    assert typed in parts["body.txt"]
    assert "<script>" not in parts["body.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>O&#x27;Neill &amp; Co" in parts["body.html"]


def test_a_mail_taken_back_in_time_does_not_go(world, now):
    introduction = world.introduce(now)
    delivery = Delivery.objects.first()
    assert introduction_recheck(delivery, now) is None

    Introduction.objects.filter(pk=introduction.pk).update(state="withdrawn")

    assert introduction_recheck(delivery, now)
