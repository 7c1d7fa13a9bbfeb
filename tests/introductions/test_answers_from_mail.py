"""Answers from a mail without signing in: looking changes nothing, pressing acts once."""

import hashlib
import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import signing
from django.db import connection
from django.urls import reverse

from introductions import services
from introductions.mails.links import FOLLOW_UP, MET, QUESTION, THANKS
from introductions.models import FollowUp, Introduction, Party
from members import mail_links
from members.deliveries.draining import drain
from members.models import Delivery, MailLink
from tests.introductions.asking import World

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://[^\s<>\"]+?/(?:answer|met|thanks|how-it-goes)/[^\s<>\"?]+")


@pytest.fixture(autouse=True)
def kept(settings):
    settings.MAIL_URL = "kept:"


@pytest.fixture
def world():
    return World()


def links_in(delivery):
    mail = message_from_bytes(bytes(delivery.message), policy=default)
    text = mail.get_body(("plain",)).get_content()
    return {link.split("/")[3]: "/" + link.split("/", 3)[3] for link in LINK.findall(text)}


def mailed(kind, person, moment):
    drain(now=moment)
    return links_in(Delivery.objects.filter(kind=kind, recipient=person).latest("pk"))


@pytest.fixture
def asked(world, now, time_machine):
    """The link in Marta's mail; the clock stands at half a minute later."""
    world.ask(now)
    time_machine.move_to(now + timedelta(seconds=30), tick=False)
    return mailed("question", world.marta, now + timedelta(seconds=30))["answer"]


def everything():
    """What stands in every table, so that a look can be shown to change nothing."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT md5(t::text) FROM "{table}" t ORDER BY 1')
            found.update(repr((table, cursor.fetchall())).encode())
    return found.hexdigest()


def test_looking_changes_nothing(client, asked):
    before = everything()
    for say in ("", "?say=yes", "?say=no", "?say=not_now", "?say=nonsense"):
        assert client.get(asked + say).status_code == 200
        assert client.head(asked + say).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("say", ["yes", "no"])
def test_one_press_answers_and_the_page_says_so(client, asked, world, say):
    page = client.post(asked, {"answer": say}, follow=True)

    assert world.side_of(world.marta).answer == say
    words = {"yes": "You said yes", "no": "You said no, thank you"}[say]
    assert words in page.content.decode()


def test_not_now_takes_a_day(client, asked, world, now):
    day = (now + timedelta(days=20)).date()
    client.post(asked, {"answer": "not_now", "until": day.isoformat()})

    party = world.side_of(world.marta)
    assert (party.answer, party.not_now_until) == ("not_now", day)


@pytest.mark.parametrize("until", ["", "yesterday", "2020-01-01", "2099-01-01"])
def test_a_day_that_cannot_be_is_said_and_nothing_is_lost(client, asked, world, until):
    page = client.post(asked, {"answer": "not_now", "until": until})

    assert page.status_code == 422
    assert world.side_of(world.marta).answer == ""
    assert client.post(asked, {"answer": "yes"}).status_code == 302


def test_a_link_answers_once(client, asked, world):
    client.post(asked, {"answer": "yes"})
    client.post(asked, {"answer": "no"})

    assert world.side_of(world.marta).answer == "yes"


def test_only_the_hash_of_a_link_is_kept(asked):
    secret = asked.rstrip("/").rpartition("/")[2].rpartition(".")[0]
    [hashed] = MailLink.objects.filter(person__name="Marta Okafor").values_list(
        "token_hash", flat=True
    )
    assert hashed == hashlib.sha256(secret.encode()).hexdigest()


def test_an_old_link_does_not_answer(client, asked, world, now, time_machine):
    time_machine.move_to(now + timedelta(days=15), tick=False)

    page = client.post(asked, {"answer": "yes"}, follow=True)

    assert world.side_of(world.marta).answer == ""
    assert "not valid any more" in page.content.decode()


@pytest.mark.parametrize("other", [MET, THANKS, FOLLOW_UP])
def test_a_link_is_for_one_purpose(client, asked, other):
    token = asked.rstrip("/").rpartition("/")[2]
    address = reverse(f"introductions:{other}_link", args=[token])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("spoil", ["cut", "begun late", "joined", "longer"])
def test_a_link_that_is_not_whole_is_nothing(client, asked, spoil):
    token = asked.rstrip("/").rpartition("/")[2]
    token = {
        "cut": token[:-1],
        "begun late": token[1:],
        "joined": token.replace(".", "x"),
        "longer": token + "x",
    }[spoil]
    page = client.post(reverse("introductions:question_link", args=[token]), {"answer": "yes"})
    assert page.status_code == 404


def test_a_well_signed_link_that_was_never_given_out_is_nothing(client, asked):
    forged = signing.Signer(salt=f"{mail_links.SALT}.{QUESTION}", sep=".").sign("x" * 43)
    page = client.get(reverse("introductions:question_link", args=[forged]))
    assert page.status_code == 404


@pytest.mark.parametrize("end", ["withdrawn", "declined", "expired"])
def test_what_has_ended_looks_the_same_however_it_did(client, asked, world, now, end):
    introduction = Introduction.objects.get()
    if end == "withdrawn":
        services.withdraw(introduction, now=now)
    elif end == "declined":
        world.answer(world.tom, "no", now)
    else:
        Introduction.objects.update(expires_at=now)
        services.look_after_questions(now=now)

    page = client.get(asked).content.decode()

    card = page[page.index('<div class="card">') : page.index("</main>")]
    assert " ".join(re.sub("<[^>]+>", " ", card).split()) == (
        "From Dana Whitfield, for Marta Okafor Nothing to do This introduction is not under way "
        "any more. There is nothing to do."
    )


def test_a_party_tells_that_they_met_and_says_thank_you(client, world, now, time_machine):
    world.ask(now)
    for person in (world.marta, world.tom):
        world.answer(person, "yes", now)
    time_machine.move_to(now + timedelta(days=3), tick=False)
    links = mailed("joint", world.marta, now)
    before = everything()
    for link in links.values():
        assert client.get(link).status_code == 200
    assert everything() == before

    assert "You have met" in client.post(links["met"], follow=True).content.decode()
    thanked = client.post(links["thanks"], {"words": "Tom is a find."}, follow=True)

    assert "Sent, with your thanks" in thanked.content.decode()
    assert Introduction.objects.get().state == "met"
    mails = Delivery.objects.filter(recipient=world.dana).values_list("kind", flat=True)
    assert set(mails) >= {"outcome", "thanks"}
    for link in links.values():  # once is enough
        client.post(link)
    assert Delivery.objects.filter(kind="thanks").count() == 1
    assert Party.objects.get(side="a").thanks == "Tom is a find."


def test_a_reminder_is_answered_from_the_mail(client, world, now, time_machine):
    world.ask(now)
    for person in (world.marta, world.tom):
        world.answer(person, "yes", now)
    later = now + timedelta(days=3)
    time_machine.move_to(later, tick=False)
    services.remind_due_follow_ups(now=later)
    link = mailed("follow_ups", world.tom, later)["how-it-goes"]
    before = everything()
    assert "Are you in touch?" in client.get(link).content.decode()
    assert everything() == before

    page = client.post(link, {"answer": "met"}, follow=True)

    assert "Your answer is noted" in page.content.decode()
    assert Introduction.objects.get().state == "met"
    answered = FollowUp.objects.get(person=world.tom, step=2)
    assert (answered.state, answered.answer) == ("answered", "met")
    client.post(link, {"answer": "not_yet"})
    answered.refresh_from_db()
    assert answered.answer == "met"
