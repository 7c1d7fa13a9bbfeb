"""Return on time, read off the page, against a table worked out by hand."""

import pytest

from tests.browser import elm
from tests.browser.elm import DANA

pytestmark = pytest.mark.browser
# Six one-to-ones of the usual length with Marta, each of which brought something the same day;
# two evenings of the group, to which Marta did not come.
AUTUMN = """
from datetime import date, datetime, timedelta, UTC
from django.utils import timezone
from introductions.services import log_contribution, record_contact
from members.models import Attendance, Group, Meeting, Person

now = timezone.now()
dana, marta = (Person.objects.get(name__startswith=name) for name in ("Dana", "Marta"))
for week in range(6):
    day = date(2026, 9, 1) + timedelta(weeks=week)
    record_contact(dana, marta, kind="met", on=day, now=now)
    log_contribution(
        by=dana, giver=marta, receiver=dana, currency="client", text=str(week), on=day, now=now
    )
for day in (8, 22):
    meeting = Meeting.objects.create(
        group=Group.objects.get(),
        title="Evening",
        starts_at=datetime(2026, 10, day, 22, tzinfo=UTC),
        minutes=90,
        created_at=now,
        changed_at=now,
    )
    Attendance.objects.create(meeting=meeting, person=dana, created_at=now)
"""
#                        hours        came back  an hour
BY_ACTIVITY = {
    "One-to-ones": ["4.5", "6", "1.3"],  # 6 x 45 minutes; 6 / 4.5
    "Group meetings": ["3", "0", "too few to say"],  # 2 x 90 minutes
}
BY_GROUP = {"Elm Street": ["7.5", "6", "0.8"]}  # 4.5 + 3 hours; 6 / 7.5


def test_the_page_says_what_the_hand_says(site, visitor):
    elm.move_in(site)
    site.run(AUTUMN)
    dana = visitor("Dana", width="phone", dark=True)
    dana.open("/return/")
    dana.sign_in(DANA)
    dana.sees("By group")

    assert table(dana, "Activity") == BY_ACTIVITY
    assert table(dana, "Group") == BY_GROUP
    dana.look("return")
    dana.page.emulate_media(media="print")
    dana.look("return printed")
    assert site.complaints() == []


def table(dana, head):
    """The rows of the table whose first column is called `head`, by their first cell."""
    rows = dana.page.locator("table", has=dana.page.get_by_role("columnheader", name=head)).first
    found = {}
    for row in rows.locator("tbody tr").all():
        found[row.locator("th").inner_text()] = row.locator("td").all_inner_texts()
    return found
