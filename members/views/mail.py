"""Mail that needs somebody: for the organizers of a group. And which mail one wants oneself."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from members import services
from members.deliveries import kinds
from members.http import MemberRequest
from members.models import Delivery, Group
from members.querysets import DeliveryQuerySet
from members.views.mail_lines import lines_of
from members.views.roster import my_organized_group

PAGE = 20


def troubled_in(group: Group) -> DeliveryQuerySet:
    """Mail to people on the roster of `group`. What opens an account is a person's own affair."""
    secret = [kind.name for kind in kinds.registered() if kind.secret]
    return Delivery.objects.troubled().to_roster_of(group).exclude(kind__in=secret)


@require_safe
def mail(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    page = Paginator(troubled_in(organized).for_list(), PAGE).get_page(request.GET.get("page"))
    lines = lines_of(list(page), organized, timezone.now())
    return render(request, "members/mail.html", {"group": organized, "page": page, "lines": lines})


@require_POST
def mail_retry(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    organized = my_organized_group(request, group)
    delivery = get_object_or_404(troubled_in(organized), pk=pk)
    if services.retry_delivery(delivery, now=timezone.now()):
        messages.success(request, "It is tried again in a moment.")
    else:
        messages.info(request, "It cannot be tried again.")
    return redirect("members:mail", organized.slug)


@require_POST
def mail_drop(request: MemberRequest, group: str, pk: int) -> HttpResponse:
    organized = my_organized_group(request, group)
    services.drop_delivery(get_object_or_404(troubled_in(organized), pk=pk))
    messages.success(request, "Dropped. It is not sent.")
    return redirect("members:mail", organized.slug)


@require_POST
def profile_mail(request: MemberRequest) -> HttpResponse:
    """Choose which mail one wants."""
    wanted = request.POST.getlist("topic")
    services.choose_topics(request.user.person, wanted, now=timezone.now())
    messages.success(request, "Saved.")
    return redirect("members:profile")
