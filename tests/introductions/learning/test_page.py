"""The page "Why these suggestions": what a member reads there, does there, and may not."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from introductions import services
from introductions.models import LearningReset
from tests.factories import GroupFactory, MembershipFactory, PersonFactory, UserFactory
from tests.introductions.learning.village import EVENT, POOL, SOURCES

pytestmark = pytest.mark.django_db
PAGE = "/suggestions/why/"


@pytest.fixture
def village(village, client, time_machine):
    time_machine.move_to(village.now, tick=False)
    village.client = client
    client.force_login(village.user)
    return village


def page_of(village):
    html = village.client.get(PAGE).content.decode()
    return re.sub(r"\s+", " ", html.replace("&#x27;", "'"))


def line_of(village, tag):
    """What the page says of the lens with this tag, without markup."""
    lines = page_of(village).split('<li class="weight')[1:]
    found = next(line for line in lines if tag in line).split("</li>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def post(village, name, *args):
    return village.client.post(reverse(f"introductions:{name}", args=args))


def others_experience(village, how_many=5):
    pair = village.pair()
    for other in village.others[:how_many]:
        village.experience(other, times=5, pair=pair)


class TestWhatItSays:
    def test_the_suggestions_lead_here(self, village):
        suggestions = village.client.get(reverse("introductions:suggestions")).content.decode()
        assert f'href="{PAGE}"' in suggestions

    def test_without_any_answer_everything_is_as_usual(self, village):
        page = page_of(village)
        assert page.count("As usual") == 6
        assert "You have not answered any suggestions yet" in page
        assert "Start afresh from today" not in page

    def test_a_few_answers_are_called_few(self, village):
        village.experience(times=2)
        assert "Too few answers yet to say much: 4 so far." in page_of(village)

    def test_each_lens_says_what_moved_it(self, village):
        village.experience(times=6)
        village.introduced(state="useful")
        village.introduced(state="expired")

        page = page_of(village)
        assert "Too few answers yet" not in page
        event, pool = line_of(village, "Same trigger event"), line_of(village, "prospect pool")
        assert "7 of 8 introductions led to a meeting, 1 proved useful." in event
        assert "more than usual" in event.lower()
        assert "6 put aside: not these two." in pool
        assert "less than usual" in pool.lower()
        assert "put aside" not in event

    @pytest.mark.parametrize(
        ("states", "said"),
        [
            (["made"], "1 introduction under way."),
            (["made", "asking"], "2 introductions under way."),
            (["met"], "1 of 1 introduction led to a meeting."),
            (["declined", "made"], "0 of 2 introductions led to a meeting."),
            (["useful", "met"], "2 of 2 introductions led to a meeting, 1 proved useful."),
        ],
    )
    def test_counts(self, village, states, said):
        for state in states:
            village.introduced(state=state, lenses=(SOURCES,))
        assert said in line_of(village, "Same referral sources")

    def test_the_strongest_comes_first_and_its_bar_is_longest(self, village):
        village.experience(times=5)
        widths = re.findall(r'class="fill" y="3" width="([\d.]+)%"', page_of(village))
        assert len(widths) == 6
        assert [float(width) for width in widths] == sorted(map(float, widths), reverse=True)


class TestGroups:
    def test_a_group_with_enough_answers_has_a_sentence(self, village):
        others_experience(village)
        assert (
            "In Riverside, people meet more often through trigger events, "
            "and less often through the same prospect pools."
        ) in page_of(village)
        event, pool = line_of(village, "Same trigger event"), line_of(village, "prospect pool")
        assert "Others in Riverside meet more often this way." in event
        assert "Others in Riverside meet less often this way." in pool

    def test_four_others_are_too_few(self, village):
        others_experience(village, 4)
        village.experience(times=5)
        page = page_of(village)
        assert "Too few answers in Riverside yet." in page
        assert "Others in Riverside" not in page

    def test_where_nothing_stands_out(self, village):
        pair = village.pair()
        for other in village.others:
            for lens in (EVENT, POOL):
                village.introduced(other, lenses=(lens,), state="useful", pair=pair)
        assert "In Riverside, no reason does clearly better than the others." in page_of(village)

    def test_nobodys_answers_are_shown(self, village):
        others_experience(village, 7)
        page = page_of(village)
        for other in village.others:
            assert other.name not in page
        assert "put aside" not in page
        assert "led to a meeting" not in page

    def test_a_group_one_is_not_in_is_not_there(self, village):
        for state in ("invited", "left"):
            foreign = GroupFactory(name=f"Canary {state}")
            MembershipFactory(group=foreign, person=village.dana, state=state)
        GroupFactory(name="Canary nobody")
        main = page_of(village).split("<main")[1].split("</main>")[0]
        assert "Canary" not in main

    def test_without_any_group(self, village):
        village.client.force_login(UserFactory())
        assert "What your groups find" not in page_of(village)


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(village, django_assert_num_queries, count):
    for n in range(count):
        village.experience(village.others[n])
        village.experience(times=n)
        MembershipFactory(person=village.dana)

    # session, person, the frame's three; members and sums, groups, fresh starts, what was one's own
    with django_assert_num_queries(10):
        page = page_of(village)

    assert page.count("Too few answers in") == count + 1


class TestStartingAfresh:
    def test_and_taking_it_back(self, village):
        village.experience(times=6)
        before = line_of(village, "Same trigger event")

        response = post(village, "why_reset")
        assert (response.status_code, response.url) == (302, PAGE)
        page = page_of(village)
        assert page.count("As usual") == 6
        assert "You started afresh on 23 November 2026." in page
        assert "You have not answered" not in page
        assert "Let it count again" in page

        post(village, "why_restore")
        assert line_of(village, "Same trigger event") == before
        assert "You started afresh" not in page_of(village)

    def test_says_what_it_does_before(self, village):
        village.experience()
        assert "will no longer move your bars" in page_of(village)

    def test_is_of_ones_own_alone(self, village):
        post(village, "why_reset")
        assert list(LearningReset.objects.values_list("person", "group")) == [
            (village.dana.pk, None)
        ]

    def test_twice_is_once(self, village):
        post(village, "why_reset")
        post(village, "why_reset")
        assert LearningReset.objects.count() == 1

    @pytest.mark.parametrize("name", ["why_reset", "why_restore"])
    def test_not_by_looking(self, village, name):
        assert village.client.get(reverse(f"introductions:{name}")).status_code == 405

    def test_a_reset_is_of_a_person_or_a_group(self, village):
        for both in ({}, {"person": village.dana, "group": village.riverside}):
            with pytest.raises(IntegrityError), transaction.atomic():
                LearningReset.objects.create(at=village.now, **both)


class TestTheGroupStartsAfresh:
    @pytest.fixture
    def organizer(self, village):
        village.dana.memberships.update(role="organizer")

    def test_by_its_organizer_who_can_take_it_back(self, village, organizer):
        others_experience(village)
        assert "Start afresh for Riverside" in page_of(village)

        post(village, "why_reset_group", "riverside")
        page = page_of(village)
        assert "Too few answers in Riverside yet." in page
        assert "Riverside started afresh on 23 November 2026." in page

        post(village, "why_restore_group", "riverside")
        assert "In Riverside, people meet more often" in page_of(village)

    @pytest.mark.parametrize("name", ["why_reset_group", "why_restore_group"])
    def test_not_by_a_member(self, village, name):
        services.reset_group_learning(village.riverside, now=village.now)
        before = list(LearningReset.objects.values())
        assert post(village, name, "riverside").status_code == 404
        assert list(LearningReset.objects.values()) == before
        assert "Start afresh for" not in page_of(village)
        assert "Let earlier answers" not in page_of(village)

    def test_not_by_the_organizer_of_another(self, village, organizer):
        GroupFactory(slug="harbor")
        assert post(village, "why_reset_group", "harbor").status_code == 404
        assert post(village, "why_reset_group", "nowhere").status_code == 404

    def test_not_by_who_organized_it_once(self, village, organizer):
        village.dana.memberships.update(state="left")
        assert post(village, "why_reset_group", "riverside").status_code == 404


def test_somebody_without_an_account_to_answer_with_moves_nothing(village):
    """A contact cannot sign in; the page of another shows nothing of Dana's."""
    village.experience(times=6)
    stranger = UserFactory(person=PersonFactory())
    village.client.force_login(stranger)
    page = page_of(village)
    assert page.count("As usual") == 6
    assert "put aside" not in page
