"""Rosters, duplicates, contacts and meetings."""

from playwright.sync_api import Page

from tests.pictures.looks import ROOT
from tests.pictures.walking import as_sample, at


def roster_preview(page: Page, site: str) -> None:
    as_sample(page, site, "Ruth")
    page.goto(f"{site}/g/riverside/roster/import/")
    page.set_input_files("input[type=file]", ROOT / "trial" / "data" / "roster-example.csv")
    page.locator("form:has(input[type=file]) button").last.click()
    page.get_by_role("button", name="Confirm").or_(page.locator("table")).first.wait_for()


def roster_columns(page: Page, site: str) -> None:
    roster_preview(page, site)
    page.get_by_role("link", name="The columns are wrong").click()


def roster_imported(page: Page, site: str) -> None:
    roster_preview(page, site)
    if button := page.locator("#preview button.primary").all():
        button[0].click()
    else:  # another picture has imported it
        page.goto(f"{site}/g/riverside/roster/import/")
        page.locator(".rows .row", has_text="Imported").get_by_role("link").first.click()
    page.get_by_text("Undo this import").wait_for()


def roster_import_undone(page: Page, site: str) -> None:
    """What `roster_imported` has brought goes again."""
    at("/g/riverside/roster/import/", "Ruth")(page, site)
    page.locator(".rows .row", has_text="Imported").get_by_role("link").first.click()
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_text("The import is undone").wait_for()


def roster_progress(page: Page, site: str) -> None:
    """A long list: it waits for a worker, and none is there while pictures are taken."""
    at("/g/riverside/roster/import/", "Ruth")(page, site)
    lines = "".join(f"Anna {n},anna{n}@long.example\n" for n in range(400))
    content = f"Name,E-mail\n{lines}".encode()
    file = {"name": "long.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Look at the result").click()
    page.locator("#preview button.primary").click()
    page.locator("progress").wait_for()


def roster_line(page: Page, site: str) -> None:
    at("/g/riverside/roster/?invitation=opened", "Ruth")(page, site)
    page.locator("#roster .person a").first.click()


def roster_edit(page: Page, site: str) -> None:
    roster_line(page, site)
    page.get_by_role("link", name="Edit").click()


def roster_add(page: Page, site: str) -> None:
    """Somebody whose seat is taken."""
    at("/g/riverside/roster/add/", "Ruth")(page, site)
    page.get_by_label("Name").fill("Ana Lopes")
    page.get_by_label("E-mail address").fill("ana@lopes.example")
    page.get_by_label("Profession").select_option("mediator")
    page.get_by_role("button", name="Add to the roster").click()


def roster_bulk(page: Page, site: str) -> None:
    at("/g/riverside/roster/?q=Mwangi&state=invited", "Ruth")(page, site)
    page.locator("[name=who]").first.check()
    page.get_by_label("What to do with them").select_option("members")
    page.get_by_role("button", name="Do it").click()
    page.get_by_label("What to do with them").select_option("profession")


def duplicate(page: Page, site: str) -> None:
    at("/g/riverside/duplicates/", "Ruth")(page, site)
    page.get_by_role("link", name="Henriet").first.click()


def contact_titles(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/contacts/")
    if latest := page.get_by_role("link", name="Your latest address book").all():
        latest[0].click()
        page.get_by_role("button", name="Take it back").click()
    page.goto(f"{site}/contacts/import/")
    book = ROOT / "trial" / "data" / "connections-example.csv"
    page.set_input_files("input[type=file]", book)
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("What do they do?").wait_for()


def contact_choose(page: Page, site: str) -> None:
    contact_titles(page, site)
    page.get_by_role("button", name="These are right").click()
    page.get_by_text("Who shall come?").wait_for()


def contact_brought(page: Page, site: str) -> None:
    contact_choose(page, site)
    page.get_by_role("button", name="Bring those who").click()
    page.get_by_text("Your next suggestions").wait_for()


def meeting_who(page: Page, site: str) -> None:
    at("/g/riverside/meetings/", "Ruth")(page, site)
    page.get_by_role("link", name="were there").first.click()


def next_breakfast(page: Page, site: str, name: str) -> None:
    """The tables of the next meeting that has some."""
    at("/g/riverside/meetings/", name)(page, site)
    page.locator(".my-table").first.click()
    page.wait_for_load_state()


def meeting_change(page: Page, site: str) -> None:
    at("/g/riverside/meetings/", "Ruth")(page, site)
    page.get_by_role("link", name="Change Tuesday breakfast").nth(1).click()
    page.wait_for_load_state()


def meeting_cancel(page: Page, site: str) -> None:
    meeting_change(page, site)
    page.get_by_role("link", name="Cancel the meeting").click()


def meeting_series(page: Page, site: str) -> None:
    at("/g/riverside/meetings/", "Ruth")(page, site)
    page.get_by_role("link", name="Until when").first.click()


def meeting_guest(page: Page, site: str) -> None:
    meeting_who(page, site)
    page.get_by_text("Add a guest").click()
