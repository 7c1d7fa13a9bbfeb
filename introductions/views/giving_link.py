"""Is it so? Answered from the mail, without signing in: a GET shows, a POST acts, once."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from introductions import services
from introductions.exceptions import AlreadyAnswered
from introductions.forms import ThanksForm
from introductions.mails.links import CONTRIBUTION
from introductions.models import Contribution
from introductions.views.from_mail import answers_from_mail, unknown
from members import mail_links

SAYS = {"yes", "thanks", "no"}


@answers_from_mail
def contribution_link(request: HttpRequest, token: str) -> HttpResponse:
    """The button in the mail (?say=) only chooses what stands first."""
    link = mail_links.find(token, purpose=CONTRIBUTION)
    mine = Contribution.objects.for_list()
    contribution = mine.filter(pk=link.about, receiver=link.person).first() if link else None
    if link is None or contribution is None:  # or it was taken back
        return unknown(request)
    now = timezone.now()
    form = ThanksForm(request.POST if request.method == "POST" else None)
    say = request.POST.get("say", "")
    if form.is_valid() and say in SAYS:
        with suppress(AlreadyAnswered):  # the page says what stands
            if say == "no":
                services.refuse_contribution(contribution, now=now, link=link)
            elif say == "yes":
                services.confirm_contribution(contribution, now=now, link=link)
            else:
                services.thank_for_contribution(
                    contribution, text=form.cleaned_data["words"], show_to=None, now=now, link=link
                )
        return redirect(request.path)
    context = {
        "contribution": contribution,
        "person": link.person,
        "form": form,
        "can_answer": contribution.state == Contribution.State.NOTED and link.is_usable(now),
        "doubts": request.GET.get("say") == "no",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "introductions/contribution_link.html", context, status=status)
