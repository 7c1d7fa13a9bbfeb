"""The ladder after an introduction, kept in rows: ask, take the answer, remind once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from introductions import ladder
from introductions.exceptions import AlreadyAnswered
from introductions.ladder import Role, State
from introductions.models import FollowUp, Introduction, Party
from introductions.querysets import FollowUpQuerySet
from members import mail_links
from members.deliveries.queueing import queue_delivery
from members.models import Delivery, MailLink, Person, User

LONGEST_DELAY = 90  # days a question can be put off
AT_ONCE = 500  # people reminded, and silent questions moved on, in one run
FORGOTTEN_AFTER = timedelta(days=60)  # an introduction nobody is asked about any more has ended


def start_ladder(introduction: Introduction, *, now: datetime) -> None:
    """Ask the introducer and those parties who have an account, each with their first question."""
    people = [introduction.introducer, introduction.a, introduction.b]
    with_account = set(
        User.objects.filter(person__in=people, is_active=True).values_list("person_id", flat=True)
    )
    contact = introduction.made_at or now
    questions = []
    for person in people:
        if person.pk in with_account:
            step = ladder.first_step(role_of(person.pk, introduction))
            due_at = ladder.due(step, state="made", contact=contact, zone=person.zone)
            questions.append(
                FollowUp(introduction=introduction, person=person, step=step, due_at=due_at)
            )
    FollowUp.objects.bulk_create(questions, ignore_conflicts=True)


@transaction.atomic
def answer_follow_up(
    follow_up: FollowUp, *, answer: str, now: datetime, link: MailLink | None = None
) -> Introduction:
    """Take an answer, move the introduction and everybody's next question on.

    `answer` is one of FollowUp.Answer but LATER; `link`, the one in a mail that it came through,
    is used up. Returns the introduction as it is now. Raises AlreadyAnswered when the question was
    answered or closed before.
    """
    answer = FollowUp.Answer(answer)
    if answer == FollowUp.Answer.LATER:
        raise ValueError("A question is put off with put_off_follow_up.")
    # One at a time for each introduction: two people may answer at the same moment.
    introduction = Introduction.objects.select_for_update().get(pk=follow_up.introduction_id)
    if link and not mail_links.use(link, now=now):
        raise AlreadyAnswered
    still_open = FollowUp.objects.filter(pk=follow_up.pk, state=FollowUp.State.OPEN)
    answered = {"state": FollowUp.State.ANSWERED, "answer": answer, "answered_at": now}
    if not still_open.update(**answered):
        raise AlreadyAnswered
    before = state_of(introduction)
    after = ladder.state_after(before, follow_up.step, answer.value)  # type: ignore[arg-type]
    if after != before:
        _reach(introduction, after, now)
        _move_the_others(introduction, except_for=follow_up.person, now=now)
        _tell_introducer(introduction, by=follow_up.person, now=now)
    _ask_next(follow_up, introduction, now)
    return introduction


@transaction.atomic
def report_met(party: Party, *, now: datetime, link: MailLink | None = None) -> None:
    """Take from a party, who may have no account, that the two have met.

    Raises AlreadyAnswered when it was known, or `link` has been used.
    """
    introduction = Introduction.objects.select_for_update().get(pk=party.introduction_id)
    person = party.person
    after = ladder.state_after(state_of(introduction), ladder.MET, "met")
    if after == state_of(introduction):
        raise AlreadyAnswered
    if link and not mail_links.use(link, now=now):
        raise AlreadyAnswered
    question = FollowUp.objects.filter(
        introduction=introduction, person=person, state=FollowUp.State.OPEN
    ).first()
    if question:
        answer_follow_up(question, answer="met", now=now)
    else:
        _reach(introduction, after, now)
        _move_the_others(introduction, except_for=person, now=now)
        _tell_introducer(introduction, by=person, now=now)


@transaction.atomic
def put_off_follow_up(follow_up: FollowUp, *, days: int, now: datetime) -> None:
    """Ask again in `days` days, 1 to 90. Raises AlreadyAnswered, ValueError."""
    if not 1 <= days <= LONGEST_DELAY:
        raise ValueError(f"A question can be put off by 1 to {LONGEST_DELAY} days.")
    zone = follow_up.person.zone
    day = now.astimezone(zone).date() + timedelta(days=days)
    still_open = FollowUp.objects.filter(pk=follow_up.pk, state=FollowUp.State.OPEN)
    if not still_open.update(
        due_at=ladder.morning(day, zone),
        answer=FollowUp.Answer.LATER,
        answered_at=now,
        reminded_at=None,
    ):
        raise AlreadyAnswered


def remind_due_follow_ups(*, now: datetime) -> int:
    """Owe everybody with unasked due questions one mail about all of them; return how many mails.

    One mail a day and person at most. Questions that stayed unanswered until their next rung was
    due give way to it first.
    """
    _move_on_silent(now)
    _end_forgotten(now)
    return sum(_remind(person, now) for person in _to_remind(now))


def role_of(person_id: int, introduction: Introduction) -> Role:
    return "introducer" if person_id == introduction.introducer_id else "party"


def state_of(introduction: Introduction) -> State:
    """The state as the ladder knows it: what ended without a meeting stays at `made`."""
    if introduction.state == Introduction.State.USEFUL:
        return "useful"
    return "met" if introduction.state == Introduction.State.MET else "made"


def contact_of(introduction: Introduction) -> datetime:
    """The last real contact: what brought the introduction to its state."""
    moments = {
        "made": introduction.made_at,
        "met": introduction.met_at,
        "useful": introduction.useful_at,
    }
    return moments[state_of(introduction)] or introduction.made_at or introduction.created_at


def _reach(introduction: Introduction, state: State, now: datetime) -> None:
    """Write that the introduction has led to a meeting, or has been useful."""
    introduction.state = Introduction.State(state)
    introduction.met_at = introduction.met_at or now
    if state == "useful":
        introduction.useful_at = now
    introduction.save(update_fields=["state", "met_at", "useful_at"])


def _move_the_others(introduction: Introduction, *, except_for: Person, now: datetime) -> None:
    """What the others were being asked is known now: ask what comes after, from today."""
    state, contact = state_of(introduction), contact_of(introduction)
    open_questions = FollowUp.objects.filter(introduction=introduction, state=FollowUp.State.OPEN)
    for question in open_questions.exclude(person=except_for).select_related("person"):
        if question.step < ladder.LOWEST_STEP[state]:
            FollowUp.objects.filter(pk=question.pk).update(state=FollowUp.State.CLOSED)
            _ask_next(question, introduction, now)
        else:
            FollowUp.objects.filter(pk=question.pk).update(
                due_at=ladder.next_due(
                    question.step, state=state, contact=contact, now=now, zone=question.person.zone
                ),
                reminded_at=None,
                answer="",
                answered_at=None,
            )


def _ask_next(last: FollowUp, introduction: Introduction, now: datetime) -> None:
    """Open the question after `last`, which is no longer open; at the top nothing follows."""
    state, person = state_of(introduction), last.person
    step = ladder.next_step(role_of(person.pk, introduction), last.step, state)
    if step is None:
        return
    due_at = ladder.next_due(
        step, state=state, contact=contact_of(introduction), now=now, zone=person.zone
    )
    FollowUp.objects.create(introduction=introduction, person=person, step=step, due_at=due_at)


def _tell_introducer(introduction: Introduction, *, by: Person, now: datetime) -> None:
    """The outcome returns to the introducer, with thanks, unless it came from there."""
    if by.pk == introduction.introducer_id:
        return
    queue_delivery(
        introduction.introducer,
        kind="outcome",
        key=f"{introduction.pk}:{introduction.state}",
        context={"introduction": introduction.pk, "outcome": introduction.state},
        now=now,
        expires_at=now + timedelta(days=3),
    )


def _unasked(now: datetime) -> FollowUpQuerySet:
    """Due questions that no mail has told of yet, of people who can answer."""
    return FollowUp.objects.due(now).filter(reminded_at=None, person__user__is_active=True)


def _to_remind(now: datetime) -> list[Person]:
    """Who gets a mail now, those who wait longest first: nobody who had one on their today."""
    waiting = Person.objects.filter(follow_ups__in=_unasked(now)).distinct()
    since = now - timedelta(days=2)  # covers "today" in every zone
    had_mail = set(
        Delivery.objects.filter(kind="follow_ups", created_at__gte=since).values_list(
            "recipient_id", "key"
        )
    )
    people = [
        person
        for person in waiting.iterator()
        if (person.pk, _today(person, now)) not in had_mail and not person.is_on_pause(now)
    ]
    return people[:AT_ONCE]


@transaction.atomic
def _remind(person: Person, now: datetime) -> bool:
    if not _unasked(now).filter(person=person).update(reminded_at=now):
        return False
    tomorrow = now.astimezone(person.zone).date() + timedelta(days=1)
    queued = queue_delivery(
        person,
        kind="follow_ups",
        key=_today(person, now),
        context={},
        now=now,
        expires_at=datetime.combine(tomorrow, datetime.max.time(), tzinfo=person.zone),
    )
    if not queued:  # another run was quicker: what is left waits for tomorrow's mail
        transaction.set_rollback(True)
    return queued


def _today(person: Person, now: datetime) -> str:
    return now.astimezone(person.zone).date().isoformat()


def _move_on_silent(now: datetime) -> None:
    """Put the next rung in the place of questions that were asked and never answered."""
    silent = Q()
    for role, steps in ladder.STEPS.items():
        introducing = Q(introduction__introducer=F("person"))
        own = introducing if role == "introducer" else ~introducing
        for step in steps:
            silent |= own & Q(step=step, due_at__lte=now - ladder.patience(role, step))
    asked = FollowUp.objects.filter(silent, state=FollowUp.State.OPEN, reminded_at__isnull=False)
    for introduction, pk in asked.values_list("introduction_id", "pk")[:AT_ONCE]:
        _give_way(introduction, pk, now=now)


@transaction.atomic
def _give_way(introduction_id: int, pk: int, *, now: datetime) -> None:
    introduction = Introduction.objects.select_for_update().get(pk=introduction_id)
    silent = FollowUp.objects.filter(pk=pk, state=FollowUp.State.OPEN, reminded_at__isnull=False)
    if silent.update(state=FollowUp.State.CLOSED):
        question = FollowUp.objects.select_related("person").get(pk=pk)
        _ask_next(question, introduction, now)


def _end_forgotten(now: datetime) -> None:
    """End what nobody was heard of for long and nobody is asked about any more.

    It would otherwise stand in the way of introducing the two again, for ever.
    """
    asked = FollowUp.objects.filter(introduction=OuterRef("pk"), state=FollowUp.State.OPEN)
    Introduction.objects.filter(
        ~Exists(asked),
        state=Introduction.State.MADE,
        made_at__lt=now - FORGOTTEN_AFTER,
    ).update(state=Introduction.State.EXPIRED, ended_at=now)
