"""The health of a group: its picture under the pointer, by keyboard, and month by month."""

import re

import pytest

from tests.browser import elm
from tests.browser.elm import RUTH
from tests.browser.site import eventually

pytestmark = pytest.mark.browser
# Marta and Tom were introduced four months ago, Marta and Ruth today.
TWO_INTRODUCTIONS = """
from datetime import timedelta
from django.utils import timezone
from introductions.models import Introduction
from members.models import Person

now = timezone.now()
dana, marta, tom, ruth = (
    Person.objects.get(name__startswith=name) for name in ("Dana", "Marta", "Tom", "Ruth")
)
for b, at in ((tom, now - timedelta(days=120)), (ruth, now)):
    Introduction.objects.create(
        introducer=dana,
        a=marta,
        b=b,
        mode="direct",
        state="made",
        created_at=at,
        made_at=at,
    )
"""


def test_picture_under_the_pointer_by_keyboard_and_month_by_month(site, visitor):
    elm.move_in(site)
    site.run(TWO_INTRODUCTIONS)
    ruth = visitor("Ruth", width="desktop")
    ruth.open("/g/elm/health/")
    ruth.sign_in(RUTH)
    ruth.sees("The same as numbers")

    shows_whom_one_points_at(ruth)
    goes_back_a_month(ruth)
    shows_whom_the_keyboard_is_on(ruth)
    assert site.complaints() == []


def person(ruth, name):
    """Somebody in the picture, with the lines that are drawn for them alone."""
    picture = ruth.page.locator("svg.network.wide")
    return picture.locator("g.one", has=ruth.page.get_by_role("link", name=re.compile(name)))


def shown_of(ruth, name):
    """The lines that stand out for this person."""
    return person(ruth, name).locator(".mine use").filter(visible=True).count()


def shows_whom_one_points_at(ruth):
    ruth.look("health")
    assert [shown_of(ruth, name) for name in ("Marta", "Tom")] == [0, 0]
    person(ruth, "Marta").locator("circle").hover()
    eventually(lambda: shown_of(ruth, "Marta") == 2, "both lines of Marta")
    ruth.look("Marta pointed at")
    assert shown_of(ruth, "Tom") == 0


def goes_back_a_month(ruth):
    """The slider changes picture and table, and says the month."""
    lines = ruth.page.locator("svg.network.wide > path.bond")
    assert lines.count() == 2
    assert numbers_of(ruth, "Marta") == ["2", "0"]

    slider = ruth.page.get_by_role("slider")
    slider.focus()
    ruth.page.keyboard.press("ArrowLeft")

    eventually(lambda: lines.count() == 1, "the picture of last month")
    assert numbers_of(ruth, "Marta") == ["1", "0"]
    ruth.look("a month earlier")
    said = ruth.page.locator("#network [aria-live]").inner_text()
    assert said == f"Up to {slider.get_attribute('aria-valuetext')}"


def shows_whom_the_keyboard_is_on(ruth):
    person(ruth, "Tom").get_by_role("link").focus()
    eventually(lambda: shown_of(ruth, "Tom") == 1, "the line of Tom")
    ruth.page.keyboard.press("Enter")
    ruth.arrives(r"/people/\d+/")
    ruth.sees("Tom Lindqvist")


def numbers_of(ruth, name):
    """Received and made, as the table beside the picture says."""
    row = ruth.page.locator("#members tbody tr", has_text=name)
    return row.locator("td").all_inner_texts()[:2]
