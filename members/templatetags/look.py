"""The small drawings that templates need: faces, bars, the progress ring, words set in bold."""

import re
from collections.abc import Iterable
from math import pi
from typing import Any
from zlib import crc32

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from members.models.vocabulary import Term

register = template.Library()

FACE_COLOURS = 10
RING_RADIUS = 26
ROOM_IN_RING = 4  # letters; more are drawn smaller


@register.filter
def face_colour(person: Any) -> str:
    """Return the colour class of a person, or of a name: the same one on every page."""
    key = getattr(person, "pk", None) or str(person)
    number = key if isinstance(key, int) else crc32(key.encode())
    return f"face-{number % FACE_COLOURS}"


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and last word of `name`."""
    words = str(name).split()
    letters = [word[0] for word in (*words[:1], *words[1:][-1:])]
    return "".join(letters).upper()


@register.simple_tag
def options(terms: Iterable[Term], chosen: str = "") -> SafeString:
    """Return the options of a select, by slug: lists are long, and a loop in a template is slow."""
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((term.slug, " selected" if term.slug == chosen else "", term.called) for term in terms),
    )


@register.filter
def emphasis(text: str) -> SafeString:
    """Set what stands between asterisks in bold; everything else is escaped."""
    escaped = str(conditional_escape(text))
    return mark_safe(re.sub(r"\*([^*]+)\*", r"<b>\1</b>", escaped))  # noqa: S308 - escaped above


@register.filter
def plain(text: str) -> str:
    """Drop the asterisks that `emphasis` would set in bold: for mails without markup."""
    return re.sub(r"\*([^*]+)\*", r"\1", str(text))


@register.simple_tag
def progress_ring(done: int, target: int, label: str = "") -> SafeString:
    """Draw `done` of `target` as a ring, full when the target is reached or passed."""
    around = 2 * pi * RING_RADIUS
    filled = around * min(1.0, done / target) if target else 0.0
    text = f"{done}/{target}"
    arc = (
        format_html(
            '<circle class="done" cx="32" cy="32" r="26" stroke-dasharray="{} {}" '
            'transform="rotate(-90 32 32)"/>',
            f"{filled:.1f}",
            f"{around:.1f}",
        )
        if filled
        else ""
    )
    return format_html(
        '<svg class="ring" width="64" height="64" viewBox="0 0 64 64" role="img" aria-label="{}">'
        '<circle cx="32" cy="32" r="26"/>{}<text{} x="32" y="37">{}</text></svg>',
        label or f"{done} of {target}",
        arc,
        mark_safe(' class="long"') if len(text) > ROOM_IN_RING else "",
        text,
    )


@register.simple_tag
def bar(value: float, most: float, side: str = "left", label: str = "") -> SafeString:
    """Draw `value` of `most` as a bar that grows from its `side`: "left", or "right" for yours.

    In a ledger yours grows leftwards from the middle and theirs (`side="theirs"`) rightwards.
    """
    width = round(100 * max(0.0, min(1.0, value / most))) if most else 0
    start = 100 - width if side == "right" else 0
    hint = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="bar {}" {}><rect class="track" width="100%" height="8" rx="4"/>'
        '<rect class="fill" x="{}%" width="{}%" height="8" rx="4"/></svg>',
        side,
        mark_safe(hint),  # noqa: S308 - built by format_html above
        start,
        width,
    )
