"""Giving and receiving on the screen and by mail: two taps, the receiver's word, thanks."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.urls import reverse
from django.utils import timezone

from introductions import services
from introductions.models import Contribution
from members.deliveries.draining import drain
from members.models import Delivery, Want
from members.services import say_want
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    RequestFactory,
    SuggestionFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
GIVING = "/giving/"
HTMX = {"HX-Request": "true"}
DAY = timedelta(days=1)


class World:
    """Dana is signed in; Ruth and Tom are with her in Riverside."""

    def __init__(self, client):
        self.client, self.group = client, GroupFactory(name="Riverside", slug="riverside")
        self.users = [
            member_of(self.group, name=name)
            for name in ("Dana Whitfield", "Ruth Alvarez", "Tom Lindqvist")
        ]
        self.dana, self.ruth, self.tom = (user.person for user in self.users)
        client.force_login(self.users[0])

    def note(self, giver=None, receiver=None, by=None, currency="advice", days_ago=0, **more):
        giver, receiver = giver or self.ruth, receiver or self.dana
        moment = timezone.now() - days_ago * DAY
        return services.log_contribution(
            by=by or giver,
            giver=giver,
            receiver=receiver,
            currency=currency,
            on=moment.astimezone(giver.zone).date(),
            now=moment,
            **more,
        )

    def press(self, name, pk, follow=True, **data):
        return self.client.post(reverse(f"introductions:{name}", args=[pk]), data, follow=follow)

    def page(self, address=GIVING, **query):
        return self.client.get(address, query).content.decode()

    def sign_in(self, person):
        self.client.force_login(next(user for user in self.users if user.person == person))


@pytest.fixture
def world(client):
    return World(client)


def content(response):
    return response.content.decode()


class TestTwoTaps:
    @pytest.mark.parametrize("way", ["gave", "received"])
    def test_one_press_notes_it_and_leads_to_the_words(self, world, way):
        page = world.press("note_giving", world.ruth.pk, way=way, currency="advice")

        noted = Contribution.objects.get()
        gave = way == "gave"
        assert (noted.giver, noted.receiver) == (
            (world.dana, world.ruth) if gave else (world.ruth, world.dana)
        )
        assert noted.state == ("noted" if gave else "confirmed")
        said = "You gave Ruth Alvarez advice" if gave else "Ruth Alvarez gave you advice"
        assert f"Noted: {said}." in content(page)
        assert 'name="text"' in content(page)

        page = world.press("contribution_words", noted.pk, text="how to price")
        assert "how to price" in content(page)

    def test_beside_the_balance_it_stays_on_the_page(self, world):
        address = reverse("introductions:note_giving", args=[world.ruth.pk])
        data = {"way": "gave", "currency": "advice"}

        page = content(world.client.post(address, data, headers=HTMX))

        assert page.lstrip().startswith("<section")
        assert "You gave Ruth Alvarez advice." in page
        assert "Ruth is asked whether it is so." in page
        assert "Undo" in page

    def test_it_can_be_undone(self, world):
        noted = world.note(world.dana, world.ruth)

        page = world.press("contribution_undo", noted.pk)

        assert "It is as if it had never been noted." in content(page)
        assert not Contribution.objects.exists()

    def test_what_the_receiver_has_settled_stays(self, world):
        noted = world.note(world.dana, world.ruth)
        services.confirm_contribution(noted, now=timezone.now())

        page = world.press("contribution_undo", noted.pk)

        assert "Ruth has settled it meanwhile." in content(page)
        assert "Undo" not in content(page).split("</main>")[0].split("<main")[1]

    @pytest.mark.parametrize("data", [{}, {"way": "gave"}, {"way": "x", "currency": "advice"}])
    def test_a_press_that_says_nothing_is_named(self, world, data):
        page = world.press("note_giving", world.ruth.pk, **data)

        assert "Choose what it was" in content(page)
        assert not Contribution.objects.exists()

    def test_words_that_are_too_long_are_kept_and_named(self, world):
        noted = world.note(world.dana, world.ruth)

        page = world.press("contribution_words", noted.pk, text="x" * 201)

        assert page.status_code == 422
        assert "x" * 201 in content(page)
        assert 'class="errorlist"' in content(page)

    def test_people_are_found_by_typing(self, world):
        assert "Ruth Alvarez" in content(world.client.get(GIVING, {"q": "ruth"}, headers=HTMX))
        assert "Nobody in your circle" in content(
            world.client.get(GIVING, {"q": "zzz"}, headers=HTMX)
        )

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example"])
    def test_no_way_leads_elsewhere(self, world, target):
        noted = world.note()
        page = world.press("contribution_confirm", noted.pk, follow=False, next=target)
        assert page.headers["Location"] == f"/giving/{noted.pk}/"


class TestTheReceiversWord:
    def test_what_was_noted_waits_on_top(self, world):
        noted = world.note(text="how to price")
        page = world.page()
        assert "Is it so?" in page
        assert "Ruth Alvarez gave you advice" in page

        page = world.press("contribution_confirm", noted.pk, next=GIVING)

        assert "Good. It counts." in content(page)
        assert "Is it so?" not in content(page)
        assert Contribution.objects.get().state == "confirmed"

    def test_with_htmx_the_line_offers_the_thanks(self, world):
        noted = world.note()
        address = reverse("introductions:contribution_confirm", args=[noted.pk])

        line = content(world.client.post(address, headers=HTMX))

        assert line.lstrip().startswith("<article")
        assert "Thank Ruth" in line

    def test_it_was_something_else(self, world):
        noted = world.note()
        assert world.press("contribution_correct", noted.pk, currency="x").status_code == 422

        world.press("contribution_correct", noted.pk, currency="speaking", text="a talk")

        noted.refresh_from_db()
        assert (noted.currency, noted.text, noted.state) == ("speaking", "a talk", "confirmed")

    def test_not_so_is_told_to_nobody(self, world):
        noted = world.note()
        before = Delivery.objects.count()

        page = world.press("contribution_refuse", noted.pk)

        assert "Nobody is told." in content(page)
        assert "It was so after all" in content(page)
        assert Delivery.objects.count() == before
        world.sign_in(world.ruth)
        assert "This does not count in your balance." in world.page(f"/giving/{noted.pk}/")
        assert "Nothing given or received" in world.page()
        assert "Not counted" in world.page("/giving/all/")

    def test_the_giver_cannot_answer_for_the_receiver(self, world):
        noted = world.note(world.dana, world.ruth)
        for name in ("confirm", "correct", "refuse", "thank"):
            page = world.press(f"contribution_{name}", noted.pk, currency="advice")
            assert page.status_code == 404
        assert Contribution.objects.get().state == "noted"

    def test_nobody_else_sees_it(self, world):
        noted = world.note(world.ruth, world.tom, text="canary")

        assert world.client.get(f"/giving/{noted.pk}/").status_code == 404
        for address in (GIVING, "/giving/all/", f"/people/{world.ruth.pk}/", "/"):
            assert "canary" not in world.page(address)


class TestThanks:
    def test_one_press_thanks(self, world):
        noted = world.note()

        page = world.press("contribution_thank", noted.pk)

        assert "Ruth hears of your thanks." in content(page)
        assert "You have thanked already." in content(world.press("contribution_thank", noted.pk))
        assert Delivery.objects.filter(kind="contribution_thanks").count() == 1

    def test_the_group_sees_what_it_is_shown_and_both_can_take_it_back(self, world):
        noted = world.note(text="canary")
        page = world.press("contribution_thank", noted.pk, words="So kind.", show_to="riverside")
        assert "Shown to" in content(page)

        world.sign_in(world.tom)
        shown = world.page("/g/riverside/thanks/")
        assert "So kind." in shown
        assert "canary" not in shown  # what it was for is between the two
        assert "Show it no more" not in shown
        assert world.press("thanks_hide", noted.pk).status_code == 404

        world.sign_in(world.ruth)
        world.press("thanks_hide", noted.pk, next="/g/riverside/thanks/")
        assert "So kind." not in world.page("/g/riverside/thanks/")
        world.sign_in(world.dana)
        world.press("thanks_show", noted.pk, show_to="riverside")
        assert "So kind." in world.page("/g/riverside/thanks/")

    def test_only_groups_of_both_are_offered(self, world):
        MembershipFactory(person=world.dana, group__slug="elsewhere", group__name="Elsewhere")
        noted = world.note()

        page = world.press("contribution_thank", noted.pk, show_to="elsewhere")

        assert page.status_code == 422
        assert Contribution.objects.get().thanked_at is None
        assert "Elsewhere" not in world.page(f"/giving/{noted.pk}/").split("<main")[1]

    def test_the_page_ends_with_the_membership(self, world):
        assert world.client.get("/g/riverside/thanks/").status_code == 200
        world.dana.memberships.update(state="left")
        assert world.client.get("/g/riverside/thanks/").status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_thanks_query_count(self, world, count, django_assert_num_queries):
        for days in range(count):
            noted = world.note(days_ago=days)
            services.thank_for_contribution(
                noted, text="Thanks", show_to=world.group, now=timezone.now()
            )
        # session, person, group, thanks, frame (3)
        with django_assert_num_queries(7):
            page = world.page("/g/riverside/thanks/")
        assert page.count('<article class="card thanks"') == count


class TestThePage:
    def test_says_the_balance_in_a_sentence_and_by_currency_and_person(self, world):
        for days in (1, 2):
            world.note(days_ago=days)
        world.note(world.dana, world.tom, currency="blog", days_ago=100)

        page = world.page()
        assert "You have given 1 and received 2 in the last 12 months" in page
        assert "most came from Ruth Alvarez." in page
        assert "Blog or article swap" in page

        recent = world.page(period="3")
        assert "You have given nothing and received 2 in the last 3 months" in recent
        advice = world.page(currency="advice")
        assert "You have given nothing and received 2 in the last 12 months" in advice
        assert "Tom Lindqvist" not in advice.split("Noted last")[0]

    @pytest.mark.parametrize("query", ["period=x", "currency=x", "wants=x", "page=x", "q=%00"])
    def test_nonsense_in_the_address_is_nothing(self, world, query):
        assert world.client.get(f"{GIVING}?{query}").status_code == 200

    def test_is_empty_in_plain_words(self, world):
        assert "Nothing given or received in the last 12 months has been noted yet." in world.page()

    def test_tells_what_people_around_would_like(self, world):
        now = timezone.now()
        say_want(world.ruth, currency="speaking", text="an evening talk", now=now)
        say_want(world.tom, currency="advice", text="hiring", now=now)
        say_want(PersonFactory(), currency="advice", text="canary", now=now)
        say_want(PersonFactory(keeper=world.ruth), currency="advice", text="canary", now=now)

        page = world.page()
        assert "An evening talk" in page
        assert "canary" not in page.lower()
        chosen = world.page(wants="advice")
        assert "Hiring" in chosen
        assert "An evening talk" not in chosen

    @pytest.mark.parametrize("count", [1, 3])
    def test_giving_query_count(self, world, count, django_assert_num_queries):
        for number in range(count):
            other = member_of(world.group).person
            world.note(other, world.dana)
            world.note(other, world.dana, currency="blog", by=world.dana, days_ago=1)
            IntroductionFactory(introducer=other, a=world.dana, b=world.tom, state="useful")
            SuggestionFactory(introducer=world.dana, a=world.tom, b=other)
            say_want(other, currency="advice", text=f"how {number}", now=timezone.now())
            RequestFactory(person=other, group=world.group, profession=world.tom.profession)
        # session, person, circle, ledger, giving back (2), waiting, latest, wants, frame (3)
        with django_assert_num_queries(12):
            page = world.page()
        assert page.count("Is it so?") == 1
        assert page.count('class="row way"') == 3
        assert page.count('class="row balance"') == count


class TestByMail:
    @pytest.fixture(autouse=True)
    def kept(self, settings):
        settings.MAIL_URL = "kept:"

    @pytest.fixture
    def noted(self, world):
        noted = world.note(text="how to price")
        world.client.logout()
        return noted

    def mail(self, kind="contribution", after=timedelta(minutes=6)):
        drain(now=timezone.now() + after)
        delivery = Delivery.objects.get(kind=kind)
        if delivery.message is None:
            return delivery.reason
        return message_from_bytes(bytes(delivery.message), policy=default)

    def link(self):
        text = self.mail().get_body(("plain",)).get_content()
        return "/" + re.search(r"http://[^\s?]+/received/[^\s?]+", text)[0].split("/", 3)[3]

    def test_the_receiver_is_asked_whether_it_is_so(self, noted):
        mail = self.mail()
        assert mail["Subject"] == "Ruth Alvarez gave you advice. Is it so?"
        text = mail.get_body(("plain",)).get_content()
        assert '"how to price"' in text
        assert "No more notes of giving and receiving" in text

    def test_looking_changes_nothing_one_press_settles(self, world, noted):
        link = self.link()
        assert "Is it so?" in content(world.client.get(link + "?say=no"))
        assert Contribution.objects.get().state == "noted"

        page = world.client.post(link, {"say": "yes"}, follow=True)
        assert "Good. It counts" in content(page)
        world.client.post(link, {"say": "no"})
        assert Contribution.objects.get().state == "confirmed"

    def test_a_press_can_thank_as_well(self, world, noted):
        link = self.link()

        page = world.client.post(link, {"say": "thanks", "words": "So kind."}, follow=True)

        assert "Sent, with your thanks" in content(page)
        mail = self.mail("contribution_thanks")
        assert mail["Subject"] == "Dana Whitfield says thank you"
        assert '"So kind."' in mail.get_body(("plain",)).get_content()

    def test_not_so_by_mail_tells_nobody(self, world, noted):
        page = world.client.post(self.link(), {"say": "no"}, follow=True)

        assert "It does not count" in content(page)
        assert Contribution.objects.get().state == "refused"

    @pytest.mark.parametrize("data", [{}, {"say": "x"}, {"say": "thanks", "words": "x" * 301}])
    def test_what_makes_no_sense_is_refused(self, world, noted, data):
        assert world.client.post(self.link(), data).status_code == 422
        assert Contribution.objects.get().state == "noted"

    def test_a_foreign_or_broken_link_leads_nowhere(self, world, noted):
        assert world.client.get(self.link()[:-3] + "xx/").status_code == 404

    @pytest.mark.parametrize("why", ["taken back", "settled", "left", "pause"])
    def test_nobody_is_asked_in_vain(self, world, noted, why):
        if why == "taken back":
            services.take_back_contribution(noted, by=world.ruth)
        elif why == "settled":
            services.confirm_contribution(noted, now=timezone.now())
        elif why == "left":
            world.ruth.memberships.update(state="left")
        else:
            world.dana.paused_until = timezone.now().date() + 5 * DAY
            world.dana.save()

        assert isinstance(self.mail(), str)

    def test_thanks_that_were_taken_back_do_not_go(self, world):
        noted = world.note(by=world.dana)
        services.thank_for_contribution(noted, text="", show_to=None, now=timezone.now())
        services.take_back_contribution(noted, by=world.dana)

        assert self.mail("contribution_thanks") == "It was taken back."


class TestGotIt:
    @pytest.fixture
    def want(self, world):
        return say_want(world.dana, currency="speaking", text="a talk", now=timezone.now())

    def test_one_press_ends_it_and_asks_from_whom(self, world, want):
        page = world.press("want_got", want.pk)

        assert not Want.objects.current().exists()
        assert "From whom?" in content(page)
        address = reverse("introductions:want_from", args=[want.pk])
        assert "From Ruth" in world.page(address, q="ruth")

        page = world.client.post(address, {"person": world.ruth.pk}, follow=True)
        noted = Contribution.objects.get()
        assert (noted.giver, noted.receiver, noted.currency) == (
            world.ruth,
            world.dana,
            "speaking",
        )
        assert (noted.text, noted.state) == ("a talk", "confirmed")
        assert "Say thank you" in content(page)

    @pytest.mark.parametrize("person", ["", "x", "999999", "9" * 30])
    def test_only_from_somebody_of_the_circle(self, world, want, person):
        world.press("want_got", want.pk)
        assert world.press("want_from", want.pk, person=person).status_code == 404
        assert not Contribution.objects.exists()

    def test_only_ones_own(self, world):
        want = say_want(world.ruth, currency="advice", text="hiring", now=timezone.now())
        assert world.press("want_got", want.pk).status_code == 404
        assert Want.objects.current().exists()


def test_a_persons_page_shows_the_balance_of_the_two(world):
    world.note(by=world.dana)
    world.note(world.ruth, world.tom, currency="testimonial")

    page = world.page(f"/people/{world.ruth.pk}/")

    assert "you gave Ruth <b>0</b> and received <b>1</b>" in page
    assert "Ruth Alvarez gave you advice" in page
    assert "testimonial" not in page.split('id="balance"')[1].split("note-menus")[0]
