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
from members.models.interaction import Interaction
from members.models.mail_link import MailLink
from members.models.meeting import Attendance, Meeting
from members.models.pause import Pause
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
from members.models.want import Currency, Want

__all__ = [
    "Attempt",
    "Attendance",
    "BouncingAddress",
    "CompetingProfessions",
    "Currency",
    "Delivery",
    "EventNeed",
    "Group",
    "Interaction",
    "MailLink",
    "Meeting",
    "Membership",
    "Pause",
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
    "Want",
]
