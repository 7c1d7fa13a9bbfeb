"""Everybody in one's circle, found by what they are and whom they need."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from members.http import MemberRequest, typed, wants_partial
from members.models import Person

PAGE = 24


@require_safe
@vary_on_headers("HX-Request")
def people(request: MemberRequest) -> HttpResponse:
    keys = Person.objects.keys_in_circle_of(request.user.person)
    circle = Person.objects.filter(pk__in=keys)
    text = typed(request, "q")
    if text:
        circle = circle.search(text, request.user.person)
    # The search is the costly part: ask it once, for keys, and load no more people than are shown.
    found = list(circle.values_list("pk", flat=True))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = Person.objects.filter(pk__in=page.object_list).for_list()
    template = "members/_people.html" if wants_partial(request) else "members/people.html"
    return render(request, template, {"page": page, "people": shown, "q": text})
