"""Note a contact with somebody in one tap, take it back, and choose how often to be in touch."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from introductions import services
from introductions.forms_follow_ups import ContactForm, RhythmForm
from introductions.touch import tie_with
from introductions.views.people import show_person
from members.http import MemberRequest, wants_partial
from members.models import Interaction, Person, Tie
from members.services import set_rhythm

DONE = {
    Interaction.Kind.MET: "You met {name}",
    Interaction.Kind.CALLED: "You called {name}",
    Interaction.Kind.WROTE: "You wrote to {name}",
}


@require_POST
@vary_on_headers("HX-Request")
def contact_note(request: MemberRequest, pk: int) -> HttpResponse:
    """Met, called or wrote: the button says which; day and note may come with it."""
    me, now = request.user.person, timezone.now()
    other = get_object_or_404(Person.objects.circle_of(me).for_list(), pk=pk)
    form = ContactForm(request.POST, person=me, now=now)
    if not form.is_valid():
        return show_person(request, other, contact_form=form, status=422)
    noted = services.record_contact(me, other, now=now, **form.cleaned_data)
    text = _what_was_noted(noted, other, is_today=noted.happened_on == form.today)
    if wants_partial(request):
        context = {"person": other, "noted": noted, "text": text}
        return render(request, "introductions/_touch_done.html", context)
    messages.success(request, format_html("{} {}", text, _undo(request, noted)))
    return redirect(_back(request, other.pk))


@require_POST
@vary_on_headers("HX-Request")
def contact_forget(request: MemberRequest, pk: int) -> HttpResponse:
    me, now = request.user.person, timezone.now()
    mine = Interaction.objects.filter(person=me).select_related("other__profession")
    noted = get_object_or_404(mine, pk=pk)
    services.forget_contact(noted, now=now)
    other = noted.other
    if wants_partial(request):
        tie = Tie.objects.filter(holder=me, person=other).first()
        latest = Interaction.objects.between(me, other).order_by("-happened_on", "-pk").first()
        context = {"tie": tie_with(me, other, now, tie, latest), "person": other}
        return render(request, "introductions/_touch.html", context)
    messages.success(request, "Taken back.")
    return redirect(_back(request, other.pk))


@require_POST
def rhythm(request: MemberRequest, pk: int) -> HttpResponse:
    me = request.user.person
    other = get_object_or_404(Person.objects.circle_of(me), pk=pk)
    form = RhythmForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["rhythm"]
        set_rhythm(me, other, rhythm=chosen, now=timezone.now())
        text = "We will tell you when it is time." if chosen else "No reminders any more."
        messages.success(request, f"{text} Only you see this.")
    else:
        messages.error(request, "Choose one of the rhythms.")
    return redirect("introductions:person", pk)


def _what_was_noted(noted: Interaction, other: Person, *, is_today: bool) -> str:
    words = DONE[Interaction.Kind(noted.kind)].format(name=other.first_name)
    when = "today" if is_today else f"on {noted.happened_on:%-d %B}"
    return f"{words} {when}."


def _undo(request: MemberRequest, noted: Interaction) -> SafeString:
    """A button in the message, for pages that were loaded anew."""
    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" '
        'value="{}"><input type="hidden" name="next" value="{}">'
        '<button class="linkish">Undo</button></form>',
        reverse("introductions:contact_forget", args=[noted.pk]),
        get_token(request),
        _back(request, noted.other_id),
    )


def _back(request: MemberRequest, person: int) -> str:
    """The page the button stood on, if it is one of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("introductions:person", args=[person]) + "#contacts"
