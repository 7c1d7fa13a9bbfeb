"""No more of some mail: from the mail itself, by a mail program, and on one's profile."""

from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client

from members.deliveries import kinds
from members.deliveries.draining import drain
from members.deliveries.kinds import Topic
from members.deliveries.stopping import stop_topic, stop_topic_url, stop_url
from members.models import StoppedKind, Suppression
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
REMINDERS = Topic("reminders", "Reminders", "when follow-ups are due")


@pytest.fixture
def reminder(letter):
    letter(topic=REMINDERS)


def stopped():
    return list(StoppedKind.objects.values_list("person", "kind"))


def test_a_mail_program_stops_one_topic_with_one_press(stub, owe, reminder, now):
    person, other = PersonFactory(), PersonFactory()
    owe(person)
    drain(now=now)
    message = stub.accepted[0].message
    link = message["List-Unsubscribe"].strip(" <>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith("http://testserver/stop/reminders/")
    assert person.email not in link

    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = program.post(link, {"List-Unsubscribe": "One-Click"})
        assert (response.status_code, response.cookies.output()) == (200, "")

    assert stopped() == [(person.pk, "reminders")]
    owe(person, key="2")
    owe(other, key="2")
    drain(now=now)
    assert [mail.recipients for mail in stub.accepted[1:]] == [[other.email]]


def test_other_mail_goes_on(stub, letter, owe, now):
    person = PersonFactory()
    stop_topic(person, REMINDERS, now=now)
    letter()
    owe(person)

    drain(now=now)

    assert len(stub.accepted) == 1


def test_looking_changes_nothing_and_offers_more(client):
    person = PersonFactory()
    link = stop_topic_url(person, kinds.topics()["reminders"])

    page = client.get(link).content.decode()
    client.head(link)

    assert "No more reminders?" in page
    assert stop_url(person.email).removeprefix("http://testserver") in page
    assert (stopped(), Suppression.objects.count()) == ([], 0)
    assert "Done. No more reminders." in client.post(link).content.decode()


def test_a_link_is_good_for_its_person_and_topic_alone(client):
    person = PersonFactory()
    link = stop_topic_url(person, kinds.topics()["reminders"])
    for wrong in (link.replace("reminders", "summaries"), link[:-3] + "x/", f"{link}x/"):
        assert client.post(wrong).status_code == 404
    unknown = link.replace("reminders", "nothing")
    assert client.post(unknown).status_code == 404
    person.delete()
    assert client.post(link).status_code == 404
    assert stopped() == []


def test_every_mail_can_be_stopped_but_codes_and_topics_have_words():
    for kind in kinds.registered():
        assert kind.stoppable != kind.secret, kind.name
    assert {"reminders", "summaries", "news"} <= set(kinds.topics())


def test_one_switch_a_topic_on_the_profile(client, now):
    person = UserFactory().person
    stop_topic(person, kinds.topics()["summaries"], now=now)
    client.force_login(person.user)

    page = client.get("/profile/").content.decode()
    assert 'value="reminders" checked' in page
    assert 'value="summaries">' in page
    client.post("/profile/mail/", {"topic": ["summaries", "nonsense"]})

    assert {kind for _, kind in stopped()} == set(kinds.topics()) - {"summaries"}
    client.post("/profile/mail/", {"topic": list(kinds.topics())})
    assert stopped() == []


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_each_mail_that_can_be_stopped_says_so(part):
    for kind in kinds.registered():
        source = Path(get_template(f"emails/{kind.name}/{part}").origin.name).read_text()
        assert ("stop_url" in source) == kind.stoppable, kind.name
        assert "stop_label" in source or not kind.topic, kind.name
