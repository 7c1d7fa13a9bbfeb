"""One introduction from the question to "useful", as its three people see it in a browser."""

from datetime import timedelta

import pytest

from tests.browser.site import eventually
from tests.browser.walk import WEDNESDAY

pytestmark = pytest.mark.browser

PEOPLE = """
from django.utils import timezone
from members.models import Group, Membership, Person, Profession, User
from members.services import change_profile

now = timezone.now()
group = Group.objects.create(name="Elm Street", slug="elm", time_zone="America/New_York")
dana = None
for name, slug, active in [
    ("Dana Whitfield", "event_planner", True),
    ("Marta Okafor", "mediator", True),
    ("Tom O'Neill", "residential_realtor", False),
]:
    person = Person.objects.create(
        name=name,
        email=name.split()[0].lower() + "@elm.example",
        time_zone="America/New_York",
        profession=Profession.objects.get(slug=slug),
        keeper=None if active else dana,
    )
    if active:
        Membership.objects.create(group=group, person=person, state="active", joined_at=now)
        User.objects.create_user(person)
    change_profile(person, now=now, refill=True)
    dana = dana or person
"""
MARTA, TOM, DANA = "marta@elm.example", "tom@elm.example", "dana@elm.example"


def test_three_views_of_one_introduction(site, mailbox, visitor):
    """Dana asks; Marta is a member, Tom a contact of Dana's who never signs in."""
    site.run(PEOPLE)
    dana, marta = visitor("Dana", width="desktop"), visitor("Marta", width="phone")
    tom = visitor("Tom", width="phone", dark=True)
    for person, address in ((dana, DANA), (marta, MARTA)):
        person.open("/")
        person.sign_in(address)

    asks_undoes_and_asks_again(dana)
    page_of_dana = dana.page.url
    says_not_now_then_yes(tom, mailbox)
    marta_says_yes_on_today(marta)
    all_three_get_one_letter(mailbox)
    dana.open(page_of_dana)
    dana.sees("Marta said yes")
    dana.sees("Tom said yes")
    dana.look("made")

    site.move_to(WEDNESDAY + timedelta(days=4))
    met_and_thanked_from_the_mail(tom, mailbox)
    mailbox.next_to(DANA, "have met. Thank you")
    thanks = mailbox.next_to(DANA, "Tom O'Neill says thank you")
    assert "What a find!" in thanks.text

    site.move_to(WEDNESDAY + timedelta(days=50))
    useful = mailbox.next_to(MARTA, "Was it useful")
    marta.open(useful.link("/how-it-goes/"))
    marta.look("useful from the mail")
    marta.press("Yes, it was")
    marta.sees("Your answer is noted")
    mailbox.next_to(DANA, "It was useful to")

    dana.open(page_of_dana)
    for words in ("Tom thanked you", "It was useful", "Marta told us"):
        dana.sees(words)
    dana.look("useful")
    marta.open(page_of_dana)
    for words in ("You said yes", "It was useful", "You told us"):
        marta.sees(words)
    marta.look("useful")
    assert marta.page.get_by_text("Tom said").count() == 0
    assert marta.page.get_by_text("thanked").count() == 0
    tom.open(page_of_dana)  # who has no account is asked to sign in, like anybody
    tom.sees("Sign in")
    assert site.complaints() == []


def asks_undoes_and_asks_again(dana):
    dana.open("/people/?q=mediator")
    dana.follow("Marta Okafor")
    marta = dana.page.url.rstrip("/").rpartition("/")[2]
    dana.open("/people/?q=realtor")
    dana.follow("Tom O'Neill")
    tom = dana.page.url.rstrip("/").rpartition("/")[2]
    dana.open(f"/introduce/{marta}/{tom}/")
    dana.sees("contacts are always asked first")
    dana.look("introduce")
    dana.press("Ask both")
    dana.sees("Both questions leave in a few seconds")
    dana.press("Undo")
    dana.sees("Undone. No mail has left")
    dana.press("Ask both")
    dana.sees("Both questions leave in a few seconds")
    dana.look("asked")


def says_not_now_then_yes(tom, mailbox):
    mail = mailbox.next_to(TOM, "May I introduce you to Marta Okafor")
    tom.look_at_mail(mail, "the question")
    link = mail.link("say=yes").partition("?")[0]
    tom.open(f"{link}?say=no")
    tom.look("say no")
    tom.open(f"{link}?say=not_now")
    tom.look("say not now")
    tom.open(f"{link}?say=yes")
    tom.look("say yes")
    tom.press("Yes, introduce us")
    tom.sees("You said yes. As soon as Marta has")
    tom.open(f"{link}?say=no")
    tom.sees("You said yes")
    assert tom.page.get_by_role("button").count() == 0


def marta_says_yes_on_today(marta):
    marta.open("/")
    marta.sees("May I introduce you to Tom O'Neill")
    marta.look("today")
    marta.press("Yes, introduce us")
    marta.sees("You and Tom are introduced")
    marta.look("answered")


def all_three_get_one_letter(mailbox):
    for address in (MARTA, TOM, DANA):
        mail = mailbox.next_to(address, "meet each other")
        shown = [a.addr_spec for a in mail.message["To"].addresses]
        assert (shown, mail.recipients) == ([MARTA, TOM], (address,))
        assert [a.addr_spec for a in mail.message["Cc"].addresses] == [DANA]
    letters = [mail for mail in mailbox.all() if "meet each other" in mail.subject]
    assert len(letters) == 3


def met_and_thanked_from_the_mail(tom, mailbox):
    letter = mailbox.next_to(TOM, "meet each other")
    tom.look_at_mail(letter, "the letter")
    tom.open(letter.link("/met/"))
    tom.look("met")
    tom.press("Yes, we met")
    tom.sees("You have met")
    tom.open(letter.link("/thanks/"))
    tom.page.get_by_label("In a word").fill("What a find!")
    tom.look("thanks")
    tom.press("Send my thanks")
    tom.sees("Sent, with your thanks")
    eventually(lambda: mailbox.to(DANA, "says thank you"), "the thanks")
