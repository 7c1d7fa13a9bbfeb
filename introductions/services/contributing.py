"""What somebody did for somebody: noted by either, settled by whoever received it.

The receiver's word counts. What the giver notes stands at once and waits for it; what the receiver
notes is settled by that. A private contact, and anybody without an account, is never asked: there
"noted" is as good as it gets.

One thing is noted once. The same press again within a minute is the same thing; so is what both
note of one day in one currency, unless their words differ.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from introductions.exceptions import AlreadyAnswered, NotInCircle, NotInGroup
from introductions.models import Contribution, FollowUp, Introduction, Party
from introductions.querysets import PartyQuerySet
from members import mail_links
from members.deliveries.queueing import queue_delivery
from members.models import Currency, Group, MailLink, Person, User

SAME_PRESS = timedelta(minutes=1)
BREATH = timedelta(minutes=5)  # before the receiver is asked: for words, or to take it back
ASKED_FOR = timedelta(days=14)
TEXT_LENGTH = 200
THANKS_LENGTH = 300
State = Contribution.State


@transaction.atomic
def log_contribution(
    *,
    by: Person,
    giver: Person,
    receiver: Person,
    currency: str,
    on: date,
    now: datetime,
    text: str = "",
) -> Contribution:
    """Note that `giver` did something for `receiver`, as `by`, one of the two, says.

    Returns what stands: what was noted before, where it is the same thing. Raises NotInCircle when
    the other one is not in the circle of `by`; ValueError for a day to come, a currency that does
    not exist, or two people of whom `by` is none.
    """
    if by.pk not in (giver.pk, receiver.pk) or giver.pk == receiver.pk:
        raise ValueError("A contribution is noted by one of its two people.")
    if on > now.astimezone(by.zone).date():
        raise ValueError("A contribution cannot be noted before its day.")
    other = receiver if by.pk == giver.pk else giver
    # One at a time for these two: both may note the same thing at the same moment.
    pair = Person.objects.filter(pk__in=[giver.pk, receiver.pk]).order_by("pk")
    list(pair.select_for_update(no_key=True).values_list("pk"))
    if not Person.objects.circle_of(by).filter(pk=other.pk).exists():
        raise NotInCircle
    noted = Contribution(
        giver=giver,
        receiver=receiver,
        currency=Currency(currency),
        text=one_line(text),
        happened_on=on,
        logged_by=by,
        created_at=now,
    )
    if same := _noted_before(noted):
        return _agreed(same, noted, now)
    if by.pk == receiver.pk:
        noted.state, noted.settled_at = State.CONFIRMED, now
    noted.clean_fields(exclude=["giver", "receiver", "logged_by"])
    noted.save()
    if by.pk == giver.pk and _can_be_asked(receiver):
        queue_delivery(
            receiver,
            kind="contribution",
            key=str(noted.pk),
            context={"contribution": noted.pk},
            now=now,
            due_at=now + BREATH,
            expires_at=now + ASKED_FOR,
        )
    return noted


@transaction.atomic
def confirm_contribution(
    contribution: Contribution, *, now: datetime, link: MailLink | None = None
) -> bool:
    """The receiver says that it was so, after a "not so" too; False when that is known.

    `link`, the one in a mail that it came through, is used up. Raises AlreadyAnswered when the
    link has been.
    """
    _use(link, now)
    unsettled = Contribution.objects.filter(pk=contribution.pk).exclude(state=State.CONFIRMED)
    return bool(unsettled.update(state=State.CONFIRMED, settled_at=now))


def correct_contribution(
    contribution: Contribution, *, currency: str, text: str, now: datetime
) -> None:
    """The receiver says what it was; that settles it. Raises ValueError for no such currency."""
    Contribution.objects.filter(pk=contribution.pk).update(
        currency=Currency(currency), text=one_line(text), state=State.CONFIRMED, settled_at=now
    )


@transaction.atomic
def refuse_contribution(
    contribution: Contribution, *, now: datetime, link: MailLink | None = None
) -> bool:
    """The receiver says that it was not so; False when that is known. Nobody is told.

    It counts no more, and thanks for it are shown to nobody. Raises AlreadyAnswered when the
    link has been used.
    """
    _use(link, now)
    standing = Contribution.objects.filter(pk=contribution.pk).exclude(state=State.REFUSED)
    return bool(standing.update(state=State.REFUSED, settled_at=now, thanks_shown_to=None))


def describe_contribution(contribution: Contribution, *, text: str) -> bool:
    """Change the words of what the giver noted; False once the receiver has settled it."""
    noted = Contribution.objects.filter(pk=contribution.pk, state=State.NOTED)
    return bool(noted.update(text=one_line(text)))


def take_back_contribution(contribution: Contribution, *, by: Person) -> bool:
    """Forget what `by` noted; False when the other one has settled it, or it was not theirs."""
    own = Contribution.objects.filter(pk=contribution.pk, logged_by=by)
    return bool(own.filter(Q(state=State.NOTED) | Q(receiver=by)).delete()[0])


@transaction.atomic
def thank_for_contribution(
    contribution: Contribution,
    *,
    text: str,
    show_to: Group | None,
    now: datetime,
    link: MailLink | None = None,
) -> None:
    """The receiver thanks the giver, once; what was only noted is confirmed by that.

    `show_to` is a group in which both are active: its members see the thanks. Raises
    AlreadyAnswered when thanks were said before, or the link has been used; NotInGroup.
    """
    _use(link, now)
    if show_to:
        _check_group(contribution, show_to)
    unsaid = Contribution.objects.filter(pk=contribution.pk, thanked_at=None)
    if not unsaid.update(thanked_at=now, thanks=text[:THANKS_LENGTH], thanks_shown_to=show_to):
        raise AlreadyAnswered
    confirm_contribution(contribution, now=now)
    if contribution.introduction_id:  # it is the same thanks as those for the introduction
        _side(contribution).filter(thanked_at=None).update(
            thanked_at=now, thanks=text[:THANKS_LENGTH]
        )
    if _can_be_asked(contribution.giver):
        queue_delivery(
            contribution.giver,
            kind="contribution_thanks",
            key=str(contribution.pk),
            context={"contribution": contribution.pk},
            now=now,
        )


def show_thanks(contribution: Contribution, *, group: Group) -> bool:
    """Show thanks that were said to `group`; False where there are none. Raises NotInGroup."""
    _check_group(contribution, group)
    said = Contribution.objects.filter(pk=contribution.pk, thanked_at__isnull=False)
    return bool(said.exclude(state=State.REFUSED).update(thanks_shown_to=group))


def hide_thanks(contribution: Contribution) -> bool:
    """Show the thanks to nobody but the two any more; False when that is so already."""
    shown = Contribution.objects.filter(pk=contribution.pk, thanks_shown_to__isnull=False)
    return bool(shown.update(thanks_shown_to=None))


def credit_introduction(introduction: Introduction, *, now: datetime) -> None:
    """Note for an introduction that has proved useful that its introducer gave it to both sides.

    It is noted for both, since one introduction has one outcome, and confirmed by the side whose
    answer made it useful: nobody else can know for the other one, who may still say "not so". What
    the two are to each other is theirs. Doing it again changes nothing.
    """
    said = set(
        FollowUp.objects.filter(
            introduction=introduction, answer=FollowUp.Answer.YES, answered_at=now
        ).values_list("person_id", flat=True)
    )
    thanks = {party.side: party for party in introduction.parties.filter(thanked_at__isnull=False)}
    rows = []
    for side, receiver in (("a", introduction.a), ("b", introduction.b)):
        row = Contribution(
            giver_id=introduction.introducer_id,
            receiver=receiver,
            currency=currency_of(introduction),
            happened_on=now.astimezone(receiver.zone).date(),
            introduction=introduction,
            created_at=now,
        )
        if receiver.pk in said:
            row.state, row.settled_at = State.CONFIRMED, now
        if side in thanks:
            row.thanked_at, row.thanks = thanks[side].thanked_at, thanks[side].thanks
        rows.append(row)
    Contribution.objects.bulk_create(rows, ignore_conflicts=True)


def currency_of(introduction: Introduction) -> Currency:
    """What an introduction is: to a client where its strongest reason was that one could become
    one, else to a referral source. `giving.ledger` says the same in SQL."""
    strongest = introduction.reasons[0]["lens"] if introduction.reasons else ""
    return Currency.CLIENT if strongest == "prospect" else Currency.SOURCE


def one_line(text: str) -> str:
    return " ".join(text.split())


def _noted_before(noted: Contribution) -> Contribution | None:
    """What is the same thing as `noted`: noted a moment ago, or by the other one, of that day.

    What the receiver has refused is not noted, and asked, again.
    """
    alike = Contribution.objects.filter(
        giver=noted.giver,
        receiver=noted.receiver,
        currency=noted.currency,
        happened_on=noted.happened_on,
        introduction=None,
    )
    a_moment_ago = noted.created_at - SAME_PRESS
    own = Q(logged_by=noted.logged_by)
    own &= Q(created_at__gt=a_moment_ago) | Q(state=State.REFUSED)
    theirs = ~Q(logged_by=noted.logged_by) & ~Q(state=State.REFUSED)
    if noted.logged_by_id == noted.receiver_id:
        theirs &= Q(state=State.NOTED) | Q(settled_at__gt=a_moment_ago)
    return next(
        (
            one
            for one in alike.filter(own | theirs).order_by("-created_at", "-pk")
            if not one.text or not noted.text or one.text.casefold() == noted.text.casefold()
        ),
        None,
    )


def _agreed(same: Contribution, noted: Contribution, now: datetime) -> Contribution:
    """Let what stands take from what was said again: the receiver's word, words where none were."""
    if noted.logged_by_id == noted.receiver_id and same.state == State.NOTED:
        same.state, same.settled_at = State.CONFIRMED, now
    if same.state != State.REFUSED:
        same.text = same.text or noted.text
    same.save(update_fields=["state", "settled_at", "text"])
    return same


def _can_be_asked(person: Person) -> bool:
    return (
        person.keeper_id is None
        and User.objects.filter(person_id=person.pk, is_active=True).exists()
    )


def _check_group(contribution: Contribution, group: Group) -> None:
    both = Group.objects.of_both(contribution.giver, contribution.receiver)
    if not both.filter(pk=group.pk).exists():
        raise NotInGroup


def _use(link: MailLink | None, now: datetime) -> None:
    if link and not mail_links.use(link, now=now):
        raise AlreadyAnswered


def _side(contribution: Contribution) -> PartyQuerySet:
    """The side of the introduction on which the receiver is."""
    sides = Party.objects.of(contribution.receiver)
    return sides.filter(introduction=contribution.introduction_id)
