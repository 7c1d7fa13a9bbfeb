"""The models of members, one subject a file."""

from members.models.contact import Tie
from members.models.contact_import import ContactImport
from members.models.delivery import (
    Attempt,
    BouncingAddress,
    Delivery,
    StoppedKind,
    Suppression,
)
from members.models.group import Group, Membership, MembershipEvent
from members.models.interaction import Interaction
from members.models.mail_link import MailLink
from members.models.meeting import Attendance, Meeting, MeetingSeries
from members.models.pause import Pause
from members.models.person import Person, User
from members.models.roster import RosterChange, RosterImport, TwoPeople
from members.models.vocabulary import (
    CompetingProfessions,
    EventNeed,
    OurWords,
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
    "ContactImport",
    "Currency",
    "Delivery",
    "EventNeed",
    "Group",
    "Interaction",
    "MailLink",
    "Meeting",
    "MeetingSeries",
    "Membership",
    "MembershipEvent",
    "OurWords",
    "Pause",
    "Person",
    "Profession",
    "ProspectPool",
    "RosterChange",
    "RosterImport",
    "SourceType",
    "StoppedKind",
    "Suppression",
    "Tie",
    "TriggerEvent",
    "TwoPeople",
    "User",
    "Want",
]
