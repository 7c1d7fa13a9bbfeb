"""The writes of members, one subject a file."""

from members.services.interactions import forget_interaction, record_interaction
from members.services.mail import choose_topics, drop_delivery, retry_delivery
from members.services.memberships import (
    SeatTaken,
    accept_invitation,
    invite,
    leave_group,
    touch,
)
from members.services.pauses import PausesOverlap, begin_pauses, end_pause, plan_pause
from members.services.profiles import change_profile, fill_from_profession
from members.services.ties import set_rhythm, set_tie
from members.services.wants import TooManyWants, end_want, say_want

__all__ = [
    "PausesOverlap",
    "SeatTaken",
    "TooManyWants",
    "accept_invitation",
    "begin_pauses",
    "change_profile",
    "choose_topics",
    "drop_delivery",
    "end_pause",
    "end_want",
    "fill_from_profession",
    "forget_interaction",
    "invite",
    "leave_group",
    "plan_pause",
    "record_interaction",
    "retry_delivery",
    "say_want",
    "set_rhythm",
    "set_tie",
    "touch",
]
