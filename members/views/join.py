"""Answers from a mail: joining a group, and stopping mail. A GET changes nothing; a POST acts."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from members import services
from members.accounts import JOINING
from members.deliveries import kinds
from members.deliveries.stopping import (
    read_stop_token,
    read_stop_topic_token,
    stop_mail,
    stop_url,
)
from members.deliveries.stopping import stop_topic as end_topic
from members.http import MemberRequest
from members.models import Membership, Person, User
from members.services.memberships import read_invitation_token


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation and take it. Who is not signed in goes on to the sign-in code, mailed to
    the address that was invited, and joins by typing it in."""
    invited = Membership.objects.select_related("group", "person", "invited_by")
    membership = invited.filter(pk=read_invitation_token(token) or 0).first()
    if membership is None:
        return render(request, "members/join_unknown.html", status=404)
    if membership.state != Membership.State.INVITED or membership.invited_by is None:
        return render(request, "members/join_closed.html", {"membership": membership}, status=410)
    person = cast(MemberRequest, request).user.person if request.user.is_authenticated else None
    if request.method == "POST" and person in (None, membership.person):
        services.open_invitation(membership, now=timezone.now())
    if request.method == "POST" and person == membership.person:
        services.accept_invitation(membership, now=timezone.now())
        return redirect("goals:today")
    if request.method == "POST" and person is None:
        request.session[JOINING] = membership.pk
        return ask_for_code()
    context = {"membership": membership, "person": person, "token": token}
    return render(request, "members/join.html", context)


@login_not_required
@never_cache
@require_POST
def join_opened(request: HttpRequest, token: str) -> HttpResponse:
    """Note that a hand has touched the page of an invitation. Programs that look through mail open
    it too, but touch nothing."""
    invited = Membership.objects.select_related("person")
    membership = get_object_or_404(invited, pk=read_invitation_token(token) or 0)
    person = cast(MemberRequest, request).user.person if request.user.is_authenticated else None
    if person in (None, membership.person):
        services.open_invitation(membership, now=timezone.now())
    return HttpResponse(status=204)


@csrf_exempt  # mail programs POST here without a session (RFC 8058): the token is the permission
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether all mail to an address shall stop, and stop it, at once and for good."""
    hashed = read_stop_token(token)
    if hashed is None:
        return render(request, "members/stop_unknown.html", status=404)
    if request.method == "POST":
        stop_mail(hashed, now=timezone.now())
    return render(request, "members/stop.html", {"stopped": request.method == "POST"})


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_topic(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """Ask whether mail about one topic shall stop, and stop it; other mail goes on."""
    topic = kinds.topics().get(name)
    pk = read_stop_topic_token(token, topic) if topic else None
    person = Person.objects.filter(pk=pk or 0).first()
    if topic is None or person is None:
        return render(request, "members/stop_unknown.html", status=404)
    if request.method == "POST":
        end_topic(person, topic, now=timezone.now())
    context = {
        "topic": topic,
        "stopped": request.method == "POST",
        "stop_all_url": stop_url(person.email) if person.email else "",
        "has_profile": User.objects.filter(person=person).exists(),
    }
    return render(request, "members/stop_topic.html", context)


def ask_for_code() -> HttpResponse:
    """Send the same form on to where codes are asked for: 307 keeps its fields and its method."""
    return HttpResponse(status=307, headers={"Location": reverse("account_request_login_code")})
