"""Introductions, people, giving, rings, and the pages of a group that the matcher fills."""

from playwright.sync_api import Page

from tests.pictures.members import next_breakfast
from tests.pictures.walking import as_sample, at, open_mail


def introduce(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.get_by_role("link", name="Introduce them").first.click()
    page.get_by_label("Letter to").first.wait_for()


def person(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.locator("article .person a").first.click()
    page.wait_for_load_state()


def contacts(page: Page, site: str) -> None:
    """Somebody with whom Dana stays in touch, and a note about another day."""
    as_sample(page, site, "Dana")
    page.goto(f"{site}/follow-ups/")
    page.locator("#in-touch").get_by_role("link").first.click()
    page.get_by_text("Another day, or a note").click()


def introduce_asking(page: Page, site: str) -> None:
    introduce(page, site)
    page.get_by_text("What goes to both").click()


def question_mail(page: Page, site: str) -> None:
    open_mail(page, site, "Dana", "May I introduce you")


def joint_mail(page: Page, site: str) -> None:
    open_mail(page, site, "", "meet each other")


def question(page: Page, site: str) -> None:
    question_mail(page, site)
    page.get_by_role("link", name="Yes, introduce us").click()


def question_not_now(page: Page, site: str) -> None:
    question_mail(page, site)
    page.get_by_role("link", name="Not now").click()


def introduction_asking(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/introductions/")
    page.locator("article", has_text="Asking").get_by_role("link").first.click()


def just_asked(page: Page, site: str) -> None:
    introduce_asking(page, site)
    page.get_by_role("button", name="Ask both").click()
    page.get_by_role("button", name="Undo").wait_for()


def gains(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/suggestions/")
    page.locator(".gains summary").first.click()
    page.get_by_role("button", name="Show me more").click()
    page.wait_for_load_state("networkidle")


def partners(page: Page, site: str) -> None:
    person(page, site)
    page.get_by_role("link", name="Who should meet").click()


def request(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/requests/")
    page.get_by_role("link", name="a graphic designer").first.click()


def introduction_settings(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/settings/introductions/?q=Declan")
    if button := page.get_by_role("button", name="Do not introduce us").all():
        button[0].click()
    page.goto(f"{site}/settings/introductions/?q=architect")


def giving_menu(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/giving/?q=Ruth&period=all")
    page.get_by_text("I received").first.click()


def contribution(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/giving/")
    page.get_by_role("link", name="Gordon McAllister passed you").first.click()
    page.get_by_text("It was something else").click()


def contribution_mail(page: Page, site: str) -> None:
    open_mail(page, site, "Dana", "speaking lead")


def contribution_link(page: Page, site: str) -> None:
    contribution_mail(page, site)
    page.get_by_role("link", name="Yes, it is so").click()


def want_from(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/profile/")
    page.get_by_role("button", name="Got it").first.click()
    page.wait_for_load_state()
    page.goto(f"{page.url}?q=attorney")


def health_printed(page: Page, site: str) -> None:
    at("/g/riverside/health/", "Ruth")(page, site)
    page.emulate_media(media="print")


def tables(page: Page, site: str) -> None:
    next_breakfast(page, site, "Dana")


def tables_organizer(page: Page, site: str) -> None:
    next_breakfast(page, site, "Ruth")
    page.get_by_text("Plan anew, or do without").click()
    page.get_by_text("Who comes:").click()


def tables_print(page: Page, site: str) -> None:
    next_breakfast(page, site, "Ruth")
    page.get_by_role("link", name="Table cards").click()


def tables_first(page: Page, site: str) -> None:
    """A meeting without a plan yet."""
    at("/g/riverside/meetings/", "Ruth")(page, site)
    page.get_by_role("link", name="Tables").nth(2).click()
    page.wait_for_load_state()


def ring_introduce(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/rings/divorce/")
    page.get_by_role("button", name="Prepare").click()
    page.locator(".gains summary").first.click()


def lists_confirm(page: Page, site: str) -> None:
    """Two professions that shall compete: what that would do, before it is done."""
    as_sample(page, site, "Ruth")
    page.goto(f"{site}/g/riverside/lists/rivals/")
    page.get_by_label("These", exact=True).select_option(label="Mediator")
    page.get_by_label("and these").select_option(label="Matrimonial / family attorney")
    page.get_by_role("button", name="They compete here").click()
    page.get_by_role("button", name="Do it").wait_for()


def lists_own(page: Page, site: str) -> None:
    as_sample(page, site, "Ruth")
    page.goto(f"{site}/g/riverside/lists/professions/?own=1")
    page.get_by_role("link", name="Mobile notary").click()
    page.wait_for_load_state()


def lists_preview(page: Page, site: str) -> None:
    as_sample(page, site, "Ruth")
    page.goto(f"{site}/g/riverside/lists/pools/import/")
    text = "Name,In a sentence\nVineyards,vineyards\nStartups,startups\n,churches\n"
    file = {"name": "pools.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("heading", name="What would change").wait_for()
