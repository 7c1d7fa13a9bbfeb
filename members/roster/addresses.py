"""E-mail addresses and names as people type them, made clean or refused with a reason."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 120
MAX_EMAIL = 254
MAX_LOCAL_PART = 64

LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

# Line and paragraph separators, control, format (direction, zero width), surrogate, private use.
INVISIBLE = {"Zl", "Zp", "Cc", "Cf", "Cs", "Co"}
LINE_BREAKS = set("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# Letters that the older and the newer rule for domain names write differently.
AMBIGUOUS_IN_DOMAINS = set("ßς\u200c\u200d")


def clean_email(text: str) -> str:
    """The address in lower case, its domain in ASCII. Raises ValueError with a reason to show."""
    email = unicodedata.normalize("NFC", text.strip())
    if not email:
        raise ValueError("no e-mail address")
    refuse_invisible(email, "the e-mail address")
    if len(email) > MAX_EMAIL:
        raise ValueError(f"the e-mail address is longer than {MAX_EMAIL} characters")
    if holds_several(email):
        raise ValueError(f"{quoted(email)} is more than one e-mail address")
    local_part, _, domain = email.rpartition("@")
    if not local_part.isascii():
        raise ValueError(f"{quoted(email)} has a letter before the @ that we cannot send to")
    local_part = local_part.lower()
    if len(local_part) > MAX_LOCAL_PART:
        raise ValueError(f"{quoted(email)} has more than {MAX_LOCAL_PART} characters before the @")
    ascii_domain = encode_domain(domain)
    if not LOCAL_PART.fullmatch(local_part) or not ascii_domain:
        raise ValueError(f"{quoted(email)} is not an e-mail address")
    if len(local_part) + 1 + len(ascii_domain) > MAX_EMAIL:
        raise ValueError(f"the e-mail address is longer than {MAX_EMAIL} characters")
    return f"{local_part}@{ascii_domain}"


def encode_domain(domain: str) -> str:
    """The domain as mail servers know it, or "" when it is none."""
    domain = domain.lower()
    if AMBIGUOUS_IN_DOMAINS & set(domain) or unicodedata.normalize("NFKC", domain) != domain:
        return ""
    try:
        encoded = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = encoded.split(".")
    plausible = len(labels) > 1 and not labels[-1].isdigit() and len(encoded) <= 253
    return encoded if plausible and all(map(LABEL.fullmatch, labels)) else ""


def holds_several(text: str) -> bool:
    parts = [part for part in re.split(r"[\s,;]", text) if part]
    return sum("@" in part.strip("@") for part in parts) > 1


def clean_name(text: str, *, what: str = "name", limit: int = MAX_NAME) -> str:
    """One line of NFC text with single spaces. Raises ValueError with a reason to show.

    `what` names the text in the reasons; a name must have a letter, other texts may be empty.
    """
    name = unicodedata.normalize("NFC", text.strip())
    refuse_invisible(name, f"the {what}")
    name = " ".join(name.split())
    if len(name) > limit:
        raise ValueError(f"the {what} is longer than {limit} characters")
    if what == "name" and not name:
        raise ValueError("no name")
    if what == "name" and not any(letter.isalpha() for letter in name):
        raise ValueError(f"{quoted(name)} is not a name")
    return name


def refuse_invisible(text: str, what: str) -> None:
    if LINE_BREAKS & set(text):
        raise ValueError(f"{what} contains a line break")
    for letter in text:
        if unicodedata.category(letter) in INVISIBLE:
            raise ValueError(f"{what} contains an invisible character (U+{ord(letter):04X})")


def quoted(text: str) -> str:
    """The text in quotation marks, shortened and harmless to show."""
    shown = "".join("·" if unicodedata.category(c) in INVISIBLE else c for c in text[:61])
    return f"“{shown}”" if len(text) <= 60 else f"“{shown[:60]}…”"
