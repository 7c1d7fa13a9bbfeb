"""A partner of a common group sees a promise: told once, and only as long as they share a group."""

from datetime import time
from email import message_from_bytes, policy

import pytest

from goals import services
from goals.mails import partners as mail
from goals.models import Partner
from members.deliveries import kinds
from members.deliveries.rendering import render
from members.models import Delivery, Person
from tests.factories import GroupFactory, MembershipFactory, PersonFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def sam(group):
    return member_of(group, name="Sam Okafor").person


@pytest.fixture
def dana(group):
    return member_of(group, name="Dana Whitfield").person


def test_who_can_be_asked(sam, dana, group, now):
    MembershipFactory(group=group)  # no account
    member_of(GroupFactory())  # of another group
    PersonFactory(keeper=sam)
    gone = member_of(group).person
    gone.memberships.update(state="left")

    assert list(Person.objects.partners_for(sam, now)) == [dana]


def test_the_partner_is_told_once(sam, dana, now):
    for _ in range(2):
        services.end_partnership(services.choose_partner(sam, dana, now=now))
    services.choose_partner(sam, dana, now=now)

    assert [(each.recipient, each.kind) for each in Delivery.objects.all()] == [(dana, "partner")]
    assert Partner.objects.count() == 1


def test_there_is_one_partner_at_a_time(sam, dana, group, now):
    other = member_of(group).person
    services.choose_partner(sam, other, now=now)
    services.choose_partner(sam, dana, now=now)

    assert [row.partner for row in Partner.objects.all()] == [dana]


def test_it_ends_when_they_share_no_group_any_more(sam, dana, group, now):
    chosen = services.choose_partner(sam, dana, now=now)
    assert list(Partner.objects.of(dana)) == [chosen] == list(Partner.objects.of(sam))

    sam.memberships.update(state="left")

    assert not Partner.objects.of(dana).exists()
    assert mail.ended(Delivery.objects.get(), now)


def test_being_active_in_different_groups_is_not_enough(sam, dana, group, now):
    services.choose_partner(sam, dana, now=now)
    other = GroupFactory()
    MembershipFactory(group=other, person=sam)
    dana.memberships.update(state="left")
    MembershipFactory(group=GroupFactory(), person=dana)

    assert not Partner.objects.of(dana).exists()


def test_the_mail_says_what_was_promised(sam, dana, now):
    services.set_goal(sam, count=3, period="week", now=now)
    services.commit(
        sam,
        now=now,
        weekdays=[1, 3],
        at=time(8, 30),
        cue="",
        count=1,
        kind="introductions",
        reminds=True,
    )
    services.choose_partner(sam, dana, now=now)
    delivery = Delivery.objects.get()

    sent = render(delivery, kinds.get("partner"), now=now)

    assert sent.subject == "Sam Okafor asked you to keep an eye on a promise"
    body = message_from_bytes(sent.message, policy=policy.default).get_body(("plain",))
    text = body.get_content()
    assert "3 introductions a week" in text
    assert "Tuesday and Thursday 8:30: one introduction" in text
