"""A promise changed in the middle of a month; an hour for it, reminded and kept."""

from datetime import datetime

import pytest

from tests.browser import elm
from tests.browser.elm import DANA
from tests.browser.site import eventually
from tests.browser.walk import NEW_YORK

pytestmark = pytest.mark.browser


def test_a_promise_and_its_hour(site, mailbox, visitor):
    elm.move_in(site)
    dana = visitor("Dana", width="phone")
    dana.open("/goals/")
    dana.sign_in(DANA)
    dana.sees("Make yourself a promise")
    promises(dana, 8, "month")
    dana.sees("8 to go|Eight introductions to go|8 introductions")
    dana.look("eight a month")

    site.move_to(datetime(2026, 11, 16, 12, 0, tzinfo=NEW_YORK))
    dana.open("/goals/")
    dana.page.get_by_text("Change", exact=True).first.click()
    promises(dana, 4, "month", button="^Save")
    dana.look("four a month")

    plans(dana)
    site.move_to(datetime(2026, 11, 19, 8, 30, 5, tzinfo=NEW_YORK))  # a Thursday
    mail = mailbox.next_to(DANA, "after coffee|one introduction|8:30")
    dana.look_at_mail(mail, "the hour")
    assert has_calendar(mail)
    introduces_from(dana, mail)
    dana.open("/goals/")
    dana.sees("Kept")
    dana.look("the hour is kept")
    site.wait_for_ticks("goals.tasks.remind_slots")
    assert len(mailbox.to(DANA, mail.subject)) == 1

    site.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=NEW_YORK))
    dana.open("/goals/")
    dana.look("the month after")
    assert site.complaints() == []


def promises(dana, count, period, *, button="^Promise$"):
    dana.page.get_by_label("How many").first.fill(str(count))
    dana.page.get_by_label("How often").first.select_option(period)
    dana.press(button)


def plans(dana):
    dana.open("/goals/plan/")
    dana.page.get_by_label("Thursday").check()
    dana.page.get_by_label("At", exact=True).fill("08:30")
    dana.page.get_by_label("Right after, or where").fill("after coffee")
    dana.look("an hour")
    dana.press("Plan it")
    dana.sees("after coffee")


def has_calendar(mail):
    return any(part.get_content_type() == "text/calendar" for part in mail.message.walk())


def introduces_from(dana, mail):
    eventually(lambda: "/introduce/" in mail.text, "a suggestion in the mail")
    dana.open(mail.link("/introduce/"))
    dana.press("Introduce them|Send|Introduce")
    dana.sees("Undo")
