"""A person's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from introductions.models import Contribution
from members.models import Interaction, Membership, Tie
from tests.factories import (
    NOW,
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    SourceTypeFactory,
    SuggestionFactory,
    TieFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text(response):
    return response.content.decode()


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def dana(client, group):
    user = member_of(group, name="Dana Whitfield")
    client.force_login(user)
    return user.person


@pytest.fixture
def marta(group, dana):
    person = member_of(group, name="Marta Okafor").person
    person.sources.add(SourceTypeFactory(name="Matrimonial attorneys"))
    return person


def page(person):
    return reverse("introductions:person", args=[person.pk])


def tie(person):
    return reverse("introductions:tie", args=[person.pk])


def test_the_profile_of_a_co_member(client, dana, marta):
    content = text(client.get(page(marta)))

    assert "Marta Okafor" in content
    assert "Matrimonial attorneys" in content
    assert f'href="mailto:{marta.email}"' in content
    assert "Only you see this person." not in content


def test_a_contact_is_seen_by_its_keeper_alone(client, group, dana):
    contact = PersonFactory(keeper=dana, name="Carl Client")
    assert "Only you see this person." in text(client.get(page(contact)))

    client.force_login(member_of(group))
    assert client.get(page(contact)).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "left", "listed", "nobody"])
@pytest.mark.parametrize("what", ["page", "search", "tie"])
def test_others_do_not_exist(client, group, dana, marta, who, what):
    other = UserFactory().person
    if who in ("left", "listed"):
        Membership.objects.create(group=group, person=other, state=who)
    if who == "nobody":
        other = PersonFactory.build(pk=987_654_321)
    responses = {
        "page": lambda: client.get(page(other)),
        "search": lambda: client.get(page(other), {"q": "Marta"}, headers=HTMX),
        "tie": lambda: client.post(tie(other), {"closeness": 3}),
    }

    assert responses[what]().status_code == 404
    assert not Tie.objects.exists()


def test_who_has_left_sees_nobody_of_the_group(client, dana, marta):
    Membership.objects.filter(person=dana).update(state="left")

    assert client.get(page(marta)).status_code == 404


def test_the_own_page_is_the_profile(client, dana):
    assert client.get(page(dana)).url == reverse("members:profile")


def test_how_well_we_know_each_other_is_kept(client, dana, marta):
    response = client.post(tie(marta), {"closeness": "3"})

    assert response.url == page(marta)
    assert Tie.objects.get(holder=dana, person=marta).closeness == 3
    assert '<option value="3" selected>' in text(client.get(page(marta)))


@pytest.mark.parametrize("value", ["", "0", "4", "well"])
def test_a_tie_is_one_of_three(client, dana, marta, value):
    TieFactory(holder=dana, person=marta, closeness=1)

    client.post(tie(marta), {"closeness": value})

    assert Tie.objects.get().closeness == 1


def test_what_others_say_of_their_tie_is_not_shown(client, dana, marta):
    TieFactory(holder=marta, person=dana, closeness=3)
    TieFactory(holder=UserFactory().person, person=marta, closeness=3)

    assert '<option value="2" selected>' in text(client.get(page(marta)))


def test_suggestions_with_this_person_lead_to_the_letters(client, group, dana, marta):
    tom = member_of(group, name="Tom Lindqvist").person
    SuggestionFactory(introducer=dana, a=marta, b=tom)
    SuggestionFactory(introducer=tom, a=dana, b=marta)

    content = text(client.get(page(marta)))

    assert content.count("<article") == 1
    assert reverse("introductions:introduce", args=[marta.pk, tom.pk]) in content
    assert "<b>Divorce</b>: both are needed." in content


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_anybody_else_of_the_circle_is_found_by_typing(client, group, dana, marta, headers):
    tom = member_of(group, name="Tom Lindqvist").person
    UserFactory(person__name="Tomas Stranger")

    response = client.get(page(marta), {"q": "tom"}, headers=headers)

    assert reverse("introductions:introduce", args=[marta.pk, tom.pk]) in text(response)
    assert "Stranger" not in text(response)
    assert ("<html" in text(response)) is not bool(headers)


@pytest.mark.parametrize("q", ["nobody", "<script>alert(1)</script>", "a\x00b"])
def test_nobody_is_found(client, dana, marta, q):
    content = text(client.get(page(marta), {"q": q}))

    assert "Nobody in your circle matches" in content
    assert "<script>alert" not in content


def test_history_shows_only_what_the_person_may_see(client, dana, marta):
    IntroductionFactory(introducer=dana, a=marta, b__name="Tom Lindqvist")
    IntroductionFactory(introducer=marta, a=dana, b__name="Priya Raman")
    IntroductionFactory(a=marta, b__name="Secret Other")
    IntroductionFactory(introducer=dana, b__name="Jonas Beck")

    content = text(client.get(page(marta)))

    assert "Marta &amp; Tom" in content
    assert "You &amp; Priya Raman" in content
    assert "Secret Other" not in content
    assert "Jonas" not in content


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    client, group, dana, marta, count, django_assert_num_queries
):
    for number in range(count):
        tom = member_of(group, name=f"Tom {number}").person
        SuggestionFactory(introducer=dana, a=marta, b=tom)
        IntroductionFactory(introducer=dana, a=marta, b=PersonFactory())

    TieFactory(holder=dana, person=marta, rhythm="monthly", rhythm_since=NOW.date())
    for day in range(count):
        Interaction.objects.create(
            person=marta,
            other=dana,
            kind="met",
            happened_on=NOW.date() - timedelta(days=day),
            created_at=NOW,
        )

    with django_assert_num_queries(8):
        # session, user, the person, all that is shown of them, the people in it; menu: 3
        response = client.get(page(marta))

    assert text(response).count("<article") == 2 * count


def test_what_people_type_about_themselves_stays_text(client, dana, marta):
    for name in ("name", "company", "about"):
        setattr(marta, name, "<script>x</script> O'Neill")
    marta.save()

    content = text(client.get(page(marta)))

    assert "<script>x" not in content
    assert "O&#x27;Neill" in content


class TestHowFarTheyHaveCome:
    def test_it_is_derived_and_says_what_is_missing(self, client, dana, marta):
        assert "Not introduced yet" in text(client.get(page(marta)))
        for days, (one, other) in enumerate([(dana, marta), (marta, dana)]):
            Interaction.objects.create(
                person=one,
                other=other,
                kind="met",
                happened_on=NOW.date() - timedelta(days=days),
                created_at=NOW,
            )
        Contribution.objects.create(
            giver=marta,
            receiver=dana,
            currency="advice",
            happened_on=NOW.date(),
            logged_by=marta,
            created_at=NOW,
        )

        content = text(client.get(page(marta)))

        assert '<li class="current" aria-current="step">Getting on</li>' in content
        assert "One more meeting and something given back, and it is proven." in content

    def test_nothing_on_the_page_types_it_in(self, client, dana, marta):
        content = text(client.get(page(marta)))

        assert 'name="stage"' not in content


class TestContacts:
    def note(self, client, person, **data):
        url = reverse("introductions:contact_note", args=[person.pk])
        return client.post(url, data)

    def test_one_tap_notes_it_for_today(self, client, dana, marta):
        response = self.note(client, marta, kind="called")

        assert response.url == page(marta) + "#contacts"
        noted = Interaction.objects.get()
        today = timezone.now().astimezone(dana.zone).date()
        assert (noted.person, noted.other, noted.happened_on) == (dana, marta, today)
        content = text(client.get(page(marta)))
        assert "You called Marta today." in content
        assert f'action="{reverse("introductions:contact_forget", args=[noted.pk])}"' in content

    def test_another_day_and_a_note(self, client, dana, marta):
        day = timezone.now().astimezone(dana.zone).date() - timedelta(days=3)

        self.note(client, marta, kind="met", on=day.isoformat(), note="Coffee at O'Neill's")

        noted = Interaction.objects.get()
        assert (noted.happened_on, noted.note) == (day, "Coffee at O'Neill's")
        assert "Coffee at O&#x27;Neill&#x27;s" in text(client.get(page(marta)))

    def test_the_note_of_the_other_is_theirs(self, client, dana, marta):
        today = timezone.now().date()
        Interaction.objects.create(
            person=marta,
            other=dana,
            kind="met",
            happened_on=today,
            note="A secret of hers",
            created_at=NOW,
        )
        Interaction.objects.create(
            person=marta,
            other=PersonFactory(),
            kind="wrote",
            happened_on=today,
            created_at=NOW,
        )

        content = text(client.get(page(marta)))

        assert "Marta noted it" in content
        assert "A secret of hers" not in content
        assert "Take back" not in content
        assert content.count("noted it") == 1

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"kind": "met", "on": "2999-01-01"}, "has not come yet"),
            ({"kind": "met", "on": "2001-01-01"}, "more than a year ago"),
            ({"kind": "met", "on": "soon"}, "Choose a day."),
            ({"kind": "met", "note": "x" * 201}, "at most 200 characters"),
            ({"kind": "danced"}, "met, called or wrote"),
            ({}, "met, called or wrote"),
        ],
    )
    def test_what_cannot_be_is_refused_and_kept_to_correct(self, client, dana, marta, data, says):
        response = self.note(client, marta, **({"note": "Kept"} | data))

        assert response.status_code == 422
        assert says in text(response)
        assert f'value="{data.get("note", "Kept")}"' in text(response)
        assert not Interaction.objects.exists()

    @pytest.mark.parametrize("who", ["stranger", "left", "nobody"])
    def test_nobody_notes_a_contact_with_somebody_unknown(self, client, group, dana, who):
        other = UserFactory().person
        if who == "left":
            Membership.objects.create(group=group, person=other, state="left")
        if who == "nobody":
            other = PersonFactory.build(pk=987_654_321)

        assert self.note(client, other, kind="met").status_code == 404
        rhythm = reverse("introductions:rhythm", args=[other.pk])
        assert client.post(rhythm, {"rhythm": "monthly"}).status_code == 404
        assert not Interaction.objects.exists()
        assert not Tie.objects.exists()

    def test_it_can_be_taken_back_by_who_noted_it_alone(self, client, dana, marta):
        self.note(client, marta, kind="met")
        url = reverse("introductions:contact_forget", args=[Interaction.objects.get().pk])

        client.force_login(marta.user)
        assert client.post(url).status_code == 404
        assert Interaction.objects.exists()
        client.force_login(dana.user)
        response = client.post(url, {"next": "/follow-ups/"})

        assert response.url == "/follow-ups/"
        assert not Interaction.objects.exists()

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
    def test_no_page_of_others_is_led_to(self, client, dana, marta, target):
        response = self.note(client, marta, kind="met", next=target)

        assert response.url == page(marta) + "#contacts"


class TestRhythm:
    def choose(self, client, person, rhythm):
        url = reverse("introductions:rhythm", args=[person.pk])
        return client.post(url, {"rhythm": rhythm})

    def test_it_is_chosen_and_ended_on_the_page(self, client, dana, marta):
        assert self.choose(client, marta, "quarterly").url == page(marta)

        assert Tie.objects.get().rhythm == "quarterly"
        content = text(client.get(page(marta)))
        assert '<option value="quarterly" selected>' in content
        assert "No contact noted yet." in content
        self.choose(client, marta, "")
        assert Tie.objects.get().rhythm == ""

    def test_nonsense_changes_nothing(self, client, dana, marta):
        self.choose(client, marta, "hourly")

        assert not Tie.objects.exists()

    def test_nobody_sees_the_rhythm_of_another(self, client, dana, marta):
        TieFactory(holder=marta, person=dana, rhythm="weekly", rhythm_since=NOW.date())

        assert '<option value="weekly" selected>' not in text(client.get(page(marta)))


class TestWhoShouldMeetThem:
    def people(self, count):
        """Dana, Marta and `count` others with the same source."""
        group, source = GroupFactory(), SourceTypeFactory(short="family attorneys")
        dana = member_of(group, name="Dana Whitfield")
        marta = member_of(group, name="Marta Okafor").person
        others = [member_of(group, name=f"Other{n} Person").person for n in range(count)]
        for person in (marta, *others):
            person.sources.add(source)
        return dana, marta, others

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_best_are_listed_with_what_each_gains(
        self, client, count, django_assert_num_queries
    ):
        dana, marta, _ = self.people(count)
        client.force_login(dana)
        url = reverse("introductions:partners", args=[marta.pk])

        with django_assert_num_queries(24):
            page = client.get(url, HTTP_HX_REQUEST="true").content.decode()

        assert page.count("<article") == count
        assert "Both hear from <b>family attorneys</b>." in page
        assert "<b>To Marta:</b>" in page

    def test_also_whom_somebody_else_was_given_but_not_whom_one_refused(self, client):
        dana, marta, (first, second) = self.people(2)
        a, b = sorted([marta, first], key=lambda person: person.pk)
        SuggestionFactory(a=a, b=b)
        a, b = sorted([marta, second], key=lambda person: person.pk)
        SuggestionFactory(introducer=dana.person, a=a, b=b, state="refused", refusal="know")
        client.force_login(dana)

        page = client.get(reverse("introductions:partners", args=[marta.pk])).content.decode()

        assert first.name in page
        assert second.name not in page

    def test_nobody_fits(self, client):
        dana, marta, _ = self.people(0)
        client.force_login(dana)
        page = client.get(reverse("introductions:partners", args=[marta.pk])).content.decode()
        assert "We know of nobody yet whom Marta should meet." in page
