"""The page of a group's health: what organizers see, and what nobody may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from introductions.models import FollowUp
from members.models import Attendance, EventNeed, Pause, Person
from members.services.meetings import attend, plan_meeting
from tests.factories import (
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    ProspectPoolFactory,
    SourceTypeFactory,
    TriggerEventFactory,
    member_of,
    organizer_of,
)

DAY = timedelta(days=1)


class Elm:
    """A group that Ruth organizes, with Dana, Marta and Tom; everybody has been there for long."""

    def __init__(self, **group):
        self.now = timezone.now()
        self.group = GroupFactory(**({"name": "Elm Street", "slug": "elm"} | group))
        self.user = organizer_of(self.group, name="Ruth Alvarez")
        self.ruth = self.user.person
        names = ("Dana Whitfield", "Marta Okafor", "Tom Lindqvist")
        self.dana, self.marta, self.tom = (self.member(name) for name in names)
        self.group.memberships.update(joined_at=self.now - 400 * DAY)

    def member(self, name, **fields):
        return member_of(self.group, name=name, **fields).person

    def introduced(self, by, a, b, days=30, met=None, useful=None, **fields):
        at = self.now - days * DAY
        known = {"made_at": at, "created_at": at}
        if met is not None:
            known |= {"met_at": self.now - met * DAY, "state": "met"}
        if useful is not None:
            known |= {"useful_at": self.now - useful * DAY, "state": "useful"}
        return IntroductionFactory(introducer=by, a=a, b=b, **known | fields)

    def page(self, client, query="", **headers):
        client.force_login(self.user)
        url = reverse("introductions:health", args=[self.group.slug])
        return client.get(f"{url}{query}", headers=headers)

    def text(self, client, query=""):
        return self.page(client, query).content.decode()

    def table(self, client, name, query=""):
        client.force_login(self.user)
        url = reverse("introductions:health_table", args=[self.group.slug, name])
        return client.get(f"{url}{query}").content.decode().removeprefix("\ufeff").splitlines()


@pytest.mark.django_db
class TestPage:
    def test_who_was_introduced_to_whom(self, client):
        elm = Elm()
        elm.introduced(elm.ruth, elm.dana, elm.marta, met=20, useful=2)

        text = elm.text(client)

        assert "One introduction among four members in the last six months." in text
        assert "<title>Dana Whitfield and Marta Okafor</title>" in text
        assert text.count('class="bond useful" id="wide-') == 1
        assert text.count('class="bond useful" d="') == 2  # the narrow picture's, and the key's
        assert f'href="{reverse("introductions:person", args=[elm.tom.pk])}"' in text

    @pytest.mark.parametrize("members", [1, 2])
    def test_a_group_that_begins(self, client, members):
        group = GroupFactory(name="Elm Street")
        elm = Elm()
        elm.group.memberships.exclude(person=elm.ruth).delete()
        if members == 2:
            MembershipFactory(group=elm.group, person=elm.dana)

        text = elm.text(client)

        if members == 1:
            assert "A group begins with its second member." in text
            assert '<svg class="network' not in text
        else:
            assert "No introductions among the two members in the last six months." in text
            assert "The first one draws the first line." in text
        assert group.name in text

    def test_the_slider_shows_the_group_as_it_was_and_the_address_keeps_the_month(self, client):
        elm = Elm()
        elm.introduced(elm.ruth, elm.dana, elm.marta, days=200, met=100)
        elm.introduced(elm.ruth, elm.dana, elm.tom, days=10)
        then = elm.now - 170 * DAY
        number = then.year * 12 + then.month - 1

        answer = elm.page(client, f"?month={number}&back=12")
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"?until={then:%Y-%m}&back=12")

        text = elm.text(client, f"?until={then:%Y-%m}&back=12")
        assert f"Up to {then:%B %Y}" in text
        assert 'class="bond made" id="wide-0"' in text
        assert 'id="wide-1"' not in text
        assert f'value="{number}"' in text

        part = elm.page(client, f"?month={number}", hx_request="true")
        assert part["HX-Replace-Url"].endswith(f"?until={then:%Y-%m}")
        assert part.content.decode().strip().startswith('<section id="network">')

    def test_a_month_that_is_none_is_said(self, client):
        elm = Elm()
        elm.introduced(elm.ruth, elm.dana, elm.marta)

        answer = elm.page(client, "?month=banana")

        assert answer.status_code == 200
        assert "“banana” is no month." in answer.content.decode()

    def test_the_table_is_by_name_and_can_be_turned(self, client):
        elm = Elm()
        elm.introduced(elm.tom, elm.dana, elm.marta)
        elm.introduced(elm.tom, elm.ruth, elm.marta)

        def order(query):
            lines = elm.table(client, "people", query)[1:]
            return [line.split(",")[0].split()[0] for line in lines]

        assert order("") == ["Dana", "Marta", "Ruth", "Tom"]
        assert order("?sort=-received")[0] == "Marta"
        assert order("?sort=made")[-1] == "Tom"
        assert order("?sort=nonsense") == order("")
        text = elm.text(client, "?sort=-received&back=3")
        assert 'aria-sort="descending"' in text
        assert "?back=3&amp;sort=received#members" in text

    def test_who_is_left_out_and_since_when(self, client):
        elm = Elm()
        elm.introduced(elm.ruth, elm.dana, elm.marta, days=250)
        ida = elm.member("Ida New")
        ida.memberships.update(joined_at=elm.now - 20 * DAY)

        page = elm.page(client)
        report = page.context["report"]

        assert [named.person.name for named in report.never] == [
            "Ida New",
            "Ruth Alvarez",
            "Tom Lindqvist",
        ]
        assert report.never[0].note.startswith("here since")
        assert [named.person.name for named in report.not_lately] == [
            "Dana Whitfield",
            "Marta Okafor",
        ]
        assert elm.page(client, "?back=12").context["report"].not_lately == []

    def test_many_at_once_is_counted_within_the_group_alone(self, client):
        elm = Elm()
        others = [elm.member(f"Member {n}") for n in range(4)]
        for other in others[:3]:
            elm.introduced(elm.ruth, elm.dana, other, days=5)
        stranger = PersonFactory(name="Xenia Beryl")
        elm.introduced(elm.ruth, elm.dana, stranger, days=5)
        assert "(4 under way)" not in elm.text(client)

        elm.introduced(elm.ruth, elm.dana, others[3], days=5)
        text = elm.text(client)

        assert "(4 under way)" in text
        assert "Xenia" not in text

    def test_quiet_members_to_care_for(self, client):
        elm = Elm()
        elm.introduced(elm.ruth, elm.dana, elm.marta, days=5)

        assert [person.name for person in elm.page(client).context["report"].quiet] == [
            "Tom Lindqvist"
        ]

    def test_coverage_in_the_words_of_the_group(self, client):
        elm = Elm()
        other = GroupFactory()
        divorce = TriggerEventFactory(name="Divorce", slug="divorce")
        moving = TriggerEventFactory(name="Moving house", group=elm.group)
        TriggerEventFactory(name="Their event", group=other)
        hidden = TriggerEventFactory(name="Hidden event")
        wedding = TriggerEventFactory(name="Wedding")
        elm.group.our_words.create(event=hidden, hidden=True)
        elm.group.our_words.create(event=divorce, name="Parting", short="a parting")
        appraiser = ProfessionFactory(short="appraiser")
        needs = [
            (divorce, elm.dana.profession, None),
            (divorce, appraiser, None),
            (divorce, elm.tom.profession, other),
            (moving, elm.tom.profession, elm.group),
            (hidden, elm.tom.profession, None),
            (wedding, elm.dana.profession, None),
        ]
        for event, profession, of in needs:
            EventNeed.objects.create(event=event, profession=profession, does="helps", group=of)
        elm.member("Another", profession=elm.dana.profession)

        lines = elm.table(client, "events")

        dana, tom = elm.dana.profession.name, elm.tom.profession.name
        assert lines == [
            "Event,Professions,Covered,One alone,Missing",
            f"Moving house,1,,{tom},",
            f"Parting,2,{dana},,{appraiser.name}",
            f"Wedding,1,{dana},,",
        ]
        text = elm.text(client)
        assert "Parting" in text
        assert "Their event" not in text
        assert "Hidden event" not in text

    def attorney_for(self, elm):
        """A profession that nobody has; Dana and Marta have much in common with it."""
        divorce = TriggerEventFactory(name="Divorce", slug="divorce", short="a divorce")
        attorney = ProfessionFactory(name="Family attorney", short="family attorney")
        source = SourceTypeFactory(short="family attorneys", profession=attorney)
        pool = ProspectPoolFactory()
        EventNeed.objects.create(event=divorce, profession=attorney, does="helps")
        attorney.pools.add(pool)
        for person in (elm.dana, elm.marta):
            person.events.add(divorce)
            person.sources.add(source)
            person.pools.add(pool)
        return attorney

    def test_the_profession_that_opens_most(self, client):
        elm = Elm()
        self.attorney_for(elm)

        page = elm.page(client)

        (recruit, sentence), *_ = page.context["first"]
        assert (recruit.profession.name, recruit.pairs) == ("Family attorney", 2)
        assert sentence.startswith("A *family attorney* would open *two introductions worth making")
        assert elm.table(client, "recruiting")[1].startswith("Family attorney,0,2,")

    def test_a_seat_that_is_taken_is_not_looked_for(self, client):
        elm = Elm(one_seat_per_profession=True)
        attorney = self.attorney_for(elm)
        wanted = [
            recruit.profession.name for recruit in elm.page(client).context["report"].recruits
        ]
        assert wanted == ["Family attorney"]

        MembershipFactory(
            group=elm.group,
            person=PersonFactory(profession=attorney),
            state="invited",
            seat=attorney,
        )

        assert elm.page(client).context["report"].recruits == []

    def test_tables_to_download_are_guarded_against_formulas(self, client):
        elm = Elm()
        Person.objects.filter(pk=elm.dana.pk).update(name="=cmd() Whitfield")
        elm.introduced(elm.ruth, elm.dana, elm.marta, met=3)

        people = elm.table(client, "people")
        pairs = elm.table(client, "introductions")

        assert any(line.startswith("'=cmd() Whitfield,") for line in people)
        assert pairs[1] == "'=cmd() Whitfield,Marta Okafor,met"
        assert len(elm.table(client, "pools")) == 1

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_same_number_of_queries_however_many(
        self, client, count, django_assert_num_queries
    ):
        elm = Elm()
        event = TriggerEventFactory()
        for n in range(count):
            other = elm.member(f"Member {n}")
            other.events.add(event)
            other.profession.pools.add(ProspectPoolFactory())
            EventNeed.objects.create(event=event, profession=other.profession, does="helps")
            elm.introduced(elm.ruth, elm.dana, other, days=5 + n)
        client.force_login(elm.user)
        url = reverse("introductions:health", args=[elm.group.slug])

        with django_assert_num_queries(12):
            page = client.get(url)

        assert page.content.decode().count('class="bond made" id="wide-') == count


@pytest.mark.django_db
class TestWhoMayNot:
    @pytest.mark.parametrize("who", ["member", "stranger", "left"])
    @pytest.mark.parametrize("route", ["health", "health_table"])
    def test_for_organizers_of_the_group_alone(self, client, who, route):
        elm = Elm()
        user = {
            "member": lambda: elm.dana.user,
            "stranger": lambda: organizer_of(GroupFactory()),
            "left": lambda: elm.user,
        }[who]()
        if who == "left":
            elm.ruth.memberships.update(state="left", left_at=elm.now)
        client.force_login(user)
        table = ["people"] if route == "health_table" else []

        answer = client.get(reverse(f"introductions:{route}", args=[elm.group.slug, *table]))

        assert answer.status_code == 404

    def test_an_unknown_table_is_not_there(self, client):
        elm = Elm()
        client.force_login(elm.user)

        answer = client.get(reverse("introductions:health_table", args=[elm.group.slug, "secrets"]))

        assert answer.status_code == 404

    def test_what_members_do_elsewhere_changes_not_a_letter(self, client):
        """Byte for byte the same page and tables, whatever happens in other groups, with private
        contacts, in questions that were asked, and by who has left."""
        elm = Elm()
        elm.introduced(elm.ruth, elm.dana, elm.marta, met=3)
        harbor = GroupFactory(name="Harbor beryl")
        gwen = organizer_of(harbor, name="Gwen beryl").person
        for person in (elm.dana, elm.tom):
            MembershipFactory(group=harbor, person=person)
        contact = PersonFactory(name="Carl beryl", keeper=elm.dana)
        gone = elm.member("Lou beryl")
        gone.memberships.update(state="left", left_at=elm.now - DAY)
        before = everything(elm, client)

        for by, a, b in (
            (gwen, elm.dana, elm.tom),
            (elm.dana, elm.tom, contact),
            (elm.dana, elm.tom, gwen),
            (gone, elm.dana, elm.tom),
            (elm.ruth, gone, elm.tom),
        ):
            made = elm.introduced(by, a, b, days=9, met=4, useful=2)
            FollowUpFactory(
                introduction=made, person=elm.tom, state="answered", answered_at=elm.now
            )
        IntroductionFactory(introducer=elm.ruth, a=elm.dana, b=elm.tom, state="asking")
        elm.introduced(elm.ruth, elm.tom, elm.marta, days=9, state="withdrawn")
        meeting = plan_meeting(
            harbor,
            by=gwen,
            kind="meeting",
            title="beryl",
            starts_at=elm.now - 3 * DAY,
            minutes=60,
            place="",
            now=elm.now - 9 * DAY,
        )
        attend(meeting, elm.tom, by=elm.tom, now=elm.now)
        own = TriggerEventFactory(name="Their beryl event", group=harbor)
        elm.tom.events.add(own)
        EventNeed.objects.create(
            event=own, profession=elm.tom.profession, does="helps", group=harbor
        )
        Person.objects.filter(pk=elm.tom.pk).update(open_limit=1, events_per_month=30)

        assert everything(elm, client) == before
        assert "beryl" not in "".join(before)
        assert (FollowUp.objects.count(), Attendance.objects.count()) == (5, 1)


def everything(elm, client):
    """The page and all its tables, without what is signed anew each time."""
    page = elm.page(client)
    shown = page.content.decode()
    for secret in {page.context["csrf_token"] and str(page.context["csrf_token"])}:
        shown = shown.replace(secret, "")
    # The menu counts the organizer's own introductions.
    shown = shown[shown.index("<main") :]
    names = ("people", "introductions", "events", "pools", "recruiting")
    return [shown, *("\n".join(elm.table(client, name)) for name in names)]


def test_dates_of_other_years_name_the_year():
    from introductions.health.words import day_words

    today = datetime(2026, 11, 23, tzinfo=UTC).date()

    assert day_words(datetime(2026, 3, 3, tzinfo=UTC).date(), today) == "3 March"
    assert day_words(datetime(2025, 3, 3, tzinfo=UTC).date(), today) == "3 March 2025"


@pytest.mark.django_db
def test_days_off_keep_somebody_out_of_the_quiet(client):
    elm = Elm()
    Pause.objects.create(
        person=elm.tom, starts_on=(elm.now - 9 * DAY).date(), ends_on=(elm.now - 5 * DAY).date()
    )

    names = [person.name for person in elm.page(client).context["report"].quiet]

    assert names == ["Dana Whitfield", "Marta Okafor"]
