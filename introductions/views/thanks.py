"""Thanks in a group: what its members wished the others to see."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from introductions.models import Contribution
from members.http import MemberRequest
from members.models import Group

SHOWN = 100


@require_safe
def group_thanks(request: MemberRequest, group: str) -> HttpResponse:
    """The last ninety days, for whoever is active in the group."""
    me = request.user.person
    shown = get_object_or_404(Group.objects.of(me), slug=group)
    said = Contribution.objects.thanks_in(shown, timezone.now()).for_list()
    thanks = said.order_by("-thanked_at", "-pk")[:SHOWN]
    context = {"group": shown, "thanks": thanks, "person": me}
    return render(request, "introductions/group_thanks.html", context)
