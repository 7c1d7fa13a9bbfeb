"""Asking first: each side alone, and nobody ever learns of the other's no."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from introductions import services
from introductions.exceptions import AlreadyAnswered, NotUnderWay, Unavailable
from introductions.models import FollowUp, Introduction, Party, Suggestion
from members.deliveries.draining import drain
from members.models import Delivery
from tests.factories import IntroductionFactory, PersonFactory, SuggestionFactory
from tests.introductions.asking import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def sent(kind):
    """Whom mails of this kind have gone to or are on the way to."""
    return sorted(Delivery.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_each_is_asked_alone_and_nothing_is_made(world, now):
    introduction = world.ask(now)

    assert (introduction.state, introduction.mode) == ("asking", "asked")
    assert sent("question") == ["Marta Okafor", "Tom Lindqvist"]
    assert introduction.made_at is None
    assert not FollowUp.objects.exists()


def test_the_second_yes_introduces_them(world, now):
    introduction = world.ask(now)
    world.answer(world.marta, "yes", now)
    assert sent("joint") == []

    world.answer(world.tom, "yes", now + timedelta(hours=1))

    introduction.refresh_from_db()
    assert (introduction.state, introduction.made_at) == ("made", now + timedelta(hours=1))
    assert sent("joint") == ["Dana Whitfield", "Marta Okafor", "Tom Lindqvist"]
    assert set(FollowUp.objects.values_list("person__name", "step")) == {
        ("Dana Whitfield", 7),
        ("Marta Okafor", 2),
        ("Tom Lindqvist", 2),
    }


def test_the_letter_to_both_shows_all_three_and_goes_to_each_alone(world, now, settings):
    settings.MAIL_URL = "kept:"
    world.ask(now)
    world.answer(world.marta, "yes", now)
    world.answer(world.tom, "yes", now)

    drain(now=now)

    joint = Delivery.objects.filter(kind="joint", state="sent")
    assert joint.count() == 3
    for delivery in joint:
        mail = message_from_bytes(bytes(delivery.message), policy=default)
        assert [a.addr_spec for a in mail["To"].addresses] == [world.marta.email, world.tom.email]
        assert [a.addr_spec for a in mail["Cc"].addresses] == [world.dana.email]
        answers_to = {a.addr_spec for a in mail["Reply-To"].addresses}
        assert answers_to == {person.email for person in (world.marta, world.tom, world.dana)} - {
            delivery.recipient.email
        }
    assert len({delivery.message_id for delivery in joint}) == 3


@pytest.mark.parametrize("before", ["", "yes"])
def test_a_no_ends_it_and_only_the_introducer_hears_gently(world, now, before):
    introduction = world.ask(now)
    if before:
        world.answer(world.tom, before, now)

    world.answer(world.marta, "no", now)

    introduction.refresh_from_db()
    assert introduction.state == "declined"
    assert sent("joint") == []
    assert sent("let_rest") == ["Dana Whitfield"]


def test_no_and_silence_read_the_same_to_the_introducer(world, now, settings):
    settings.MAIL_URL = "kept:"
    world.ask(now)
    world.answer(world.marta, "no", now)
    drain(now=now)
    no = Delivery.objects.get(kind="let_rest")
    Introduction.objects.all().delete()
    Delivery.objects.all().delete()

    world.ask(now)
    services.look_after_questions(now=now + timedelta(days=15))
    drain(now=now + timedelta(days=15))
    silence = Delivery.objects.get(kind="let_rest")

    def text(delivery):
        mail = message_from_bytes(bytes(delivery.message), policy=default)
        words = mail.get_body(("plain",)).get_content()
        return mail["Subject"], words.partition("No more")[0]  # a link with a time in it follows

    assert text(no) == text(silence)


def test_not_now_waits_for_its_day_and_asks_again_then(world, now):
    introduction = world.ask(now)
    day = date(2027, 1, 11)
    world.answer(world.marta, "not_now", now, until=day)
    world.answer(world.tom, "yes", now)

    services.look_after_questions(now=now + timedelta(days=30))
    introduction.refresh_from_db()
    assert introduction.state == "asking"
    assert len(sent("question")) == 2

    eight = now.replace(year=2027, month=1, day=11, hour=13)  # 8:00 in New York
    services.look_after_questions(now=eight)
    assert len(sent("question")) == 2
    for _ in range(2):
        services.look_after_questions(now=eight + timedelta(hours=2))
    assert sent("question") == ["Marta Okafor", "Marta Okafor", "Tom Lindqvist"]

    world.answer(world.marta, "yes", eight + timedelta(days=1))
    introduction.refresh_from_db()
    assert introduction.state == "made"


def test_not_now_without_an_answer_then_comes_to_its_end(world, now):
    introduction = world.ask(now)
    world.answer(world.marta, "not_now", now, until=(now + timedelta(days=60)).date())
    world.answer(world.tom, "yes", now)

    services.look_after_questions(now=now + timedelta(days=73))
    introduction.refresh_from_db()
    assert introduction.state == "asking"
    services.look_after_questions(now=now + timedelta(days=75))
    introduction.refresh_from_db()
    assert introduction.state == "expired"


@pytest.mark.parametrize("days", [0, -1, 181])
def test_not_now_names_a_day_within_half_a_year(world, now, days):
    world.ask(now)
    with pytest.raises(ValueError, match="Not now needs a day"):
        world.answer(world.marta, "not_now", now, until=(now + timedelta(days=days)).date())


def test_silence_is_asked_once_more_after_a_week_and_ends_after_two(world, now):
    introduction = world.ask(now)
    world.answer(world.tom, "yes", now)

    services.look_after_questions(now=now + timedelta(days=6, hours=23))
    assert len(sent("question")) == 2
    for hours in (0, 1, 30):
        services.look_after_questions(now=now + timedelta(days=7, hours=hours))
    assert sent("question") == ["Marta Okafor", "Marta Okafor", "Tom Lindqvist"]

    services.look_after_questions(now=now + timedelta(days=14))
    introduction.refresh_from_db()
    assert (introduction.state, introduction.ended_at) == ("expired", now + timedelta(days=14))
    assert sent("let_rest") == ["Dana Whitfield"]


def test_who_takes_a_pause_meanwhile_is_not_asked_a_second_time(world, now):
    world.ask(now)
    world.marta.paused_until = (now + timedelta(days=30)).date()
    world.marta.save()

    services.look_after_questions(now=now + timedelta(days=7))

    assert sent("question") == ["Marta Okafor", "Tom Lindqvist", "Tom Lindqvist"]


@pytest.mark.parametrize(("first", "second"), [("yes", "no"), ("no", "yes"), ("yes", "yes")])
def test_an_answer_stands(world, now, first, second):
    world.ask(now)
    world.answer(world.marta, first, now)

    with pytest.raises(AlreadyAnswered):
        world.answer(world.marta, second, now)

    assert Party.objects.get(side="a").answer == first


@pytest.mark.parametrize("how", ["withdrawn", "declined", "expired"])
def test_nobody_answers_what_has_ended(world, now, how):
    introduction = world.ask(now)
    if how == "withdrawn":
        services.withdraw(introduction, now=now)
    elif how == "declined":
        world.answer(world.tom, "no", now)
    else:
        services.look_after_questions(now=now + timedelta(days=14))

    with pytest.raises(NotUnderWay):
        world.answer(world.marta, "yes", now)

    assert sent("joint") == []


def test_questions_that_have_not_left_do_not_leave_after_the_end(world, now, settings):
    settings.MAIL_URL = "kept:"
    introduction = world.ask(now)
    services.withdraw(introduction, now=now)

    drain(now=now + timedelta(minutes=1))

    assert set(Delivery.objects.values_list("state", flat=True)) == {"skipped"}


def test_undo_leaves_nothing_behind_and_the_pair_is_free_again(world, now, settings):
    settings.MAIL_URL = "kept:"
    SuggestionFactory(introducer=world.dana, a=world.marta, b=world.tom)
    introduction = world.ask(now)
    drain(now=now + timedelta(seconds=5))
    assert not Delivery.objects.exclude(state="due").exists()

    services.undo(introduction, now=now + timedelta(seconds=14))

    assert not Introduction.objects.exists()
    assert not Delivery.objects.exists()
    assert not Suggestion.objects.filter(state="taken").exists()
    world.ask(now + timedelta(seconds=20))


def test_it_is_too_late_to_undo_when_the_mails_leave(world, now, settings):
    settings.MAIL_URL = "kept:"
    introduction = world.ask(now)

    with pytest.raises(NotUnderWay):
        services.undo(introduction, now=now + timedelta(seconds=15))
    drain(now=now + timedelta(seconds=15))
    with pytest.raises(NotUnderWay):  # a worker whose clock is ahead has taken one
        services.undo(introduction, now=now)

    assert Delivery.objects.filter(state="sent").count() == 2
    assert Introduction.objects.exists()


def test_who_said_no_may_want_it_after_all_and_the_introducer_hears_once(world, now):
    world.ask(now)
    world.answer(world.marta, "no", now)
    party = Party.objects.get(side="a")

    for _ in range(2):
        services.would_like_after_all(party, now=now + timedelta(days=1))

    assert sent("after_all") == ["Dana Whitfield"]


def test_a_contact_is_asked_first_like_everybody(world, now):
    contact = PersonFactory(keeper=world.dana, name="Carl Client")

    world.ask(now, b=contact)

    assert sent("question") == ["Carl Client", "Marta Okafor"]


def test_limits_hold_when_asking_too(world, now):
    world.marta.paused_until = (now + timedelta(days=9)).date()
    world.marta.save()
    with pytest.raises(Unavailable):
        world.ask(now)


def test_an_introduction_without_two_yeses_cannot_be_made_behind_the_services(world, now):
    introduction = world.ask(now)
    world.answer(world.marta, "yes", now)

    def make():
        Introduction.objects.filter(pk=introduction.pk).update(state="made", made_at=now)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="without two yeses"), transaction.atomic():
        make()


def test_asking_counts_at_once_and_a_withdrawn_one_never_did(world, now):
    asked = world.ask(now)
    IntroductionFactory(introducer=world.dana, created_at=now, made_at=now)

    def begun():
        return Introduction.objects.begun_between(now, now + timedelta(seconds=1)).count()

    assert begun() == 2
    world.answer(world.marta, "no", now)
    assert begun() == 2
    Introduction.objects.filter(pk=asked.pk).update(state="withdrawn")
    assert begun() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answers", [["yes", "yes"], ["yes", "no"], ["no", "no"]])
def test_both_answer_at_the_same_moment(now, answers):
    world = World()
    introduction = world.ask(now)
    parties = list(introduction.parties.order_by("side"))
    barrier = Barrier(2)

    def answer(party, given):
        barrier.wait()
        try:
            services.answer_question(party, answer=given, now=now)
        except NotUnderWay:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(answer, parties, answers))

    introduction.refresh_from_db()
    assert introduction.state == ("made" if answers == ["yes", "yes"] else "declined")
    assert len(sent("joint")) == (3 if answers == ["yes", "yes"] else 0)
    assert len(sent("let_rest")) == (0 if answers == ["yes", "yes"] else 1)


@pytest.mark.parametrize("who", ["dana", "marta", "tom"])
def test_nobody_is_asked_about_somebody_who_has_left_meanwhile(world, now, settings, who):
    settings.MAIL_URL = "kept:"
    world.ask(now)
    getattr(world, who).memberships.update(state="left")

    drain(now=now + timedelta(minutes=1))

    assert set(Delivery.objects.values_list("state", flat=True)) == {"skipped"}


def test_a_question_does_not_run_out_during_a_pause_or_right_after(world, now):
    introduction = world.ask(now)
    world.answer(world.tom, "yes", now)
    world.marta.paused_until = (now + timedelta(days=40)).date()
    world.marta.save()

    for days in (14, 39, 53):
        services.look_after_questions(now=now + timedelta(days=days))
        introduction.refresh_from_db()
        assert introduction.state == "asking"
    assert sent("question") == ["Marta Okafor", "Marta Okafor", "Tom Lindqvist"]

    services.look_after_questions(now=now + timedelta(days=55))
    introduction.refresh_from_db()
    assert introduction.state == "expired"
