"""Kept mails, read back from the bytes that would have been sent."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from members.models import Delivery


@dataclass(frozen=True)
class KeptMail:
    sender: str
    to: str
    reply_to: str
    subject: str
    text: str
    html: str


def read(delivery: Delivery) -> KeptMail:
    """What the recipient of a sent delivery would see."""
    message = message_from_bytes(bytes(delivery.message or b""), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it one
    return KeptMail(
        sender=str(message["From"]),
        to=str(message["To"]),
        reply_to=str(message["Reply-To"] or ""),
        subject=str(message["Subject"]),
        text=body(message, "plain"),
        html=body(message, "html"),
    )


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
