"""The reads of introductions: every question a page asks has a name here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When

if TYPE_CHECKING:
    from introductions.models import (
        Contribution,
        DoNotIntroduce,
        FollowUp,
        Introduction,
        Party,
        Request,
        Suggestion,
    )
    from members.models import Group, Person

THANKS_SHOWN = timedelta(days=90)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def ready_for(self, introducer: Person, now: datetime) -> SuggestionQuerySet:
        """What `introducer` could do now, best first; put off until today or earlier counts."""
        return self.ready_on(introducer.today(now), introducer)

    def ready_on(self, today: date, introducer: Person) -> SuggestionQuerySet:
        """The same, with the day that it is for `introducer`."""
        waiting = Q(state="ready") | Q(state="put_off", put_off_until__lte=today)
        return self.filter(waiting, introducer=introducer).order_by("-score", "pk")

    def unwanted_by(self, introducer: Person, now: datetime) -> SuggestionQuerySet:
        """What `introducer` has refused, or has put off until a later day."""
        today = now.astimezone(introducer.zone).date()
        over = Q(put_off_until__lte=today) & (Q(state="put_off") | Q(refusal="not_now"))
        answered = self.filter(introducer=introducer, state__in=["put_off", "refused"])
        return answered.exclude(over)

    def not_kept_apart(self) -> SuggestionQuerySet:
        """Without pairs of whom one does not want to be introduced to the other."""
        from introductions.models import DoNotIntroduce

        entries = DoNotIntroduce.objects.all()
        by_a = entries.filter(person=OuterRef("a"), other=OuterRef("b"))
        by_b = entries.filter(person=OuterRef("b"), other=OuterRef("a"))
        return self.exclude(Exists(by_a)).exclude(Exists(by_b))

    def for_cards(self) -> SuggestionQuerySet:
        """Load what a card shows."""
        return self.select_related("a__profession", "b__profession")


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, person: Person) -> IntroductionQuerySet:
        """Only the three people in an introduction see it; a party, once it was made."""
        party = Q(a=person) | Q(b=person)
        return self.filter(Q(introducer=person) | (party & Q(made_at__isnull=False)))

    def open(self) -> IntroductionQuerySet:
        return self.filter(state__in=["asking", "made", "met"])

    def among(self, people: Collection[int]) -> IntroductionQuerySet:
        """Introductions of two of these people (keys) to each other."""
        return self.filter(a__in=people, b__in=people)

    def not_met_yet(self) -> IntroductionQuerySet:
        """Under way, and counted by what people can take on at once."""
        return self.filter(state__in=["asking", "made"])

    def tried_since(self, moment: datetime) -> IntroductionQuerySet:
        """Still under way, come to a meeting at any time, or to nothing since then."""
        came_to_it = Q(state__in=["asking", "made", "met", "useful"]) | Q(met_at__isnull=False)
        return self.filter(came_to_it) | self.ended_unmet().filter(created_at__gt=moment)

    def have_met(self) -> IntroductionQuerySet:
        return self.filter(Q(state__in=["met", "useful"]) | Q(met_at__isnull=False))

    def ended_unmet(self) -> IntroductionQuerySet:
        """What came to nothing after people had been written to."""
        written_to = Q(state="withdrawn", sends_at__lte=F("ended_at"))
        return self.filter(Q(state__in=["declined", "expired"]) | written_to)

    def of(self, person: Person) -> IntroductionQuerySet:
        """Introductions of `person` to somebody: not those that they made."""
        return self.filter(Q(a=person) | Q(b=person))

    def made_between(self, start: datetime, end: datetime) -> IntroductionQuerySet:
        """Introductions made in the half-open interval from `start` to `end`."""
        return self.filter(made_at__gte=start, made_at__lt=end)

    def begun_between(self, start: datetime, end: datetime) -> IntroductionQuerySet:
        """What an introducer did in the interval: asking both counts at once, whatever they
        answer."""
        asked = Q(mode="asked", created_at__gte=start, created_at__lt=end)
        made = ~Q(mode="asked") & Q(made_at__gte=start, made_at__lt=end)
        return self.filter(asked | made).exclude(state="withdrawn")

    def with_beginning(self) -> IntroductionQuerySet:
        """With `begun_at`, when the introducer had done their part."""
        return self.annotate(
            begun_at=Case(When(mode="asked", then="created_at"), default="made_at")
        )

    def with_introducer_and_beginning(self) -> Iterable[tuple[int, datetime]]:
        """The key of the introducer, and when they had done their part, of each."""
        return self.with_beginning().values_list("introducer", F("begun_at"))

    def for_list(self) -> IntroductionQuerySet:
        """Load what a card shows, newest first."""
        people = self.select_related("introducer", "a__profession", "b__profession")
        return people.order_by("-created_at", "-pk")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open_for(self, person: Person) -> FollowUpQuerySet:
        return self.filter(person=person, state="open")

    def due(self, now: datetime) -> FollowUpQuerySet:
        return self.filter(state="open", due_at__lte=now)

    def answered_since(self, moment: datetime) -> FollowUpQuerySet:
        """Questions that were answered then or after; "later" is no answer."""
        return self.filter(state="answered", answered_at__gte=moment).exclude(answer="later")

    def for_list(self) -> FollowUpQuerySet:
        """Load what a line shows, the longest due first."""
        people = self.select_related(
            "introduction__introducer", "introduction__a", "introduction__b"
        )
        return people.order_by("due_at", "pk")


class PartyQuerySet(models.QuerySet["Party"]):
    def of(self, person: Person) -> PartyQuerySet:
        """The sides of introductions on which `person` is."""
        on_a = Q(side="a", introduction__a=person)
        return self.filter(on_a | Q(side="b", introduction__b=person))

    def asked(self, person: Person) -> PartyQuerySet:
        """Everything that `person` was ever asked: may I introduce you?"""
        return self.of(person).filter(asked_at__isnull=False)

    def open(self) -> PartyQuerySet:
        """Questions that can be answered: neither yes nor no, and the introduction still asks."""
        return self.filter(introduction__state="asking", answer__in=["", "not_now"])

    def waiting_for(self, person: Person, now: datetime) -> PartyQuerySet:
        """What `person` is asked and has not answered, or put off until today or earlier."""
        return self.waiting_on(person.today(now), person)

    def waiting_on(self, today: date, person: Person) -> PartyQuerySet:
        """The same, with the day that it is for `person`."""
        unanswered = Q(answer="") | Q(answer="not_now", not_now_until__lte=today)
        return self.asked(person).filter(unanswered, introduction__state="asking")

    def available(self, now: datetime) -> PartyQuerySet:
        """Not those who take a pause, wherever they live; on its last day, ask the person."""
        latest = (now + timedelta(hours=14)).date()
        paused_a = Q(side="a", introduction__a__paused_until__gt=latest)
        return self.exclude(paused_a | Q(side="b", introduction__b__paused_until__gt=latest))

    def for_question(self) -> PartyQuerySet:
        """Load what the question shows, the oldest first."""
        people = self.select_related(
            "introduction__introducer",
            "introduction__a__profession",
            "introduction__b__profession",
        )
        return people.order_by("asked_at", "pk")


class DoNotIntroduceQuerySet(models.QuerySet["DoNotIntroduce"]):
    def among(self, people: Collection[int]) -> DoNotIntroduceQuerySet:
        """Where both are among these people (primary keys)."""
        return self.filter(person__in=people, other__in=people)

    def for_list(self) -> DoNotIntroduceQuerySet:
        """Load what a line shows, by name."""
        return self.select_related("other__profession").order_by("other__name", "pk")


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, person: Person) -> RequestQuerySet:
        """Requests in the groups in which `person` is active, of people who still are too."""
        from members.models import Group, Membership

        groups = Group.objects.of(person).values("pk")
        there = Membership.objects.active().filter(
            group=models.OuterRef("group"), person=models.OuterRef("person")
        )
        return self.filter(models.Exists(there), group__in=groups)

    def readable_by(self, person: Person, now: datetime) -> RequestQuerySet:
        """Those of others while they are open, and all of one's own."""
        is_open = Q(state="open", expires_at__gt=now)
        return self.visible_to(person).filter(is_open | Q(person=person))

    def open(self, now: datetime) -> RequestQuerySet:
        return self.filter(state="open", expires_at__gt=now)

    def past(self, now: datetime) -> RequestQuerySet:
        """Closed, or no longer looked at."""
        return self.filter(Q(state="closed") | Q(expires_at__lte=now))

    def with_brought(self) -> RequestQuerySet:
        """With `brought`, how many introductions were made for each."""
        made = Q(introductions__made_at__isnull=False) & ~Q(introductions__state="withdrawn")
        return self.annotate(brought=Count("introductions", filter=made))

    def for_list(self) -> RequestQuerySet:
        """Load what a line shows, the newest first."""
        return self.select_related("person__profession", "profession", "group").order_by(
            "-created_at", "-pk"
        )


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def of(self, person: Person) -> ContributionQuerySet:
        """What `person` gave and received: the two of a contribution see it, and nobody else."""
        return self.filter(Q(giver=person) | Q(receiver=person))

    def counted(self) -> ContributionQuerySet:
        """What stands in balances: everything but what the receiver refused."""
        return self.exclude(state="refused")

    def between(self, a: Person, b: Person) -> ContributionQuerySet:
        return self.filter(Q(giver=a, receiver=b) | Q(giver=b, receiver=a))

    def waiting_for(self, person: Person) -> ContributionQuerySet:
        """What others, or the application, noted for `person` and they have said nothing to."""
        return self.filter(receiver=person, state="noted")

    def thanks_in(self, group: Group, now: datetime) -> ContributionQuerySet:
        """Thanks of the last weeks that were shown to `group`, of two who are both still in it."""
        from members.models import Membership

        there = Membership.objects.active().filter(group=group).values("person")
        said = self.filter(thanks_shown_to=group, thanked_at__gt=now - THANKS_SHOWN)
        return said.counted().filter(giver__in=there, receiver__in=there)

    def for_list(self) -> ContributionQuerySet:
        """Load what a line shows, the latest first."""
        loaded = self.select_related(
            "giver", "receiver", "introduction__a", "introduction__b", "thanks_shown_to"
        )
        return loaded.order_by("-happened_on", "-pk")
