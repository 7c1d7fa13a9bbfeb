"""One thing that somebody did for somebody: noted, settled, thanked, taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from introductions import services
from introductions.exceptions import AlreadyAnswered, NotInCircle, NotInGroup
from introductions.models import Contribution, FollowUp, Party
from members.models import Delivery
from tests.factories import (
    NOW,
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TODAY = NOW.date()


class Two:
    """Ruth and Dana, both in Riverside. By default Ruth gave Dana advice, and says so."""

    def __init__(self):
        self.group = GroupFactory(name="Riverside")
        self.dana, self.ruth = (
            member_of(self.group, name=name).person for name in ("Dana Whitfield", "Ruth Alvarez")
        )

    def note(self, *, by=None, now=NOW, **more):
        said = {"giver": self.ruth, "receiver": self.dana, "currency": "advice", "on": TODAY}
        return services.log_contribution(by=by or self.ruth, now=now, **said | more)


@pytest.fixture
def two():
    return Two()


def mails(kind="contribution"):
    return [(mail.recipient.first_name, mail.key) for mail in Delivery.objects.filter(kind=kind)]


class TestNoting:
    def test_what_the_giver_notes_waits_for_the_receiver_who_hears_in_five_minutes(self, two):
        noted = two.note(text="  how to \n price ")

        assert (noted.state, noted.settled_at, noted.logged_by) == ("noted", None, two.ruth)
        assert noted.text == "how to price"
        assert mails() == [("Dana", str(noted.pk))]
        assert Delivery.objects.get().due_at == NOW + timedelta(minutes=5)

    def test_what_the_receiver_notes_is_so(self, two):
        noted = two.note(by=two.dana)

        assert (noted.state, noted.settled_at) == ("confirmed", NOW)
        assert mails() == []

    def test_a_private_contact_is_asked_nothing(self, two):
        client = PersonFactory(keeper=two.ruth)

        given = two.note(receiver=client)
        received = two.note(by=two.ruth, giver=client, receiver=two.ruth)

        assert (given.state, received.state) == ("noted", "confirmed")
        assert mails() == []

    def test_neither_is_who_has_no_account(self, two):
        listed = MembershipFactory(group=two.group).person

        assert two.note(receiver=listed).state == "noted"
        assert mails() == []

    def test_only_of_people_in_ones_circle(self, two):
        stranger, others = PersonFactory(), PersonFactory(keeper=two.dana)
        for person in (stranger, others):
            with pytest.raises(NotInCircle):
                two.note(receiver=person)

    def test_only_by_one_of_the_two_of_a_day_that_was_in_a_currency_there_is(self, two):
        for wrong in (
            {"by": PersonFactory()},
            {"receiver": two.ruth},
            {"on": TODAY + DAY},
            {"currency": "money"},
        ):
            with pytest.raises(ValueError, match=r".+"):
                two.note(**wrong)
        assert not Contribution.objects.exists()

    def test_the_day_is_decided_where_one_is(self, two):
        """In New York it is still Monday when it is Tuesday in London."""
        late = NOW.replace(hour=3) + DAY
        with pytest.raises(ValueError, match="before its day"):
            two.note(on=late.date(), now=late)
        two.note(on=TODAY, now=late)


class TestTheSameThing:
    def test_pressed_again_within_a_minute(self, two):
        first = two.note()

        assert two.note(now=NOW + 59 * SECOND) == first
        assert two.note(now=NOW + 61 * SECOND) != first
        assert len(mails()) == 2

    def test_pressed_at_the_same_moment(self, two):
        first = two.note()
        assert two.note(text="pricing") == first
        assert Contribution.objects.get().text == "pricing"
        assert two.note(text="something else") != first

    @pytest.mark.parametrize("different", [{"currency": "blog"}, {"on": TODAY - DAY}])
    def test_another_currency_or_day_is_another_thing(self, two, different):
        assert two.note() != two.note(**different)

    def test_what_both_note_of_a_day_is_one_and_the_receiver_settles_it(self, two):
        first = two.note()
        later = NOW + timedelta(hours=2)

        again = two.note(by=two.dana, now=later)

        assert again == first
        assert (again.state, again.settled_at) == ("confirmed", later)

    def test_also_when_the_receiver_is_quicker(self, two):
        first = two.note(by=two.dana, text="pricing")

        assert two.note(now=NOW + timedelta(hours=2)) == first
        assert Contribution.objects.get().state == "confirmed"
        assert mails() == []

    def test_but_not_when_their_words_differ(self, two):
        two.note(by=two.dana, text="pricing")
        two.note(text="hiring")

        assert Contribution.objects.count() == 2

    def test_what_was_refused_is_not_asked_again(self, two):
        services.refuse_contribution(two.note(), now=NOW)

        two.note(now=NOW + timedelta(hours=2))

        assert Contribution.objects.get().state == "refused"
        assert len(mails()) == 1


class TestSettling:
    def test_the_receiver_confirms_once(self, two):
        noted = two.note()

        assert services.confirm_contribution(noted, now=NOW + DAY)
        assert not services.confirm_contribution(noted, now=NOW + 2 * DAY)

        noted.refresh_from_db()
        assert (noted.state, noted.settled_at) == ("confirmed", NOW + DAY)

    def test_the_receiver_says_what_it_was(self, two):
        noted = two.note(text="advice")

        services.correct_contribution(noted, currency="speaking", text="a  talk", now=NOW)

        noted.refresh_from_db()
        assert (noted.currency, noted.text, noted.state) == ("speaking", "a talk", "confirmed")

    def test_not_so_and_so_after_all(self, two):
        noted = two.note()

        assert services.refuse_contribution(noted, now=NOW)
        assert not services.refuse_contribution(noted, now=NOW)
        assert Contribution.objects.counted().count() == 0
        assert services.confirm_contribution(noted, now=NOW)
        assert Contribution.objects.counted().count() == 1

    def test_words_of_the_giver_until_it_is_settled(self, two):
        noted = two.note()
        assert services.describe_contribution(noted, text="pricing")
        services.confirm_contribution(noted, now=NOW)

        assert not services.describe_contribution(noted, text="hiring")
        assert Contribution.objects.get().text == "pricing"

    def test_taken_back_until_it_is_settled_and_only_ones_own(self, two):
        noted = two.note()
        assert not services.take_back_contribution(noted, by=two.dana)
        services.confirm_contribution(noted, now=NOW)
        assert not services.take_back_contribution(noted, by=two.ruth)

        own = two.note(by=two.dana, currency="blog")
        assert not services.take_back_contribution(own, by=two.ruth)
        assert services.take_back_contribution(own, by=two.dana)
        assert services.take_back_contribution(two.note(currency="other"), by=two.ruth)
        assert Contribution.objects.get() == noted


class TestThanks:
    def test_they_confirm_and_reach_the_giver(self, two):
        noted = two.note()

        services.thank_for_contribution(noted, text="So kind.", show_to=None, now=NOW)

        noted.refresh_from_db()
        assert (noted.state, noted.thanks, noted.thanked_at) == ("confirmed", "So kind.", NOW)
        assert noted.thanks_shown_to is None
        assert mails("contribution_thanks") == [("Ruth", str(noted.pk))]

    def test_they_are_said_once(self, two):
        noted = two.note()
        services.thank_for_contribution(noted, text="", show_to=None, now=NOW)

        with pytest.raises(AlreadyAnswered):
            services.thank_for_contribution(noted, text="More", show_to=None, now=NOW)
        assert len(mails("contribution_thanks")) == 1

    def test_no_mail_to_a_contact(self, two):
        client = PersonFactory(keeper=two.dana)
        noted = two.note(by=two.dana, giver=client)

        services.thank_for_contribution(noted, text="", show_to=None, now=NOW)

        assert mails("contribution_thanks") == []

    def test_only_a_group_of_both_may_see_them(self, two):
        harbor = MembershipFactory(person=two.dana).group
        left = MembershipFactory(person=two.dana).group
        MembershipFactory(person=two.ruth, group=left, state="left")
        noted = two.note()
        for group in (harbor, left):
            with pytest.raises(NotInGroup):
                services.thank_for_contribution(noted, text="", show_to=group, now=NOW)
        assert Contribution.objects.get().thanked_at is None

        services.thank_for_contribution(noted, text="", show_to=two.group, now=NOW)
        assert list(Contribution.objects.thanks_in(two.group, NOW)) == [noted]

    def test_shown_later_hidden_and_shown_again(self, two):
        noted = two.note()
        assert not services.show_thanks(noted, group=two.group)
        services.thank_for_contribution(noted, text="", show_to=None, now=NOW)
        with pytest.raises(NotInGroup):
            services.show_thanks(noted, group=GroupFactory())

        assert services.show_thanks(noted, group=two.group)
        assert services.hide_thanks(noted)
        assert not services.hide_thanks(noted)
        assert not Contribution.objects.thanks_in(two.group, NOW).exists()

    def test_the_group_sees_ninety_days_of_people_who_are_still_there(self, two):
        noted = two.note()
        services.thank_for_contribution(noted, text="", show_to=two.group, now=NOW)
        shown = Contribution.objects.thanks_in

        assert shown(two.group, NOW + 89 * DAY).exists()
        assert not shown(two.group, NOW + 90 * DAY).exists()
        assert not shown(GroupFactory(), NOW).exists()
        for person in (two.dana, two.ruth):
            person.memberships.update(state="left")
            assert not shown(two.group, NOW).exists()
            person.memberships.update(state="active")

    def test_thanks_for_what_was_not_so_are_shown_no_more(self, two):
        noted = two.note()
        services.thank_for_contribution(noted, text="", show_to=two.group, now=NOW)

        services.refuse_contribution(noted, now=NOW)

        assert not Contribution.objects.thanks_in(two.group, NOW).exists()
        assert not services.show_thanks(noted, group=two.group)


class Introduced:
    """Ruth introduced Dana to Tom, and they have met."""

    def __init__(self):
        group = GroupFactory()
        self.ruth, self.dana, self.tom = (member_of(group).person for _ in range(3))
        self.introduction = IntroductionFactory(
            introducer=self.ruth, a=self.dana, b=self.tom, state="met", met_at=NOW
        )
        self.sides = [
            Party.objects.create(introduction=self.introduction, side=side) for side in "ab"
        ]

    def useful(self, by, now=NOW):
        question = FollowUpFactory(introduction=self.introduction, person=by, step=45)
        services.answer_follow_up(question, answer="yes", now=now)

    def of(self, person):
        return Contribution.objects.get(receiver=person)


class TestAnIntroductionThatWasUseful:
    @pytest.fixture
    def met(self):
        return Introduced()

    def test_is_given_to_both_and_confirmed_by_who_says_so(self, met):
        met.useful(met.dana)

        danas, toms = met.of(met.dana), met.of(met.tom)
        assert (danas.giver, danas.logged_by, danas.currency) == (met.ruth, None, "source")
        assert (danas.state, danas.settled_at, danas.happened_on) == ("confirmed", NOW, TODAY)
        assert (toms.giver, toms.state, toms.settled_at) == (met.ruth, "noted", None)
        assert mails() == []

    def test_waits_for_both_when_only_the_introducer_says_so(self, met):
        met.useful(met.ruth)

        assert {met.of(met.dana).state, met.of(met.tom).state} == {"noted"}
        assert Contribution.objects.waiting_for(met.tom).count() == 1

    def test_is_noted_once(self, met):
        met.useful(met.dana)
        services.refuse_contribution(met.of(met.tom), now=NOW)

        services.credit_introduction(met.introduction, now=NOW + DAY)

        assert Contribution.objects.count() == 2
        assert met.of(met.tom).state == "refused"

    def test_makes_nothing_between_the_two(self, met):
        met.useful(met.dana)
        assert not Contribution.objects.between(met.dana, met.tom).exists()

    def test_brings_the_thanks_that_were_said(self, met):
        services.thank(met.sides[0], words="Lovely.", now=NOW)
        met.useful(met.tom)
        services.thank(met.sides[1], words="Indeed.", now=NOW + DAY)

        assert [met.of(person).thanks for person in (met.dana, met.tom)] == ["Lovely.", "Indeed."]
        with pytest.raises(AlreadyAnswered):
            services.thank_for_contribution(met.of(met.dana), text="", show_to=None, now=NOW)

    def test_thanks_in_the_ledger_are_the_introductions_too(self, met):
        met.useful(met.dana)

        services.thank_for_contribution(met.of(met.dana), text="Lovely.", show_to=None, now=NOW)

        met.sides[0].refresh_from_db()
        assert (met.sides[0].thanks, met.sides[0].thanked_at) == ("Lovely.", NOW)
        with pytest.raises(AlreadyAnswered):
            services.thank(met.sides[0], words="Again", now=NOW)

    def test_is_nothing_where_they_have_only_met(self, met):
        FollowUp.objects.all().delete()
        met.introduction.state = "made"
        met.introduction.met_at = None
        met.introduction.save()
        question = FollowUpFactory(introduction=met.introduction, person=met.dana, step=21)

        services.answer_follow_up(question, answer="met", now=NOW)

        assert not Contribution.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_are_one(two):
    presses = 6
    together = Barrier(presses)

    def press(number):
        together.wait()
        try:
            by = two.ruth if number % 2 else two.dana
            return two.note(by=by).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(presses) as pool:
        assert len(set(pool.map(press, range(presses)))) == 1
    assert Contribution.objects.get().state == "confirmed"
