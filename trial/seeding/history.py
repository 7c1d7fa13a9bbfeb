"""Twelve weeks lived through the application's own services, the same every time."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from goals.models import Goal
from goals.periods import last_week, week_of
from goals.progress import promised
from goals.services import set_goal
from goals.services.group_summaries import organizing, plan_group_summary
from goals.services.summaries import plan_summary
from introductions import services
from introductions.exceptions import (
    AlreadyAnswered,
    AlreadyIntroduced,
    NotUnderWay,
    Unavailable,
)
from introductions.ladder import choices
from introductions.models import FollowUp, Introduction, Party
from introductions.services.following_up import role_of, state_of
from introductions.suggesting.cards import cards_for
from members.models import Delivery, Group, Person
from trial.seeding.duplicates import list_twice
from trial.seeding.giving import give_and_take
from trial.seeding.lists import keep_lists
from trial.seeding.meetings import hold_meetings
from trial.seeding.people import Cast
from trial.seeding.plans import make_plans
from trial.seeding.requests import ask_around
from trial.seeding.rings import begin_a_ring
from trial.seeding.roster import keep_roster
from trial.seeding.tables import seat_people
from trial.seeding.ties import keep_in_touch
from trial.seeding.time import spend_time

WEEKS = 12
SEED = 20260112
DANAS_WEEKS = [2, 3, 1, 4, 3, 2, 3, 4, 3, 3, 4, 3]  # the last six keep her promise of three
OTHERS_A_WEEK = 9
UNANSWERED = timedelta(days=6)  # how far back some questions still wait
FEW = 3  # suggestions left when it is time to look for new ones
MAIL_KEPT = timedelta(days=3)


def live_through(*, now: datetime) -> int:
    """Make everybody and let twelve weeks pass up to `now`; return how many introductions."""
    random = Random(SEED)  # noqa: S311 - made-up history, not a secret
    began = now - timedelta(weeks=WEEKS)
    cast = Cast(began=began, now=now, random=random)
    make_promises(cast, began)
    this_monday = monday_of(cast.people["dana"], now)
    for week in range(WEEKS):
        monday = this_monday - timedelta(weeks=WEEKS - week)
        introduce_in_week(cast, monday, DANAS_WEEKS[week], now)
        if week in (3, 6, 9):
            ruth_opens_a_door(cast, monday + timedelta(days=2, hours=11))
        answer_what_is_due(random, until=monday + timedelta(days=7), now=now)
    introduce_one(cast.people["dana"], max(this_monday, now - timedelta(hours=3)), random)
    answer_what_is_due(random, until=now, now=now)
    begin_a_ring(cast, now)
    leave_some_open(cast, this_monday, now)
    ask_around(cast, now)
    hold_meetings(cast, now)
    give_and_take(cast, now)
    spend_time(cast, now)
    make_plans(cast, now)
    keep_lists(cast, now)
    keep_roster(cast, now)
    seat_people(cast, now)
    keep_in_touch(cast.people, list(cast.groups.values()), now)
    list_twice(next(iter(cast.groups.values())), now)
    tidy_mail(now)
    sum_up(now)
    Group.objects.update(changed_at=now)
    services.refresh_stale_suggestions(now=now, promised=promised)
    return Introduction.objects.count()


def monday_of(person: Person, now: datetime) -> datetime:
    """The first instant of the present week of `person`."""
    start, _ = week_of(now.astimezone(person.zone).date()).instants(person.zone)
    return start


def make_promises(cast: Cast, began: datetime) -> None:
    set_goal(cast.people["dana"], count=3, period="week", now=began)
    set_goal(cast.people["ruth"], count=2, period="week", now=began)
    others = sorted(set(cast.people) - {"dana", "ruth"})
    for key in cast.random.sample(others, 14):
        set_goal(cast.people[key], count=1, period="week", now=began)


def introduce_in_week(cast: Cast, monday: datetime, danas: int, now: datetime) -> None:
    """Dana keeps to her plan, Ruth makes one or two, the active ones now and then."""
    plan = [(cast.people["dana"], danas), (cast.people["ruth"], cast.random.choice([1, 2]))]
    members = [cast.people[entry["key"]] for entry in cast.data["people"]]
    busy = cast.random.choices(
        members, weights=[1 + person.events_per_month for person in members], k=OTHERS_A_WEEK
    )
    plan += [(person, 1) for person in dict.fromkeys(busy) if person.first_name != "Dana"]
    for person, count in plan:
        for _ in range(count):
            minutes = cast.random.randint(8 * 60, 18 * 60)
            moment = monday + timedelta(days=cast.random.randint(0, 4), minutes=minutes)
            introduce_one(person, min(moment, now - timedelta(hours=1)), cast.random)


def introduce_one(introducer: Person, moment: datetime, random: Random) -> None:
    """Take the best suggestion that nothing stands against."""
    if cards_for(introducer, moment).count() < FEW:
        services.refresh_suggestions_of(introducer, now=moment)
    for suggestion in cards_for(introducer, moment)[:6]:
        if introduce_pair(introducer, suggestion.a, suggestion.b, moment, random):
            return


def introduce_pair(
    introducer: Person, a: Person, b: Person, moment: datetime, random: Random
) -> bool:
    """Introduce them, or ask first as the page does by default; False when something is against."""
    asks = services.ask_first_by_default(introducer, a, b)
    write, send = (
        (services.draft_questions, services.ask) if asks else (services.draft, services.introduce)
    )
    letters = write(introducer, a, b, moment)
    try:
        introduction = send(
            introducer,
            a=a,
            b=b,
            letter_a=letters.for_a,
            letter_b=letters.for_b,
            reasons=letters.reasons,
            now=moment,
        )
    except (AlreadyIntroduced, Unavailable):
        return False
    if asks:
        answer_questions(random, introduction, moment)
    return True


def answer_questions(random: Random, introduction: Introduction, moment: datetime) -> None:
    """Both answer within a day or two, mostly with yes."""
    for party in introduction.parties.order_by("side"):
        moment += timedelta(minutes=random.randint(20, 24 * 60))
        answer = random.choices(["yes", "no"], weights=[9, 1])[0]
        try:
            services.answer_question(party, answer=answer, now=moment)
        except NotUnderWay:
            return


def leave_some_open(cast: Cast, this_monday: datetime, now: datetime) -> None:
    """What a visitor finds under way: Dana is asked by Ruth, and has asked others herself."""
    dana, ruth = cast.people["dana"], cast.people["ruth"]
    asked_by_ruth = ask_about(ruth, now - timedelta(hours=20), with_person=dana)
    asked_by_dana = ask_about(dana, this_monday - timedelta(hours=6))
    if asked_by_dana:
        party = asked_by_dana.parties.order_by("side").first()
        if party:
            services.answer_question(party, answer="yes", now=now - timedelta(hours=5))
    soon_made = ask_about(dana, this_monday - timedelta(days=1))
    for party in soon_made.parties.all() if soon_made else []:
        services.answer_question(party, answer="yes", now=now - timedelta(hours=7))
    if asked_by_ruth:
        other = asked_by_ruth.parties.exclude(pk__in=Party.objects.of(dana)).first()
        if other:
            services.answer_question(other, answer="yes", now=now - timedelta(hours=9))


def ask_about(
    introducer: Person, moment: datetime, *, with_person: Person | None = None
) -> Introduction | None:
    """Ask the first two of the circle's who may be asked now."""
    circle = list(Person.objects.circle_of(introducer).order_by("pk"))
    firsts = [with_person] if with_person else circle
    for a in firsts:
        for b in circle:
            if a == b:
                continue
            letters = services.draft_questions(introducer, a, b, moment)
            if not letters.reasons:
                continue
            try:
                return services.ask(
                    introducer,
                    a=a,
                    b=b,
                    letter_a=letters.for_a,
                    letter_b=letters.for_b,
                    reasons=letters.reasons,
                    now=moment,
                )
            except (AlreadyIntroduced, Unavailable):
                continue
    return None


def ruth_opens_a_door(cast: Cast, moment: datetime) -> None:
    """Ruth introduces Dana to somebody in Riverside whom Dana's work needs."""
    wanted = ["hr_consultant", "recruiter", "employment_attorney", "benefits_broker", "therapist"]
    ruth, dana = cast.people["ruth"], cast.people["dana"]
    found = Person.objects.circle_of(ruth).filter(profession__slug__in=wanted).order_by("pk")
    for person in found:
        if person != dana and introduce_pair(ruth, dana, person, moment, cast.random):
            return


def answer_what_is_due(random: Random, *, until: datetime, now: datetime) -> None:
    """People answer within two days; in the last days some have not yet come to it."""
    while True:
        due = FollowUp.objects.due(until).filter(due_at__lt=now - timedelta(days=2))
        waiting = due.exclude(due_at__gt=now - UNANSWERED, person__name="Dana Whitfield")
        batch = list(waiting.for_list().select_related("person")[:200])
        answered = [answer(random, follow_up, now) for follow_up in batch]
        if not any(answered):
            return


def answer(random: Random, follow_up: FollowUp, now: datetime) -> bool:
    moment = follow_up.due_at + timedelta(minutes=random.randint(5, 2 * 24 * 60))
    recent = follow_up.due_at > now - UNANSWERED
    if moment >= now or (recent and random.random() < 0.3):
        return False
    introduction = follow_up.introduction
    role = role_of(follow_up.person_id, introduction)
    offered = choices(role, state_of(introduction), follow_up.step)
    # Here a common moment brings people together more surely than anything else.
    first = introduction.reasons[0]["lens"] if introduction.reasons else ""
    weights = {"yes": 4, "met": 3, "not_yet": 2 if first == "trigger_event" else 9}
    chosen = random.choices(offered, weights=[weights[choice.answer] for choice in offered])[0]
    try:
        services.answer_follow_up(follow_up, answer=chosen.answer, now=moment)
    except AlreadyAnswered:
        return True  # another answer in this batch closed the question
    return True


def tidy_mail(now: datetime) -> None:
    """Only the mail of the last days is still to be read; the rest was long ago."""
    Delivery.objects.filter(created_at__lt=now - MAIL_KEPT).delete()
    Delivery.objects.filter(kind="outcome").update(expires_at=None)


def sum_up(now: datetime) -> None:
    """Everybody with a goal has the summary of last week, and organizers that of their group,
    whatever day today is."""
    for goal in Goal.objects.current().select_related("person"):
        plan_summary(goal.person, last_week(now, goal.person.zone), now=now)
    for membership in organizing(now).select_related("person"):
        week = last_week(now, membership.person.zone)
        plan_group_summary(membership, week, now=now)
    sums = ["weekly_summary", "group_summary"]
    Delivery.objects.filter(kind__in=sums).update(expires_at=None)
