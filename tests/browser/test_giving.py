"""Something given, from the note on a phone to the thanks that the group sees."""

import re
from datetime import timedelta

import pytest

from tests.browser import elm
from tests.browser.elm import DANA, MARTA, TOM
from tests.browser.walk import WEDNESDAY

pytestmark = pytest.mark.browser


def test_from_the_note_to_the_thanks(site, mailbox, visitor):
    elm.move_in(site)
    dana, marta = visitor("Dana", width="phone"), visitor("Marta", width="phone", dark=True)
    tom = visitor("Tom", width="desktop")

    dana.open("/")
    dana.sign_in(DANA)
    dana.open("/note/?q=marta")
    dana.page.get_by_text("Marta Okafor").first.click()
    dana.look("note")
    dana.press("^Gave")
    dana.sees("What did you give Marta")
    dana.look("note currency")
    dana.press("Speaking lead")
    dana.sees("Noted")
    dana.look("noted")

    site.move_to(WEDNESDAY + timedelta(minutes=6))
    mail = mailbox.next_to(MARTA, "Is it so")
    marta.look_at_mail(mail, "is it so")
    marta.open(mail.link("say=yes"))
    marta.look("confirm from the mail")
    marta.press("^Yes, it is so")
    marta.sees("It counts")

    marta.open("/giving/")
    marta.sign_in(MARTA)
    marta.look("giving")
    marta.page.get_by_role("link", name=re.compile("speaking lead")).first.click()
    marta.page.get_by_label("In a word").fill("The room was full.")
    marta.page.get_by_label("Who sees it").select_option("elm")
    marta.look("thank")
    marta.press("Thank Dana")
    marta.sees("Your thanks")

    thanks = mailbox.next_to(DANA, "Marta Okafor says thank you")
    assert "The room was full." in thanks.text
    dana.open("/giving/")
    dana.sees("given 1")
    dana.look("giving")

    tom.open("/g/elm/thanks/")
    tom.sign_in(TOM)
    tom.sees("The room was full")
    tom.look("thanks in the group")
    assert site.complaints() == []
