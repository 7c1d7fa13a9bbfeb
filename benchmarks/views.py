"""The least that a page of somebody who is signed in can do."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members.http import MemberRequest
from members.models import Person


@require_safe
def bare(request: MemberRequest) -> HttpResponse:
    """One row read, and a heading in the frame that all pages share."""
    person = get_object_or_404(Person, pk=request.user.person.pk)
    return render(request, "benchmarks/bare.html", {"person": person})
