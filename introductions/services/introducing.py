"""X introduces A to B: what stands against it, the drafted letters, the introduction itself."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from introductions.drafting import Draft, Letter, compose
from introductions.exceptions import AlreadyIntroduced, NotInCircle, Unavailable
from introductions.models import Introduction, Party, Suggestion
from introductions.querysets import SuggestionQuerySet
from introductions.services.following_up import start_ladder
from introductions.suggesting.matching import explain_pair
from members.deliveries.queueing import queue_delivery
from members.deliveries.stopping import is_stopped
from members.models import Person

Reasons = list[dict[str, str]]


def draft(introducer: Person, a: Person, b: Person, now: datetime) -> Draft:
    """Two letters to start from, and the reasons, for any two people in the circle.

    The words are those of the suggestion where there is one, else found now; the letters follow
    the order of `a` and `b`.
    """
    reasons, for_a, for_b, seen = _why(introducer, a, b, now)
    return Draft(
        for_a=compose(introducer, a, b, for_a, writes_first=True, seen_in_group=seen),
        for_b=compose(introducer, b, a, for_b, writes_first=False, seen_in_group=seen),
        reasons=reasons,
    )


def _why(introducer: Person, a: Person, b: Person, now: datetime) -> tuple[Reasons, str, str, bool]:
    """Reasons, what is in it for `a` and for `b`, and whether they share a group unmet."""
    if suggestion := _suggestions_of(introducer, a, b).first():
        for_a, for_b = suggestion.for_a, suggestion.for_b
        if suggestion.a_id != a.pk:
            for_a, for_b = for_b, for_a
        seen = suggestion.acquaintance == Suggestion.Acquaintance.CO_MEMBERS
        return suggestion.reasons, for_a, for_b, seen
    if words := explain_pair(introducer, a, b, now):
        return words.reasons, words.for_a, words.for_b, False
    return [], "", "", False


def obstacles(a: Person, b: Person, now: datetime) -> list[str]:
    """Why these two cannot be introduced by mail now, as sentences for the introducer."""
    found = []
    for person in (a, b):
        today = now.astimezone(person.zone).date()
        if not person.email:
            found.append(f"There is no e-mail address for {person.name} yet.")
        elif is_stopped(person.email):
            found.append(
                f"{person.name} has asked for no more mail from here. "
                f"Write to {person.first_name} yourself."
            )
        if person.paused_until and person.paused_until > today:
            found.append(
                f"{person.name} takes a pause until {person.paused_until:%-d %B} "
                "and would rather not meet anybody new before."
            )
        elif open_introductions(person) >= person.open_limit:
            found.append(
                f"{person.name} has as many open introductions as {person.first_name} can take "
                "care of at once. Try again when one of them has come to something."
            )
        if not person.allows_direct:
            found.append(
                f"{person.first_name} prefers to be asked first. Write to {person.first_name} "
                "yourself, and record it here once both said yes."
            )
    return found


def open_introductions(person: Person) -> int:
    """How many introductions of `person` have not come to a meeting yet."""
    not_met = [Introduction.State.ASKING, Introduction.State.MADE]
    return Introduction.objects.filter(Q(a=person) | Q(b=person), state__in=not_met).count()


def open_introduction_of(a: Person, b: Person) -> Introduction | None:
    """The introduction of these two that is under way, whoever made it."""
    return Introduction.objects.open().filter(a__in=[a, b], b__in=[a, b]).first()


@transaction.atomic
def introduce(
    introducer: Person,
    *,
    a: Person,
    b: Person,
    letter_a: Letter,
    letter_b: Letter,
    reasons: Reasons,
    now: datetime,
) -> Introduction:
    """Introduce `a` and `b` directly: owe each their letter and begin to follow up.

    Raises NotInCircle, AlreadyIntroduced (this pair is under way, whoever began it), Unavailable.
    """
    _lock_and_check(introducer, a, b)
    if against := obstacles(a, b, now):
        raise Unavailable(against)
    introduction = _make(introducer, a, b, Introduction.Mode.DIRECT, reasons, now)
    letters = {Party.Side.A: (a, letter_a), Party.Side.B: (b, letter_b)}
    for side, (person, letter) in letters.items():
        party = Party(
            introduction=introduction, side=side, subject=letter.subject, body=letter.body
        )
        party.full_clean()
        party.save()
        queue_delivery(
            person,
            kind="introduction",
            key=f"intro:{introduction.pk}:{side.value}",
            context={"introduction": introduction.pk, "side": side.value},
            now=now,
        )
    return introduction


@transaction.atomic
def record_introduction(
    introducer: Person, *, a: Person, b: Person, reasons: Reasons, now: datetime
) -> Introduction:
    """Record that `introducer` has introduced the two in person or by their own mail.

    Nothing is sent. Raises NotInCircle, AlreadyIntroduced.
    """
    _lock_and_check(introducer, a, b)
    return _make(introducer, a, b, Introduction.Mode.RECORDED, reasons, now)


def _lock_and_check(introducer: Person, a: Person, b: Person) -> None:
    """Let one introduction of the same people through at a time, so that limits hold."""
    pair = [a.pk, b.pk]
    in_circle = Person.objects.circle_of(introducer).filter(pk__in=pair)
    if len(in_circle.values_list("pk", flat=True)) != 2:
        raise NotInCircle
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=pair).order_by("pk"))
    if existing := open_introduction_of(a, b):
        raise AlreadyIntroduced(existing)


def _make(
    introducer: Person,
    a: Person,
    b: Person,
    mode: Introduction.Mode,
    reasons: Reasons,
    now: datetime,
) -> Introduction:
    introduction = Introduction(
        introducer=introducer, a=a, b=b, mode=mode, reasons=reasons, created_at=now, made_at=now
    )
    try:
        with transaction.atomic():
            introduction.save()
    except IntegrityError as error:
        existing = open_introduction_of(a, b)
        if existing is None:
            raise
        raise AlreadyIntroduced(existing) from error
    _suggestions_of(introducer, a, b).update(
        state=Suggestion.State.TAKEN, put_off_until=None, answered_at=now
    )
    _take_back_elsewhere(introducer, a, b)
    start_ladder(introduction, now=now)
    return introduction


def _take_back_elsewhere(introducer: Person, a: Person, b: Person) -> None:
    """Lead nobody else to introduce these two.

    Rows that are being computed anew at this moment are left to that: no wait, no deadlock.
    """
    first, second = sorted([a.pk, b.pk])
    waiting = [Suggestion.State.READY, Suggestion.State.PUT_OFF]
    elsewhere = Suggestion.objects.filter(a=first, b=second, state__in=waiting)
    free = elsewhere.exclude(introducer=introducer).select_for_update(skip_locked=True, of=["self"])
    Suggestion.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()


def _suggestions_of(introducer: Person, a: Person, b: Person) -> SuggestionQuerySet:
    first, second = sorted([a.pk, b.pk])
    return Suggestion.objects.filter(introducer=introducer, a=first, b=second)
