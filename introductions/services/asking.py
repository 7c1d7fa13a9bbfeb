"""Ask first: each side alone, and introduce them when both have said yes.

A no ends it quietly: the other side and the group never learn of it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from introductions.drafting import Draft, Letter, compose_joint, compose_question
from introductions.exceptions import AlreadyAnswered, NotUnderWay, Unavailable
from introductions.ladder import morning
from introductions.mailing import mail_key
from introductions.models import Introduction, Party, Request
from introductions.querysets import PartyQuerySet
from introductions.services.following_up import start_ladder
from introductions.services.introducing import write_letters
from introductions.services.limits import obstacles
from introductions.services.pairs import Reasons, begin, lock_pair, why
from members import mail_links
from members.deliveries.queueing import queue_delivery
from members.models import MailLink, Person

ANSWER_WITHIN = timedelta(days=14)
SECOND_ASK_AFTER = timedelta(days=7)
LONGEST_NOT_NOW = 180  # days
AT_ONCE = 500  # introductions dealt with in one run

Answer = Party.Answer


def draft_questions(introducer: Person, a: Person, b: Person, now: datetime) -> Draft:
    """Two questions to start from, and the reasons, for any two people in the circle."""
    reasons, for_a, for_b, seen = why(introducer, a, b, now)
    return Draft(
        for_a=compose_question(introducer, a, b, for_a, seen_in_group=seen),
        for_b=compose_question(introducer, b, a, for_b, seen_in_group=seen),
        reasons=reasons,
    )


@transaction.atomic
def ask(
    introducer: Person,
    *,
    a: Person,
    b: Person,
    letter_a: Letter,
    letter_b: Letter,
    reasons: Reasons,
    now: datetime,
    request: Request | None = None,
) -> Introduction:
    """Ask each of the two alone whether they would like to meet the other.

    The questions leave after UNDO_FOR and wait for ANSWER_WITHIN. Raises NotInCircle,
    AlreadyIntroduced (this pair is under way, whoever began it), Unavailable.
    """
    lock_pair(introducer, a, b)
    if against := obstacles(introducer, a, b, now, request=request):
        raise Unavailable(against)
    introduction = begin(
        introducer,
        a,
        b,
        mode=Introduction.Mode.ASKED,
        reasons=reasons,
        request=request,
        now=now,
        state=Introduction.State.ASKING,
        expires_at=now + ANSWER_WITHIN,
    )
    for party in write_letters(introduction, letter_a, letter_b, asked_at=now):
        _send_question(party, "1", now=now, due_at=introduction.sends_at)
    return introduction


@transaction.atomic
def answer_question(
    party: Party,
    *,
    answer: str,
    until: date | None = None,
    link: MailLink | None = None,
    now: datetime,
) -> Introduction:
    """Take the answer of one side; with the second yes the two are introduced.

    answer  one of Party.Answer. "Not now" needs `until`, 1 to LONGEST_NOT_NOW days ahead in the
        person's zone, and may be answered anew at any time.
    link  the one in the mail through which the answer came, used up by it.

    Raises NotUnderWay (made or ended meanwhile), AlreadyAnswered, ValueError.
    """
    answer = Answer(answer)
    # One at a time for each introduction: both sides may answer at the same moment.
    introduction = Introduction.objects.select_for_update().get(pk=party.introduction_id)
    party = introduction.parties.get(pk=party.pk)
    if answer is Answer.NOT_NOW:
        _check_day(until, party.person, now)
    if party.answer in (Answer.YES, Answer.NO):
        raise AlreadyAnswered
    if introduction.state != Introduction.State.ASKING:
        raise NotUnderWay
    if link and not mail_links.use(link, now=now):
        raise AlreadyAnswered
    party.answer, party.answered_at = answer, now
    party.not_now_until = until if answer is Answer.NOT_NOW else None
    party.save(update_fields=["answer", "answered_at", "not_now_until"])
    if answer is Answer.NO:
        _let_rest(introduction, Introduction.State.DECLINED, now)
    elif answer is Answer.NOT_NOW:
        _give_time(introduction, party.not_now_until, party.person)
    elif introduction.parties.filter(answer=Answer.YES).count() == 2:
        _make(introduction, now)
    return introduction


@transaction.atomic
def would_like_after_all(party: Party, *, now: datetime) -> None:
    """Somebody whose introduction did not come about would like it now: the introducer hears it.

    Raises NotUnderWay when it has been made, or is still being asked.
    """
    introduction = Introduction.objects.select_for_update().get(pk=party.introduction_id)
    if introduction.made_at or introduction.state == Introduction.State.ASKING:
        raise NotUnderWay
    if not Party.objects.filter(pk=party.pk, would_like_at=None).update(would_like_at=now):
        return
    queue_delivery(
        introduction.introducer,
        kind="after_all",
        key=f"{introduction.pk}:{party.side}",
        context={"introduction": introduction.pk, "side": party.side},
        now=now,
    )


def look_after_questions(*, now: datetime) -> None:
    """End questions that nobody answered in time, and ask once more, gently, where it is time."""
    _expire(now)
    _ask_a_second_time(now)
    _ask_on_the_day(now)


def _check_day(until: date | None, person: Person, now: datetime) -> None:
    today = now.astimezone(person.zone).date()
    if until is None or not today < until <= today + timedelta(days=LONGEST_NOT_NOW):
        raise ValueError(f"Not now needs a day within the next {LONGEST_NOT_NOW}.")


def _make(introduction: Introduction, now: datetime) -> None:
    """Both said yes: one letter to both, with the introducer in copy."""
    introducer, a, b = introduction.introducer, introduction.a, introduction.b
    letter = compose_joint(introducer, a, b, introduction.reasons)
    introduction.joint_subject, introduction.joint_body = letter.subject, letter.body
    introduction.state, introduction.made_at = Introduction.State.MADE, now
    introduction.save(update_fields=["state", "made_at", "joint_subject", "joint_body"])
    for role, person in (("a", a), ("b", b), ("introducer", introducer)):
        queue_delivery(
            person,
            kind="joint",
            key=mail_key(introduction, "joint"),
            context={"introduction": introduction.pk, "role": role},
            now=now,
        )
    start_ladder(introduction, now=now)


def _let_rest(introduction: Introduction, state: Introduction.State, now: datetime) -> None:
    """End it without saying to anybody who wanted it and who did not."""
    introduction.state, introduction.ended_at = state, now
    introduction.save(update_fields=["state", "ended_at"])
    queue_delivery(
        introduction.introducer,
        kind="let_rest",
        key=f"{introduction.pk}",
        context={"introduction": introduction.pk},
        now=now,
        expires_at=now + timedelta(days=3),
    )


def _give_time(introduction: Introduction, day: date | None, person: Person) -> None:
    """Leave the usual time for an answer from the day on that a "not now" names."""
    if day and introduction.expires_at:
        answered_by = morning(day, person.zone) + ANSWER_WITHIN
        introduction.expires_at = max(introduction.expires_at, answered_by)
        introduction.save(update_fields=["expires_at"])


def _expire(now: datetime) -> None:
    late = Introduction.objects.filter(state=Introduction.State.ASKING, expires_at__lte=now)
    for pk in late.values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            # An answer may come at this very moment.
            still = late.select_for_update().filter(pk=pk).first()
            if still and not _comes_from_a_pause(still, now):
                _let_rest(still, Introduction.State.EXPIRED, now)


def _comes_from_a_pause(introduction: Introduction, now: datetime) -> bool:
    """Whether somebody who has not answered takes a pause, or has just ended one."""
    for party in introduction.parties.exclude(answer=Answer.YES):
        person = party.person
        if person.paused_until:
            back = morning(person.paused_until, person.zone)
            if now < back + ANSWER_WITHIN:
                return True
    return False


def _ask_a_second_time(now: datetime) -> None:
    """A week after the first mail, those who said nothing, once."""
    silent = _to_ask(now).filter(
        answer="", asked_at__lte=now - SECOND_ASK_AFTER, asked_again_at=None
    )
    for party in silent[:AT_ONCE]:
        if party.person.is_on_pause(now):
            continue
        _ask_again(party, silent.filter(pk=party.pk), "2", now)


def _ask_on_the_day(now: datetime) -> None:
    """Those who said "not now", on the day that they named."""
    not_asked_since = Q(asked_again_at=None) | Q(asked_again_at__lt=F("answered_at"))
    waiting = _to_ask(now).filter(
        not_asked_since, answer=Answer.NOT_NOW, not_now_until__lte=(now + timedelta(days=1)).date()
    )
    for party in waiting[:AT_ONCE]:
        day, person = party.not_now_until, party.person
        if day and morning(day, person.zone) <= now and not person.is_on_pause(now):
            _ask_again(party, waiting.filter(pk=party.pk), f"{day:%Y%m%d}", now)


def _to_ask(now: datetime) -> PartyQuerySet:
    """Sides of introductions that are being asked, but nobody who takes a pause."""
    asking = Party.objects.filter(introduction__state=Introduction.State.ASKING)
    return asking.available(now).for_question()


@transaction.atomic
def _ask_again(party: Party, still_waiting: PartyQuerySet, number: str, now: datetime) -> None:
    if Party.objects.filter(pk__in=still_waiting.order_by().values("pk")).update(
        asked_again_at=now
    ):
        _send_question(party, number, now=now)


def _send_question(
    party: Party, number: str, *, now: datetime, due_at: datetime | None = None
) -> None:
    introduction = party.introduction
    queue_delivery(
        party.person,
        kind="question",
        key=mail_key(introduction, f"{party.side}:{number}"),
        context={"party": party.pk, "again": number != "1"},
        now=now,
        due_at=due_at,
        expires_at=introduction.expires_at,
    )
