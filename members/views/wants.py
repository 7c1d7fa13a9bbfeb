"""What one would like oneself, and what one's private contacts would."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from members import services
from members.forms_wants import WantForm
from members.http import MemberRequest, wants_partial
from members.models import Person, Want
from members.services.wants import MOST_WANTS


@require_POST
@vary_on_headers("HX-Request")
def want_add(request: MemberRequest) -> HttpResponse:
    return _add(request, request.user.person)


@require_POST
@vary_on_headers("HX-Request")
def contact_want_add(request: MemberRequest, pk: int) -> HttpResponse:
    """A contact has no account: whoever keeps them notes what they would like."""
    return _add(request, get_object_or_404(request.user.person.contacts, pk=pk))


@require_POST
@vary_on_headers("HX-Request")
def want_end(request: MemberRequest, pk: int) -> HttpResponse:
    """No longer. One's own, or a contact's."""
    me = request.user.person
    mine = Want.objects.filter(Q(person=me) | Q(person__keeper=me)).select_related("person")
    want = get_object_or_404(mine, pk=pk)
    services.end_want(want, now=timezone.now())
    return _section(request, want.person, WantForm(), "Gone from the list.")


def wants_of(
    person: Person, form: WantForm | None = None, wants: list[Want] | None = None
) -> dict[str, Any]:
    """What members/_wants.html shows of `person`, who is oneself or a contact; `wants` where they
    are known."""
    return {
        "wants": list(person.wants.current()) if wants is None else wants,
        "want_form": form or WantForm(),
        "want_of": person,
    }


def _add(request: MemberRequest, person: Person) -> HttpResponse:
    form = WantForm(request.POST)
    if form.is_valid():
        try:
            services.say_want(person, now=timezone.now(), **form.cleaned_data)
        except services.TooManyWants:
            form.add_error("text", f"{MOST_WANTS} are noted already. End one to add another.")
        else:
            return _section(request, person, WantForm(), "Noted.")
    return _section(request, person, form)


def _section(
    request: MemberRequest, person: Person, form: WantForm, text: str = ""
) -> HttpResponse:
    """The list as it is now; without htmx the page it stands on, or itself with the mistakes."""
    context = wants_of(person, form)
    status = 422 if form.is_bound else 200
    if wants_partial(request):
        return render(request, "members/_wants.html", context, status=status)
    if form.is_bound:
        return render(request, "members/wants.html", context, status=status)
    messages.success(request, text)
    return redirect(page_of(person))


def page_of(person: Person) -> str:
    """Where the wants of `person` stand: one's profile, or the contact's page."""
    if person.keeper_id:
        return reverse("introductions:person", args=[person.pk]) + "#wants"
    return reverse("members:profile") + "#wants"
