"""Two groups that must learn nothing of each other, with a word in every text that would betray it.

Riverside (canary "azurite"): Dana, a member; Ruth, its organizer; Marta and Tom; Lou, who left.
Harbor (canary "beryl"): Gwen, its organizer, the stranger; and two members.
"""

from dataclasses import dataclass
from datetime import time, timedelta

from django.core import signing
from django.utils import timezone

from goals.calendar.address import new_nonce, token_of
from goals.models import CalendarFeed, Commitment, Earning, Partner, TimeEntry
from introductions.mails.links import CONTRIBUTION, FOLLOW_UP, MET, QUESTION, THANKS
from introductions.models import Contribution, Party, TablePlan
from members import mail_links
from members.deliveries.stopping import STOP_SALT
from members.models import (
    CompetingProfessions,
    ContactImport,
    Delivery,
    EventNeed,
    Group,
    Interaction,
    Meeting,
    MeetingSeries,
    OurWords,
    Pause,
    Person,
    Profession,
    RosterChange,
    RosterImport,
    TriggerEvent,
    User,
    Want,
)
from members.services.memberships import invitation_token
from tests.factories import (
    NOW,
    DoNotIntroduceFactory,
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    ProspectPoolFactory,
    RequestFactory,
    SourceTypeFactory,
    SuggestionFactory,
    TriggerEventFactory,
    member_of,
    organizer_of,
)

ROLES = ["anonymous", "stranger", "left", "member", "organizer"]
RIVERSIDE, HARBOR = "azurite", "beryl"
MISSING = 999_999_999


@dataclass
class World:
    """One of everything that a route can name, all of it Riverside's and most of it Dana's."""

    users: dict[str, User | None]
    group: Group
    objects: dict[str, int]
    tokens: dict[str, str]


def person_fields(name: str, canary: str) -> dict[str, str]:
    return {
        "name": f"{name} {canary}",
        "company": f"{canary} firm",
        "about": f"about {canary}",
        "email": f"{name.lower()}@{canary}.example",
    }


def mail_link(person: Person, purpose: str, about: int) -> str:
    soon = timezone.now() + timedelta(days=1)
    return mail_links.issue(person, purpose=purpose, about=about, now=NOW, expires_at=soon)


def returned_mail(person: Person, about: str) -> Delivery:
    """A mail that came back, about somebody whom its recipient may know from elsewhere."""
    return Delivery.objects.create(
        recipient=person,
        kind="introduction",
        key="1",
        message_id=f"<{about}@proactive.example>",
        subject=f"Meet {about}",
        reason="550 no such mailbox",
        state="bounced",
        created_at=NOW,
        due_at=NOW,
    )


def given(giver: Person, receiver: Person, by: Person, canary: str, **more) -> Contribution:
    said = {"currency": "advice", "text": canary, "happened_on": NOW.date(), "created_at": NOW}
    return Contribution.objects.create(giver=giver, receiver=receiver, logged_by=by, **said | more)


def thanked(giver: Person, receiver: Person, group: Group, canary: str) -> Contribution:
    """Thanks that the whole group may see."""
    moment = timezone.now()
    said = {"thanked_at": moment, "thanks": canary, "thanks_shown_to": group}
    settled = {"state": "confirmed", "settled_at": moment}
    return given(giver, receiver, receiver, canary, **said, **settled)


def coming_with_tables(group: Group, people: list[Person], canary: str) -> Meeting:
    """A meeting to come, with everybody at one of two tables."""
    meeting = Meeting.objects.create(
        group=group,
        title=f"Lunch {canary}",
        starts_at=timezone.now() + timedelta(days=3),
        created_at=NOW,
        changed_at=NOW,
    )
    one, two, three = (person.pk for person in people)
    TablePlan.objects.create(
        meeting=meeting,
        rounds=[[[one, two], [three]]],
        reasons=[{"a": one, "b": two, "lens": "shared_pool", "text": f"Both know {canary}."}],
        made_at=NOW,
    )
    return meeting


def a_group(canary: str) -> tuple[Group, dict[str, User]]:
    group = GroupFactory(name=f"Group {canary}", slug=f"group-{canary}")
    # Professions are common to all groups, so their names carry no canary.
    profession = ProfessionFactory()
    users = {
        name: member_of(group, profession=profession, **person_fields(name, canary))
        for name in ("Dana", "Marta", "Tom")
    }
    users["organizer"] = organizer_of(group, **person_fields("Ruth", canary))
    return group, users


def own_lists(group: Group, canary: str, event: TriggerEvent) -> Profession:
    """What a group has added to the lists, and its words for what everybody has."""
    own = {"group": group, "name": f"{canary} own", "short": canary, "aliases": [f"te {canary}"]}
    profession = ProfessionFactory(slug=f"profession-{canary}", **own)
    SourceTypeFactory(slug=f"source-{canary}", profession=profession, **own)
    ProspectPoolFactory(slug=f"pool-{canary}", **own)
    TriggerEventFactory(slug=f"event-{canary}", moment=f"when {canary}", **own)
    EventNeed.objects.create(event=event, profession=profession, does=canary, group=group)
    OurWords.objects.create(group=group, event=event, name=f"{canary} divorce", short=canary)
    for other in Profession.objects.filter(group=None):
        OurWords.objects.create(group=group, profession=other, name=f"{canary} {other.name}")
        pair = sorted((profession.pk, other.pk))
        CompetingProfessions.objects.create(first_id=pair[0], second_id=pair[1], group=group)
    return profession


def build() -> World:
    group, riverside = a_group(RIVERSIDE)
    harbor, strangers = a_group(HARBOR)
    event = TriggerEventFactory(slug="divorce_of_all")
    for member in (riverside["Marta"], strangers["Dana"]):
        EventNeed.objects.create(event=event, profession=member.person.profession, does="helps")
    left = member_of(group, **person_fields("Lou", RIVERSIDE))
    left.person.memberships.update(state="left")
    dana, marta, tom = (riverside[name].person for name in ("Dana", "Marta", "Tom"))
    guest = MembershipFactory(
        group=group,
        person=PersonFactory(**person_fields("Ida", RIVERSIDE)),
        state="invited",
        invited_by=riverside["organizer"].person,
        invited_at=NOW,
    )
    suggestion = SuggestionFactory(
        introducer=dana,
        a=marta,
        b=guest.person,
        reasons=[{"lens": "shared_pool", "text": f"*{RIVERSIDE}*"}],
    )
    introduction = IntroductionFactory(
        introducer=dana, a=marta, b=tom, reasons=[{"lens": "shared_pool", "text": RIVERSIDE}]
    )
    follow_up = FollowUpFactory(introduction=introduction, person=dana)
    wanted = RequestFactory(person=dana, group=group, text=f"an accountant {RIVERSIDE}")
    RequestFactory(
        person=strangers["Dana"].person,
        group=harbor,
        text=f"an accountant {HARBOR}",
    )
    apart = DoNotIntroduceFactory(person=dana, other=guest.person)
    later = timezone.now().date() + timedelta(days=30)
    pause = Pause.objects.create(person=dana, starts_on=later, ends_on=later + timedelta(days=2))
    commitment = Commitment.objects.create(
        person=dana,
        weekdays=list(range(7)),
        at=time(8),
        cue=f"cue {RIVERSIDE}",
        starts_on=NOW.date(),
    )
    Commitment.objects.create(
        person=strangers["Dana"].person,
        weekdays=[1],
        at=time(8),
        cue=f"cue {HARBOR}",
        starts_on=NOW.date(),
    )
    Partner.objects.create(
        person=strangers["Dana"].person, partner=strangers["organizer"].person, since=NOW
    )
    partner = Partner.objects.create(person=dana, partner=tom, since=NOW)
    ruth = riverside["organizer"].person
    asking = IntroductionFactory(
        introducer=ruth,
        a=dana,
        b=tom,
        mode="asked",
        state="asking",
        made_at=None,
        expires_at=timezone.now() + timedelta(days=14),
    )
    asked_of_dana, _ = (
        Party.objects.create(
            introduction=asking,
            side=side,
            subject=f"{RIVERSIDE}?",
            body=RIVERSIDE,
            asked_at=NOW,
        )
        for side in "ab"
    )
    made_for_dana = IntroductionFactory(introducer=ruth, a=dana, b=marta)
    thanking = Party.objects.create(introduction=made_for_dana, side="a", body=RIVERSIDE)
    upload = RosterImport.objects.create(
        group=group,
        uploaded_by=riverside["organizer"].person,
        filename=f"{RIVERSIDE}.csv",
        uploaded_at=NOW,
    )
    change = RosterChange.objects.create(
        group=group,
        kind="bulk",
        summary=f"3 people of {RIVERSIDE} made organizers",
        by=riverside["organizer"].person,
        at=timezone.now(),
    )
    for name, a, b in (("Dana", "Marta", "Tom"), ("organizer", "Dana", "Tom")):
        SuggestionFactory(
            introducer=strangers[name].person,
            a=strangers[a].person,
            b=strangers[b].person,
            reasons=[{"lens": "shared_pool", "text": HARBOR}],
        )
    meetings = {
        canary: Meeting.objects.create(
            group=of,
            title=f"Breakfast {canary}",
            place=f"{canary} room",
            starts_at=timezone.now() - timedelta(days=3),
            created_at=NOW,
            changed_at=NOW,
        )
        for canary, of in ((RIVERSIDE, group), (HARBOR, harbor))
    }
    coming_meeting, _ = (
        coming_with_tables(of, [users[name].person for name in ("Dana", "Marta", "Tom")], canary)
        for of, users, canary in ((group, riverside, RIVERSIDE), (harbor, strangers, HARBOR))
    )
    series = MeetingSeries.objects.create(
        group=group,
        repeats="weekly",
        kind="meeting",
        title=f"Supper {RIVERSIDE}",
        minutes=90,
        first_day=NOW.date(),
        begins_at=time(18),
        created_at=NOW,
    )
    feed = CalendarFeed.objects.create(person=dana, nonce=new_nonce(), created_at=NOW)
    today = timezone.now().date()
    typed_minutes = TimeEntry.objects.create(
        person=dana,
        activity="speaking_writing",
        spent_on=today,
        minutes=30,
        note=RIVERSIDE,
        group=group,
        other=marta,
        created_at=NOW,
    )
    earning = Earning.objects.create(
        person=dana,
        amount=100,
        code="USD",
        earned_on=today,
        other=marta,
        note=RIVERSIDE,
        created_at=NOW,
    )
    received_by_dana = given(marta, dana, marta, RIVERSIDE)
    noted_by_dana = given(dana, tom, dana, RIVERSIDE)
    noted_contact, _ = (
        Interaction.objects.create(
            person=users["Dana"].person,
            other=users["Marta"].person,
            kind="met",
            happened_on=NOW.date(),
            note=canary,
            created_at=NOW,
        )
        for users, canary in ((riverside, RIVERSIDE), (strangers, HARBOR))
    )
    thanked(tom, marta, group, RIVERSIDE)
    gwen = strangers["organizer"].person
    given(strangers["Tom"].person, gwen, gwen, HARBOR)
    thanked(strangers["Tom"].person, strangers["Marta"].person, harbor, HARBOR)
    want, want_got, _, _ = (
        Want.objects.create(
            person=person, currency="advice", text=f"{n} {canary}", created_at=NOW, ended_at=ended
        )
        for n, (person, canary, ended) in enumerate(
            [
                (dana, RIVERSIDE, None),
                (dana, RIVERSIDE, NOW),
                (marta, RIVERSIDE, None),
                (strangers["Marta"].person, HARBOR, None),
            ]
        )
    )
    contact = PersonFactory(keeper=dana, **person_fields("Carl", RIVERSIDE))
    own_profession, _ = (
        own_lists(of, canary, event) for canary, of in ((RIVERSIDE, group), (HARBOR, harbor))
    )
    left.person.profession = own_profession
    left.person.save(update_fields=["profession"])
    twin = MembershipFactory(
        group=group,
        person=PersonFactory(
            **person_fields("Ida", RIVERSIDE) | {"email": f"ida+2@{RIVERSIDE}.example"}
        ),
        state="listed",
    )
    address_book = ContactImport.objects.create(
        keeper=dana,
        filename=f"{RIVERSIDE}.csv",
        source="LinkedIn",
        lines=[[1, f"Nora {RIVERSIDE}", "", RIVERSIDE, "Realtor"]],
        uploaded_at=NOW,
    )
    return World(
        users={
            "anonymous": None,
            "stranger": strangers["organizer"],
            "left": left,
            "member": riverside["Dana"],
            "organizer": riverside["organizer"],
        },
        group=group,
        objects={
            "marta": marta.pk,
            "tom": tom.pk,
            "membership": guest.pk,
            "suggestion": suggestion.pk,
            "introduction": introduction.pk,
            "follow_up": follow_up.pk,
            "upload": upload.pk,
            "change": change.pk,
            "returned_mail": returned_mail(marta, RIVERSIDE).pk,
            "asked_of_dana": asked_of_dana.pk,
            "made_for_dana": made_for_dana.pk,
            "request": wanted.pk,
            "apart": apart.pk,
            "commitment": commitment.pk,
            "partner": partner.pk,
            "pause": pause.pk,
            "received_by_dana": received_by_dana.pk,
            "noted_by_dana": noted_by_dana.pk,
            "noted_contact": noted_contact.pk,
            "want": want.pk,
            "want_got": want_got.pk,
            "contact": contact.pk,
            "guest": guest.person.pk,
            "twin": twin.person.pk,
            "address_book": address_book.pk,
            "own_profession": own_profession.pk,
            "typed_minutes": typed_minutes.pk,
            "earning": earning.pk,
            "meeting": meetings[RIVERSIDE].pk,
            "series": series.pk,
            "coming_meeting": coming_meeting.pk,
        },
        tokens={
            "invitation": invitation_token(guest),
            "question": mail_link(dana, QUESTION, asked_of_dana.pk),
            "follow_up_link": mail_link(dana, FOLLOW_UP, follow_up.pk),
            "met_link": mail_link(dana, MET, thanking.pk),
            "thanks_link": mail_link(dana, THANKS, thanking.pk),
            "contribution_link": mail_link(dana, CONTRIBUTION, received_by_dana.pk),
            "calendar": token_of(feed),
            "stop": signing.dumps("0" * 64, salt=STOP_SALT),
            "stop_reminders": signing.dumps(dana.pk, salt=f"{STOP_SALT}.reminders"),
        },
    )
