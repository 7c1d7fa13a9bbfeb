"""The writes of members, one subject a file."""

from members.services.mail import choose_topics, drop_delivery, retry_delivery
from members.services.memberships import (
    SeatTaken,
    accept_invitation,
    invite,
    leave_group,
    touch,
)
from members.services.profiles import change_profile, fill_from_profession
from members.services.ties import set_tie

__all__ = [
    "SeatTaken",
    "accept_invitation",
    "change_profile",
    "choose_topics",
    "drop_delivery",
    "fill_from_profession",
    "invite",
    "leave_group",
    "retry_delivery",
    "set_tie",
    "touch",
]
