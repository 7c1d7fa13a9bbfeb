"""One's own profile: a profession fills it, search-as-you-type chips correct it."""

from typing import Any

from django.contrib import messages
from django.forms import ModelMultipleChoiceField
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import services
from members.deliveries import kinds
from members.deliveries.stopping import is_stopped
from members.forms import LISTS, ProfessionForm, ProfileForm
from members.http import MemberRequest, typed
from members.models import Group, Person, StoppedKind
from members.views.wants import wants_of

OPTIONS = 8


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    person = Person.objects.for_form().get(pk=request.user.person.pk)
    if request.method == "POST":
        form = ProfileForm(request.POST, instance=person)
        if form.is_valid() and save(form):
            messages.success(request, "Saved. New suggestions follow in a moment.")
            return redirect("members:profile")
        return render(request, "members/profile.html", profile_page(form), status=422)
    if person.profession is None:
        return render(request, "members/welcome.html", {"form": ProfessionForm(person=person)})
    return render(request, "members/profile.html", profile_page(ProfileForm(instance=person)))


def save(form: ProfileForm) -> bool:
    """Store a valid form; False, with the reason on the form, when the seat is taken."""
    refill = form.cleaned_data["refill"]
    lists = {} if refill else {name: form.cleaned_data[name] for name in LISTS}
    try:
        services.change_profile(form.instance, now=timezone.now(), refill=refill, **lists)
    except services.SeatTaken:
        form.add_error("profession", "Somebody in one of your groups holds this seat already.")
        return False
    return True


def profile_page(form: ProfileForm) -> dict[str, Any]:
    """The form with its four lists as chips, ticked as they were sent or stored."""
    chips = []
    for name, (_, label, help_text) in LISTS.items():
        field = form.fields[name]
        assert isinstance(field, ModelMultipleChoiceField)  # noqa: S101 - as the form says
        entries: list[Any] = list(field.queryset or [])
        chosen = {str(value.pk if hasattr(value, "pk") else value) for value in form[name].value()}
        ticked = [e for e in entries if str(e.pk) in chosen]
        rest = [e for e in entries if str(e.pk) not in chosen]
        chips.append(
            {
                "name": name,
                "label": label,
                "help": help_text,
                "selected": [option(name, entry) for entry in ticked],
                "choices": [option(name, entry) for entry in rest],
            }
        )
    return {
        "form": form,
        "chips": chips,
        "search_url": reverse("members:terms"),
        **wants_of(form.instance),
        **mail_choices(form.instance),
    }


def mail_choices(person: Person) -> dict[str, Any]:
    """One switch for each kind of mail that can be stopped by itself."""
    stopped = set(StoppedKind.objects.filter(person=person).values_list("kind", flat=True))
    topics = kinds.topics().values()
    return {
        "topics": [(topic, topic.name not in stopped) for topic in topics],
        "all_mail_stopped": is_stopped(person.email or ""),
    }


def option(name: str, entry: Any) -> dict[str, str]:
    label = sentence_case(entry.called_short) if name == "sources" else entry.called
    return {"value": str(entry.pk), "label": label}


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


@require_POST
def choose_profession(request: MemberRequest) -> HttpResponse:
    person = request.user.person
    form = ProfessionForm(request.POST, person=person)
    if not form.is_valid():
        return render(request, "members/welcome.html", {"form": form}, status=422)
    person.profession = form.cleaned_data["profession"]
    try:
        services.change_profile(person, now=timezone.now(), refill=True)
    except services.SeatTaken:
        form.add_error("profession", "Somebody in one of your groups holds this seat already.")
        return render(request, "members/welcome.html", {"form": form}, status=422)
    messages.success(request, "This is what people like you usually say. Change what does not fit.")
    return redirect("members:profile")


@require_safe
def terms(request: MemberRequest) -> HttpResponse:
    """Entries of one list that match what is being typed; with ?group= those that one group offers,
    to its organizers."""
    name, text, me = request.GET.get("field", ""), typed(request, "q"), request.user.person
    if name not in LISTS:
        raise Http404
    entries = LISTS[name][0].objects
    if slug := typed(request, "group"):
        mine = Group.objects.organized_by(me)
        offered = entries.offered_in(get_object_or_404(mine, slug=slug))
    else:
        offered = entries.offered_to(me)
    found = offered.search(text)[:OPTIONS] if text else []
    options = [option(name, entry) for entry in found]
    return render(
        request, "components/_chip_options.html", {"name": name, "options": options, "q": text}
    )
