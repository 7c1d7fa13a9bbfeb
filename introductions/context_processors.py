"""What the frame of every page shows of introductions: the two numbers and the groups."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from introductions.models import FollowUp, Introduction
from members.http import wants_partial
from members.models import Membership, Person
from members.services.memberships import invitation_token

HERE = {
    "goals:today": "today",
    "introductions:suggestions": "introductions",
    "introductions:why": "introductions",
    "introductions:introduce": "introductions",
    "introductions:list": "introductions",
    "introductions:detail": "introductions",
    "introductions:asked": "introductions",
    "introductions:follow_ups": "follow_ups",
    "introductions:put_off_to": "follow_ups",
    "introductions:pace": "profile",
    "introductions:group_pace": "roster",
    "introductions:requests": "requests",
    "introductions:request": "requests",
    "introductions:giving": "giving",
    "introductions:giving_all": "giving",
    "introductions:contribution": "giving",
    "introductions:group_thanks": "thanks",
    "introductions:want_from": "profile",
    "introductions:limits": "limits",
    "introductions:lists": "roster",
    "introductions:lists_of": "roster",
    "introductions:lists_rivals": "roster",
    "introductions:lists_add": "roster",
    "introductions:lists_entry": "roster",
    "introductions:lists_merge": "roster",
    "introductions:lists_delete": "roster",
    "introductions:lists_import": "roster",
    "introductions:person": "people",
    "introductions:contact_note": "people",
    "introductions:partners": "people",
    "members:people": "people",
    "members:contacts": "people",
    "members:contact_add": "people",
    "members:contact_edit": "people",
    "members:contact_delete": "people",
    "members:contact_import": "people",
    "members:contact_book": "people",
    "members:contact_choose": "people",
    "members:duplicates": "roster",
    "members:duplicate": "roster",
    "introductions:rings": "rings",
    "introductions:ring": "rings",
    "introductions:ring_introduce": "rings",
    "members:profile": "profile",
    "members:groups": "profile",
    "members:group_leave": "profile",
    "goals:goals": "goals",
    "goals:set_goal": "goals",
    "goals:commitment": "goals",
    "goals:commitment_new": "goals",
    "goals:partner": "goals",
    "introductions:pause_plan": "limits",
    "goals:rot": "rot",
    "goals:minutes": "rot",
    "goals:minutes_change": "rot",
    "goals:earnings": "rot",
    "goals:earning": "rot",
    "goals:note": "note",
    "goals:noted": "note",
    "goals:calendar": "profile",
    "members:meetings": "meetings",
    "members:roster": "roster",
    "members:roster_add": "roster",
    "members:roster_import": "roster",
    "members:roster_columns": "roster",
    "members:roster_preview": "roster",
    "members:roster_line": "roster",
    "members:roster_edit": "roster",
    "members:roster_remove": "roster",
    "members:changes": "roster",
    "members:mail": "roster",
    "members:group_settings": "roster",
    "members:meeting_add": "meetings",
    "members:meeting_change": "meetings",
    "members:meeting_cancel": "meetings",
    "members:meeting_series": "meetings",
    "members:meeting_who": "meetings",
    "introductions:tables": "meetings",
    "introductions:health": "health",
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav` for whole pages of signed-in people, read when the page asks for it: three queries."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or wants_partial(request):
        return {}
    match = request.resolver_match
    here = HERE.get(match.view_name, "") if match else ""
    return {"nav": SimpleLazyObject(lambda: _navigation(user.person, here))}


def _navigation(person: Person, here: str) -> dict[str, Any]:
    places = list(Membership.objects.open_to(person).select_related("group", "invited_by"))
    return {
        "here": here,
        "person": person,
        "introductions": Introduction.objects.visible_to(person).open().count(),
        "follow_ups": FollowUp.objects.open_for(person).due(timezone.now()).count(),
        "groups": [
            {
                "name": place.group.name,
                "slug": place.group.slug,
                "is_organizer": place.is_organizer,
                "roster_url": reverse("members:roster", args=[place.group.slug]),
                "meetings_url": reverse("members:meetings", args=[place.group.slug]),
                "thanks_url": reverse("introductions:group_thanks", args=[place.group.slug]),
            }
            for place in places
            if place.state == Membership.State.ACTIVE
        ],
        "invitations": [
            {"group": place.group.name, "by": place.invited_by, "url": invitation_url(place)}
            for place in places
            if place.state == Membership.State.INVITED and place.invited_by
        ],
    }


def invitation_url(membership: Membership) -> str:
    return reverse("members:join", args=[invitation_token(membership)])
