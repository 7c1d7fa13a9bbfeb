"""Fifty answers to one question at the same moment have one effect. ANSWER_ROUNDS=200 for long."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from introductions.mails.links import QUESTION
from introductions.models import FollowUp, Introduction, Party
from members import mail_links
from members.models import Delivery, MailLink
from tests.introductions.asking import World

ROUNDS = int(os.environ.get("ANSWER_ROUNDS", "3"))
AT_ONCE = 50


@pytest.mark.django_db(transaction=True)
def test_fifty_answers_at_once_have_one_effect(now, time_machine):
    time_machine.move_to(now, tick=False)
    world = World()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(ROUNDS):
            introduction = world.ask(now)
            world.answer(world.tom, "yes", now)
            party = world.side_of(world.marta)
            links = [new_link(party, now) for _ in range(3)]
            # As many from one mail as from the two after it; yes, no and not now mixed.
            answers = [["yes"], ["yes", "no"], ["no", "not_now", "yes"]][number % 3]
            start = Barrier(AT_ONCE)

            def answer(at, links=links, answers=answers, start=start):
                until = (now + timedelta(days=9)).date().isoformat()
                data = {"answer": answers[at % len(answers)], "until": until}
                try:
                    client = Client()
                    start.wait()
                    return client.post(links[at % 3], data).status_code
                finally:
                    connections.close_all()

            assert set(pool.map(answer, range(AT_ONCE))) == {302}
            one_effect(introduction)
            Introduction.objects.all().delete()
            Delivery.objects.all().delete()
            MailLink.objects.all().delete()
    connection.close()


def new_link(party, now):
    token = mail_links.issue(
        party.person,
        purpose=QUESTION,
        about=party.pk,
        now=now,
        expires_at=now + timedelta(days=14),
    )
    return reverse("introductions:question_link", args=[token])


def one_effect(introduction):
    """Made, or declined, or waiting: whichever, once and with everything that belongs to it."""
    introduction = Introduction.objects.get(pk=introduction.pk)
    answers = sorted(Party.objects.values_list("answer", flat=True))
    mails = list(Delivery.objects.exclude(kind="question").values_list("kind", flat=True))
    used = MailLink.objects.filter(used_at__isnull=False).count()
    if introduction.state == "made":
        assert answers == ["yes", "yes"]
        assert mails == ["joint"] * 3
        assert FollowUp.objects.count() == 3
    else:
        assert introduction.state == "declined"
        assert answers == ["no", "yes"]
        assert mails == ["let_rest"]
        assert not FollowUp.objects.exists()
    # "Not now" can be answered anew with another mail's link; yes and no stand.
    assert 1 <= used <= 3
