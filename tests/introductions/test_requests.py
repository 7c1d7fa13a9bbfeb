"""Does anybody know a …? Asking, seeing, answering by an introduction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from introductions.exceptions import NotInGroup, TooManyRequests
from introductions.fitting import professions_for
from introductions.models import Request
from introductions.services.requesting import close_request, make_request
from members.models import Membership, Person, Profession
from tests.factories import (
    DoNotIntroduceFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    RequestFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
PAGE = "/requests/"
HTMX = {"HX-Request": "true"}
DAY = timedelta(days=1)
PLUMBER = "a plumber who answers"


def content(response):
    return response.content.decode()


@pytest.fixture
def group():
    return GroupFactory(name="Riverside")


@pytest.fixture
def dana(client, group):
    user = member_of(group, name="Dana Whitfield")
    client.force_login(user)
    return user.person


@pytest.fixture
def priya(group):
    return member_of(group, name="Priya Raman").person


def introduce(requester, person):
    return reverse("introductions:introduce", args=[requester.pk, person.pk])


class TestAsking:
    def test_one_line_asks_the_only_group(self, client, dana, group):
        assert 'name="group"' not in content(client.get(PAGE))

        response = client.post(PAGE, {"text": " a plumber "}, follow=True)

        made = Request.objects.get()
        assert (made.person, made.group, made.text, made.profession) == (
            dana,
            group,
            "a plumber",
            None,
        )
        assert made.expires_at - made.created_at == 60 * DAY
        assert "Everybody in Riverside can see it now." in content(response)

    def test_who_is_in_several_chooses_one(self, client, dana, group):
        harbor = MembershipFactory(person=dana, group__name="Harbor").group
        profession = ProfessionFactory()
        assert 'name="group"' in content(client.get(PAGE))

        client.post(PAGE, {"text": PLUMBER, "group": harbor.pk, "profession": profession.pk})

        made = Request.objects.get()
        assert (made.group, made.profession) == (harbor, profession)

    @pytest.mark.parametrize("whose", ["foreign", "left"])
    def test_no_other_group_is_asked(self, client, dana, group, whose):
        MembershipFactory(person=dana)
        other = GroupFactory()
        if whose == "left":
            MembershipFactory(person=dana, group=other, state="left")

        response = client.post(PAGE, {"text": PLUMBER, "group": other.pk})

        assert response.status_code == 422
        assert not Request.objects.exists()

    def test_who_is_in_no_group_has_nobody_to_ask(self, client, dana):
        Membership.objects.update(state="left")

        assert "Ask your people" not in content(client.get(PAGE))
        assert client.post(PAGE, {"text": PLUMBER}).status_code == 422
        assert not Request.objects.exists()

    @pytest.mark.parametrize("text", ["", "  ", "x" * 201, "a\x00b", "a \u202eplumber"])
    def test_a_mistake_is_named(self, client, dana, text):
        response = client.post(PAGE, {"text": text})

        assert response.status_code == 422
        assert 'class="errorlist"' in content(response)
        assert not Request.objects.exists()

    def test_five_at_once_are_enough(self, client, dana, group):
        RequestFactory.create_batch(5, person=dana, group=group)

        response = client.post(PAGE, {"text": PLUMBER})

        assert response.status_code == 422
        assert "5 questions of yours are open. Close one to ask another." in content(response)
        assert PLUMBER in content(response)
        assert Request.objects.count() == 5

    def test_what_has_ended_does_not_count(self, dana, group, now):
        for fields in (
            {"state": "closed", "closed_at": now},
            {"expires_at": now},
            {"group": GroupFactory()},
        ):
            RequestFactory(person=dana, **({"group": group, "expires_at": now + DAY} | fields))
        RequestFactory.create_batch(4, person=dana, group=group, expires_at=now + DAY)

        make_request(dana, group, text=PLUMBER, now=now)
        with pytest.raises(TooManyRequests):
            make_request(dana, group, text=PLUMBER, now=now)

    def test_only_a_member_asks(self, group, now):
        with pytest.raises(NotInGroup):
            make_request(UserFactory().person, group, text=PLUMBER, now=now)

    @pytest.mark.django_db(transaction=True)
    def test_presses_at_one_moment_do_not_pass_the_limit(self, group, priya, now):
        RequestFactory.create_batch(4, person=priya, group=group, expires_at=now + DAY)
        start = Barrier(3)

        def press(_):
            start.wait()
            try:
                make_request(priya, group, text=PLUMBER, now=now)
            except TooManyRequests:
                return 0
            finally:
                connection.close()
            return 1

        with ThreadPoolExecutor(3) as pool:
            assert sum(pool.map(press, range(3))) == 1


class TestTheList:
    def test_open_ones_of_others_and_what_came_of_ones_own(self, client, dana, group, priya):
        RequestFactory(person=priya, group=group, text="a baker")
        mine = RequestFactory(person=dana, group=group, text="a roofer")
        IntroductionFactory(request=mine, a=dana)
        IntroductionFactory(request=mine, a=dana, made_at=None, mode="asked", state="declined")
        IntroductionFactory(request=mine, a=dana, state="withdrawn")
        RequestFactory(
            person=dana, group=group, text="a florist", state="closed", closed_at=timezone.now()
        )

        page = content(client.get(PAGE))

        assert "A baker" in page.split("What you look for")[0]
        assert "1 introduction so far" in page
        assert "A florist" in page.split("Earlier")[1]
        assert "Closed" in page

    @pytest.mark.parametrize("why", ["closed", "expired", "asker left", "I left", "foreign"])
    def test_what_is_over_vanishes(self, client, dana, group, priya, why):
        wanted = RequestFactory(person=priya, group=group, text=PLUMBER)
        {
            "closed": lambda: close_request(wanted, now=timezone.now()),
            "expired": lambda: Request.objects.update(expires_at=timezone.now()),
            "asker left": lambda: Membership.objects.filter(person=priya).update(state="left"),
            "I left": lambda: Membership.objects.filter(person=dana).update(state="left"),
            "foreign": lambda: Request.objects.update(group=GroupFactory()),
        }[why]()

        assert PLUMBER.capitalize() not in content(client.get(PAGE))
        assert client.get(wanted.get_absolute_url()).status_code == 404
        assert client.get(wanted.get_absolute_url(), {"q": "a"}, headers=HTMX).status_code == 404

    def test_who_takes_a_pause_is_not_looked_for(self, client, dana, group, priya):
        RequestFactory(person=priya, group=group, text=PLUMBER)
        Person.objects.filter(pk=priya.pk).update(paused_until="2126-01-01")

        assert PLUMBER.capitalize() not in content(client.get(PAGE))

    def test_the_menu_leads_there(self, client, dana):
        page = content(client.get(PAGE))

        assert '<a class="navlink" href="/requests/" aria-current="page">Requests</a>' in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_query_count(self, client, dana, group, priya, count, django_assert_num_queries):
        for person in (priya, dana):
            for number in range(count):
                wanted = RequestFactory(person=person, group=group, text=f"a plumber {number}")
                IntroductionFactory(request=wanted, a=person)

        with django_assert_num_queries(11):
            # session, user, groups, professions; others, mine, earlier; menu: 3
            page = content(client.get(PAGE))

        assert page.count("<article") == 2 * count


class TestOneRequest:
    @pytest.fixture
    def accountant(self):
        return ProfessionFactory(
            name="CPA", short="CPA", plural="CPAs", aliases=["accountant", "tax advisor"]
        )

    @pytest.fixture
    def wanted(self, group, priya, accountant):
        return RequestFactory(
            person=priya, group=group, profession=accountant, text="somebody for our taxes"
        )

    def test_who_fits_by_profession_is_one_press_away(
        self, client, dana, group, priya, wanted, accountant
    ):
        inside = member_of(group, name="Inside Accountant", profession=accountant).person
        outside = PersonFactory(keeper=dana, name="Outside Accountant", profession=accountant)
        member_of(group, name="Other Person")
        PersonFactory(name="Stranger Accountant", profession=accountant)

        page = content(client.get(wanted.get_absolute_url()))

        assert f'{introduce(priya, inside)}?request={wanted.pk}"' in page
        assert page.index("Outside Accountant") < page.index("Inside Accountant")
        assert page.count("also in Riverside") == 1
        assert outside.name in page
        assert "Other Person" not in page
        assert "Stranger" not in page
        assert f'href="mailto:{priya.email}"' in page

    @pytest.mark.parametrize("why", ["paused", "kept apart", "asked lately", "introduced"])
    def test_who_cannot_be_introduced_now_is_not_offered(
        self, client, dana, group, priya, wanted, accountant, why
    ):
        tom = member_of(group, name="Tom Lindqvist", profession=accountant).person
        {
            "paused": lambda: Person.objects.filter(pk=tom.pk).update(paused_until="2126-01-01"),
            "kept apart": lambda: DoNotIntroduceFactory(person=tom, other=priya),
            "asked lately": lambda: IntroductionFactory(
                a=tom, b=priya, state="expired", created_at=timezone.now()
            ),
            "introduced": lambda: IntroductionFactory(a=priya, b=tom),
        }[why]()

        assert "Tom" not in content(client.get(wanted.get_absolute_url()))

    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_anybody_of_the_circle_is_found_by_typing(
        self, client, dana, group, priya, wanted, headers
    ):
        tom = member_of(group, name="Tom Lindqvist").person
        DoNotIntroduceFactory(person=tom, other=priya)  # the page with the letters says the rest
        UserFactory(person__name="Tomas Stranger")

        page = content(client.get(wanted.get_absolute_url(), {"q": "tom"}, headers=headers))

        assert introduce(priya, tom) in page
        assert "Stranger" not in page
        assert ("<html" in page) is not bool(headers)

    @pytest.mark.parametrize("q", ["nobody", "<script>x</script>", "a\x00b"])
    def test_nobody_is_found(self, client, dana, wanted, q):
        page = content(client.get(wanted.get_absolute_url(), {"q": q}))

        assert "Nobody in your circle matches" in page
        assert "<script>x" not in page

    def test_ones_own_shows_what_it_has_brought_and_is_closed_by_a_press(self, client, dana, group):
        mine = RequestFactory(person=dana, group=group)
        IntroductionFactory(request=mine, a=dana, b__name="Tom Lindqvist")
        IntroductionFactory(
            request=mine, a=dana, b__name="Secret No", made_at=None, mode="asked", state="declined"
        )

        page = content(client.get(mine.get_absolute_url()))
        assert "You &amp; Tom Lindqvist" in page
        assert "Secret No" not in page
        assert "Is it you?" not in page

        response = client.post(reverse("introductions:request_close", args=[mine.pk]))
        mine.refresh_from_db()
        assert response.url == PAGE
        assert mine.state == "closed"
        assert "Found, thank you" not in content(client.get(mine.get_absolute_url()))

    def test_only_whoever_asks_closes(self, client, dana, wanted):
        response = client.post(reverse("introductions:request_close", args=[wanted.pk]))

        wanted.refresh_from_db()
        assert response.status_code == 404
        assert wanted.state == "open"

    def test_what_one_did_for_it_is_shown_to_oneself_alone(self, client, dana, priya, wanted):
        IntroductionFactory(request=wanted, introducer=dana, a=priya, b__name="Tom Lindqvist")
        IntroductionFactory(request=wanted, a=priya, b__name="Secret Other")

        page = content(client.get(wanted.get_absolute_url()))

        assert "Priya &amp; Tom" in page
        assert "Secret Other" not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_query_count(
        self, client, dana, group, wanted, accountant, count, django_assert_num_queries
    ):
        for number in range(count):
            member_of(group, name=f"Accountant {number}", profession=accountant)
            IntroductionFactory(request=wanted, introducer=dana, a=wanted.person)

        with django_assert_num_queries(15):
            # session, user, request; search: 2, professions, circle, barred: 2, introduced;
            # brought; menu: 3
            page = content(client.get(wanted.get_absolute_url(), {"q": "nobody"}))

        assert page.count("also in Riverside") == count


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("an accountant who knows restaurants", ["CPA"]),
        ("A Tax Advisor or a plumber", ["CPA", "Plumber"]),
        ("two plumbers", ["Plumber"]),
        ("one of these accountants", ["CPA"]),
        ("somebody with a cpanel", []),
        ("somebody who is good (with cars", []),
    ],
)
def test_a_profession_is_read_out_of_the_words(text, named):
    ProfessionFactory(name="CPA", short="CPA", plural="CPAs", aliases=["accountant", "tax advisor"])
    ProfessionFactory(name="Plumber", short="plumber", plural="plumbers")

    found = professions_for(RequestFactory(text=text), Profession.objects.all())

    assert [profession.name for profession in found] == named
