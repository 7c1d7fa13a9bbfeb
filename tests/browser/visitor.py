"""Somebody with a browser, who notices whatever is not as it should be."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request, Response

from tests.browser.mails import Mail, Mailbox
from tests.browser.site import Site, eventually

VIEWPORTS = {"phone": (390, 844), "desktop": (1280, 900)}
# Also what has no console of its own to complain on: a listener that the page cannot refuse.
WATCH_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Visitor:
    """`name` names the pictures. Complaints of the pages collect in `complaints`."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        mailbox: Mailbox,
        *,
        name: str,
        width: str,
        javascript: bool = True,
        dark: bool = False,
    ) -> None:
        self.site, self.mailbox, self.name, self.width = site, mailbox, name, width
        across, down = VIEWPORTS[width]
        self.across = across
        self.context = browser.new_context(
            base_url=site.url,
            viewport={"width": across, "height": down},
            is_mobile=width == "phone",
            has_touch=width == "phone",
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="en-US",
            timezone_id="America/New_York",
        )
        self.context.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.pictures = 0
        self.page = self.watched(self.context.new_page())
        if javascript:
            self.context.add_init_script(WATCH_POLICY)

    def watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.complain(f"page error: {error}"))
        page.on("console", self.hear)
        page.on("requestfailed", self.failed)
        page.on("response", self.answered)
        return page

    def complain(self, text: str) -> None:
        self.complaints.append(f"{self.name} ({self.width}) at {self.page.url}: {text}")

    def hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complain(f"console: {message.text}")

    def failed(self, request: Request) -> None:
        # Leaving a page ends what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self.complain(f"{request.method} {request.url}: {request.failure}")

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complain(f"{response.request.method} {response.url}: {response.status}")
        if response.status == 200 and "text/html" in response.headers.get("content-type", ""):
            policy = response.headers.get("content-security-policy", "")
            if "'unsafe-" in policy or "default-src 'none'" not in policy:
                self.complain(f"{response.url}: policy {policy!r}")

    def open(self, address: str) -> None:
        self.page.goto(address)

    def press(self, name: str, *, role: Any = "button", inside: Any = None) -> None:
        """Press the one button (or link) called `name`, a regular expression."""
        place = inside or self.page
        place.get_by_role(role, name=re.compile(name)).click()

    def follow(self, name: str, *, inside: Any = None) -> None:
        self.press(name, role="link", inside=inside)

    def sees(self, text: str) -> None:
        """Wait until the page says `text`, a regular expression."""
        self.page.get_by_text(re.compile(text)).first.wait_for()

    def arrives(self, address: str) -> None:
        """Wait until the page's path is `address`, a regular expression."""
        self.page.wait_for_url(re.compile(rf"^{re.escape(self.site.url)}{address}$"))

    def look(self, what: str) -> None:
        """Check that nothing sticks out sideways; keep a picture where BROWSER_SHOTS says."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.across:
            self.complain(f"{what} is {wide} pixels wide: {self.sticking_out()}")
        self.picture(self.page, what)

    def picture(self, page: Page, what: str) -> None:
        if directory := os.environ.get("BROWSER_SHOTS"):
            self.pictures += 1
            name = f"{self.width}-{self.name}-{self.pictures:02}-{what.replace(' ', '-')}.png"
            Path(directory).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(directory) / name, full_page=True)

    def sticking_out(self) -> Any:
        """The elements that reach beyond the right edge, the innermost last."""
        script = """(edge) => [...document.body.querySelectorAll("*")]
            .filter((e) => e.getBoundingClientRect().right > edge + 1)
            .map((e) => `${e.tagName.toLowerCase()}.${e.className}`).slice(-5)"""
        return self.page.evaluate(script, self.across)

    def look_at_mail(self, mail: Mail, what: str) -> None:
        """As a mail program would show it."""
        page = self.context.new_page()
        page.set_content(mail.html)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > self.across:
            self.complain(f"the mail {mail.subject!r} is {wide} pixels wide")
        self.picture(page, what)
        page.close()

    def get_code(self, address: str, *, ask: Callable[[], None]) -> str:
        """Do what asks for a code; the code that came by mail."""
        before = len(self.mailbox.to(address, "code"))
        ask()
        self.page.get_by_label("The code").wait_for()
        return self.mailbox.next_to(address, "code", after=before).code

    def type_code(self, code: str) -> None:
        self.page.get_by_label("The code").fill(code)
        self.press("Continue")

    def sign_in(self, address: str) -> None:
        """From the sign-in page, which shows already, with a code from the mail."""
        self.page.get_by_label("Your e-mail address").fill(address)
        self.type_code(self.get_code(address, ask=lambda: self.press("Send me a code")))
        eventually(lambda: "/accounts/" not in self.page.url, "being signed in")

    def close(self) -> None:
        self.context.close()
