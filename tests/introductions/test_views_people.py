"""A person's page."""

import pytest
from django.urls import reverse

from members.models import Membership, Tie
from tests.factories import (
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

    with django_assert_num_queries(13):
        # session, user, the person and four lists, tie, suggestions, history, search; menu: 3
        response = client.get(page(marta), {"q": "tom"})

    assert text(response).count("<article") == 2 * count


def test_what_people_type_about_themselves_stays_text(client, dana, marta):
    for name in ("name", "company", "about"):
        setattr(marta, name, "<script>x</script> O'Neill")
    marta.save()

    content = text(client.get(page(marta)))

    assert "<script>x" not in content
    assert "O&#x27;Neill" in content


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

        with django_assert_num_queries(23):
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
