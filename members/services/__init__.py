"""The writes of members, one subject a file."""

from members.services.guests import note_guest
from members.services.interactions import forget_interaction, record_interaction
from members.services.invitations import EnoughForToday, invite, invite_many
from members.services.mail import choose_topics, drop_delivery, retry_delivery
from members.services.memberships import (
    LastOrganizer,
    SeatTaken,
    accept_invitation,
    leave_group,
    open_invitation,
    set_role,
    take_off,
    touch,
)
from members.services.pauses import PausesOverlap, begin_pauses, end_pause, plan_pause
from members.services.profiles import change_profile, fill_from_profession
from members.services.ties import set_rhythm, set_tie
from members.services.waiting import give_seat, put_on_roster, put_on_waiting_list
from members.services.wants import TooManyWants, end_want, say_want

__all__ = [
    "EnoughForToday",
    "LastOrganizer",
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
    "give_seat",
    "invite",
    "invite_many",
    "leave_group",
    "note_guest",
    "open_invitation",
    "plan_pause",
    "put_on_roster",
    "put_on_waiting_list",
    "record_interaction",
    "retry_delivery",
    "say_want",
    "set_rhythm",
    "set_role",
    "set_tie",
    "take_off",
    "touch",
]
