"""What a mail service tells, once, twice, late and in any order."""

import json
from base64 import b64encode
from datetime import timedelta
from itertools import permutations

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, path, reverse

from members.deliveries import bounces, providers
from members.deliveries.draining import drain
from members.deliveries.stopping import is_stopped
from members.deliveries.webhooks import note_event
from members.models import BouncingAddress
from members.urls.webhooks import routes
from tests.factories import PersonFactory
from tests.members.deliveries.test_draining import after_lease, outcomes
from tests.smtp_stub import CUT

pytestmark = pytest.mark.django_db
TOM = "tom@lindqvist.example"


class Urls:
    """A site that listens to one mail service."""

    def __init__(self, provider):
        self.urlpatterns = [path("", lambda request: None), *routes(provider)]


@pytest.fixture
def sent(stub, owe, now):
    delivery = owe(PersonFactory(email=TOM))
    drain(now=now)
    return delivery


def told(delivery, event_type, now, **details):
    details = {"message_id": delivery.message_id, "recipient": TOM, **details}
    note_event(AnymailTrackingEvent(event_type=event_type, timestamp=now, **details), now=now)
    delivery.refresh_from_db()
    return delivery.state


def test_it_arrived(sent, now):
    BouncingAddress.objects.create(
        address_hash=bounces.ascii_hash(TOM), score=1.5, last_on=now.date()
    )

    assert told(sent, EventType.DELIVERED, now) == "delivered"
    assert told(sent, EventType.DELIVERED, now) == "delivered"

    assert outcomes(sent) == [("sent", 250), ("delivered", None)]
    assert not BouncingAddress.objects.exists()


@pytest.mark.parametrize(
    ("event_type", "reject_reason", "score"),
    [
        (EventType.BOUNCED, RejectReason.INVALID, 1.0),
        (EventType.BOUNCED, RejectReason.BOUNCED, 1.0),
        (EventType.BOUNCED, RejectReason.TIMED_OUT, 0.5),
        (EventType.REJECTED, RejectReason.BLOCKED, 0.5),
    ],
)
def test_it_came_back(sent, now, event_type, reject_reason, score):
    details = {"reject_reason": reject_reason, "mta_response": "550 no\0such mailbox"}

    assert told(sent, event_type, now, **details) == "bounced"
    assert told(sent, event_type, now + timedelta(days=1), **details) == "bounced"

    assert sent.reason == "550 no such mailbox"
    assert BouncingAddress.objects.get().score == score
    assert [outcome for outcome, _ in outcomes(sent)] == ["sent", "bounced"]


def test_a_fault_of_the_service_is_no_fault_of_the_address(sent, now):
    assert told(sent, EventType.FAILED, now) == "bounced"
    assert not BouncingAddress.objects.exists()


@pytest.mark.parametrize("order", list(permutations(["delivered", "bounced", "delivered"])))
def test_what_came_back_has_come_back_in_whatever_order_it_is_told(sent, now, order):
    for event_type in order:
        told(sent, event_type, now, reject_reason=RejectReason.BOUNCED)

    assert sent.state == "bounced"


def test_put_off_by_the_next_server_counts_half_a_day_and_changes_nothing(sent, now):
    for _ in range(3):
        assert told(sent, EventType.DEFERRED, now) == "sent"
    assert BouncingAddress.objects.get().score == bounces.SOFT


def test_an_unsure_mail_that_arrived_is_not_sent_again(stub, owe, now):
    delivery = owe(PersonFactory(email=TOM))
    stub.answer(CUT, at="dot")
    drain(now=now)

    assert told(delivery, EventType.DELIVERED, now) == "delivered"

    assert delivery.lease_until is None
    assert drain(now=now + timedelta(days=1)) == 0


def test_an_event_may_come_before_the_answer_of_the_mail_server(stub, letter, owe, now):
    delivery = owe(PersonFactory(email=TOM))

    def told_meanwhile(delivery, moment):
        told(delivery, EventType.DELIVERED, now)

    delivery.to_address = TOM
    delivery.save()
    letter(recheck=told_meanwhile)
    drain(now=now)

    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert sorted(outcomes(delivery)) == [("delivered", None), ("later", None)]


def test_a_reader_who_complains_gets_no_more_mail(sent, now):
    told(sent, EventType.COMPLAINED, now)
    assert is_stopped(TOM)


@pytest.mark.parametrize(
    "details",
    [
        {"message_id": "<other@proactive.example>"},
        {"message_id": None},
        {"recipient": "archive@proactive.example"},  # a blind copy that came back
    ],
)
def test_what_is_not_about_our_mail_changes_nothing(sent, now, details):
    assert told(sent, EventType.BOUNCED, now, **details) == "sent"
    assert not BouncingAddress.objects.exists()


def test_the_mail_is_known_by_what_it_carried_although_its_id_was_changed(sent, now):
    details = {
        "message_id": "0100018-of-the-service",
        "metadata": {"message_id": sent.message_id.strip("<>")},
    }
    assert told(sent, EventType.DELIVERED, now, **details) == "delivered"


@pytest.mark.parametrize("provider", providers.PROVIDERS)
def test_each_mail_carries_what_the_service_gives_back(stub, owe, now, settings, provider):
    settings.MAIL_PROVIDER = provider
    delivery = owe()

    drain(now=now)

    name, _ = providers.PROVIDERS[provider]
    assert delivery.message_id.strip("<>") in stub.accepted[0].message[name]


# --- Through the address at which the service calls ---------------------------------------------


@pytest.fixture
def service(client, settings, sent):
    settings.ANYMAIL_WEBHOOK_SECRET = "us:secret"
    settings.ROOT_URLCONF = Urls("postmark")

    def call(event, secret="us:secret"):
        return client.post(
            "/anymail/postmark/tracking/",
            json.dumps(event),
            content_type="application/json",
            headers={"Authorization": f"Basic {b64encode(secret.encode()).decode()}"},
        )

    return call


def test_a_service_tells_that_a_mail_came_back(sent, service):
    event = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "MessageID": "00000000-0000-0000-0000-000000000000",
        "Metadata": {"message_id": sent.message_id.strip("<>")},
        "Email": TOM,
        "Details": "550 no such mailbox",
        "BouncedAt": "2026-11-23T15:00:00Z",
    }

    assert service(event, "us:wrong").status_code == 400
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert service(event).status_code == 200
    assert service(event).status_code == 200

    sent.refresh_from_db()
    assert (sent.state, sent.reason) == ("bounced", "550 no such mailbox")
    assert BouncingAddress.objects.get().score == bounces.HARD


def test_without_a_service_there_is_no_such_address(client):
    assert routes("") == []
    with pytest.raises(NoReverseMatch):
        reverse("members:mail_tracking")
    assert client.post("/anymail/postmark/tracking/").status_code in {302, 404}


@pytest.mark.parametrize("provider", providers.PROVIDERS)
def test_each_service_has_an_address(provider):
    assert len(routes(provider)) == 1


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"MAIL_PROVIDER": "postmark"}, "MAIL_WEBHOOK_SECRET"),
        ({"MAIL_WEBHOOK_SECRET": "us:secret"}, "MAIL_PROVIDER"),
        ({"MAIL_PROVIDER": "pigeon", "MAIL_WEBHOOK_SECRET": "us:secret"}, "MAIL_PROVIDER"),
        ({"MAIL_PROVIDER": "resend", "MAIL_WEBHOOK_SECRET": "secret"}, "user:password"),
        ({"MAIL_PROVIDER": "mailgun", "MAIL_WEBHOOK_SECRET": "us:secret"}, "MAIL_WEBHOOK_KEY"),
    ],
)
def test_settings_that_cannot_work_are_named(settings, changes, named):
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=named):
        providers.check_settings()


def test_an_unsure_mail_that_came_back_is_not_asked_about(stub, owe, now):
    delivery = owe(PersonFactory(email=TOM))
    stub.answer(CUT, at="dot")
    drain(now=now)
    delivery.refresh_from_db()
    after_lease(delivery)

    told(delivery, EventType.BOUNCED, now, reject_reason=RejectReason.INVALID)

    assert drain(now=now + timedelta(hours=1)) == 0
    assert delivery.message is None
