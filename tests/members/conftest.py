import pytest

from members.deliveries import kinds
from members.deliveries.queueing import queue_delivery
from members.models import Delivery
from tests.factories import PersonFactory
from tests.smtp_stub import SmtpStub


@pytest.fixture
def stub(settings):
    with SmtpStub() as server:
        settings.MAIL_URL = server.url
        yield server


@pytest.fixture
def letter(monkeypatch):
    """A kind of mail that has no rules of its own: `letter(sent_again=False)` gives it some."""

    def define(**rules):
        kind = kinds.Kind("account_notice", **rules)
        monkeypatch.setitem(kinds._kinds, kind.name, kind)

    define()
    return define


@pytest.fixture
def owe(letter, now):
    """Owe somebody a letter; return the delivery."""

    def queue(recipient=None, *, key="1", title="A title", text="A text.", **options):
        recipient = recipient or PersonFactory()
        queue_delivery(
            recipient,
            kind="account_notice",
            key=key,
            context={"title": title, "text": text},
            now=now,
            **options,
        )
        return Delivery.objects.get(recipient=recipient, key=key)

    return queue
