"""The models of members, one subject a file."""

from members.models.contact import Tie
from members.models.delivery import (
    Attempt,
    BouncingAddress,
    Delivery,
    StoppedKind,
    Suppression,
)
from members.models.group import Group, Membership
from members.models.mail_link import MailLink
from members.models.person import Person, User
from members.models.roster import RosterImport
from members.models.vocabulary import (
    CompetingProfessions,
    EventNeed,
    Profession,
    ProspectPool,
    SourceType,
    TriggerEvent,
)

__all__ = [
    "Attempt",
    "BouncingAddress",
    "CompetingProfessions",
    "Delivery",
    "EventNeed",
    "Group",
    "MailLink",
    "Membership",
    "Person",
    "Profession",
    "ProspectPool",
    "RosterImport",
    "SourceType",
    "StoppedKind",
    "Suppression",
    "Tie",
    "TriggerEvent",
    "User",
]
