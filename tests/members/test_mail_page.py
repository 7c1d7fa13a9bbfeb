"""Mail that did not simply go: who sees it, what it says, and what can be done."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from members import services
from members.deliveries import bounces
from members.deliveries.draining import drain
from members.deliveries.forgetting import forget_secrets
from members.deliveries.history import History
from members.deliveries.queueing import queue_delivery
from members.models import BouncingAddress, Delivery, Membership
from members.services.mail import may_arrive_twice
from tests.factories import NOW, GroupFactory, MembershipFactory, PersonFactory, organizer_of
from tests.smtp_stub import CUT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside")


@pytest.fixture
def ruth(client, riverside):
    user = organizer_of(riverside, name="Ruth Alvarez")
    client.force_login(user)
    return user.person


@pytest.fixture
def tom(riverside):
    person = PersonFactory(name="Tom Lindqvist", email="tom@lindqvist.example")
    MembershipFactory(group=riverside, person=person)
    return person


@pytest.fixture(autouse=True)
def _of_the_letter(monkeypatch, letter):
    letter()


def page(client, group):
    return client.get(reverse("members:mail", args=[group.slug])).content.decode()


def press(client, group, what, delivery):
    url = reverse(f"members:mail_{what}", args=[group.slug, delivery.pk])
    return client.post(url, follow=True).content.decode()


def again(delivery, now=NOW):
    drain(now=now)
    delivery.refresh_from_db()
    return delivery.state


def test_nothing_needs_anybody(client, riverside, ruth, tom, stub, owe, now):
    owe(tom)
    drain(now=now)

    assert "Nothing needs you." in page(client, riverside)


def test_what_came_back_is_written_anew_and_goes(client, riverside, ruth, tom, stub, owe, now):
    stub.answer("550 no such mailbox", at="rcpt")
    delivery = owe(tom, title="A secret of another group")
    first = delivery.message_id
    drain(now=now)
    shown = page(client, riverside)
    assert "Tom Lindqvist" in shown
    assert "Came back" in shown
    assert "550 no such mailbox" in shown
    assert "A mail from Proactive" in shown
    assert "secret" not in shown

    assert "tried again in a moment" in press(client, riverside, "retry", delivery)

    delivery.refresh_from_db()
    assert delivery.state == "due"
    Delivery.objects.update(due_at=now)
    assert again(delivery) == "sent"
    [mail] = stub.accepted
    assert mail.message["Message-ID"] == delivery.message_id != first
    assert not BouncingAddress.objects.exists()


def test_what_was_dropped_is_gone(client, riverside, ruth, tom, stub, owe, now):
    stub.answer("550 no such mailbox", at="rcpt")
    delivery = owe(tom)
    drain(now=now)

    assert "Dropped." in press(client, riverside, "drop", delivery)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("skipped", "Somebody let it be.")
    assert "Nothing needs you." in page(client, riverside)


def test_unsure_without_anybody_to_ask_says_that_it_may_arrive_twice(
    client,
    riverside,
    ruth,
    tom,
    stub,
    letter,
    owe,
    now,
):
    letter(sent_again=False)
    delivery = owe(tom)
    stub.answer(CUT, at="dot")
    drain(now=now)
    shown = page(client, riverside)
    assert "May have arrived" in shown
    assert "it may arrive twice." in shown

    press(client, riverside, "retry", delivery)

    Delivery.objects.update(due_at=now)
    assert again(delivery) == "sent"
    first, second = stub.received
    assert first.raw == second.raw


def test_unsure_with_a_provider_that_knows_is_asked_and_not_risked(
    client,
    riverside,
    ruth,
    tom,
    stub,
    owe,
    now,
    settings,
):
    settings.MAIL_ORACLE = "idempotency"
    delivery = owe(tom)
    stub.answer(CUT, at="dot")
    drain(now=now)
    history = History.of(delivery)
    delivery.refresh_from_db()
    assert not may_arrive_twice(delivery, history, now + timedelta(hours=19))
    assert may_arrive_twice(delivery, history, now + timedelta(hours=21))

    assert services.retry_delivery(delivery, now=now)

    delivery.refresh_from_db()
    assert delivery.state == "unsure"  # until it has been asked
    assert again(delivery) == "sent"


def test_held_mail_goes_when_the_address_is_tried_again(
    client,
    riverside,
    ruth,
    tom,
    stub,
    owe,
    now,
):
    for day in range(2):
        bounces.note_bounce(tom.email, bounces.HARD, at=now + day * DAY)
    first, second = owe(tom, key="1"), owe(tom, key="2")
    late = owe(tom, key="3", expires_at=now + DAY)
    drain(now=now)
    assert "Held back" in page(client, riverside)

    assert services.retry_delivery(first, now=now + 2 * DAY)

    drain(now=now + 2 * DAY)
    for delivery, state in ((first, "sent"), (second, "sent"), (late, "skipped")):
        delivery.refresh_from_db()
        assert delivery.state == state
    assert "Too late to try again." in page(client, riverside)


def test_given_up_is_counted_anew_from_the_press_on(client, riverside, ruth, tom, stub, owe, now):
    stub.answer_always("454 not now", at="rcpt")
    delivery = owe(tom)
    while delivery.state == "due":
        again(delivery, delivery.due_at)
    assert delivery.state == "dead"
    shown = page(client, riverside)
    assert "Given up" in shown
    assert "The mail server said last: not now" in shown

    later = now + 3 * DAY
    services.retry_delivery(delivery, now=later)

    assert again(delivery, later) == "due"


def test_a_mail_that_could_not_be_written_shows_nothing_of_what_it_holds(
    client,
    riverside,
    ruth,
    tom,
    stub,
    letter,
    owe,
    now,
):
    def prepare(delivery, now):
        raise LookupError("a secret of another group")

    letter(prepare=prepare)
    owe(tom)
    drain(now=now)

    shown = page(client, riverside)
    assert "It could not be written." in shown
    assert "secret" not in shown


def test_only_invitations_to_this_group_are_called_so(client, riverside, ruth, stub, now):
    ida = PersonFactory()
    harbor = GroupFactory(name="Harbor")
    ours = MembershipFactory(group=riverside, person=ida, state="listed")
    theirs = MembershipFactory(group=harbor, person=ida, state="listed")
    stub.answer_always("550 no such mailbox", at="rcpt")
    for membership in (ours, theirs):
        services.invite(membership, by=ruth, now=now)
    drain(now=now)

    shown = page(client, riverside)

    assert shown.count("Your invitation") == 1
    assert shown.count("A mail from Proactive") == 1
    assert "Harbor" not in shown


def test_sign_in_codes_are_a_persons_own_affair(client, riverside, ruth, tom, stub, now):
    stub.answer("550 no such mailbox", at="rcpt")
    context = {"code": "ABCD-1234", "minutes": 15}
    queue_delivery(tom, kind="sign_in_code", key="1", context=context, now=now)
    drain(now=now)
    delivery = Delivery.objects.get()
    assert delivery.state == "bounced"

    assert "Nothing needs you." in page(client, riverside)
    url = reverse("members:mail_retry", args=[riverside.slug, delivery.pk])
    assert client.post(url).status_code == 404
    assert not services.retry_delivery(delivery, now=now)


def test_mail_to_those_who_left_or_are_elsewhere_is_not_listed(
    client,
    riverside,
    ruth,
    tom,
    stub,
    owe,
    now,
):
    stub.answer_always("550 no such mailbox", at="rcpt")
    delivery = owe(tom)
    owe(PersonFactory())
    drain(now=now)
    Membership.objects.filter(person=tom).update(state="left")

    assert "Nothing needs you." in page(client, riverside)
    url = reverse("members:mail_drop", args=[riverside.slug, delivery.pk])
    assert client.post(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_however_many(
    client,
    riverside,
    ruth,
    stub,
    owe,
    now,
    count,
    django_assert_num_queries,
):
    stub.answer_always("550 no such mailbox", at="rcpt")
    for _ in range(count):
        owe(MembershipFactory(group=riverside).person)
    drain(now=now)

    with django_assert_num_queries(10):
        shown = page(client, riverside)

    assert shown.count("Came back") == count


def test_what_nobody_could_say_for_a_month_is_forgotten(
    client, riverside, ruth, tom, stub, letter, owe, now
):
    letter(sent_again=False)
    delivery = owe(tom)
    stub.answer(CUT, at="dot")
    drain(now=now)

    forget_secrets(now + 31 * DAY)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.message) == ("unsure", None)
    assert not services.retry_delivery(delivery, now=now + 31 * DAY)
    assert "Too late to try again." in page(client, riverside)


@pytest.mark.parametrize("state", ["due", "sending", "sent", "delivered", "skipped"])
def test_what_needs_nobody_is_left_alone(owe, now, state):
    delivery = owe()
    Delivery.objects.update(state=state)

    assert not services.retry_delivery(delivery, now=now)
    assert not services.drop_delivery(delivery)

    delivery.refresh_from_db()
    assert delivery.state == state


# --- For the operator ----------------------------------------------------------------------------


def test_the_operator_counts_lists_retries_and_drops(stub, owe, now, capsys):
    stub.answer("550 no such mailbox", "550 no such mailbox", at="rcpt")
    one, two = (owe(PersonFactory(email=f"{n}@x.example"), key=n) for n in "12")
    drain(now=now)

    call_command("mail")
    assert "2  bounced" in capsys.readouterr().out
    call_command("mail", "list")
    shown = capsys.readouterr().out
    assert f"{one.pk}  bounced  2026-11-23 14:00  account_notice to 1@x.example: 550" in shown
    call_command("mail", "retry", str(one.pk))
    call_command("mail", "drop", str(two.pk))

    assert set(Delivery.objects.values_list("state", flat=True)) == {"due", "skipped"}
    with pytest.raises(CommandError, match="not now"):
        call_command("mail", "retry", str(two.pk))
    with pytest.raises(CommandError, match="no mail 0"):
        call_command("mail", "drop", "0")
