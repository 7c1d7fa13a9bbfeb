"""Six months of an introduction: everybody is asked what they can know."""

from datetime import datetime

import pytest

from tests.browser import elm
from tests.browser.elm import DANA, MARTA, TOM
from tests.browser.walk import NEW_YORK

pytestmark = pytest.mark.browser


def nine(month, day, year=2026):
    return datetime(year, month, day, 9, 0, 30, tzinfo=NEW_YORK)


def test_from_in_touch_to_still_in_touch(site, mailbox, visitor):
    """Made on 11 November by Dana. Marta answers, Tom at first does not."""
    elm.move_in(site)
    elm.introduce_marta_and_tom(site)
    marta, dana = visitor("Marta", width="phone"), visitor("Dana", width="desktop")
    tom = visitor("Tom", width="phone", dark=True)

    def asked(address, times):
        """The `times`-th mail with a question to this address."""
        return mailbox.next_to(address, "Marta|Tom", after=times)

    def answers(who, mail, question, answer):
        assert question in mail.text, mail.text
        who.open(mail.link("/how-it-goes/"))
        who.sees(question.replace("?", r"\?"))
        who.press(answer)
        who.sees("Your answer is noted")

    site.move_to(nine(11, 13))
    answers(marta, asked(MARTA, 0), "Are you in touch?", "We are in touch")
    assert "Are you in touch?" in asked(TOM, 0).text  # and he says nothing

    site.move_to(nine(11, 18))
    answers(marta, asked(MARTA, 1), "Is there a date?", "We have a date")
    answers(dana, asked(DANA, 0), "Have they met yet?", "Not yet")

    site.move_to(nine(11, 21))  # Tom's first question has given way to the next one
    assert "Is there a date?" in asked(TOM, 1).text

    site.move_to(nine(12, 2))
    answers(marta, asked(MARTA, 2), "Have you met?", "We met")
    mailbox.next_to(DANA, "have met. Thank you")

    site.move_to(nine(12, 26))  # 24 days after the meeting
    answers(tom, asked(TOM, 2), "Was it useful for you?", "Yes, it was")
    mailbox.next_to(DANA, "It was useful to")
    tom.picture(tom.page, "useful")

    site.move_to(nine(2, 9, 2027))  # 45 days after it proved useful
    answers(tom, asked(TOM, 3), "Time to meet again?", "We have a date")
    again = mailbox.to(MARTA, "Tom")[-1]
    assert "Time to meet again?" in again.text
    marta.open("/follow-ups/")
    marta.sign_in(MARTA)
    puts_off_to(marta, "2027-02-20")

    site.move_to(nine(2, 20, 2027))
    marta.open("/follow-ups/")
    marta.press("We have a date")
    marta.sees("Good to hear")

    site.move_to(nine(5, 10, 2027))  # 135 days after it proved useful
    answers(tom, asked(TOM, 4), "Still in touch?", "Yes, we are")

    dana.open("/introductions/")
    dana.sign_in(DANA)
    dana.open("/introductions/1/")
    for words in ("Marta and|Marta Okafor and", "It was useful", "Tom told us", "Marta told us"):
        dana.sees(words)
    dana.look("six months for Dana")
    marta.open("/introductions/1/")
    marta.sign_in(MARTA)  # three months later
    marta.sees("You met|We met|You told us")
    assert marta.page.get_by_text("Tom told us").count() == 0
    marta.look("six months for Marta")
    tom.open("/introductions/1/")
    tom.sign_in(TOM)
    tom.sees("You answered: Yes")
    tom.look("six months for Tom")
    assert site.complaints() == []


def puts_off_to(marta, day):
    marta.sees("Time to meet again")
    marta.page.get_by_text("On a day").click()
    marta.page.get_by_label("Ask me again on").fill(day)
    marta.look("put off to a day")
    marta.press("Ask me then")
    marta.sees("We will ask again on 20 February")
