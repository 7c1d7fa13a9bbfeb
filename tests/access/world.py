"""Two groups that must learn nothing of each other, with a word in every text that would betray it.

Riverside (canary "azurite"): Dana, a member; Ruth, its organizer; Marta and Tom; Lou, who left.
Harbor (canary "beryl"): Gwen, its organizer, the stranger; and two members.
"""

from dataclasses import dataclass

from django.core import signing

from members.deliveries.stopping import STOP_SALT
from members.models import Group, RosterImport, User
from members.services.memberships import invitation_token
from tests.factories import (
    NOW,
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SuggestionFactory,
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
        "wants": f"wants {canary}",
        "email": f"{name.lower()}@{canary}.example",
    }


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
    _, strangers = a_group(HARBOR)
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
        },
        tokens={
            "invitation": invitation_token(guest),
            "stop": signing.dumps("0" * 64, salt=STOP_SALT),
        },
    )
