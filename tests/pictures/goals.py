"""Promises, hours, notes and what they brought."""

import re

from playwright.sync_api import Page

from tests.pictures.walking import as_sample, at, open_mail


def today(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")


def weekly_mail(page: Page, site: str) -> None:
    page.goto(f"{site}/mailbox/?q=Dana")
    page.get_by_role("link").filter(has_text=re.compile("Here (is|are) your next")).first.click()
    page.goto(page.url.rstrip("/") + "/page/")


def commitment(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/goals/")
    page.locator("#plan .row").get_by_role("link", name="Change").first.click()


def note_giving(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/people/?q=Ruth+Alvarez")
    page.get_by_role("link", name="Ruth Alvarez").first.click()
    page.get_by_text("I gave").click()
    page.get_by_role("button", name="Advice").first.click()
    page.get_by_role("button", name="Undo").wait_for()


def return_printed(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/return/")
    page.emulate_media(media="print")


def note_given(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/note/")
    page.locator(".who").first.click()
    page.get_by_role("button", name="Gave").click()


def noted(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/note/")
    page.locator(".who").first.click()
    page.get_by_role("button", name="Met").click()
    page.get_by_role("button", name="Undo").wait_for()


def calendar(page: Page, site: str) -> None:
    at("/settings/calendar/")(page, site)
    if button := page.get_by_role("button", name="Make my address").all():
        button[0].click()


def group_mail(page: Page, site: str) -> None:
    open_mail(page, site, "Ruth", "Riverside")
