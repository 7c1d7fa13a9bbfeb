"""The models of members, one subject a file."""

from members.models.contact import Tie
from members.models.delivery import Attempt, Delivery, Suppression
from members.models.group import Group, Membership
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
    "CompetingProfessions",
    "Delivery",
    "EventNeed",
    "Group",
    "Membership",
    "Person",
    "Profession",
    "ProspectPool",
    "RosterImport",
    "SourceType",
    "Suppression",
    "Tie",
    "TriggerEvent",
    "User",
]
