"""Several lines at once, what is left out and why, and undoing it."""

import pytest
from django.urls import reverse

from members import services
from members.journal import CannotUndo
from members.models import Delivery, Membership, RosterChange
from members.roster.bulk import KEEPS, NO_PLACE, YOURSELF, Deed, change_many
from members.roster.undoing import undo_change
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    member_of,
    organizer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside")


@pytest.fixture
def ruth(riverside):
    return organizer_of(riverside, name="Ruth Alvarez").person


@pytest.fixture
def florist():
    return ProfessionFactory(slug="florist", name="Florist", short="florist")


def url(name, *args):
    return reverse(f"members:{name}", args=["riverside", *args])


def listed(group, **more):
    return MembershipFactory(group=group, state="listed", joined_at=None, **more)


def places(*memberships):
    rows = Membership.objects.in_bulk([each.pk for each in memberships])
    return [(rows[each.pk].state, rows[each.pk].role) for each in memberships]


def steps(membership):
    return list(membership.events.values_list("kind", flat=True))


def do(group, deed, *memberships, by, now, **more):
    return change_many(group, [each.pk for each in memberships], deed, by=by, now=now, **more)


class TestDeeds:
    def test_taking_off_and_undoing_it(self, riverside, ruth, now):
        tom, uma = member_of(riverside), listed(riverside)
        tom = tom.person.memberships.get()

        done = do(riverside, Deed.OFF, tom, uma, by=ruth, now=now)

        assert (done.changed, done.summary) == (2, "2 people taken off the roster")
        assert places(tom, uma) == [("left", "member")] * 2
        assert undo_change(done.change, by=ruth, now=now) == []
        assert places(tom, uma) == [("active", "member"), ("listed", "member")]
        assert (steps(tom), steps(uma)) == (["left", "returned"], ["left", "listed"])
        with pytest.raises(CannotUndo):
            undo_change(done.change, by=ruth, now=now)

    def test_roles_and_undoing_them(self, riverside, ruth, now):
        tom, guest = MembershipFactory(group=riverside), MembershipFactory(state="guest")
        guest.group = riverside
        guest.save()

        done = do(riverside, Deed.ORGANIZERS, tom, guest, by=ruth, now=now)

        assert done.left_out == {NO_PLACE: [guest.person.name]}
        assert places(tom) == [("active", "organizer")]
        undo_change(done.change, by=ruth, now=now)
        assert (places(tom), steps(tom)) == ([("active", "member")], ["organizer", "member"])

    def test_nobody_takes_themselves_off_by_a_slip(self, riverside, ruth, now):
        own = riverside.memberships.get(person=ruth)

        for deed in (Deed.OFF, Deed.MEMBERS, Deed.WAITING):
            assert YOURSELF in do(riverside, deed, own, by=ruth, now=now).left_out

        assert places(own) == [("active", "organizer")]

    def test_profession_of_those_who_have_not_joined_and_undoing_it(
        self, riverside, ruth, florist, now
    ):
        old, new = SourceTypeFactory(), SourceTypeFactory()
        florist.sources.set([new])
        member = member_of(riverside).person.memberships.get()
        uma = listed(riverside)
        uma.person.sources.set([old])
        before = uma.person.profession

        done = do(riverside, Deed.PROFESSION, member, uma, by=ruth, now=now, profession=florist)

        assert done.left_out == {KEEPS: [member.person.name]}
        uma.person.refresh_from_db()
        assert (uma.person.profession, list(uma.person.sources.all())) == (florist, [new])
        undo_change(done.change, by=ruth, now=now)
        uma.person.refresh_from_db()
        assert (uma.person.profession, list(uma.person.sources.all())) == (before, [old])

    def test_one_seat_goes_to_one(self, riverside, ruth, florist, now):
        riverside.one_seat_per_profession = True
        riverside.save()
        uma, vic = listed(riverside), listed(riverside)

        done = do(riverside, Deed.PROFESSION, uma, vic, by=ruth, now=now, profession=florist)

        assert list(done.left_out.values()) == [[vic.person.name]]
        assert riverside.memberships.get(seat=florist) == uma

    def test_waiting(self, riverside, ruth, now):
        uma = listed(riverside)

        waits = do(riverside, Deed.WAITING, uma, by=ruth, now=now)

        uma.refresh_from_db()
        assert (uma.state, uma.waiting_since) == ("waiting", now)
        undo_change(waits.change, by=ruth, now=now)
        assert places(uma) == [("listed", "member")]
        assert do(riverside, Deed.MEMBERS, uma, by=ruth, now=now).change is None

    def test_what_was_changed_since_is_left_and_named(self, riverside, ruth, now):
        uma = listed(riverside, person__name="Uma")
        done = do(riverside, Deed.WAITING, uma, by=ruth, now=now)
        services.give_seat(Membership.objects.get(pk=uma.pk), by=ruth, now=now)

        assert undo_change(done.change, by=ruth, now=now) == ["Uma"]
        done.change.refresh_from_db()
        assert done.change.left_alone == ["Uma"]

    def test_undoing_does_not_leave_a_group_without_an_organizer(self, riverside, ruth, now):
        tom = member_of(riverside).person.memberships.get()
        done = do(riverside, Deed.ORGANIZERS, tom, by=ruth, now=now)
        services.leave_group(riverside.memberships.get(person=ruth), by=ruth, now=now)

        with pytest.raises(CannotUndo):
            undo_change(done.change, by=tom.person, now=now)

        assert places(tom) == [("active", "organizer")]
        done.change.refresh_from_db()
        assert done.change.undone_at is None

    def test_lines_of_other_groups_are_not_touched(self, riverside, ruth, now):
        elsewhere = MembershipFactory()

        assert do(riverside, Deed.OFF, elsewhere, by=ruth, now=now).changed == 0
        assert places(elsewhere) == [("active", "member")]


class TestPages:
    @pytest.fixture(autouse=True)
    def _ruth_is_signed_in(self, client, ruth):
        client.force_login(ruth.user)

    def press(self, client, **said):
        return client.post(url("roster_bulk"), said, follow=True)

    def test_ticked_lines_with_the_way_back(self, client, riverside):
        tom, uma = listed(riverside, person__name="Tom"), listed(riverside)

        page = self.press(client, who=[tom.pk], deed="organizers", query="q=to&sort=-name")

        assert page.redirect_chain[-1][0] == f"{url('roster')}?q=to&sort=-name"
        change = RosterChange.objects.get()
        text = page.content.decode()
        assert f'Tom made organizers. <a href="{url("changes")}#change-{change.pk}">Undo' in text
        assert places(tom, uma) == [("listed", "organizer"), ("listed", "member")]

    def test_all_that_match(self, client, riverside):
        names = ["Tom One", "Tom Two", "Uma"]
        lines = [listed(riverside, person__name=name) for name in names]

        self.press(client, all="1", deed="off", query="q=tom")

        assert [state for state, _ in places(*lines)] == ["left", "left", "listed"]

    def test_inviting_says_how_many(self, client, riverside):
        page = self.press(client, who=[listed(riverside).pk], deed="invite")

        assert "1 person invited." in page.content.decode()
        assert Delivery.objects.count() == 1
        assert not RosterChange.objects.exists()

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"deed": "off"}, "Tick somebody first"),
            ({"all": "1"}, "Choose what to do first."),
            ({"all": "1", "deed": "nonsense"}, "nonsense is not one of the available choices"),
            ({"all": "1", "deed": "profession"}, "Choose the profession first."),
            ({"who": ["9" * 30, "x", "\0"], "deed": "off"}, "Tick somebody first"),
        ],
    )
    def test_what_is_missing_is_said(self, client, riverside, said, words):
        uma = listed(riverside)

        assert words in self.press(client, **said).content.decode()
        assert places(uma) == [("listed", "member")]

    def test_names_in_messages_are_harmless(self, client, riverside):
        uma = listed(riverside, person__name="<b>Uma</b>")

        page = self.press(client, who=[uma.pk], deed="off").content.decode()

        assert "&lt;b&gt;Uma&lt;/b&gt; taken off the roster." in page
        assert "<b>Uma</b>" not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_changes_page(self, client, riverside, django_assert_num_queries, count):
        for _ in range(count):
            self.press(client, who=[listed(riverside).pk], deed="off")

        # session, user, group, count, changes; navigation 3
        with django_assert_num_queries(8):
            page = client.get(url("changes")).content.decode()

        assert page.count("taken off the roster") == 2 * count  # the line and its button

    def test_undo_button(self, client, riverside):
        uma = listed(riverside)
        self.press(client, who=[uma.pk], deed="off")
        change = RosterChange.objects.get()

        first = client.post(url("change_undo", change.pk), follow=True).content.decode()
        again = client.post(url("change_undo", change.pk), follow=True).content.decode()

        assert places(uma) == [("listed", "member")]
        assert "Undone on" in first
        assert "This has been undone already." in again

    def test_change_of_another_group_is_not_found(self, client, now):
        elsewhere = GroupFactory()
        other = listed(elsewhere)
        done = do(elsewhere, Deed.OFF, other, by=PersonFactory(), now=now)

        assert client.post(url("change_undo", done.change.pk)).status_code == 404
        assert places(other) == [("left", "member")]
