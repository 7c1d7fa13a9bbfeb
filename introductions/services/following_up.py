"""The ladder after an introduction, kept in rows: ask, take the answer, go on from there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max

from introductions import ladder
from introductions.exceptions import AlreadyAnswered
from introductions.ladder import Role, Schedule, State
from introductions.models import FollowUp, Introduction, Party
from introductions.pacing import schedule_of, schedules_of
from introductions.services.contributing import credit_introduction
from members import mail_links
from members.deliveries.queueing import queue_delivery
from members.models import Interaction, MailLink, Person, User
from members.services import record_interaction

LONGEST_DELAY = 90  # days a question can be put off


def start_ladder(introduction: Introduction, *, now: datetime) -> None:
    """Ask the introducer and those parties who have an account, each with their first question."""
    people = [introduction.introducer, introduction.a, introduction.b]
    with_account = set(
        User.objects.filter(person__in=people, is_active=True).values_list("person_id", flat=True)
    )
    schedules = schedules_of((key, introduction.introducer_id) for key in with_account)
    contact = introduction.made_at or now
    questions = []
    for person in people:
        if person.pk not in with_account:
            continue
        schedule = schedules[person.pk, introduction.introducer_id]
        step = ladder.first_step(role_of(person.pk, introduction), schedule)
        if step is not None:
            due_at = ladder.due(
                step, state="made", contact=contact, zone=person.zone, schedule=schedule
            )
            questions.append(
                FollowUp(introduction=introduction, person=person, step=step, due_at=due_at)
            )
    FollowUp.objects.bulk_create(questions, ignore_conflicts=True)


@transaction.atomic
def answer_follow_up(
    follow_up: FollowUp,
    *,
    answer: str,
    now: datetime,
    link: MailLink | None = None,
    met_on: date | None = None,
) -> Introduction:
    """Take an answer, move the introduction and everybody's next question on.

    `answer` is one of FollowUp.Answer but LATER; `link`, the one in a mail that it came through,
    is used up; `met_on` says on which day they met, where it was not today. Returns the
    introduction as it is now. Raises AlreadyAnswered when the question was answered or closed
    before.
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
        _come_to(introduction, after, by=follow_up.person, on=met_on, now=now)
    ask_next(follow_up, introduction, now)
    return introduction


@transaction.atomic
def report_met(party: Party, *, now: datetime, link: MailLink | None = None) -> None:
    """Take from a party, who may have no account, that the two have met.

    Raises AlreadyAnswered when it was known, or `link` has been used.
    """
    introduction = Introduction.objects.select_for_update().get(pk=party.introduction_id)
    if state_of(introduction) != "made":
        raise AlreadyAnswered
    if link and not mail_links.use(link, now=now):
        raise AlreadyAnswered
    have_met(introduction, party.person, now=now)


def have_met(
    introduction: Introduction, person: Person, *, now: datetime, on: date | None = None
) -> None:
    """Write that the two have met, of an introduction that is locked and has led to no meeting.

    person  the party who says so
    on  the day of the meeting, where `person` is; today by default
    """
    question = FollowUp.objects.filter(
        introduction=introduction, person=person, state=FollowUp.State.OPEN
    ).first()
    if question:
        answer_follow_up(question, answer="met", met_on=on, now=now)
        introduction.refresh_from_db(fields=["state", "met_at", "useful_at"])
    else:
        _come_to(introduction, "met", by=person, on=on, now=now)


@transaction.atomic
def put_off_follow_up(
    follow_up: FollowUp, *, now: datetime, days: int | None = None, on: date | None = None
) -> None:
    """Ask again in `days` days, or on the day `on` where the person is: 1 to 90 days from now.

    Raises AlreadyAnswered, ValueError.
    """
    zone = follow_up.person.zone
    today = now.astimezone(zone).date()
    if days is None:
        days = (on - today).days if on else 0
    if not 1 <= days <= LONGEST_DELAY:
        raise ValueError(f"A question can be put off by 1 to {LONGEST_DELAY} days.")
    hour = schedule_of(follow_up.person, follow_up.introduction).asked_at
    still_open = FollowUp.objects.filter(pk=follow_up.pk, state=FollowUp.State.OPEN)
    if not still_open.update(
        due_at=ladder.at_hour(today + timedelta(days=days), zone, hour),
        answer=FollowUp.Answer.LATER,
        answered_at=now,
        reminded_at=None,
    ):
        raise AlreadyAnswered


def role_of(person_id: int, introduction: Introduction) -> Role:
    return "introducer" if person_id == introduction.introducer_id else "party"


def state_of(introduction: Introduction) -> State:
    """The state as the ladder knows it: what ended without a meeting stays at `made`."""
    if introduction.state == Introduction.State.USEFUL:
        return "useful"
    return "met" if introduction.state == Introduction.State.MET else "made"


def contact_of(introduction: Introduction) -> datetime:
    """What brought the introduction to its state: the introduction, a meeting, its use."""
    moments = {
        "made": introduction.made_at,
        "met": introduction.met_at,
        "useful": introduction.useful_at,
    }
    return moments[state_of(introduction)] or introduction.made_at or introduction.created_at


def counts_from(
    introduction: Introduction, step: int, person: Person, latest: date | None
) -> datetime:
    """The last real contact, from which `step` counts for `person`.

    The upper rungs ask whether the two are still in touch, so they count from `latest`, when they
    last were, whatever its kind; the lower ones ask about this introduction alone.
    """
    contact = contact_of(introduction)
    if step < ladder.FOLLOW_THROUGH or latest is None:
        return contact
    return max(contact, noon(latest, person))


def latest_between(introductions: Collection[Introduction]) -> dict[int, date]:
    """When the two of each introduction were last in touch, by its key, in one query."""
    people = {key for each in introductions for key in (each.a_id, each.b_id)}
    noted = Interaction.objects.filter(person__in=people, other__in=people)
    latest: dict[frozenset[int], date] = {}
    columns = noted.order_by().values("person", "other").annotate(latest=Max("happened_on"))
    for person, other, day in columns.values_list("person", "other", "latest"):
        pair = frozenset((person, other))
        latest[pair] = max(day, latest.get(pair, day))
    pairs = {each.pk: frozenset((each.a_id, each.b_id)) for each in introductions}
    return {pk: latest[pair] for pk, pair in pairs.items() if pair in latest}


def noon(day: date, person: Person) -> datetime:
    """A moment that is on `day` where `person` is."""
    return ladder.at_hour(day, person.zone, time(12))


def ask_next(last: FollowUp, introduction: Introduction, now: datetime) -> None:
    """Open the question after `last`, which is no longer open; at the top nothing follows."""
    state, person = state_of(introduction), last.person
    schedule = schedule_of(person, introduction)
    step = ladder.next_step(role_of(person.pk, introduction), last.step, state, schedule)
    if step is None:
        return
    due_at = _next_due(introduction, person, step, schedule, now)
    FollowUp.objects.create(introduction=introduction, person=person, step=step, due_at=due_at)


def _next_due(
    introduction: Introduction, person: Person, step: int, schedule: Schedule, now: datetime
) -> datetime:
    upper = step >= ladder.FOLLOW_THROUGH
    latest = latest_between([introduction]).get(introduction.pk) if upper else None
    return ladder.next_due(
        step,
        state=state_of(introduction),
        contact=counts_from(introduction, step, person, latest),
        now=now,
        zone=person.zone,
        schedule=schedule,
    )


def _come_to(
    introduction: Introduction, state: State, *, by: Person, on: date | None, now: datetime
) -> None:
    """The introduction has led to a meeting, or has been useful: everybody goes on from there."""
    if introduction.met_at is None:
        _note_meeting(introduction, by=by, on=on, now=now)
    introduction.state = Introduction.State(state)
    if state == "useful":
        introduction.useful_at = now
    introduction.save(update_fields=["state", "met_at", "useful_at"])
    if state == "useful":
        credit_introduction(introduction, now=now)
    _move_the_others(introduction, except_for=by, now=now)
    _tell_introducer(introduction, by=by, now=now)


def _note_meeting(
    introduction: Introduction, *, by: Person, on: date | None, now: datetime
) -> None:
    """The first meeting stands in the log of contacts too; `by` may be the introducer."""
    party = by if introduction.is_party(by) else introduction.a
    today = now.astimezone(party.zone).date()
    day = on or today
    earliest = introduction.made_at or introduction.created_at
    introduction.met_at = now if day == today else max(noon(day, party), earliest)
    record_interaction(party, introduction.other(party), kind=Interaction.Kind.MET, on=day, now=now)


def _move_the_others(introduction: Introduction, *, except_for: Person, now: datetime) -> None:
    """What the others were being asked is known now: ask what comes after, from today."""
    state = state_of(introduction)
    open_questions = FollowUp.objects.filter(introduction=introduction, state=FollowUp.State.OPEN)
    for question in open_questions.exclude(person=except_for).select_related("person"):
        if question.step < ladder.LOWEST_STEP[state]:
            FollowUp.objects.filter(pk=question.pk).update(state=FollowUp.State.CLOSED)
            ask_next(question, introduction, now)
        else:
            person = question.person
            schedule = schedule_of(person, introduction)
            FollowUp.objects.filter(pk=question.pk).update(
                due_at=_next_due(introduction, person, question.step, schedule, now),
                reminded_at=None,
                answer="",
                answered_at=None,
            )


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
