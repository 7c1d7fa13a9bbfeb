"""What every picture begins with."""

from playwright.sync_api import Page


def as_sample(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name=f"As {name}").click()
    page.wait_for_url(f"{site}/")


def open_mail(page: Page, site: str, whose: str, subject: str) -> None:
    page.goto(f"{site}/mailbox/?q={whose}")
    page.get_by_role("link").filter(has_text=subject).first.click()
    page.goto(page.url.rstrip("/") + "/page/")


def at(path: str, name: str = "Dana"):
    def go(page: Page, site: str) -> None:
        as_sample(page, site, name)
        page.goto(f"{site}{path}")

    return go
