"""What counts, for whom, and how far: from rows to weights."""

from datetime import timedelta
from random import Random

import pytest

from introductions import services
from introductions.matcher import Weights
from introductions.matcher.learning import PLACE, lens_weights
from introductions.models import Introduction, Suggestion
from introductions.services.reminding import FORGOTTEN_AFTER
from introductions.suggesting.happenings import SILENT_AFTER
from introductions.suggesting.learning import ENOUGH, weights_for
from tests.factories import GroupFactory, MembershipFactory, PersonFactory
from tests.introductions.learning.by_hand import shares, tally, weights_from
from tests.introductions.learning.village import EVENT, POOL, SOURCES, because

pytestmark = pytest.mark.django_db
USUAL = Weights()


def weights_of(person, village, now=None):
    return weights_for([person.pk], now or village.now)[person.pk]


def event_and_pool(weights):
    """How far the two have moved, as a share of the usual."""
    return weights.trigger_event / 0.40 - 1, weights.shared_pool / 0.20 - 1


class TestOnesOwn:
    def test_nothing_happened(self, village):
        assert weights_of(village.dana, village) == USUAL

    def test_what_leads_to_meetings_counts_more_and_what_is_refused_less(self, village):
        village.experience(times=5)

        event, pool = event_and_pool(weights_of(village.dana, village))

        assert 0.02 < event < 0.15
        assert -0.15 < pool < -0.02

    def test_the_balance_moves_and_nothing_else(self, village):
        village.experience(times=5)
        found = weights_of(village.dana, village)
        assert sum(lens_weights(found)) == pytest.approx(sum(lens_weights(USUAL)), abs=1e-5)
        assert (found.repeat, found.obvious, found.co_members) == (0.9, 0.2, 0.8)

    @pytest.mark.parametrize(
        ("state", "expected"),
        [("useful", 2), ("met", 1), ("made", 0.5), ("asking", 0.5), ("withdrawn", 0)],
    )
    def test_the_more_came_of_it_the_more_it_counts(self, village, state, expected):
        self.with_mixed_history(village)
        village.introduced(state=state, lenses=(EVENT,))
        found = weights_of(village.dana, village)
        for _ in range(int(expected * 2)):  # made is half of met, and so on
            village.introduced(state="made", lenses=(EVENT,))
        Introduction.objects.filter(state=state).order_by("pk").first().delete()
        assert weights_of(village.dana, village) == found

    @pytest.mark.parametrize("state", ["declined", "expired"])
    def test_what_was_not_wanted_counts_against_it(self, village, state):
        self.with_mixed_history(village)
        before = weights_of(village.dana, village)
        village.introduced(state=state, lenses=(EVENT,))
        assert weights_of(village.dana, village).trigger_event < before.trigger_event

    @pytest.mark.parametrize("refusal", ["know", "compete", "not_now"])
    def test_other_refusals_say_nothing_of_the_reason(self, village, refusal):
        self.with_mixed_history(village)
        before = weights_of(village.dana, village)
        village.refused(refusal=refusal)
        village.refused(state="put_off", refusal="")
        village.refused(state="ready", refusal="")
        assert weights_of(village.dana, village) == before

    def test_a_suggestion_and_the_introduction_it_became_count_once(self, village):
        self.with_mixed_history(village)
        pair = village.pair()
        village.introduced(pair=pair)
        before = weights_of(village.dana, village)
        village.refused(pair=pair, state="taken", refusal="", lenses=(EVENT,))
        assert weights_of(village.dana, village) == before

    def test_an_introduction_without_reasons_teaches_nothing(self, village):
        self.with_mixed_history(village)
        before = weights_of(village.dana, village)
        village.introduced(reasons=[])
        assert weights_of(village.dana, village) == before

    def test_an_event_is_shared_among_its_reasons_by_their_worth(self, village):
        self.with_mixed_history(village)
        village.introduced(lenses=(f"{EVENT}:0.3", f"{SOURCES}:0.1"), state="useful")
        event, _ = event_and_pool(weights_of(village.dana, village))
        sources = weights_of(village.dana, village).shared_sources / 0.35 - 1
        assert event > sources

    def test_undoing_a_refusal_undoes_what_it_taught(self, village):
        self.with_mixed_history(village)
        before = weights_of(village.dana, village)
        refused = village.refused()
        assert weights_of(village.dana, village) != before

        services.restore(refused, now=village.now)

        assert weights_of(village.dana, village) == before

    def test_one_answer_moves_a_weight_by_a_few_percent_at_most(self, village):
        self.with_mixed_history(village)
        before = lens_weights(weights_of(village.dana, village))
        village.introduced(state="useful")
        after = lens_weights(weights_of(village.dana, village))
        assert abs(after / before - 1).max() < 0.03

    def with_mixed_history(self, village):
        village.experience(times=4)
        village.introduced(lenses=(POOL,))


class TestAgainstCountingByHand:
    """The database adds up what a reader of docs/learning.md would."""

    @pytest.mark.parametrize("seed", range(8))
    def test_the_same_to_the_last_digit(self, village, seed):
        rng, events = Random(seed), []
        pair = village.pair()
        outcomes = {"useful": "useful", "declined": "declined", "expired": "silent"}
        for _ in range(rng.randint(1, 30)):
            lenses = [
                lens + (f":{rng.random():.4f}" if rng.random() < 0.8 else "")
                for lens in rng.sample([*PLACE, "unheard_of"], rng.randint(1, 4))
            ]
            if rng.random() < 0.3:
                village.refused(lenses=lenses)
                outcome = "refused"
            else:
                state = rng.choice(sorted(outcomes))
                village.introduced(state=state, lenses=lenses, pair=pair)
                outcome = outcomes[state]
            if share := shares(because(*lenses)):
                events.append((outcome, share))

        assert weights_of(village.dana, village) == weights_from(tally(events))

    @pytest.mark.parametrize("odd", [None, "much", 0, -1, [], {}])
    def test_a_worth_that_is_none_shares_equally(self, village, odd):
        self.compare(
            village,
            [{"lens": EVENT, "worth": odd}, {"lens": SOURCES, "worth": 0.9}],
            [{"lens": EVENT}, {"lens": SOURCES}],
        )

    def test_an_unknown_lens_gets_nothing(self, village):
        self.compare(village, [{"lens": EVENT}, {"lens": "unheard_of"}], [{"lens": EVENT}])

    def compare(self, village, one, other):
        village.refused()
        introduction = village.introduced(reasons=one)
        found = weights_of(village.dana, village)
        introduction.reasons = other
        introduction.save()
        assert weights_of(village.dana, village) == found != USUAL


class TestTime:
    def test_silence_is_the_same_for_the_ladder_and_for_learning(self):
        assert SILENT_AFTER == FORGOTTEN_AFTER

    def test_two_silent_months_are_a_mild_failure(self, village):
        village.experience()
        village.introduced(state="made", days=50)
        counted_as_taken = weights_of(village.dana, village)

        later = weights_of(village.dana, village, village.now + timedelta(days=15))

        assert later.trigger_event < counted_as_taken.trigger_event

    def test_ending_what_was_forgotten_changes_nothing_more(self, village):
        village.experience()
        silent = village.introduced(state="made", days=70)
        before = weights_of(village.dana, village)
        silent.state, silent.ended_at = "expired", village.now
        silent.save()
        assert weights_of(village.dana, village) == before

    def test_what_is_older_than_two_years_is_forgotten(self, village):
        village.experience(times=5)
        assert weights_of(village.dana, village, village.ago(-660)) != USUAL
        assert weights_of(village.dana, village, village.ago(-720)) == USUAL

    def test_an_old_introduction_that_is_useful_now_counts_now(self, village):
        village.refused()
        village.introduced(state="useful", days=800, useful_at=village.ago(3))
        assert weights_of(village.dana, village) != USUAL


class TestTheGroup:
    def others_experience(self, village, how_many, times=4):
        pair = village.pair()
        for other in village.others[:how_many]:
            for _ in range(times):
                village.introduced(other, pair=pair, state="useful")
                village.refused(other)

    def test_what_five_others_found_moves_everybody(self, village):
        self.others_experience(village, ENOUGH)
        event, pool = event_and_pool(weights_of(village.dana, village))
        assert event > 0.02
        assert pool < -0.02

    def test_what_four_others_found_stays_theirs(self, village):
        self.others_experience(village, ENOUGH - 1)
        assert weights_of(village.dana, village) == USUAL

    def test_oneself_is_not_one_of_the_five(self, village):
        """Else what is left after one's own would be the answers of four."""
        village.introduced()
        before = weights_of(village.dana, village)
        self.others_experience(village, ENOUGH - 1)
        assert weights_of(village.dana, village) == before

    def test_a_lens_that_one_other_has_tried_teaches_nobody(self, village):
        self.others_experience(village, ENOUGH)
        before = weights_of(village.dana, village)
        village.introduced(village.others[0], lenses=("prospect",), state="useful")
        assert weights_of(village.dana, village) == before

    def test_ones_own_answers_count_more_than_those_of_another(self, village):
        self.others_experience(village, ENOUGH)
        before = weights_of(village.dana, village).shared_pool
        theirs = village.refused(village.others[0])
        by_theirs = before - weights_of(village.dana, village).shared_pool
        theirs.delete()
        village.refused()
        by_own = before - weights_of(village.dana, village).shared_pool
        assert by_own > by_theirs > 0

    def test_one_who_was_never_in_it_learns_nothing_from_it(self, village):
        elsewhere = village.member("Gwen Harbor", GroupFactory())
        nowhere = PersonFactory()
        self.others_experience(village, ENOUGH)
        found = weights_for([elsewhere.pk, nowhere.pk], village.now)
        assert found == {elsewhere.pk: USUAL, nowhere.pk: USUAL}

    @pytest.mark.parametrize("state", ["invited", "left"])
    def test_nor_does_one_who_is_not_in_it_now(self, village, state):
        self.others_experience(village, ENOUGH)
        village.dana.memberships.update(state=state)
        assert weights_of(village.dana, village) == USUAL

    def test_who_has_left_no_longer_teaches(self, village):
        self.others_experience(village, ENOUGH)
        village.others[0].memberships.update(state="left")
        assert weights_of(village.dana, village) == USUAL

    def test_what_a_member_does_in_another_group_stays_there(self, village):
        """Members of both groups carry nothing from one to the other."""
        harbor = GroupFactory()
        pair = village.pair(harbor)
        for other in village.others:
            MembershipFactory(group=harbor, person=other)
            for _ in range(3):
                village.introduced(other, pair=pair, state="useful")
                village.refused(other, pair=(pair[0], village.member("Cy Three", harbor)))
        assert weights_of(village.dana, village) == USUAL

        dana_elsewhere = village.member("Gwen Harbor", harbor)
        assert weights_of(dana_elsewhere, village) != USUAL

    def test_private_contacts_teach_their_keeper_alone(self, village):
        for other in village.others:
            contact = PersonFactory(keeper=other)
            for n in range(3):
                village.introduced(other, pair=(contact, village.member(f"C {n}")), state="useful")
                village.refused(other, pair=(village.member(f"D {n}"), contact))
        assert weights_of(village.dana, village) == USUAL
        assert weights_of(village.others[0], village) != USUAL

    def test_several_groups_are_averaged(self, village):
        self.others_experience(village, ENOUGH)
        before = weights_of(village.dana, village)
        harbor = GroupFactory()
        MembershipFactory(group=harbor, person=village.dana)
        assert weights_of(village.dana, village) == before  # one that found nothing takes nothing

        pair, others = village.pair(harbor), [village.member(f"H {n}", harbor) for n in range(5)]
        for other in others:  # the other way round there
            for _ in range(4):
                village.introduced(other, pair=pair, lenses=(POOL,), state="useful")
                village.refused(
                    other, pair=(pair[0], village.member("Cy", harbor)), lenses=(EVENT,)
                )
        assert lens_weights(weights_of(village.dana, village)) == pytest.approx(
            lens_weights(USUAL), abs=1e-5
        )


class TestManyAtOnce:
    def test_each_gets_what_they_get_alone(self, village):
        for n, other in enumerate(village.others):
            village.experience(other, times=n)
        everybody = [village.dana.pk, *(other.pk for other in village.others)]

        found = weights_for(everybody, village.now)

        assert found == {person: weights_for([person], village.now)[person] for person in everybody}
        assert len(set(found.values())) > 3

    @pytest.mark.parametrize("count", [1, 3])
    def test_in_two_queries(self, village, django_assert_num_queries, count):
        people = [village.dana, *village.others][:count]
        for person in people:
            village.experience(person)
            MembershipFactory(person=person)
        with django_assert_num_queries(2):  # members; what happened, added up
            found = weights_for([person.pk for person in people], village.now)
        assert len(found) == count

    def test_nobody(self, village):
        assert weights_for([], village.now) == {}


class TestStartingAfresh:
    def test_forgets_what_was_and_learns_what_comes(self, village):
        village.experience(times=5)
        before = weights_of(village.dana, village)

        services.reset_learning(village.dana, now=village.now)
        assert weights_of(village.dana, village) == USUAL

        village.experience(times=5)
        Introduction.objects.update(met_at=village.ago(-1))
        Suggestion.objects.update(answered_at=village.ago(-1))
        later = village.now + timedelta(days=2)
        assert weights_of(village.dana, village, later).trigger_event > before.trigger_event

    def test_can_be_taken_back_to_the_last_digit(self, village):
        village.experience(times=5)
        before = weights_of(village.dana, village)
        services.reset_learning(village.dana, now=village.ago(10))
        services.reset_learning(village.dana, now=village.now)

        services.restore_learning(village.dana, now=village.now)

        assert weights_of(village.dana, village) == before

    def test_takes_nothing_from_the_others(self, village):
        for person in village.others:
            village.experience(person)
        before = weights_of(village.dana, village)
        services.reset_learning(village.others[0], now=village.now)
        assert weights_of(village.dana, village) == before

    def test_of_a_group_leaves_everybody_their_own(self, village):
        village.experience()
        own = weights_of(village.dana, village)
        for person in village.others:
            village.experience(person)
        both = weights_of(village.dana, village)

        services.reset_group_learning(village.riverside, now=village.now)
        assert weights_of(village.dana, village) == own

        services.restore_group_learning(village.riverside, now=village.now)
        assert weights_of(village.dana, village) == both

    def test_makes_suggestions_stale(self, village):
        village.dana.refresh_from_db()
        before = village.dana.profile_changed_at
        services.restore_learning(village.dana, now=village.now)  # nothing to take back
        village.dana.refresh_from_db()
        assert village.dana.profile_changed_at == before

        services.reset_learning(village.dana, now=village.now)
        services.reset_group_learning(village.riverside, now=village.now)

        village.dana.refresh_from_db()
        village.riverside.refresh_from_db()
        assert village.dana.profile_changed_at == village.now
        assert village.riverside.changed_at == village.now
