"""From templates to the bytes that every try sends."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.message import Message
from email.mime.base import MIMEBase
from email.utils import format_datetime, parseaddr
from functools import cache
from io import BytesIO
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.template.loader import render_to_string
from django.utils.text import Truncator

from members.deliveries.kinds import Kind
from members.deliveries.oracles import key_header
from members.deliveries.providers import tracking_header
from members.deliveries.stopping import ascii_address, stop_topic_url, stop_url
from members.models import Delivery

SUBJECT_LENGTH = 200
OURS = {"from", "subject", "date", "message-id"}  # headers that no kind of mail may set
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


class UnfitForHeader(ValueError):
    """A text with control characters, which could begin a header of its own."""


@dataclass(frozen=True)
class Mail:
    to_address: str
    subject: str
    message: bytes


def render(delivery: Delivery, kind: Kind, *, now: datetime) -> Mail:
    """Build the mail, 7-bit and with CRLF, whatever names and texts hold.

    Raises whatever a template, a `prepare` or an address may raise: such a mail never becomes good.
    """
    to_address = ascii_address(delivery.recipient.email or "")
    stop = stop_link(delivery, kind)
    context: dict[str, Any] = {
        **delivery.context,
        "stop_url": stop,
        "stop_label": kind.topic.ending if kind.topic else "No more mail from here",
        "site_url": settings.SITE_URL,
        "recipient": delivery.recipient,
        **kind.prepare(delivery, now),
    }
    subject, text, html = (
        render_to_string(f"emails/{kind.name}/{part}", context)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    title = Truncator(header_text(subject)).chars(SUBJECT_LENGTH)
    headers = our_headers(delivery) | stop_headers(stop) | checked(context.get("headers", {}))
    mail = EmailMultiAlternatives(
        subject=title,
        body=text.strip() + "\n",
        from_email=sender(str(context.get("from_name", ""))),
        to=shown(context.get("shown_to", [])) or [to_address],
        cc=shown(context.get("shown_cc", [])),
        reply_to=[ascii_address(address) for address in context.get("reply_to", [])],
        headers=headers,
    )
    mail.encoding = utf8_charset_qp
    mail.attach_alternative(inliner().inline(html), "text/html")
    for name, content_type, content in context.get("attachments", []):
        mail.attach(attachment(name, content_type, content))
    return Mail(to_address, title, as_bytes(mail.message()))


def attachment(name: str, content_type: str, content: bytes) -> MIMEBase:
    """A file as a part of a mail, its bytes as they are. Raises UnfitForHeader."""
    part = MIMEBase("application", "octet-stream")
    part.replace_header("Content-Type", header_text(content_type))
    part.add_header("Content-Disposition", "attachment", filename=header_text(name))
    part.set_payload(content)
    encode_base64(part)
    return part


def as_bytes(message: Message) -> bytes:
    """`message` as it goes over the wire, a long link in a header on one line."""
    written = BytesIO()
    generator = BytesGenerator(written, mangle_from_=False, maxheaderlen=998)
    generator.flatten(message, linesep="\r\n")
    return written.getvalue()


def sender(name: str) -> str:
    """The From header: our address, under `name` or under our own."""
    own_name, address = parseaddr(settings.MAIL_FROM)
    name = header_text(name) or own_name
    return f'"{_quoted(name)}" <{address}>' if name else address


def shown(people: list[tuple[str, str]]) -> list[str]:
    """Names and addresses as a header shows them, whoever else of them gets a copy of their own."""
    return [
        f'"{_quoted(header_text(name))}" <{ascii_address(address)}>' for name, address in people
    ]


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def header_text(text: str) -> str:
    """`text` on one line. Raises UnfitForHeader for control characters that are not breaks."""
    line = " ".join(text.split())
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in line):
        raise UnfitForHeader("There are control characters in a header.")
    return line


def our_headers(delivery: Delivery) -> dict[str, str]:
    """What must be the same at each try, fixed when the row was made."""
    return {
        "Message-ID": delivery.message_id,
        "Date": format_datetime(delivery.created_at),
        **key_header(delivery),
        **tracking_header(delivery),
    }


def stop_link(delivery: Delivery, kind: Kind) -> str:
    """What ends this mail's topic, or all mail; nothing where the recipient asks for each mail."""
    if not kind.stoppable:
        return ""
    if kind.topic:
        return stop_topic_url(delivery.recipient, kind.topic)
    return stop_url(delivery.recipient.email or "")


def stop_headers(url: str) -> dict[str, str]:
    """What mail programs make their own "unsubscribe" of (RFC 8058)."""
    if not url:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def checked(headers: dict[str, str]) -> dict[str, str]:
    """What a kind of mail adds. Raises UnfitForHeader for names that are ours or not names."""
    for name in headers:
        if name.lower() in OURS or not HEADER_NAME.fullmatch(name):
            raise UnfitForHeader(f"A kind of mail may not set the header {name!r}.")
    return {name: header_text(value) for name, value in headers.items()}


@cache
def inliner() -> CSSInliner:
    """Mail programs want style attributes; the media queries stay where they are."""
    return CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
