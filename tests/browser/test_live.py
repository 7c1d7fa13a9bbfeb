"""The whole path against the real processes, as people go it in a browser."""

from datetime import timedelta

import pytest

from tests.browser.site import eventually
from tests.browser.visitor import VIEWPORTS
from tests.browser.walk import FRIDAY, MONDAY, WEDNESDAY_AFTER, Walk

pytestmark = pytest.mark.browser

# Everybody but those who join in a browser takes their invitation, as signing in does it.
OTHERS_JOIN = """
from django.utils import timezone
from members.models import Membership
from members.services import accept_invitation
for place in Membership.objects.filter(state="invited").exclude(person__name="Dana Whitfield"):
    accept_invitation(place, now=timezone.now())
"""


def test_from_a_roster_to_the_weekly_summary(site, mailbox, visitor, tmp_path):
    """Two groups live through the same twelve days, one on phones and one at desks."""
    walks = [Walk(width, site, mailbox, visitor, tmp_path) for width in VIEWPORTS]
    for walk in walks:
        walk.ruth_joins()
        walk.ruth_brings_a_roster()
        walk.ruth_brings_it_again()
        walk.ruth_invites_everybody()
        walk.dana_asks_for_a_code()
    site.run(OTHERS_JOIN)

    site.stop("worker")
    for walk in walks:
        walk.dana_joins()
        walk.dana_fills_the_profile()
        walk.dana_waits_for_suggestions()
    site.start("worker")
    for walk in walks:
        walk.dana_sees_suggestions()
        walk.dana_introduces_two()
        walk.both_letters_have_come()

    site.move_to(FRIDAY)
    for walk in walks:
        walk.party_answers_not_yet()
    site.move_to(WEDNESDAY_AFTER)
    for walk in walks:
        walk.party_answers_we_met()
        walk.dana_hears_of_it()
        walk.dana_promises_three_a_week()

    tasks = ["goals.tasks.plan_summaries", "members.tasks.drain_deliveries"]
    site.move_to(MONDAY - timedelta(minutes=2))
    site.wait_for_ticks(*tasks)
    assert [walk.summaries() for walk in walks] == [[], []]
    site.move_to(MONDAY)
    eventually(lambda: all(walk.summaries() for walk in walks), "the weekly summaries")
    site.move_to(MONDAY + timedelta(hours=1))
    site.restart("beat")
    site.wait_for_ticks(*tasks)
    for walk in walks:
        walk.summary_is_right()
        walk.both_letters_have_come()  # and still only once

    assert {len(mail.recipients) for mail in mailbox.all()} == {1}
    assert site.complaints() == []


def test_a_visitor_notices_what_is_wrong(site, visitor):
    """The other tests rely on it: a check that never fails would prove nothing."""
    visitor = visitor("somebody", width="phone")
    visitor.open("/")
    visitor.look("sign-in")
    assert visitor.complaints == []
    visitor.page.evaluate("document.body.setAttribute('style', 'color: red')")
    visitor.page.evaluate("fetch('/nowhere/')")
    visitor.page.evaluate("setTimeout(() => nobody.knows)")
    visitor.page.evaluate("document.querySelector('main').innerHTML = 'm'.repeat(60)")
    visitor.look("broken")

    def noticed(text):
        visitor.page.evaluate("0")  # the browser tells what happened when it is talked to
        return any(text in complaint for complaint in visitor.complaints)

    for sign in ["refused by the policy: style-src-attr", "nowhere/: 404", "page error", "wide"]:
        eventually(lambda: noticed(sign), sign, seconds=5)  # noqa: B023
    visitor.complaints.clear()


# A group in which everything is to be done: suggestions, two questions due, somebody not invited.
PLAIN = """
from datetime import timedelta
from django.utils import timezone
from introductions.models import FollowUp, Introduction
from members.models import Group, Membership, Person, Profession, User
from members.services import change_profile

now = timezone.now()
group = Group.objects.create(name="Plain Street", slug="plain", time_zone="America/New_York")
people = {}
for name, slug, role, state in [
    ("Olga", "event_planner", "organizer", "active"),
    ("Marta", "mediator", "member", "active"),
    ("Tom", "residential_realtor", "member", "active"),
    ("Priya", "cpa", "member", "active"),
    ("Lena", "mortgage_broker", "member", "active"),
    ("Jonas", "matrimonial_attorney", "member", "active"),
    ("Nina", None, "member", "listed"),
    ("Omar", None, "member", "listed"),
]:
    person = Person.objects.create(
        name=f"{name} Plain", email=f"{name.lower()}@plain.example", time_zone="America/New_York"
    )
    person.profession = Profession.objects.filter(slug=slug).first()
    Membership.objects.create(
        group=group, person=person, role=role, state=state, joined_at=now
    )
    change_profile(person, now=now, refill=True)
    people[name] = person
User.objects.create_user(people["Olga"])
for a, b in [("Marta", "Priya"), ("Tom", "Jonas")]:
    made = Introduction.objects.create(
        introducer=people["Olga"], a=people[a], b=people[b],
        created_at=now - timedelta(days=7), made_at=now - timedelta(days=7),
    )
    FollowUp.objects.create(introduction=made, person=people["Olga"], step=7, due_at=now)
"""


def test_every_write_works_without_javascript(site, mailbox, visitor, tmp_path):
    site.run(PLAIN)
    olga = visitor("Olga", width="phone", javascript=False)
    olga.open("/")
    olga.sign_in("olga@plain.example")
    olga.arrives("/")

    answers_suggestions(olga)
    answers_questions(olga)
    introduces_and_notes_a_tie(olga)
    promises_and_ends_it(olga)
    changes_the_profile(olga)
    keeps_the_roster(olga, tmp_path)
    olga.page.locator("header summary").first.click()
    olga.press("Sign out")
    olga.sees("Sign in")
    assert site.complaints() == []


def answers_suggestions(olga):
    def cards():
        olga.open("/suggestions/")
        return olga.page.get_by_role("article").all()

    eventually(cards, "suggestions")
    answered = []
    for menu, choice, said in [
        ("Later", "In a week", "Put off until"),
        ("Not a fit", "Not now", "We will not bring it up"),
        ("Not a fit", "They know each other", "We will not suggest these two again"),
    ]:
        card = cards()[0]
        answered.append(card.get_attribute("aria-label"))
        card.get_by_text(menu, exact=True).click()
        olga.look(f"menu {menu}")
        olga.press(choice, inside=card)
        olga.sees(said)
    left = [card.get_attribute("aria-label") for card in cards()]
    assert len({*answered}) == 3
    assert not {*answered} & {*left}
    olga.press("Show me more")


def answers_questions(olga):
    olga.open("/follow-ups/")
    olga.look("follow-ups")
    olga.page.get_by_role("button", name="Not yet").first.click()
    olga.sees("No hurry. We will ask again")
    olga.page.get_by_role("button", name="In a week").first.click()
    olga.sees("We will ask again on")
    olga.sees("Nothing is due today")


def introduces_and_notes_a_tie(olga):
    olga.open("/")
    olga.page.get_by_role("link", name="Introduce them").first.click()
    olga.page.get_by_label("Letter to").first.fill("Two lines\n\nof my own.")
    olga.press("Send both mails")
    olga.sees("Both mails leave in a few seconds")
    mine = eventually(
        lambda: [mail for mail in olga.mailbox.all() if "of my own." in mail.text], "the letter"
    )
    assert len(mine) == 1
    olga.open("/people/?q=mediator")
    olga.follow("Marta Plain")
    olga.page.get_by_label("How well you know").select_option(label="I know them well")
    olga.press("Keep how well")
    olga.sees("Only you see this")


def promises_and_ends_it(olga):
    olga.open("/goals/")
    olga.page.get_by_label("How many").first.fill("2")
    olga.press("Promise")
    olga.sees("Promised: two introductions a week")
    olga.page.get_by_text("Change", exact=True).click()
    olga.press("Stop promising")
    olga.sees("Your promise has ended")


def changes_the_profile(olga):
    olga.open("/profile/")
    box = olga.page.get_by_role("group", name="Who sends you business")
    box.locator("noscript summary").click()
    box.get_by_role("checkbox", name="Clergy").check()
    olga.look("profile")
    olga.press("Save the profile")
    olga.sees("Saved")
    assert box.locator(".chiplist li").get_by_text("Clergy").count() == 1


def keeps_the_roster(olga, directory):
    olga.open("/g/plain/roster/add/")
    olga.page.get_by_label("Name").fill("Piet Plain")
    olga.page.get_by_label("E-mail address").fill("piet@plain.example")
    olga.press("Add to the roster")
    olga.sees("Piet Plain is on the roster")
    olga.press("^Invite", inside=olga.page.locator("tr", has_text="Nina Plain"))
    olga.sees("The invitation to Nina Plain is on its way")

    olga.open("/g/plain/roster/import/")
    file = directory / "one.csv"
    file.write_text("name,email,profession\nQuinn Plain,quinn@plain.example,Acountant\n")
    olga.page.locator("input[type=file]").set_input_files(file)
    olga.press("Look at the result")
    olga.page.get_by_label("Profession for “Acountant”").select_option(label="Accountant / CPA")
    olga.press("Keep these answers")
    olga.page.locator("tr", has_text="Quinn Plain").get_by_text("Accountant / CPA").wait_for()
    olga.look("preview")
    olga.press("Import 1 person")
    olga.sees("The list is in")
    olga.page.get_by_text("Invite all 3").click()
    olga.press("Send 3 invitations")
    olga.sees("3 people invited")
    olga.mailbox.next_to("quinn@plain.example", "Olga Plain invites you to Plain Street")
