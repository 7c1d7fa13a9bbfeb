"""Two groups that must learn nothing of each other, with a word in every text that would betray it.

Riverside (canary "azurite"): Dana, a member; Ruth, its organizer; Marta and Tom; Lou, who left.
Harbor (canary "beryl"): Gwen, its organizer, the stranger; and two members.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils import timezone

from introductions.mails.links import FOLLOW_UP, MET, QUESTION, THANKS
from introductions.models import Party
from members import mail_links
from members.deliveries.stopping import STOP_SALT
from members.models import Delivery, EventNeed, Group, Person, RosterImport, User
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
    RequestFactory,
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
    for name, a, b in (("Dana", "Marta", "Tom"), ("organizer", "Dana", "Tom")):
        SuggestionFactory(
            introducer=strangers[name].person,
            a=strangers[a].person,
            b=strangers[b].person,
            reasons=[{"lens": "shared_pool", "text": HARBOR}],
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
            "returned_mail": returned_mail(marta, RIVERSIDE).pk,
            "asked_of_dana": asked_of_dana.pk,
            "made_for_dana": made_for_dana.pk,
            "request": wanted.pk,
            "apart": apart.pk,
        },
        tokens={
            "invitation": invitation_token(guest),
            "question": mail_link(dana, QUESTION, asked_of_dana.pk),
            "follow_up_link": mail_link(dana, FOLLOW_UP, follow_up.pk),
            "met_link": mail_link(dana, MET, thanking.pk),
            "thanks_link": mail_link(dana, THANKS, thanking.pk),
            "stop": signing.dumps("0" * 64, salt=STOP_SALT),
            "stop_reminders": signing.dumps(dana.pk, salt=f"{STOP_SALT}.reminders"),
        },
    )
