"""A member's own contacts: seen by nobody else."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from members.contacts.keeping import KnownAlready, add_contact, change_contact, delete_contact
from members.contacts.using import goes_with
from members.forms_contacts import ContactPersonForm
from members.http import MemberRequest, typed, wants_partial
from members.models import ContactImport, Person

PAGE = 24
KNOWN = "One of your contacts has this address already."


def my_contact(request: MemberRequest, pk: int) -> Person:
    """A contact of whoever asks; 404 for everybody else's."""
    mine = Person.objects.filter(keeper=request.user.person).select_related("profession", "keeper")
    return get_object_or_404(mine, pk=pk)


@require_safe
@vary_on_headers("HX-Request")
def contacts(request: MemberRequest) -> HttpResponse:
    me, text = request.user.person, typed(request, "q")
    mine = Person.objects.filter(keeper=me)
    found = mine.search(text) | mine.filter(email__icontains=text) if text else mine
    lines = found.for_list().order_by("name", "pk")
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context: dict[str, object] = {"page": page, "q": text}
    if wants_partial(request):
        return render(request, "members/_contacts.html", context)
    applied = ContactImport.objects.filter(keeper=me, state=ContactImport.State.APPLIED)
    context["latest"] = applied.order_by("-applied_at").first()
    return render(request, "members/contacts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_add(request: MemberRequest) -> HttpResponse:
    me = request.user.person
    form = ContactPersonForm(request.POST if request.method == "POST" else None, keeper=me)
    if form.is_valid():
        try:
            contact = add_contact(me, form.said(), now=timezone.now())
        except KnownAlready:
            form.add_error("email", KNOWN)
        else:
            messages.success(request, f"{contact.name} is among your contacts.")
            return redirect("members:contacts")
    return render(
        request, "members/contact_form.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: MemberRequest, pk: int) -> HttpResponse:
    contact = my_contact(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ContactPersonForm(data, keeper=request.user.person, contact=contact)
    if form.is_valid():
        try:
            change_contact(contact, form.said(), now=timezone.now())
        except KnownAlready:
            form.add_error("email", KNOWN)
        else:
            messages.success(request, "Saved.")
            return redirect("members:contacts")
    context = {"form": form, "contact": contact}
    return render(request, "members/contact_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what goes too, then delete."""
    contact = my_contact(request, pk)
    if request.method == "POST":
        delete_contact(contact, now=timezone.now())
        messages.success(request, f"{contact.name} is deleted.")
        return redirect("members:contacts")
    context = {"contact": contact, "goes": goes_with(contact)}
    return render(request, "members/contact_delete.html", context)
