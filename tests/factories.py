"""Believable rows for tests. Dana organizes nothing, Ruth organizes Riverside."""

from datetime import UTC, datetime, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from introductions.models import DoNotIntroduce, FollowUp, Introduction, Request, Suggestion
from members.models import (
    Group,
    Membership,
    Person,
    Profession,
    ProspectPool,
    SourceType,
    Tie,
    TriggerEvent,
    User,
)

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday


class TermFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    slug = factory.Sequence(lambda n: f"term_{n}")
    name = factory.LazyAttribute(lambda o: o.slug.replace("_", " ").capitalize())
    short = factory.LazyAttribute(lambda o: o.name.lower())


class SourceTypeFactory(TermFactory):
    class Meta:
        model = SourceType


class ProspectPoolFactory(TermFactory):
    class Meta:
        model = ProspectPool


class TriggerEventFactory(TermFactory):
    class Meta:
        model = TriggerEvent

    moment = "when it happens"


class ProfessionFactory(TermFactory):
    class Meta:
        model = Profession

    plural = factory.LazyAttribute(lambda o: f"{o.short}s")
    sphere = "Legal"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@firm.example")
    company = "Common Ground"
    profession = factory.SubFactory(ProfessionFactory)
    profile_changed_at = NOW - timedelta(days=300)
    time_zone = "America/New_York"


class UserFactory(DjangoModelFactory):
    """Somebody who can sign in; `UserFactory().person` is the person."""

    class Meta:
        model = User

    person = factory.SubFactory(PersonFactory)
    email = factory.LazyAttribute(lambda o: o.person.email.lower())


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"Group {n}")
    slug = factory.Sequence(lambda n: f"group-{n}")
    changed_at = NOW - timedelta(days=300)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    group = factory.SubFactory(GroupFactory)
    person = factory.SubFactory(PersonFactory)
    state = "active"
    joined_at = NOW


class TieFactory(DjangoModelFactory):
    class Meta:
        model = Tie

    holder = factory.SubFactory(PersonFactory)
    person = factory.SubFactory(PersonFactory)


class SuggestionFactory(DjangoModelFactory):
    """Create the parties first: `a` has the smaller key."""

    class Meta:
        model = Suggestion

    introducer = factory.SubFactory(PersonFactory)
    a = factory.SubFactory(PersonFactory)
    b = factory.SubFactory(PersonFactory)
    score = 0.8
    fit = 80
    reasons = factory.LazyFunction(
        lambda: [{"lens": "trigger_event", "text": "*Divorce*: both are needed."}]
    )
    for_a = "Their clients need you."
    for_b = "Your clients need them."
    acquaintance = "co-members"


class IntroductionFactory(DjangoModelFactory):
    class Meta:
        model = Introduction

    introducer = factory.SubFactory(PersonFactory)
    a = factory.SubFactory(PersonFactory)
    b = factory.SubFactory(PersonFactory)
    created_at = NOW
    mode = factory.LazyAttribute(lambda o: "asked" if o.state == "asking" else "direct")
    state = "made"
    made_at = factory.LazyAttribute(lambda o: None if o.state == "asking" else NOW)
    expires_at = factory.LazyAttribute(
        lambda o: NOW + timedelta(days=14) if o.state == "asking" else None
    )


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    introduction = factory.SubFactory(IntroductionFactory)
    person = factory.SelfAttribute("introduction.introducer")
    step = 7
    due_at = NOW


class DoNotIntroduceFactory(DjangoModelFactory):
    class Meta:
        model = DoNotIntroduce

    person = factory.SubFactory(PersonFactory)
    other = factory.SubFactory(PersonFactory)
    created_at = NOW


class RequestFactory(DjangoModelFactory):
    """A request that is open whenever the tests are run."""

    class Meta:
        model = Request

    person = factory.SubFactory(PersonFactory)
    group = factory.SubFactory(GroupFactory)
    text = "an accountant who knows restaurants"
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda o: o.created_at + timedelta(days=60))


def member_of(group: Group, **person: object) -> User:
    """Somebody with an account, active in `group`."""
    user = UserFactory(**{f"person__{name}": value for name, value in person.items()})
    MembershipFactory(group=group, person=user.person)
    return user


def organizer_of(group: Group, **person: object) -> User:
    user = UserFactory(**{f"person__{name}": value for name, value in person.items()})
    MembershipFactory(group=group, person=user.person, role="organizer")
    return user
