"""Bring an address book: what the titles mean, who shall come, and back again."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from members.contacts.choosing import Choice, Line, confirm, matching, tick
from members.contacts.importing import (
    AlreadyApplied,
    CannotUndo,
    TooMany,
    bring,
    open_book,
    undo_book,
)
from members.contacts.refusing import UnreadableContacts
from members.forms_contacts import BookForm
from members.http import MemberRequest, typed
from members.models import ContactImport

QUESTIONS = 50
LINES = 100


def my_book(request: MemberRequest, pk: int) -> ContactImport:
    mine = ContactImport.objects.filter(keeper=request.user.person).select_related("keeper")
    return get_object_or_404(mine, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_import(request: MemberRequest) -> HttpResponse:
    form = BookForm()
    if request.method == "POST":
        form = BookForm(request.POST, request.FILES)
        if form.is_valid():
            me, name = request.user.person, form.cleaned_data["file"].name
            try:
                book = open_book(me, form.content(), filename=name, now=timezone.now())
            except UnreadableContacts as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("members:contact_book", book.pk)
    return render(
        request, "members/contact_import.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contact_book(request: MemberRequest, pk: int) -> HttpResponse:
    """What the titles mean, to be confirmed; afterwards, what became of the book."""
    book = my_book(request, pk)
    if book.state != ContactImport.State.UPLOADED:
        return _brought(request, book)
    choice = Choice(book)
    questions = choice.questions()
    if request.method == "POST":
        answers = dict(
            zip(request.POST.getlist("title"), request.POST.getlist("choice"), strict=False)
        )
        if request.POST.get("rest"):
            answers = {question.title: question.chosen for question in questions} | answers
        confirm(book, answers)
        if turned := request.POST.get("page", ""):
            return redirect(
                f"{reverse('members:contact_book', args=[pk])}?{urlencode({'page': turned})}"
            )
        if "chosen" not in book.answers:
            tick(book, ticked=Choice(book).first_ticks(), unticked=[])
        return redirect("members:contact_choose", pk)
    if not questions:
        if "chosen" not in book.answers:
            tick(book, ticked=choice.first_ticks(), unticked=[])
        return redirect("members:contact_choose", pk)
    page = Paginator(questions, QUESTIONS).get_page(request.GET.get("page"))
    context = {
        "book": book,
        "page": page,
        "counts": Counter(str(outcome.fate) for outcome in choice.outcomes),
        "guessed_elsewhere": sum(bool(q.offered) for q in questions)
        - sum(bool(q.offered) for q in page),
    }
    return render(request, "members/contact_titles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_choose(request: MemberRequest, pk: int) -> HttpResponse:
    """Who shall come: single people, or all that match what was typed."""
    book = my_book(request, pk)
    if book.state != ContactImport.State.UPLOADED:
        return redirect("members:contact_book", pk)
    if request.method == "POST":
        return _choose(request, book)
    choice = Choice(book)
    lines = choice.lines()
    text, profession = typed(request, "q"), request.GET.get("profession", "")
    found = matching(lines, text=text, profession=profession)
    coming = [line for line in lines if line.outcome.may_come]
    context = {
        "book": book,
        "q": text,
        "profession": profession,
        "professions": _professions(coming),
        "unknown": sum(line.profession is None for line in coming),
        "page": Paginator(found, LINES).get_page(request.GET.get("page")),
        "matching": sum(line.outcome.may_come for line in found),
        "chosen": sum(line.chosen for line in coming),
        "counts": Counter(str(line.outcome.fate) for line in lines),
    }
    return render(request, "members/contact_choose.html", context)


def _professions(lines: list[Line]) -> list[tuple[str, str, int]]:
    """Slug, name and how many, those of most people first."""
    counts = Counter(line.profession for line in lines if line.profession)
    return [(entry.slug, entry.called, count) for entry, count in counts.most_common()]


def _choose(request: MemberRequest, book: ContactImport) -> HttpResponse:
    """Keep the ticks of the page; then all or none of what matches, another page, or bring."""
    shown, ticked = (_numbers(request, name) for name in ("shown", "chosen"))
    act, text = request.POST.get("act", ""), request.POST.get("q", "")
    profession = request.POST.get("profession", "")
    if act in ("all", "none"):
        lines = matching(Choice(book).lines(), text=text, profession=profession)
        numbers = [line.card.number for line in lines if line.outcome.may_come]
        ticked, shown = (numbers, []) if act == "all" else ([], numbers)
    tick(book, ticked=ticked, unticked=[number for number in shown if number not in set(ticked)])
    if act == "bring":
        return _bring(request, book)
    filters = {"q": text, "profession": profession, "page": request.POST.get("page", "")}
    kept = urlencode({name: value for name, value in filters.items() if value})
    return redirect(f"{reverse('members:contact_choose', args=[book.pk])}?{kept}")


def _numbers(request: MemberRequest, name: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 9]


def _bring(request: MemberRequest, book: ContactImport) -> HttpResponse:
    if not book.answers.get("chosen"):
        messages.info(request, "Tick somebody first.")
        return redirect("members:contact_choose", book.pk)
    try:
        bring(book, now=timezone.now())
    except AlreadyApplied:
        messages.info(request, "This address book has been brought already.")
    except TooMany as refusal:
        messages.error(request, str(refusal))
        return redirect("members:contact_choose", book.pk)
    return redirect("members:contact_book", book.pk)


def _brought(request: MemberRequest, book: ContactImport) -> HttpResponse:
    context = {
        "book": book,
        "made": len(book.report.get("made", [])),
        "changed": len(book.report.get("before", {})),
        "undone": book.state == ContactImport.State.UNDONE,
    }
    return render(request, "members/contact_brought.html", context)


@require_POST
def contact_undo(request: MemberRequest, pk: int) -> HttpResponse:
    book = my_book(request, pk)
    try:
        staying = undo_book(book, now=timezone.now())
    except CannotUndo as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _undone(staying))
    return redirect("members:contacts")


def _undone(staying: list[str]) -> str:
    if not staying:
        return "They are gone again."
    named = ", ".join(staying[:3]) + (f" and {len(staying) - 3} more" if staying[3:] else "")
    return f"Those are gone again with whom you have done nothing since. {named} stayed."
