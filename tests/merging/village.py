"""Riverside with two entries of one person, and a row of every kind that points at who goes."""

from dataclasses import dataclass
from datetime import time, timedelta

from django.db import connection

from goals.models import (
    CalendarFeed,
    Commitment,
    Earning,
    Goal,
    Partner,
    TimeEntry,
    UsualMinutes,
    WeeklySummary,
)
from introductions.models import (
    Contribution,
    DoNotIntroduce,
    LearningReset,
    Pace,
    SuggestionList,
    TablePlan,
)
from members.models import (
    Attendance,
    ContactImport,
    Delivery,
    Group,
    Interaction,
    MailLink,
    Meeting,
    MeetingSeries,
    Membership,
    MembershipEvent,
    Pause,
    Person,
    RosterChange,
    RosterImport,
    StoppedKind,
    Tie,
    TwoPeople,
    User,
    Want,
)
from tests.factories import (
    NOW,
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    RequestFactory,
    SuggestionFactory,
    organizer_of,
)

DAY = NOW.date()


@dataclass
class Village:
    """`stays` and `goes` are the pair; `third` is another member, `ruth` the organizer."""

    group: Group
    stays: Person
    goes: Person
    third: Person
    ruth: User


def build(**goes: object) -> Village:
    """Nobody of the pair has an account in use, so `goes` can go altogether."""
    group = GroupFactory(name="Riverside", slug="riverside")
    ruth = organizer_of(group, name="Ruth Alvarez")
    third = MembershipFactory(group=group, person__name="Tom Lindqvist").person
    first = PersonFactory(name="Marta Okafor", email="marta@ground.example", company="Ground")
    second = PersonFactory(name="Okafor, Marta", email="m.okafor@gmail.example", company="Ground")
    MembershipFactory(group=group, person=first, state="invited", invited_at=NOW, joined_at=None)
    MembershipFactory(group=group, person=second, **{"state": "listed", "joined_at": None} | goes)
    return Village(group, first, second, third, ruth)


def mail_to(person: Person, key: str = "1", **more: object) -> Delivery:
    said = {"kind": "follow_ups", "created_at": NOW, "due_at": NOW}
    message = f"<{Delivery.objects.count()}@proactive.example>"
    return Delivery.objects.create(recipient=person, key=key, message_id=message, **said | more)


def meeting(v: Village) -> Meeting:
    said = {"title": "Breakfast", "starts_at": NOW, "created_at": NOW, "changed_at": NOW}
    return Meeting.objects.create(group=v.group, **said)


def contribution(giver: Person, receiver: Person, by: Person) -> Contribution:
    said = {"currency": "advice", "happened_on": DAY, "created_at": NOW}
    return Contribution.objects.create(giver=giver, receiver=receiver, logged_by=by, **said)


def met(person: Person, other: Person) -> Interaction:
    said = {"kind": "met", "happened_on": DAY, "created_at": NOW}
    return Interaction.objects.create(person=person, other=other, **said)


def in_order(a: Person, b: Person) -> tuple[Person, Person]:
    first, second = sorted((a, b), key=lambda person: person.pk)
    return first, second


def told_apart(v: Village) -> TwoPeople:
    first, second = in_order(v.goes, v.third)
    return TwoPeople.objects.create(group=v.group, first=first, second=second, said_at=NOW)


def refused(v: Village, introducer: Person, one: Person, other: Person) -> object:
    a, b = in_order(one, other)
    return SuggestionFactory(
        introducer=introducer, a=a, b=b, state="refused", refusal="not_these", answered_at=NOW
    )


def upload(v: Village) -> RosterImport:
    said = {"filename": "x.csv", "uploaded_at": NOW}
    return RosterImport.objects.create(group=v.group, uploaded_by=v.goes, **said)


def series(v: Village) -> MeetingSeries:
    return MeetingSeries.objects.create(
        group=v.group,
        repeats="weekly",
        kind="meeting",
        title="Breakfast",
        minutes=90,
        first_day=DAY,
        begins_at=time(8),
        created_by=v.goes,
        created_at=NOW,
    )


def step(v: Village) -> MembershipEvent:
    membership = v.group.memberships.get(person=v.third)
    return MembershipEvent.objects.create(membership=membership, kind="listed", at=NOW, by=v.goes)


def kept_by(v: Village, **more: object) -> dict[str, object]:
    return {"person": v.goes, "created_at": NOW, **more}


def listed_by(v: Village) -> Membership:
    return MembershipFactory(group=v.group, state="invited", invited_by=v.goes, invited_at=NOW)


def table_plan(v: Village) -> TablePlan:
    rounds = [[[v.goes.pk, v.third.pk], [v.ruth.person.pk]]]
    return TablePlan.objects.create(meeting=meeting(v), rounds=rounds, made_by=v.goes, made_at=NOW)


def term(v: Village, name: str) -> object:
    through = getattr(Person, name).through
    target = getattr(Person, name).rel.model
    entry = target.objects.create(slug=f"own-{name}", name=f"Own {name}", short=f"own {name}")
    return through.objects.create(person=v.goes, **{f"{target._meta.model_name}_id": entry.pk})


MOVES, STAYS_AWAY = "moves", "goes"

# A row of every kind with a person, by model and column: how it is made, and whether it then
# points at who stays or is gone.
ROWS = {
    "members.Person_sources.person": (lambda v: term(v, "sources"), MOVES),
    "members.Person_pools.person": (lambda v: term(v, "pools"), MOVES),
    "members.Person_belongs.person": (lambda v: term(v, "belongs"), MOVES),
    "members.Person_events.person": (lambda v: term(v, "events"), MOVES),
    "members.Person.keeper": (lambda v: PersonFactory(keeper=v.goes), MOVES),
    "members.User.person": (
        lambda v: User.objects.create(person=v.goes, email=v.goes.email, password="!x"),
        MOVES,
    ),
    "members.Tie.holder": (lambda v: Tie.objects.create(holder=v.goes, person=v.third), MOVES),
    "members.Tie.person": (lambda v: Tie.objects.create(holder=v.third, person=v.goes), MOVES),
    "members.ContactImport.keeper": (
        lambda v: ContactImport.objects.create(keeper=v.goes, filename="x", uploaded_at=NOW),
        MOVES,
    ),
    "members.Delivery.recipient": (lambda v: mail_to(v.goes), MOVES),
    "members.StoppedKind.person": (
        lambda v: StoppedKind.objects.create(**kept_by(v, kind="reminders")),
        MOVES,
    ),
    "members.Membership.person": (lambda v: v.group.memberships.get(person=v.goes), STAYS_AWAY),
    "members.Membership.invited_by": (listed_by, MOVES),
    "members.MembershipEvent.by": (step, MOVES),
    "members.Interaction.person": (lambda v: met(v.goes, v.third), MOVES),
    "members.Interaction.other": (lambda v: met(v.third, v.goes), MOVES),
    "members.MailLink.person": (
        lambda v: MailLink.objects.create(
            **kept_by(v, token_hash="a" * 64, purpose="x", about=1, expires_at=NOW)
        ),
        MOVES,
    ),
    "members.MeetingSeries.created_by": (series, MOVES),
    "members.Meeting.created_by": (
        lambda v: Meeting.objects.create(
            group=v.group,
            title="X",
            starts_at=NOW,
            created_by=v.goes,
            created_at=NOW,
            changed_at=NOW,
        ),
        MOVES,
    ),
    "members.Attendance.person": (
        lambda v: Attendance.objects.create(**kept_by(v, meeting=meeting(v))),
        MOVES,
    ),
    "members.Attendance.noted_by": (
        lambda v: Attendance.objects.create(
            meeting=meeting(v), person=v.third, noted_by=v.goes, created_at=NOW
        ),
        MOVES,
    ),
    "members.Pause.person": (
        lambda v: Pause.objects.create(
            person=v.goes, starts_on=DAY, ends_on=DAY + timedelta(days=3)
        ),
        MOVES,
    ),
    "members.RosterChange.by": (
        lambda v: RosterChange.objects.create(
            group=v.group, kind="bulk", summary="x", by=v.goes, at=NOW
        ),
        MOVES,
    ),
    "members.RosterChange.undo_asked_by": (
        lambda v: RosterChange.objects.create(
            group=v.group, kind="bulk", summary="x", undo_asked_by=v.goes, at=NOW
        ),
        MOVES,
    ),
    "members.RosterImport.uploaded_by": (upload, MOVES),
    "members.TwoPeople.first": (told_apart, MOVES),
    "members.TwoPeople.second": (told_apart, MOVES),
    "members.TwoPeople.said_by": (
        lambda v: TwoPeople.objects.create(
            group=v.group, first=v.ruth.person, second=v.third, said_by=v.goes, said_at=NOW
        ),
        MOVES,
    ),
    "members.Want.person": (
        lambda v: Want.objects.create(**kept_by(v, currency="advice", text="a word")),
        MOVES,
    ),
    "introductions.Request.person": (
        lambda v: RequestFactory(person=v.goes, group=v.group),
        MOVES,
    ),
    "introductions.Introduction.introducer": (
        lambda v: IntroductionFactory(introducer=v.goes, a=v.third, b=v.ruth.person),
        MOVES,
    ),
    "introductions.Introduction.a": (
        lambda v: IntroductionFactory(introducer=v.ruth.person, a=v.goes, b=v.third),
        MOVES,
    ),
    "introductions.Introduction.b": (
        lambda v: IntroductionFactory(introducer=v.ruth.person, a=v.third, b=v.goes),
        MOVES,
    ),
    "introductions.Contribution.giver": (lambda v: contribution(v.goes, v.third, v.goes), MOVES),
    "introductions.Contribution.receiver": (
        lambda v: contribution(v.third, v.goes, v.third),
        MOVES,
    ),
    "introductions.Contribution.logged_by": (
        lambda v: contribution(v.goes, v.third, v.goes),
        MOVES,
    ),
    "introductions.DoNotIntroduce.person": (
        lambda v: DoNotIntroduce.objects.create(**kept_by(v, other=v.third)),
        MOVES,
    ),
    "introductions.DoNotIntroduce.other": (
        lambda v: DoNotIntroduce.objects.create(person=v.third, other=v.goes, created_at=NOW),
        MOVES,
    ),
    "introductions.FollowUp.person": (
        lambda v: FollowUpFactory(
            introduction=IntroductionFactory(introducer=v.goes, a=v.third, b=v.ruth.person),
            person=v.goes,
        ),
        MOVES,
    ),
    "introductions.LearningReset.person": (
        lambda v: LearningReset.objects.create(person=v.goes, at=NOW),
        MOVES,
    ),
    "introductions.Pace.person": (
        lambda v: Pace.objects.create(person=v.goes, days=[2, None, 21, 45, 90, 180]),
        MOVES,
    ),
    "introductions.TablePlan.made_by": (table_plan, MOVES),
    "introductions.Suggestion.introducer": (
        lambda v: refused(v, v.goes, v.third, v.ruth.person),
        MOVES,
    ),
    "introductions.Suggestion.a": (lambda v: refused(v, v.ruth.person, v.third, v.goes), MOVES),
    "introductions.Suggestion.b": (lambda v: refused(v, v.ruth.person, v.third, v.goes), MOVES),
    "introductions.SuggestionList.person": (
        lambda v: SuggestionList.objects.create(person=v.goes, computed_at=NOW),
        STAYS_AWAY,
    ),
    "goals.CalendarFeed.person": (
        lambda v: CalendarFeed.objects.create(**kept_by(v, nonce="n" * 43)),
        STAYS_AWAY,
    ),
    "goals.Goal.person": (
        lambda v: Goal.objects.create(person=v.goes, count=2, starts_on=DAY),
        MOVES,
    ),
    "goals.WeeklySummary.person": (
        lambda v: WeeklySummary.objects.create(
            person=v.goes, iso_year=2026, iso_week=47, planned_at=NOW
        ),
        MOVES,
    ),
    "goals.Commitment.person": (
        lambda v: Commitment.objects.create(person=v.goes, weekdays=[1], at=time(8), starts_on=DAY),
        MOVES,
    ),
    "goals.Partner.person": (
        lambda v: Partner.objects.create(person=v.goes, partner=v.third, since=NOW),
        MOVES,
    ),
    "goals.Partner.partner": (
        lambda v: Partner.objects.create(person=v.third, partner=v.goes, since=NOW),
        MOVES,
    ),
    "goals.UsualMinutes.person": (
        lambda v: UsualMinutes.objects.create(person=v.goes, activity="seminar", minutes=60),
        MOVES,
    ),
    "goals.TimeEntry.person": (
        lambda v: TimeEntry.objects.create(
            **kept_by(v, activity="seminar", spent_on=DAY, minutes=30)
        ),
        MOVES,
    ),
    "goals.TimeEntry.other": (
        lambda v: TimeEntry.objects.create(
            person=v.third,
            other=v.goes,
            activity="seminar",
            spent_on=DAY,
            minutes=30,
            created_at=NOW,
        ),
        MOVES,
    ),
    "goals.Earning.person": (
        lambda v: Earning.objects.create(**kept_by(v, amount=5, code="USD", earned_on=DAY)),
        MOVES,
    ),
    "goals.Earning.other": (
        lambda v: Earning.objects.create(
            person=v.third, other=v.goes, amount=5, code="USD", earned_on=DAY, created_at=NOW
        ),
        MOVES,
    ),
}

# Settings, secrets and sums of who goes: not for somebody whom others know too.
THEIR_OWN = {
    "members.User.person",
    "members.StoppedKind.person",
    "members.MailLink.person",
    "members.Pause.person",
    "members.Want.person",
    "introductions.DoNotIntroduce.person",
    "introductions.LearningReset.person",
    "introductions.Pace.person",
    "goals.CalendarFeed.person",
    "goals.Goal.person",
    "goals.WeeklySummary.person",
    "goals.Commitment.person",
    "goals.Partner.person",
    "goals.UsualMinutes.person",
    "goals.TimeEntry.person",
    "goals.Earning.person",
    "members.Person_sources.person",
    "members.Person_pools.person",
    "members.Person_belongs.person",
    "members.Person_events.person",
}

BOOKKEEPING = ("profile_changed_at", "changed_at")


def everything() -> dict[str, list[str]]:
    """Every row of our tables as it stands, but for when it was last changed and the journal."""
    tables = [
        table
        for table in connection.introspection.table_names()
        if table.split("_")[0] in {"members", "introductions", "goals"}
        and table != "members_rosterchange"
    ]
    rows = " UNION ALL ".join(
        f"SELECT '{table}', (to_jsonb(t) - %(bookkeeping)s::text[])::text FROM {table} t"
        for table in tables
    )
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"{rows} ORDER BY 1, 2", {"bookkeeping": list(BOOKKEEPING)})
        for table, row in cursor.fetchall():
            found.setdefault(table, []).append(row)
    return found
