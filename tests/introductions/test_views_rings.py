"""The pages of rings: all events, one ring, a client's event, several introductions at once."""

import re

import pytest
from django.urls import reverse

from introductions.models import Introduction
from members.models import Delivery, EventNeed, Membership
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    ProfessionFactory,
    TriggerEventFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
RINGS = reverse("introductions:rings")


def text(response):
    return response.content.decode()


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def event():
    return TriggerEventFactory(
        slug="divorce",
        name="Divorce or separation",
        short="a divorce",
        moment="when a couple parts",
        aliases=["divorce", "custody"],
    )


@pytest.fixture
def dana(client, group):
    user = member_of(group, name="Dana Whitfield", profession=None)
    client.force_login(user)
    return user.person


@pytest.fixture
def needed(event):
    def make(name, does):
        profession = ProfessionFactory(slug=name, name=name.capitalize(), short=name)
        EventNeed.objects.create(event=event, profession=profession, does=does)
        return profession

    return make


@pytest.fixture
def marta(group, dana, needed):
    trade = needed("mediator", "settles who keeps the house")
    return member_of(group, name="Marta Okafor", profession=trade).person


@pytest.fixture
def tom(group, dana, needed):
    trade = needed("realtor", "sells the house")
    return member_of(group, name="Tom Lindqvist", profession=trade).person


@pytest.fixture
def priya(group, dana, needed):
    trade = needed("accountant", "works out the taxes")
    return member_of(group, name="Priya Raman", profession=trade, company="").person


def page(slug="divorce"):
    return reverse("introductions:ring", args=[slug])


def introduce(*pairs):
    return reverse("introductions:ring_introduce", args=["divorce"]), {
        "pair": [f"{a.pk}-{b.pk}" for a, b in pairs]
    }


class TestAllRings:
    def test_how_far_each_is_filled_and_what_is_to_do(self, client, marta, tom, needed):
        needed("estate attorney", "writes wills")

        content = text(client.get(RINGS))

        assert "2 of 3 professions" in content
        assert "1 introduction to make" in content
        assert f'href="{page()}"' in content
        assert 'aria-current="page">Rings</a>' in content

    def test_what_is_most_worthwhile_comes_first(self, client, marta, tom, group):
        TriggerEventFactory(name="A first one that needs nobody")
        smaller = TriggerEventFactory(name="Another")
        EventNeed.objects.create(event=smaller, profession=marta.profession, does="helps")

        content = text(client.get(RINGS))

        found = re.findall(r"<h2><a [^>]*>([^<]+)", content)
        assert found == ["Divorce or separation", "Another", "A first one that needs nobody"]

    def test_an_empty_circle(self, client, dana, event, needed):
        needed("mediator", "settles")

        assert "0 of 1 profession" in text(client.get(RINGS))

    @pytest.mark.parametrize("q", ["custody", "DIVORCE", "separation"])
    def test_search_finds_names_and_aliases(self, client, dana, event, q):
        TriggerEventFactory(name="A wedding")

        response = client.get(RINGS, {"q": q}, headers=HTMX)

        assert "Divorce or separation" in text(response)
        assert "A wedding" not in text(response)
        assert "<html" not in text(response)
        assert "HX-Request" in response.headers["Vary"]

    def test_a_search_that_finds_nothing(self, client, dana, event):
        assert "We know no event like that." in text(client.get(RINGS, {"q": "<b>zzz"}))

    @pytest.mark.parametrize("count", [1, 3])
    def test_query_count(self, client, marta, tom, count, django_assert_num_queries):
        for number in range(count - 1):
            event = TriggerEventFactory(slug=f"event-{number}")
            EventNeed.objects.create(event=event, profession=marta.profession, does="helps")

        with django_assert_num_queries(13):  # session, user, groups; the rings
            response = client.get(RINGS, headers=HTMX)

        assert text(response).count("<article") == count

    def test_the_people_page_leads_there(self, client, dana):
        assert f'href="{RINGS}"' in text(client.get(reverse("members:people")))


class TestOneRing:
    def test_who_fills_it_and_what_each_does(self, client, marta, tom, needed):
        needed("estate attorney", "writes wills")

        content = text(client.get(page()))

        assert reverse("introductions:person", args=[marta.pk]) in content
        assert "Settles who keeps the house." in content
        assert "Writes wills." in content
        assert "Nobody yet" in content
        assert "<b>One introduction to make</b>, and one profession to recruit" in content

    def test_the_drawing_is_words_too(self, client, dana, marta, tom, priya):
        IntroductionFactory(introducer=dana, a=tom, b=priya, state="useful")

        content = text(client.get(page()))

        assert (
            'role="img" aria-label="A divorce calls for three professions. Your circle has three '
            "of them. One pair has met, no introductions are under way, and one pair is worth an "
            'introduction."'
        ) in content
        assert "Has met Priya." in content
        assert "Has met Tom." in content

    def test_nothing_in_it_is_styled_in_place(self, client, marta, tom):
        content = text(client.get(page()))

        assert content.count('<svg class="diagram ringmap') == 2
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", content)

    def test_names_are_escaped(self, client, marta, tom):
        marta.name = "<script>x</script> O'Neill"
        marta.save()

        assert "<script>x" not in text(client.get(page()))

    def test_several_of_one_profession(self, client, group, marta, tom):
        for number in range(4):
            member_of(group, name=f"Zoe {number}", profession=marta.profession)

        content = text(client.get(page()))

        assert "Marta Okafor +4" in content
        assert "Also in your circle:" in content
        assert "and 2 more." in content

    def test_i_am_in_it_myself(self, client, dana, marta, tom):
        dana.profession = marta.profession
        dana.save()

        content = text(client.get(page()))

        assert "<b>You</b>" in content
        assert "Introductions to make" not in content

    def test_an_empty_circle(self, client, dana, event, needed):
        needed("mediator", "settles")

        content = text(client.get(page()))

        assert "Nobody in your circle does any of this yet." in content
        assert "Nothing to prepare here just now." in content

    @pytest.mark.parametrize("look", ["", "?client=1"])
    def test_other_groups_and_other_peoples_contacts_are_nobody(self, client, group, marta, look):
        stranger = member_of(GroupFactory(), name="Gwen Stranger", profession=marta.profession)
        PersonFactory(keeper=marta, name="Secret Contact", profession=marta.profession)
        IntroductionFactory(introducer=stranger.person, a=marta, state="met")

        content = text(client.get(page() + look))

        assert "Marta Okafor" in content
        assert "Gwen" not in content
        assert "Secret" not in content

    @pytest.mark.parametrize("look", ["", "?client=1"])
    def test_no_such_event(self, client, dana, look):
        assert client.get(page("nothing") + look).status_code == 404

    @pytest.mark.parametrize("look", ["", "?client=1"])
    def test_nobody_looks_without_signing_in(self, client, marta, look):
        client.logout()

        assert client.get(page() + look).status_code == 302

    @pytest.mark.parametrize("count", [2, 6])
    def test_query_count(self, client, group, marta, tom, needed, count, django_assert_num_queries):
        for number in range(count - 2):
            trade = needed(f"trade {number}", "helps")
            member_of(group, profession=trade)

        client.get(page())
        with django_assert_num_queries(QUERIES):
            client.get(page())


QUERIES = 36  # session, user, menu: 3; the rings: 10; the matcher, once for all pairs


class TestAClient:
    @pytest.mark.parametrize("q", ["divorce", "Custody", " divorce or separation "])
    def test_a_word_leads_to_the_event(self, client, dana, event, q):
        TriggerEventFactory(name="Business divorce", aliases=["business divorce"])

        response = client.get(RINGS, {"client": "1", "q": q})

        assert response.url == f"{page()}?client=1"

    def test_several_events_are_there_to_choose_from(self, client, dana, event):
        TriggerEventFactory(name="Business divorce")

        content = text(client.get(RINGS, {"client": "1", "q": "divorc"}))

        assert content.count("?client=1") == 2
        assert "What is your client dealing with?" in content

    def test_whom_they_need_and_whom_i_know(self, client, marta, tom, priya, needed):
        needed("estate attorney", "writes wills")

        content = text(client.get(page(), {"client": "1"}))

        assert "A client of yours is dealing with a divorce" in content
        assert f'href="mailto:{marta.email}"' in content
        assert "Nobody in your circle yet" in content
        assert (
            "When a couple parts, these are people to talk to:\n\n"
            "Mediator: settles who keeps the house\n"
            f"Marta Okafor, Common Ground\n{marta.email}\n\n"
            "Realtor: sells the house\n"
            f"Tom Lindqvist, Common Ground\n{tom.email}\n\n"
            "Accountant: works out the taxes\n"
            f"Priya Raman\n{priya.email}\n\n"
            "Tell them that Dana Whitfield sent you.\n"
        ) in content

    def test_nobody_asks_for_the_clients_name(self, client, marta, tom):
        content = text(client.get(page(), {"client": "1"}))

        fields = re.findall(r"<(?:input|textarea|select)[^>]*>", content)
        asked = {name for field in fields for name in re.findall(r'name="(\w+)"', field)}
        assert asked == {"client", "need", "pair", "csrfmiddlewaretoken"}
        assert all("readonly" in field for field in fields if "textarea" in field)

    def test_what_is_not_needed_is_left_out(self, client, marta, tom, priya):
        content = text(client.get(page(), {"client": "1", "need": ["mediator", "realtor"]}))

        copied = re.search(r"<textarea[^>]*>(.*?)</textarea>", content, re.DOTALL)[1]
        assert "Marta" in copied
        assert "Priya" not in copied
        assert content.count('name="pair"') == 1
        assert 'value="accountant" data-submit' in content
        assert 'value="mediator" checked data-submit' in content

    @pytest.mark.parametrize("need", ["nonsense", "", "<script>"])
    def test_nonsense_leaves_everything(self, client, marta, tom, need):
        content = text(client.get(page(), {"client": "1", "need": need}))

        assert content.count("checked data-submit") == 2

    def test_an_empty_circle(self, client, dana, needed):
        needed("mediator", "settles")

        content = text(client.get(page(), {"client": "1"}))

        assert "Nobody in your circle does any of this yet." in content
        assert "<textarea" not in content


class TestSeveralAtOnce:
    def test_each_question_is_shown_before_anybody_is_asked(self, client, marta, tom, priya):
        response = client.get(*introduce((marta, tom), (tom, priya)))

        assert text(response).count("<details") == 2 + 1  # and the menu
        assert "May I introduce you to Tom Lindqvist, a realtor?" in text(response)
        assert "Ask all of them" in text(response)
        assert not Introduction.objects.exists()

    def test_one_press_asks_for_all(self, client, marta, tom, priya):
        response = client.post(*introduce((marta, tom), (tom, priya)), follow=True)

        assert response.redirect_chain[-1][0] == reverse("introductions:list")
        assert "Three people were asked." in text(response)
        assert Introduction.objects.filter(state="asking", mode="asked").count() == 2
        assert Delivery.objects.filter(kind="question").count() == 4

    def test_pressing_twice_asks_nobody_twice(self, client, marta, tom):
        client.post(*introduce((marta, tom)))

        response = client.post(*introduce((tom, marta)), follow=True)

        assert "One pair was left out. Tom and Marta: They are being introduced already." in text(
            response
        )
        assert Introduction.objects.count() == 1

    def test_a_limit_holds_within_one_press(self, client, marta, tom, priya):
        tom.open_limit = 1
        tom.save()

        response = client.post(*introduce((marta, tom), (tom, priya)), follow=True)

        assert "Two people were asked. One pair was left out. Tom and Priya: Tom Lindqvist" in text(
            response
        )
        assert Introduction.objects.count() == 1

    def test_what_stands_against_a_pair_is_said_before(self, client, marta, tom, priya):
        tom.email = None
        tom.save()

        content = text(client.get(*introduce((marta, tom), (marta, priya))))

        assert "There is no e-mail address for Tom Lindqvist yet." in content
        assert content.count('name="pair"') == 1
        assert "Ask both" in content

    def test_where_everything_stands_against_it_nothing_can_be_pressed(self, client, marta, tom):
        IntroductionFactory(a=tom, b=marta)

        content = text(client.get(*introduce((marta, tom))))

        assert "They are being introduced already." in content
        assert "Ask both" not in content

    def test_nothing_ticked_leads_back(self, client, dana, event):
        response = client.get(*introduce(), follow=True)

        assert response.redirect_chain[-1][0] == page()
        assert "Tick at least one introduction." in text(response)

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("who", ["stranger", "left", "foreign contact", "self", "same"])
    def test_others_do_not_exist(self, client, dana, marta, tom, method, who):
        b = {
            "stranger": lambda: member_of(GroupFactory()).person,
            "left": lambda: tom,
            "foreign contact": lambda: PersonFactory(keeper=tom),
            "self": lambda: dana,
            "same": lambda: marta,
        }[who]()
        if who == "left":
            Membership.objects.filter(person=tom).update(state="left")

        assert getattr(client, method)(*introduce((marta, b))).status_code == 404
        assert not Introduction.objects.exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize(
        "value", ["", "-", "1", "a-b", "1-", "²-³", "9" * 30 + "-1", "9" * 20 + "-1", "1-2\0"]
    )
    def test_nonsense_does_not_exist(self, client, dana, event, method, value):
        url, _ = introduce()

        assert getattr(client, method)(url, {"pair": value}).status_code == 404

    def test_no_such_event(self, client, marta, tom):
        _, pairs = introduce((marta, tom))
        url = reverse("introductions:ring_introduce", args=["nothing"])

        assert client.post(url, pairs).status_code == 404

    def test_nobody_asks_without_signing_in(self, client, marta, tom):
        client.logout()

        assert client.post(*introduce((marta, tom))).status_code == 302
        assert not Introduction.objects.exists()
