"""The mail that invites somebody to a group: when it may still go, and what it needs."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from members.deliveries.kinds import Kind, register
from members.models import Delivery, Membership
from members.services.memberships import invitation_token


def register_kinds() -> None:
    register(Kind("invitation", recheck=recheck, prepare=prepare))


def recheck(delivery: Delivery, now: datetime) -> str | None:
    open_invitation = Membership.objects.filter(
        pk=delivery.context["membership"],
        state=Membership.State.INVITED,
        invited_by__isnull=False,
    )
    return None if open_invitation.exists() else "The invitation was answered or taken back."


def prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    memberships = Membership.objects.select_related("group", "invited_by")
    membership = memberships.get(pk=delivery.context["membership"])
    inviter = membership.invited_by
    join = reverse("members:join", args=[invitation_token(membership)])
    return {
        "group": membership.group,
        "inviter": inviter,
        "join_url": settings.SITE_URL + join,
        "from_name": f"{inviter} via Proactive",
        "reply_to": [inviter.email] if inviter and inviter.email else [],
    }
