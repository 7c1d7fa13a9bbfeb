"""Take the pictures in docs/pictures: a trial is seeded, its mail is kept, Chromium walks it.

    python3 -m launcher exec --throwaway -- python -m tests.pictures [--site URL] [NAME …]

With --site an application that runs already is taken instead (it must be a trial).
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import ARGUMENTS, program

ROOT = Path(__file__).resolve().parent.parent
LOOKS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}


def as_sample(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name=f"As {name}").click()
    page.wait_for_url(f"{site}/")


def today(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")


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


def roster_import_undone(page: Page, site: str) -> None:
    """What `roster_imported` has brought goes again."""
    at("/g/riverside/roster/import/", "Ruth")(page, site)
    page.locator(".rows .row", has_text="Imported").get_by_role("link").first.click()
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_text("The import is undone").wait_for()


def weekly_mail(page: Page, site: str) -> None:
    page.goto(f"{site}/mailbox/?q=Dana")
    page.get_by_role("link").filter(has_text=re.compile("Here (is|are) your next")).first.click()
    page.goto(page.url.rstrip("/") + "/page/")


def introduce_asking(page: Page, site: str) -> None:
    introduce(page, site)
    page.get_by_text("What goes to both").click()


def open_mail(page: Page, site: str, whose: str, subject: str) -> None:
    page.goto(f"{site}/mailbox/?q={whose}")
    page.get_by_role("link").filter(has_text=subject).first.click()
    page.goto(page.url.rstrip("/") + "/page/")


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


def commitment(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/goals/")
    page.locator("#plan .row").get_by_role("link", name="Change").first.click()


def introduction_settings(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/settings/introductions/?q=Declan")
    if button := page.get_by_role("button", name="Do not introduce us").all():
        button[0].click()
    page.goto(f"{site}/settings/introductions/?q=architect")


def at(path: str, name: str = "Dana"):
    def go(page: Page, site: str) -> None:
        as_sample(page, site, name)
        page.goto(f"{site}{path}")

    return go


def note_giving(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/people/?q=Ruth+Alvarez")
    page.get_by_role("link", name="Ruth Alvarez").first.click()
    page.get_by_text("I gave").click()
    page.get_by_role("button", name="Advice").first.click()
    page.get_by_role("button", name="Undo").wait_for()


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


def return_printed(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/return/")
    page.emulate_media(media="print")


def health_printed(page: Page, site: str) -> None:
    at("/g/riverside/health/", "Ruth")(page, site)
    page.emulate_media(media="print")


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


def meeting_who(page: Page, site: str) -> None:
    at("/g/riverside/meetings/", "Ruth")(page, site)
    page.get_by_role("link", name="were there").first.click()


def next_breakfast(page: Page, site: str, name: str) -> None:
    """The tables of the next meeting that has some."""
    at("/g/riverside/meetings/", name)(page, site)
    page.locator(".my-table").first.click()
    page.wait_for_load_state()


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


def calendar(page: Page, site: str) -> None:
    at("/settings/calendar/")(page, site)
    if button := page.get_by_role("button", name="Make my address").all():
        button[0].click()


def group_mail(page: Page, site: str) -> None:
    open_mail(page, site, "Ruth", "Riverside")


def ring_introduce(page: Page, site: str) -> None:
    as_sample(page, site, "Dana")
    page.goto(f"{site}/rings/divorce/")
    page.get_by_role("button", name="Prepare").click()
    page.locator(".gains summary").first.click()


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
    page.get_by_label("What to do with them").select_option("cross-yes")
    page.get_by_role("button", name="Do it").click()
    page.get_by_label("What to do with them").select_option("profession")


PICTURES = {
    "today": today,
    "introduce": introduce,
    "person": person,
    "roster-preview": roster_preview,
    "weekly-mail": weekly_mail,
    "question-mail": question_mail,
    "why": at("/suggestions/why/"),
    "rings": at("/rings/"),
    "ring": at("/rings/divorce/"),
    "goals": at("/goals/"),
    "giving": at("/giving/"),
    "return": at("/return/"),
    "note": at("/note/"),
}


# Looked at while building; not kept in docs.
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


OTHERS = {
    "lists": at("/g/riverside/lists/", "Ruth"),
    "lists-own": lists_own,
    "lists-words": at("/g/riverside/lists/events/1/", "Ruth"),
    "lists-rivals": at("/g/riverside/lists/rivals/", "Ruth"),
    "lists-confirm": lists_confirm,
    "lists-preview": lists_preview,
    "groups": at("/settings/groups/"),
    "sign-in": lambda page, site: page.goto(f"{site}/accounts/login/"),
    "suggestions": at("/suggestions/"),
    "gains": gains,
    "partners": partners,
    "people": at("/people/"),
    "ring-client": at("/rings/divorce/?client=1"),
    "ring-introduce": ring_introduce,
    "introductions": at("/introductions/"),
    "introduce-asking": introduce_asking,
    "introduction-asking": introduction_asking,
    "just-asked": just_asked,
    "asked": at("/introductions/asked/"),
    "question": question,
    "question-not-now": question_not_now,
    "joint-mail": joint_mail,
    "follow-ups": at("/follow-ups/"),
    "pace": at("/settings/follow-ups/"),
    "group-pace": at("/g/riverside/follow-ups/", "Ruth"),
    "contacts": contacts,
    "commitment": commitment,
    "partner": at("/goals/partner/?q=ma"),
    "slot-mail": lambda page, site: open_mail(page, site, "Frank", "before the first job"),
    "partner-mail": lambda page, site: open_mail(page, site, "Marta", "keep an eye"),
    "giving-menu": giving_menu,
    "giving-all": at("/giving/all/"),
    "note-giving": note_giving,
    "contribution": contribution,
    "contribution-mail": contribution_mail,
    "contribution-link": contribution_link,
    "want-from": want_from,
    "group-thanks": at("/g/riverside/thanks/"),
    "health": at("/g/riverside/health/", "Ruth"),
    "health-printed": health_printed,
    "duplicates": at("/g/riverside/duplicates/", "Ruth"),
    "duplicate": duplicate,
    "my-contacts": at("/contacts/"),
    "contact-add": at("/contacts/add/"),
    "contact-import": at("/contacts/import/"),
    "contact-titles": contact_titles,
    "contact-choose": contact_choose,
    "contact-brought": contact_brought,
    "return-printed": return_printed,
    "minutes": at("/time/"),
    "earnings": at("/earnings/"),
    "note-given": note_given,
    "noted": noted,
    "profile": at("/profile/"),
    "introduction-settings": introduction_settings,
    "requests": at("/requests/"),
    "request": request,
    "roster": at("/g/riverside/roster/", "Ruth"),
    "roster-member": at("/g/riverside/roster/"),
    "roster-waiting": at("/g/riverside/roster/?state=waiting&role=member", "Ruth"),
    "roster-add": roster_add,
    "roster-line": roster_line,
    "roster-edit": roster_edit,
    "roster-bulk": roster_bulk,
    "changes": at("/g/riverside/changes/", "Ruth"),
    "group-rules": at("/g/riverside/rules/", "Ruth"),
    "roster-import": at("/g/riverside/roster/import/", "Ruth"),
    "roster-columns": roster_columns,
    "roster-imported": roster_imported,
    "roster-progress": roster_progress,
    "roster-import-undone": roster_import_undone,
    "mail": at("/g/riverside/mail/", "Ruth"),
    "meetings": at("/g/riverside/meetings/"),
    "meetings-organizer": at("/g/riverside/meetings/", "Ruth"),
    "meeting-add": at("/g/riverside/meetings/add/", "Ruth"),
    "meeting-who": meeting_who,
    "meeting-guest": meeting_guest,
    "meeting-change": meeting_change,
    "meeting-cancel": meeting_cancel,
    "meeting-series": meeting_series,
    "tables": tables,
    "tables-organizer": tables_organizer,
    "tables-print": tables_print,
    "tables-first": tables_first,
    "calendar": calendar,
    "calendar-none": at("/settings/calendar/"),
    "group-mail": group_mail,
    "mailbox": lambda page, site: page.goto(f"{site}/mailbox/"),
}


def take(browser: Browser, site: str, names: list[str], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for look, options in LOOKS.items():
        for name in names:
            context = browser.new_context(**options)
            page = context.new_page()
            {**PICTURES, **OTHERS}[name](page, site)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=out / f"{name}-{look}.png", full_page=True)
            context.close()
            print(f"{name}-{look}.png")  # noqa: T201


@contextmanager
def seeded_site() -> Iterator[str]:
    """A trial on a free port, with every owed mail already in its mailbox."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "TRIAL": "1", "SITE_URL": site}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    for command in (["migrate", "-v0"], ["seed_trial"], ["drain", "--limit", "1000"]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
    web = [sys.executable, "-m", "gunicorn", "networking_app.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*web, "--threads", "4"], env=environment, cwd=ROOT)
    try:
        wait_for(f"{site}/healthz/")
        yield site
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urlopen(url, timeout=2).close()
            return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(PICTURES))
    parser.add_argument("--site")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        if options.site:
            take(browser, options.site, options.names, options.out)
        else:
            with seeded_site() as site:
                take(browser, site, options.names, options.out)
        browser.close()


if __name__ == "__main__":
    main()
