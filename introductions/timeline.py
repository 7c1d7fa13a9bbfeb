"""What has happened in one introduction and what comes, as one of its three people may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from introductions import ladder
from introductions.mailing import mails_of
from introductions.models import FollowUp, Introduction, Party
from introductions.services.following_up import role_of, state_of
from members.models import Delivery, Person

MAIL_WORDS = {
    Delivery.State.SENT: "was sent",
    Delivery.State.DELIVERED: "has arrived",
    Delivery.State.DUE: "is on its way",
    Delivery.State.SENDING: "is on its way",
    Delivery.State.UNSURE: "was sent, and the mail server's answer was lost",
    Delivery.State.BOUNCED: "was refused by the mail server there",
    Delivery.State.SKIPPED: "was not sent",
    Delivery.State.DEAD: "could not be sent",
}
ON_ITS_WAY = {Delivery.State.DUE, Delivery.State.SENDING}
# A question that went its way is told as asked; one that was skipped had been answered before.
NOTHING_NEW = {Delivery.State.SENT, Delivery.State.DELIVERED, Delivery.State.SKIPPED}
FAILED = {Delivery.State.BOUNCED, Delivery.State.SKIPPED, Delivery.State.DEAD}


@dataclass(frozen=True)
class Event:
    label: str
    state: str = "done"  # or "current", "coming", "stopped", as components/_steps.html draws it
    when: str = ""
    detail: str = ""


def timeline(introduction: Introduction, seen_by: Person) -> list[Event]:
    """The events, oldest first. A party learns nothing of the other's mail and answers."""
    for_introducer = seen_by.pk == introduction.introducer_id
    follow_ups = list(introduction.follow_ups.select_related("person").order_by("due_at", "pk"))
    # An answer that brought a milestone is told there, to those who may know whose it was.
    told = {
        question.answered_at: question
        for question in follow_ups
        if question.state == FollowUp.State.ANSWERED
        and (for_introducer or question.person_id == seen_by.pk)
    }
    milestones = {introduction.met_at, introduction.useful_at}
    dated = [
        *_asked(introduction, seen_by, for_introducer),
        *_milestones(introduction, seen_by, told),
        *_mails(introduction, seen_by, for_introducer),
        *_thanked(introduction, seen_by, for_introducer),
    ]
    coming = []
    for question in follow_ups:
        if question.state == FollowUp.State.ANSWERED and question.answered_at in milestones:
            continue
        own = question.person_id == seen_by.pk
        if question.state == FollowUp.State.ANSWERED and (own or for_introducer):
            dated.append(_answer(question, introduction, seen_by))
        elif question.state == FollowUp.State.OPEN and own:
            coming.append(_coming(question, introduction, seen_by))
    dated.sort(key=lambda event: event[0])
    return [event for _, event in dated] + coming


Dated = tuple[datetime, Event]


def _asked(introduction: Introduction, seen_by: Person, for_introducer: bool) -> list[Dated]:
    """Who was asked when, and what they said; never a no, whoever looks.

    A party sees their own side alone.
    """
    events: list[Dated] = []
    for party in introduction.parties.filter(asked_at__isnull=False).order_by("side"):
        party.introduction = introduction
        own = party.person.pk == seen_by.pk
        if not (own or for_introducer):
            continue
        whom = "you" if own else party.person.first_name
        by = "You" if for_introducer else introduction.introducer.name
        asked = f"{by} asked {whom}: may I introduce you to {party.other.name}?"
        again = f"We asked {whom} again"
        happened = [(party.asked_at, asked), (party.asked_again_at, again)]
        if said := _said(party, own):
            happened.append((party.answered_at, said))
        events += [
            (moment, Event(label, when=_day(moment.astimezone(seen_by.zone), with_time=True)))
            for moment, label in happened
            if moment
        ]
    return events


def _said(party: Party, own: bool) -> str:
    name = "You" if own else party.person.first_name
    if party.answer == Party.Answer.YES:
        return f"{name} said yes"
    if party.answer == Party.Answer.NOT_NOW and party.not_now_until:
        return f"{name} said: not now, ask again on {party.not_now_until:%-d %B}"
    return ""


def _thanked(introduction: Introduction, seen_by: Person, for_introducer: bool) -> list[Dated]:
    events = []
    for party in introduction.parties.filter(thanked_at__isnull=False):
        party.introduction = introduction
        own = party.person.pk == seen_by.pk
        if party.thanked_at and (own or for_introducer):
            name = "You" if own else party.person.first_name
            whom = "you" if for_introducer else introduction.introducer.first_name
            when = _day(party.thanked_at.astimezone(seen_by.zone), with_time=True)
            event = Event(f"{name} thanked {whom}", when=when, detail=party.thanks)
            events.append((party.thanked_at, event))
    return events


def _milestones(
    introduction: Introduction, seen_by: Person, told: dict[datetime | None, FollowUp]
) -> list[Dated]:
    by = "You" if seen_by.pk == introduction.introducer_id else introduction.introducer.name
    a, b = _named(introduction.a, seen_by), _named(introduction.b, seen_by)
    both = "You" if introduction.is_party(seen_by) else f"{a} and {b}"
    happened = [
        (introduction.made_at, f"{by} introduced {a} and {b}", "done"),
        (introduction.met_at, f"{both} met", "done"),
        (introduction.useful_at, "It was useful", "done"),
        (introduction.ended_at, _ended(introduction), "stopped"),
    ]
    zone = seen_by.zone
    return [
        (
            moment,
            Event(
                label,
                state,
                when=_day(moment.astimezone(zone), with_time=True),
                detail=_told_by(told.get(moment), seen_by),
            ),
        )
        for moment, label, state in happened
        if moment
    ]


def _ended(introduction: Introduction) -> str:
    """A no and a silence read the same: whoever it was, nobody is to be asked about it."""
    if introduction.state == Introduction.State.WITHDRAWN:
        return "It was withdrawn"
    return "It has ended" if introduction.made_at else "It does not come about for now"


def _told_by(answer: FollowUp | None, seen_by: Person) -> str:
    if answer is None:
        return ""
    by_self = answer.person_id == seen_by.pk
    return "You told us" if by_self else f"{answer.person.first_name} told us"


def _mails(introduction: Introduction, seen_by: Person, for_introducer: bool) -> list[Dated]:
    mails = mails_of(introduction).select_related("recipient")
    zone = seen_by.zone
    events = []
    for mail in mails.order_by("created_at", "key", "pk"):
        own = mail.recipient_id == seen_by.pk
        if not (own or for_introducer):
            continue
        state = Delivery.State(mail.state)
        to = "you" if own else mail.recipient.first_name
        if mail.kind == "question" and state in NOTHING_NEW:
            continue
        what = "question" if mail.kind == "question" else "mail"
        label = f"The {what} to {to} {MAIL_WORDS[state]}"
        moment = mail.sent_at or mail.created_at
        events.append(
            (
                moment,
                Event(
                    label,
                    _dot(state),
                    when=_day(moment.astimezone(zone), with_time=True),
                    detail=mail.reason if for_introducer else "",
                ),
            )
        )
    return events


def _dot(state: Delivery.State) -> str:
    if state in FAILED:
        return "stopped"
    return "current" if state in ON_ITS_WAY else "done"


def _answer(question: FollowUp, introduction: Introduction, seen_by: Person) -> Dated:
    role = role_of(question.person_id, introduction)
    said = {
        FollowUp.Answer.YES: "Yes",
        FollowUp.Answer.NOT_YET: "Not yet",
        FollowUp.Answer.MET: "They met" if role == "introducer" else "We met",
    }[FollowUp.Answer(question.answer)]
    name = "You" if question.person_id == seen_by.pk else question.person.first_name
    moment = question.answered_at or question.due_at
    began, zone = introduction.made_at or introduction.created_at, question.person.zone
    days = (question.due_at.astimezone(zone).date() - began.astimezone(zone).date()).days
    event = Event(
        f"{name} answered: {said}",
        when=_day(moment.astimezone(seen_by.zone), with_time=True),
        detail=f"After {days} days" if days > 1 else "",
    )
    return moment, event


def _coming(question: FollowUp, introduction: Introduction, seen_by: Person) -> Event:
    role, state = role_of(seen_by.pk, introduction), state_of(introduction)
    due = question.due_at.astimezone(seen_by.zone)
    current = question.due_at <= timezone.now()
    return Event(
        ladder.question(role, state, question.step),
        "current" if current else "coming",
        when="Now" if current else _day(due),
    )


def _named(person: Person, seen_by: Person) -> str:
    return "you" if person.pk == seen_by.pk else person.name


def _day(local: datetime, *, with_time: bool = False) -> str:
    return f"{local:%-d %B %Y, %H:%M}" if with_time else f"{local:%-d %B %Y}"
