"""What the mail server got, as the people who read it see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage

from tests.browser.site import eventually
from tests.smtp_stub import SmtpStub

LINK = re.compile(r"https?://\S+")
CODE = re.compile(r"\b(\d{6})\b")


@dataclass(frozen=True)
class Mail:
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self.body("plain")

    @property
    def html(self) -> str:
        return self.body("html")

    def body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"{self.subject}: no {kind} part"
        return "\n".join(str(part.get_content()).splitlines())

    def link(self, containing: str) -> str:
        """The one address in the text that has `containing` in it."""
        found = {link for link in LINK.findall(self.text) if containing in link}
        assert len(found) == 1, f"{self.subject}: {found or 'no link'} with {containing}"
        return found.pop()

    @property
    def code(self) -> str:
        [code] = CODE.findall(self.text)
        return str(code)


class Mailbox:
    """Everybody's mail, in the order in which it came."""

    def __init__(self, stub: SmtpStub) -> None:
        self.stub = stub

    def all(self) -> list[Mail]:
        return [Mail(tuple(mail.recipients), mail.message) for mail in self.stub.received]

    def to(self, address: str, subject: str = "") -> list[Mail]:
        """Mails to this address alone whose subject matches, the oldest first."""
        mine = [mail for mail in self.all() if mail.recipients == (address,)]
        return [mail for mail in mine if re.search(subject, mail.subject)]

    def next_to(self, address: str, subject: str = "", *, after: int = 0) -> Mail:
        """Wait for the mail that comes after the first `after` of those that match."""
        what = f"mail {after + 1} to {address} about {subject or 'anything'}"
        found: list[Mail] = eventually(lambda: self.to(address, subject)[after:], what)
        return found[0]
