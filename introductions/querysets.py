"""The reads of introductions: every question a page asks has a name here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from introductions.models import FollowUp, Introduction, Party, Request, Suggestion
    from members.models import Person


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def ready_for(self, introducer: Person, now: datetime) -> SuggestionQuerySet:
        """What `introducer` could do now, best first; put off until today or earlier counts."""
        today = now.astimezone(introducer.zone).date()
        waiting = Q(state="ready") | Q(state="put_off", put_off_until__lte=today)
        return self.filter(waiting, introducer=introducer).order_by("-score", "pk")

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

    def made_between(self, start: datetime, end: datetime) -> IntroductionQuerySet:
        """Introductions made in the half-open interval from `start` to `end`."""
        return self.filter(made_at__gte=start, made_at__lt=end)

    def begun_between(self, start: datetime, end: datetime) -> IntroductionQuerySet:
        """What an introducer did in the interval: asking both counts, whatever they answer."""
        asked = Q(mode="asked", created_at__gte=start, created_at__lt=end) & ~Q(state="withdrawn")
        made = ~Q(mode="asked") & Q(made_at__gte=start, made_at__lt=end) & ~Q(state="withdrawn")
        return self.filter(asked | made)

    def for_list(self) -> IntroductionQuerySet:
        """Load what a card shows, newest first."""
        people = self.select_related("introducer", "a__profession", "b__profession")
        return people.order_by("-created_at", "-pk")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open_for(self, person: Person) -> FollowUpQuerySet:
        return self.filter(person=person, state="open")

    def due(self, now: datetime) -> FollowUpQuerySet:
        return self.filter(state="open", due_at__lte=now)

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
        """What `person` is asked and has not answered: may I introduce you?"""
        return self.of(person).filter(
            introduction__state="asking", asked_at__isnull=False, answer=""
        )

    def for_question(self) -> PartyQuerySet:
        """Load what the question shows, the oldest first."""
        people = self.select_related(
            "introduction__introducer",
            "introduction__a__profession",
            "introduction__b__profession",
        )
        return people.order_by("asked_at", "pk")


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, person: Person) -> RequestQuerySet:
        """Requests in the groups in which `person` is active, of people who still are too."""
        from members.models import Group, Membership

        groups = Group.objects.of(person).values("pk")
        there = Membership.objects.active().filter(
            group=models.OuterRef("group"), person=models.OuterRef("person")
        )
        return self.filter(models.Exists(there), group__in=groups)

    def open(self, now: datetime) -> RequestQuerySet:
        return self.filter(state="open", expires_at__gt=now)

    def for_list(self) -> RequestQuerySet:
        """Load what a line shows, the newest first."""
        return self.select_related("person__profession", "profession", "group").order_by(
            "-created_at", "-pk"
        )
