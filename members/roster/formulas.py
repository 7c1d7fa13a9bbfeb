"""Texts that a spreadsheet would take for a formula, written so that it does not, and read back."""

from __future__ import annotations

# An apostrophe is among them, so that a text which begins with one comes back whole.
STARTS = frozenset("=+-@\t\r\n'")


def guarded(text: str) -> str:
    """The text with an apostrophe before what could be the beginning of a formula."""
    return f"'{text}" if text[:1] in STARTS and text else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`; also of files that other programs have guarded."""
    return text[1:] if text[:1] == "'" and text[1:2] in STARTS and text[1:] else text
