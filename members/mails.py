"""The mails of members: when one may still go, and what its templates need."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from members.deliveries.kinds import Kind, register
from members.deliveries.stopping import is_stopped
from members.models import Delivery, Membership
from members.roster import invitation

AUTOMATIC = {"Auto-Submitted": "auto-generated"}  # no out-of-office answers, please


def register_kinds() -> None:
    notice = Kind(
        "account_notice",
        recheck=unwanted,
        prepare=automatic,
        stoppable=False,
        urgent=True,
        secret=True,
    )
    register(notice)
    # A code that may have gone is not sent again: by then it is too old.
    register(replace(notice, name="sign_in_code", sent_again=False))
    invitation.register_kinds()


def unwanted(delivery: Delivery, now: datetime) -> str | None:
    """A member who stopped other mail still gets codes. Anybody else who stopped it gets nothing,
    even if somebody types their address into the sign-in form."""
    recipient = delivery.recipient
    is_member = Membership.objects.active().filter(person=recipient).exists()
    if is_stopped(recipient.email or "") and not is_member:
        return "The address asked for no more mail."
    return None


def automatic(delivery: Delivery, now: datetime) -> dict[str, Any]:
    return {"headers": AUTOMATIC}
