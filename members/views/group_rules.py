"""The rules of a group."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.forms_lines import RulesForm
from members.http import MemberRequest
from members.roster.seats import sharing_in
from members.services.rules import change_rules
from members.views.roster import my_organized_group


@require_http_methods(["GET", "HEAD", "POST"])
def group_settings(request: MemberRequest, group: str) -> HttpResponse:
    organized = my_organized_group(request, group)
    sharing = sharing_in(organized)
    name = organized.name
    form = RulesForm(request.POST if request.method == "POST" else None, instance=organized)
    if form.is_valid():
        change_rules(form.instance, now=timezone.now())
        messages.success(request, "Saved.")
        return redirect("members:group_settings", organized.slug)
    organized.name = name  # what was typed stands in the form alone
    context = {"group": organized, "form": form, "sharing": sharing}
    return render(
        request, "members/group_settings.html", context, status=422 if form.errors else 200
    )
