"""Everybody in one's circle, found by what they are and whom they need."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from members.http import MemberRequest, typed, wants_partial
from members.models import Person

PAGE = 30


@require_safe
@vary_on_headers("HX-Request")
def people(request: MemberRequest) -> HttpResponse:
    circle = Person.objects.circle_of(request.user.person).for_list()
    text = typed(request, "q")
    if text:
        circle = circle.search(text)
    page = Paginator(circle, PAGE).get_page(request.GET.get("page"))
    template = "members/_people.html" if wants_partial(request) else "members/people.html"
    return render(request, template, {"page": page, "q": text})
