"""What a member is asked, on Today and on its own page, and what the three see of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from introductions import services
from introductions.models import Introduction, Party
from introductions.timeline import timeline
from members.models import Delivery
from tests.factories import IntroductionFactory, PersonFactory
from tests.introductions.asking import World

pytestmark = pytest.mark.django_db
ASKED = reverse("introductions:asked")


@pytest.fixture
def world(time_machine, now):
    time_machine.move_to(now, tick=False)
    return World()


def text(response):
    return response.content.decode()


def sign_in(client, world, name):
    client.force_login(world.users[name])
    return client


def answer_url(party):
    return reverse("introductions:answer_question", args=[party.pk])


@pytest.mark.parametrize("page", ["introductions:asked", "goals:today", "introductions:list"])
def test_who_is_asked_finds_it(client, world, now, page):
    world.ask(now)
    shown = text(sign_in(client, world, "Marta").get(reverse(page)))
    expected = "Somebody asks whether" if page == "introductions:list" else "Yes, introduce us"
    assert expected in shown


@pytest.mark.parametrize("name", ["Dana", "Tom"])
def test_nobody_else_can_answer_it(client, world, now, name):
    world.ask(now)
    party = world.side_of(world.marta)
    response = sign_in(client, world, name).post(answer_url(party), {"answer": "yes"})
    assert response.status_code == 404
    assert world.side_of(world.marta).answer == ""


def test_a_press_answers_without_javascript_and_with(client, world, now):
    world.ask(now)
    party = world.side_of(world.marta)
    sign_in(client, world, "Marta")

    page = client.post(answer_url(party), {"answer": "yes"}, follow=True)
    assert "You said yes. As soon as Tom has" in text(page)

    party = world.side_of(world.tom)
    sign_in(client, world, "Tom")
    partial = client.post(answer_url(party), {"answer": "yes"}, headers={"HX-Request": "true"})
    assert "You and Marta are introduced" in text(partial)
    assert "<html" not in text(partial)


def test_a_wrong_day_keeps_the_question(client, world, now):
    world.ask(now)
    party = world.side_of(world.marta)
    sign_in(client, world, "Marta")
    wrong = {"answer": "not_now", "until": "2020-01-01"}

    partial = client.post(answer_url(party), wrong, headers={"HX-Request": "true"})
    assert partial.status_code == 422
    assert "Choose a day from tomorrow" in text(partial)
    assert "Choose a day from tomorrow" in text(client.post(answer_url(party), wrong, follow=True))
    assert world.side_of(world.marta).answer == ""


def test_put_off_it_leaves_today_and_comes_back_on_its_day(client, world, now, time_machine):
    world.ask(now)
    day = (now + timedelta(days=20)).date()
    world.answer(world.marta, "not_now", now, until=day)
    sign_in(client, world, "Marta")
    today = reverse("goals:today")
    assert "Asked of you" not in text(client.get(today))
    assert "We will ask you again on 13 December" in text(client.get(ASKED))

    time_machine.move_to(now + timedelta(days=20), tick=False)
    assert "Asked of you" in text(client.get(today))


@pytest.mark.parametrize("end", ["no of the other", "withdrawn", "expired"])
def test_the_other_side_learns_nothing_of_how_it_ended(client, world, now, end):
    introduction = world.ask(now)
    world.answer(world.marta, "yes", now)
    if end == "no of the other":
        world.answer(world.tom, "no", now)
    elif end == "withdrawn":
        services.withdraw(introduction, now=now)
    else:
        Introduction.objects.update(expires_at=now)
        services.look_after_questions(now=now)
    sign_in(client, world, "Marta")

    shown = text(client.get(ASKED))

    assert "This introduction is not under way any more. There is nothing to do." in shown
    assert "I would like it after all" not in shown  # they had said yes
    everywhere = ("goals:today", "introductions:list", "members:people")
    for page in everywhere:
        assert "declined" not in text(client.get(reverse(page))).lower()
    detail = client.get(reverse("introductions:detail", args=[introduction.pk]))
    assert detail.status_code == 404
    assert not Delivery.objects.filter(recipient=world.marta).exclude(kind="question").exists()


def test_after_all_tells_the_introducer(client, world, now):
    world.ask(now)
    world.answer(world.marta, "no", now)
    sign_in(client, world, "Marta")
    assert "I would like it after all" in text(client.get(ASKED))

    party = world.side_of(world.marta)
    page = client.post(reverse("introductions:after_all", args=[party.pk]), follow=True)

    assert "Dana will hear that you would like it" in text(page)
    assert "Dana has heard of it" in text(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    client, world, now, count, django_assert_num_queries
):
    for _ in range(count):
        introduction = IntroductionFactory(
            introducer=PersonFactory(),
            a=world.marta,
            mode="asked",
            state="asking",
            made_at=None,
            expires_at=now + timedelta(days=9),
        )
        Party.objects.create(introduction=introduction, side="a", asked_at=now, body="May I?")
    sign_in(client, world, "Marta")
    client.get(ASKED)
    with django_assert_num_queries(7):
        assert text(client.get(ASKED)).count("asks you alone") == count


def test_undo_and_withdraw_are_the_introducers(client, world, now, time_machine):
    introduction = world.ask(now)
    detail = introduction.get_absolute_url()
    undo = reverse("introductions:undo", args=[introduction.pk])
    withdraw = reverse("introductions:withdraw", args=[introduction.pk])
    for name in ("Marta", "Tom"):
        sign_in(client, world, name)
        assert {client.post(undo).status_code, client.post(withdraw).status_code} == {404}
    sign_in(client, world, "Dana")
    assert "Undo" in text(client.get(detail))

    time_machine.move_to(now + timedelta(minutes=1), tick=False)
    assert "Too late" in text(client.post(undo, follow=True))
    assert "Withdraw" in text(client.get(detail))
    assert "Nobody is asked any more" in text(client.post(withdraw, follow=True))
    introduction.refresh_from_db()
    assert introduction.state == "withdrawn"


def labels(introduction, person):
    introduction = Introduction.objects.get(pk=introduction.pk)
    return [event.label for event in timeline(introduction, person)]


def test_each_of_the_three_sees_their_own_timeline(world, now):
    introduction = world.ask(now)
    world.answer(world.marta, "yes", now + timedelta(hours=1))
    world.answer(world.tom, "yes", now + timedelta(hours=2))
    services.thank(world.side_of(world.tom), words="", now=now + timedelta(hours=3))

    dana, marta, tom = (labels(introduction, p) for p in (world.dana, world.marta, world.tom))

    assert "You asked Marta: may I introduce you to Tom Lindqvist?" in dana
    assert {"Marta said yes", "Tom said yes", "Tom thanked you"} <= set(dana)
    assert "Dana Whitfield asked you: may I introduce you to Tom Lindqvist?" in marta
    assert "You said yes" in marta
    assert not [label for label in marta if "Tom said" in label or "thanked" in label]
    assert "You thanked Dana" in tom
    assert not [label for label in tom if "Marta said" in label]


def test_a_no_is_not_on_the_introducers_timeline_either(world, now):
    introduction = world.ask(now)
    world.answer(world.marta, "no", now)

    shown = labels(introduction, world.dana)

    assert "It does not come about for now" in shown
    assert not [label for label in shown if "said" in label]
